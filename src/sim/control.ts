import { chmod, lstat, unlink } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { EXIT, ExitError, messageOf } from '../util/errors.js';
import type { Lifecycle } from '../util/lifecycle.js';
import { answerLine } from './control-commands.js';
import type { Simulation } from './simulation.js';

/** A Unix socket on which a simulation takes one command a line and answers each with one line of JSON. */
export class ControlSocket implements Lifecycle {
  readonly name = 'control';
  readonly #simulation: Simulation;
  readonly #path: string;
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;

  constructor(simulation: Simulation, path: string) {
    this.#simulation = simulation;
    this.#path = path;
  }

  /** Throws an ExitError when another process listens there or the path cannot be used. */
  async start(): Promise<void> {
    await clearStale(this.#path);
    const server = createServer((socket) => this.#serve(socket));
    this.#server = server;
    try {
      await listen(server, this.#path);
    } catch (error) {
      throw new ExitError(
        EXIT.unavailable,
        `cannot listen on the control socket ${this.#path}: ${messageOf(error)}; choose another path with --control`,
      );
    }
    await chmod(this.#path, 0o600);
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (!server) return;
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    // Whoever asked is gone: nobody is left to be told.
    socket.on('error', () => socket.destroy());
    const lines = createInterface({ input: socket });
    lines.on('line', (line) => {
      if (line.trim() === '') return;
      socket.write(`${JSON.stringify(answerLine(this.#simulation, line))}\n`);
    });
  }
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** A socket file whose process has died stays behind; one that answers belongs to somebody. */
async function clearStale(path: string): Promise<void> {
  const file = await lstat(path).catch(() => undefined);
  if (!file) return;
  if (!file.isSocket())
    throw new ExitError(EXIT.usage, `${path} is a file; choose another path for --control`);
  if (await answers(path)) throw new ExitError(EXIT.owned, `another simulation listens on ${path}`);
  await unlink(path);
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
