import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect } from 'vitest';
import { builtProduct } from './built.js';

/** For `beforeAll`: the first stage of a run waits for the build. */
export const STAGE_MS = 120_000;

export interface StartOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** A command that runs the process in its place, such as a tracer. */
  readonly through?: readonly string[];
  /** Another `main.js` than the product's. */
  readonly main?: string;
}

export interface LogLine {
  readonly level: string;
  readonly time: string;
  readonly name: string;
  readonly msg: string;
  readonly [field: string]: unknown;
}

interface ProgramOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** It starts the real process itself, and a signal is meant for both. */
  readonly isGroup: boolean;
}

/** A real process, what it has written, and how it ends. */
export class Program {
  out = '';
  err = '';
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  readonly #isGroup: boolean;

  constructor(command: readonly string[], options: ProgramOptions) {
    const [file = '', ...args] = command;
    const { cwd, env, isGroup: detached } = options;
    this.#isGroup = detached;
    this.child = spawn(file, args, { cwd, env, detached, stdio: ['ignore', 'pipe', 'pipe'] });
    this.child.stdout?.setEncoding('utf8');
    this.child.stderr?.setEncoding('utf8');
    this.child.stdout?.on('data', (chunk) => {
      this.out += chunk;
    });
    this.child.stderr?.on('data', (chunk) => {
      this.err += chunk;
    });
    this.ended = new Promise((done) => this.child.on('close', done));
  }

  /** What it has written as a JSON log; an unfinished last line is left out. */
  get log(): LogLine[] {
    const lines = this.out.split('\n').slice(0, -1);
    return lines.map((line) => JSON.parse(line));
  }

  logged(msg: string): LogLine[] {
    return this.log.filter((line) => line.msg === msg);
  }

  shows(text: string): Promise<void> {
    return expect.poll(() => this.out, { timeout: 15_000 }).toContain(text);
  }

  /** The exit code. */
  end(signal: NodeJS.Signals): Promise<number | null> {
    const { exitCode, pid, signalCode } = this.child;
    if (pid !== undefined && exitCode === null && signalCode === null)
      process.kill(this.#isGroup ? -pid : pid, signal);
    return this.ended;
  }
}

/** A folder of its own and the processes that are started in it. */
export class Stage {
  readonly folder: string;
  readonly product: string;
  readonly #programs: Program[] = [];

  private constructor(product: string) {
    this.product = product;
    this.folder = mkdtempSync(join(tmpdir(), 'stage-'));
  }

  static async build(): Promise<Stage> {
    return new Stage(await builtProduct());
  }

  start(args: readonly string[], options: StartOptions = {}): Program {
    const { through = [], main = join(this.product, 'main.js') } = options;
    const own = { HOME: this.folder, MESHBOT_RUN_DIR: join(this.folder, 'run') };
    const env = { PATH: process.env['PATH'], ...own, ...options.env };
    const command = [...through, process.execPath, main, ...args];
    const program = new Program(command, { cwd: this.folder, env, isGroup: through.length > 0 });
    this.#programs.push(program);
    return program;
  }

  /** A process that ends by itself. */
  async run(args: readonly string[], options: StartOptions = {}) {
    const program = this.start(args, options);
    const exitCode = await program.ended;
    return { exitCode, out: program.out, err: program.err };
  }

  /** A simulated node that listens; `--port` is any free one unless told. */
  async simulatedNode(...args: readonly string[]) {
    const sim = this.start(['sim', '--port', '0', ...args]);
    await sim.shows('\n');
    const listeningAt = Date.now();
    const { port } = JSON.parse(sim.out) as { readonly port: number };
    return { sim, port, address: `127.0.0.1:${port}`, listeningAt };
  }

  async end(): Promise<void> {
    await Promise.all(this.#programs.map((program) => program.end('SIGKILL')));
    rmSync(this.folder, { recursive: true });
  }
}

/** One command to a simulated node's control socket, and its answer. */
export function tell(socketPath: string, command: string): Promise<Readonly<Record<string, unknown>>> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(socketPath, () => socket.write(`${command}\n`));
    socket.on('error', reject);
    createInterface({ input: socket }).once('line', (line) => {
      socket.destroy();
      resolve(JSON.parse(line));
    });
  });
}
