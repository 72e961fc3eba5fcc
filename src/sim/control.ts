import { chmod, lstat, unlink } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import type { Clock } from '../util/clock.js';
import { EXIT, ExitError, messageOf } from '../util/errors.js';
import type { Lifecycle } from '../util/lifecycle.js';
import { LineClients } from '../util/line-clients.js';
import { lineOf } from '../util/line-splitter.js';
import { checkSocketPath } from '../util/socket-path.js';
import { answerLine } from './control-commands.js';
import type { Simulation } from './simulation.js';

export interface ControlDeps {
  readonly path: string;
  readonly clock: Clock;
  /** A client was closed because it did not read its answers. */
  onUnread(): void;
}

/** A Unix socket on which a simulation takes one command a line and answers each with one line of JSON. */
export class ControlSocket implements Lifecycle {
  readonly name = 'control';
  readonly #path: string;
  readonly #clients: LineClients;
  #server: Server | undefined;

  constructor(simulation: Simulation, { path, ...deps }: ControlDeps) {
    this.#path = path;
    this.#clients = new LineClients({
      ...deps,
      answer: async (line) => lineOf(answerLine(simulation, line)),
    });
  }

  /** Throws an ExitError when another process listens there or the path cannot be used. */
  async start(): Promise<void> {
    checkSocketPath(this.#path);
    await clearStale(this.#path);
    const server = createServer({ allowHalfOpen: true }, (socket) => this.#clients.accept(socket));
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
    this.#clients.drop();
    await new Promise((resolve) => server.close(resolve));
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
    throw new ExitError(
      EXIT.usage,
      `${path} is in the way and is no socket; choose another path for --control`,
    );
  if (await answers(path))
    throw new ExitError(
      EXIT.owned,
      `another process listens on ${path}: end it, or choose another path for --control`,
    );
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
