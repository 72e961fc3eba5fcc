import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../../src/cli/program.js';
import { SystemClock } from '../../src/util/clock.js';
import type { ExitCode } from '../../src/util/errors.js';
import { EXIT } from '../../src/util/errors.js';
import { JsonLineServer } from '../../src/util/json-lines.js';
import { HurriedClock } from '../support/hurried-clock.js';
import { TestIo } from '../support/test-io.js';

/** A simulated node and the bot on it, both as the command line starts them. */
class Stage {
  readonly folder = mkdtempSync(join(tmpdir(), 'live-'));
  readonly data = join(this.folder, 'data');
  readonly clock = new HurriedClock();
  readonly simIo = new TestIo({ clock: this.clock });
  readonly botIo = new TestIo({ clock: this.clock });
  port = 0;
  sim: Promise<ExitCode> = Promise.resolve(EXIT.done);
  bot: Promise<ExitCode> = Promise.resolve(EXIT.done);

  async start(): Promise<void> {
    const control = join(this.folder, 'control.sock');
    this.sim = runCli(
      ['sim', '--port', '0', '--nodes', '6', '--place', '45.2,5.7', '--pace', '1', '--control', control],
      this.simIo,
    );
    await this.simIo.shows('\n');
    this.port = JSON.parse(this.simIo.written).port;
    this.bot = runCli(['run', '--node', `127.0.0.1:${this.port}`, '--data', this.data], this.botIo);
    await this.botIo.shows('"link ready"');
  }

  async cli(...argv: string[]) {
    const io = new TestIo();
    const exitCode = await runCli([...argv, '--data', this.data], io);
    return { exitCode, out: io.written, err: io.complaints };
  }
}

const stage = new Stage();
beforeAll(() => stage.start());
afterAll(async () => {
  stage.botIo.abort();
  stage.simIo.abort();
  await Promise.all([stage.bot, stage.sim]);
  rmSync(stage.folder, { recursive: true });
});

describe('a running bot', () => {
  it('logs lines of JSON on standard output', () => {
    const lines = stage.botIo.written
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.find((line) => line.msg === 'link ready')).toMatchObject({
      level: 'info',
      name: 'link',
      node: '!0b07ba5e',
    });
  });

  it('tells its status to people and to programs', async () => {
    const text = await stage.cli('status');
    expect(text).toMatchObject({ exitCode: EXIT.done, err: '' });
    expect(text.out).toMatch(/^link +ready for /m);
    const json = await stage.cli('status', '--json');
    expect(JSON.parse(json.out)).toMatchObject({
      node: { id: '!0b07ba5e', address: `127.0.0.1:${stage.port}` },
      link: { state: 'ready' },
    });
  });

  it('sends a text and tells how it ended', async () => {
    const sent = await stage.cli('send', 'hello there', '--to', 'ALPH', '--wait');
    expect(sent.out).toMatch(/^delivered to !16fad3dc, acknowledged after \d+\.\d s\n$/);
    expect(sent.exitCode).toBe(EXIT.done);
  });

  it('queues a text for whoever does not wait', async () => {
    expect(await stage.cli('send', 'hello all')).toEqual({
      exitCode: EXIT.done,
      out: 'queued for ^all\n',
      err: '',
    });
  });

  it('refuses what cannot be sent with 2', async () => {
    const refused = await stage.cli('send', 'hello', '--to', 'nobody');
    expect(refused).toMatchObject({ exitCode: EXIT.usage, err: expect.stringContaining('No node "nobody"') });
  });

  it('talks to a script through a pipe', async () => {
    const io = new TestIo();
    const talking = runCli(['console', '--data', stage.data], io);
    io.input.end('/ping\nping\nquit\n');
    expect(await talking).toBe(EXIT.done);
    expect(io.written).toMatch(/^Pong\..*\nPong\..*\n$/);
  });

  it('greets a person at a terminal', async () => {
    const io = new TestIo({ isTerminal: true });
    const talking = runCli(['console', '--data', stage.data], io);
    await io.shows('meshbot> ');
    expect(io.written).toContain('Try /help');
    io.input.write('quit\n');
    expect(await talking).toBe(EXIT.done);
  });

  it('keeps a second bot off its data folder with 75', async () => {
    const io = new TestIo();
    expect(await runCli(['run', '--node', '127.0.0.1:1', '--data', stage.data], io)).toBe(EXIT.owned);
    expect(io.complaints).toContain(`process ${process.pid} already serves`);
  });

  it('keeps a second simulation off its port with 75', async () => {
    const io = new TestIo();
    expect(await runCli(['sim', '--port', String(stage.port)], io)).toBe(EXIT.owned);
    expect(io.complaints).toContain(`port ${stage.port} is taken`);
  });
});

