import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
let built: string;
let folder: string;
const children: ChildProcess[] = [];

beforeAll(() => {
  mkdirSync(join(root, 'build'), { recursive: true });
  built = mkdtempSync(join(root, 'build', 'process-test-'));
  folder = mkdtempSync(join(tmpdir(), 'process-'));
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  execFileSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.build.json'), '--outDir', built]);
}, 120_000);

afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(built, { recursive: true });
  rmSync(folder, { recursive: true });
});

/** A real process, what it has written, and how it ends. */
class Program {
  out = '';
  err = '';
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;

  constructor(args: readonly string[], main = join(built, 'main.js')) {
    const env = { PATH: process.env['PATH'], HOME: folder };
    this.child = spawn(process.execPath, [main, ...args], {
      cwd: folder,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.push(this.child);
    this.child.stdout?.on('data', (chunk) => {
      this.out += chunk;
    });
    this.child.stderr?.on('data', (chunk) => {
      this.err += chunk;
    });
    this.ended = new Promise((done) => this.child.on('close', done));
  }

  shows(text: string): Promise<void> {
    return expect.poll(() => this.out, { timeout: 15_000 }).toContain(text);
  }
}

async function meshbot(...args: string[]) {
  const program = new Program(args);
  const exitCode = await program.ended;
  return { exitCode, out: program.out, err: program.err };
}

async function startNode(): Promise<{ readonly sim: Program; readonly address: string }> {
  const sim = new Program(['sim', '--port', '0', '--nodes', '4']);
  await sim.shows('\n');
  return { sim, address: `127.0.0.1:${JSON.parse(sim.out).port}` };
}

describe('the process', () => {
  it.each([
    [['--version'], 0],
    [['--help'], 0],
    [['nonsense'], 2],
    [['send'], 2],
    [['status'], 69],
    [['run', '--config', 'none.yaml'], 78],
    [['run', '--node', 'host:0'], 78],
  ])('ends %j with %i', async (args, exitCode) => {
    expect(await meshbot(...args)).toMatchObject({ exitCode });
  });

  it('takes its configuration from the working directory', async () => {
    const file = join(folder, 'meshbot.yaml');
    writeFileSync(file, 'node: { address: radio.local }\nlanguge: en\n');
    expect(await meshbot('check-config')).toMatchObject({
      exitCode: 78,
      err: expect.stringContaining('languge: unknown key. Did you mean language?'),
    });
    expect(await meshbot()).toMatchObject({ exitCode: 78 });
    rmSync(file);
  });

  it('runs on a node, refuses a second bot, and stops in order when asked to', async () => {
    const { sim, address } = await startNode();
    const bot = new Program(['run', '--node', address, '--data', 'data']);
    await bot.shows('"link ready"');
    expect(await meshbot('run', '--node', '127.0.0.1:1', '--data', 'data')).toMatchObject({ exitCode: 75 });
    const { out } = await meshbot('status', '--json', '--data', 'data');
    expect(JSON.parse(out)).toMatchObject({ link: { state: 'ready' } });
    bot.child.kill('SIGTERM');
    expect(await bot.ended).toBe(0);
    expect(bot.out.trim().split('\n').at(-1)).toContain('"msg":"stopped"');
    expect(bot.err).toBe('');
    expect(existsSync(join(folder, 'data', 'meshbot.sock'))).toBe(false);
    sim.child.kill('SIGINT');
    expect(await sim.ended).toBe(0);
  });

  it('ends at once at the second signal', async () => {
    const { sim, address } = await startNode();
    const bot = new Program(['run', '--node', address, '--data', 'hasty']);
    await bot.shows('"link ready"');
    bot.child.kill('SIGTERM');
    bot.child.kill('SIGINT');
    expect([130, 143]).toContain(await bot.ended);
    sim.child.kill('SIGTERM');
    await sim.ended;
  });

  it('takes over what a killed bot left behind', async () => {
    const first = new Program(['run', '--node', '127.0.0.1:1', '--data', 'killed']);
    await first.shows('node not reachable');
    first.child.kill('SIGKILL');
    await first.ended;
    const second = new Program(['run', '--node', '127.0.0.1:1', '--data', 'killed']);
    await second.shows('node not reachable');
    second.child.kill('SIGTERM');
    expect(await second.ended).toBe(0);
  });
});

describe('what is loaded', () => {
  function without(...parts: string[]): string {
    const copy = mkdtempSync(join(built, 'without-'));
    for (const part of [
      'main.js',
      'app.js',
      'config.js',
      'cli',
      'config',
      'util',
      'bot',
      'mesh',
      'radio',
      'platforms',
      'services',
    ]) {
      if (!parts.includes(part)) cpSync(join(built, part), join(copy, part), { recursive: true });
    }
    return join(copy, 'main.js');
  }

  it('is never the simulator when the bot runs', async () => {
    const bot = new Program(['run', '--node', '127.0.0.1:1', '--data', 'lean'], without('sim'));
    await bot.shows('node not reachable');
    bot.child.kill('SIGTERM');
    expect(await bot.ended).toBe(0);
  });

  it('is neither the bot nor the schema when its status is asked', async () => {
    const main = without('app.js', 'config.js', 'bot', 'mesh', 'radio', 'platforms', 'services');
    const program = new Program(['status'], main);
    expect(await program.ended).toBe(69);
    expect(program.err).toContain('no bot is running on the data folder');
  });
});