describe('a bot that stops', () => {
  it('ends with 0, tells so, and takes its consoles with it', async () => {
    const data = join(stage.folder, 'other');
    const botIo = new TestIo();
    const bot = runCli(['run', '--node', '127.0.0.1:1', '--data', data], botIo);
    await botIo.shows('node not reachable');
    const io = new TestIo({ isTerminal: true });
    const talking = runCli(['console', '--data', data], io);
    await io.shows('meshbot> ');
    botIo.abort();
    expect(await bot).toBe(EXIT.done);
    expect(botIo.written).toContain('"msg":"stopped"');
    expect(await talking).toBe(EXIT.unavailable);
    expect(io.complaints).toBe('meshbot: the bot ended.\n');
  });
});

describe('a bot that does not behave', () => {
  it('is told by its silence', async () => {
    const data = mkdtempSync(join(tmpdir(), 'mute-'));
    const server = createServer((socket) => socket.end());
    await new Promise<void>((resolve) => server.listen(join(data, 'meshbot.sock'), resolve));
    const io = new TestIo();
    expect(await runCli(['status', '--data', data], io)).toBe(EXIT.unavailable);
    expect(io.complaints).toContain('does not answer (closed before the greeting)');
    await new Promise((resolve) => server.close(resolve));
    rmSync(data, { recursive: true });
  });

  it.each([
    [{ outcome: 'relayed', tookMs: 4300 }, 'sent to ^all, a neighbour repeated it after 4.3 s', EXIT.done],
    [{ outcome: 'sent', tookMs: 4300 }, 'sent to ^all, nothing more is known after 4.3 s', EXIT.done],
    [
      { outcome: 'expired', tookMs: 4300 },
      'not sent to ^all: its time was over after 4.3 s',
      EXIT.unavailable,
    ],
    [
      { outcome: 'failed', reason: 'no_ack', tookMs: 4300 },
      'failed for ^all after 4.3 s: no_ack',
      EXIT.unavailable,
    ],
  ])('has its deliveries told honestly: %j', async (delivery, words, exitCode) => {
    const data = mkdtempSync(join(tmpdir(), 'fixed-'));
    const server = new JsonLineServer({
      path: join(data, 'meshbot.sock'),
      clock: new SystemClock(),
      greeting: { pid: 1 },
      answer: async () => ({ to: '^all', delivery }),
    });
    await server.start();
    const io = new TestIo();
    expect(await runCli(['send', 'x', '--wait', '--data', data], io)).toBe(exitCode);
    expect(io.written).toBe(`${words}\n`);
    await server.stop();
    rmSync(data, { recursive: true });
  });

  it('that goes away before it answers ends the command with 69', async () => {
    const data = mkdtempSync(join(tmpdir(), 'leaving-'));
    const server: JsonLineServer = new JsonLineServer({
      path: join(data, 'meshbot.sock'),
      clock: new SystemClock(),
      greeting: { pid: 1 },
      answer: () => server.stop(),
    });
    await server.start();
    const io = new TestIo();
    expect(await runCli(['status', '--data', data], io)).toBe(EXIT.unavailable);
    expect(io.complaints).toBe('meshbot: the bot went away before it answered.\n');
    rmSync(data, { recursive: true });
  });
});
