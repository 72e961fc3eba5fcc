import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { localTime } from '../../src/cli/local-time.js';
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
    expect(sent.out).toMatch(/^delivered to Alpha \(!16fad3dc\), acknowledged after \d+\.\d s\n$/);
    expect(sent.exitCode).toBe(EXIT.done);
  });

  it('queues a text for whoever does not wait', async () => {
    expect(await stage.cli('send', 'hello all')).toEqual({
      exitCode: EXIT.done,
      out: 'queued for everybody on channel 0\n',
      err: '',
    });
  });

  it('refuses what cannot be sent with 2', async () => {
    const refused = await stage.cli('send', 'hello', '--to', 'nobody');
    expect(refused).toMatchObject({ exitCode: EXIT.usage, err: expect.stringContaining('No node "nobody"') });
    expect(refused.err).toContain('"meshbot export nodes --format csv"');
    expect(refused.err).not.toContain('/nodes');
  });

  it('talks to a script through a pipe', async () => {
    const io = new TestIo();
    const talking = runCli(['console', '--data', stage.data], io);
    io.input.end('/ping\nping\nquit\n');
    expect(await talking).toBe(EXIT.done);
    expect(io.written).toMatch(/^Pong\..*\nPong\..*\n$/);
  });

  it('greets a person at a terminal', async () => {
    const { io, talking } = await openConsole(stage.data);
    expect(io.written).toContain('Try /help');
    io.input.write('quit\n');
    expect(await talking).toBe(EXIT.done);
  });

  it('shows a person what comes and goes, until he has seen enough', async () => {
    const { io, talking } = await openConsole(stage.data);
    io.input.write('watch nonsense\r');
    await io.shows('Usage: watch [packets|link|all], watch off');
    io.input.write('watch off\r');
    await io.shows('Nothing is watched.');
    io.input.write('watch packets\r');
    await io.shows('Watching packets. watch off ends it.');
    await stage.cli('send', 'watched', '--to', 'ALPH', '--wait');
    await io.shows('sent text to Alpha (ALPH !16fad3dc): delivered after');
    io.input.write('watch off\r');
    await io.shows('No longer watching.');
    io.input.write('watch\r');
    await io.shows('Watching packets and the link.');
    io.input.write('quit\r');
    expect(await talking).toBe(EXIT.done);
  });

  it('completes names of nodes, and remembers what was typed', async () => {
    const { io, talking } = await openConsole(stage.data);
    io.input.write('info alp\t');
    await io.shows('ALPH ');
    io.input.write('\r');
    await io.shows('!16fad3dc');
    io.input.write('/wa\t');
    await io.shows('/watch ');
    io.input.write('l\t');
    await io.shows('/watch link ');
    io.input.write('\r');
    await io.shows('Watching the link.');
    io.input.write('quit\r');
    await talking;
    expect(readFileSync(join(stage.data, 'console-history'), 'utf8')).toContain('info ALPH\n');
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
    const { io, talking } = await openConsole(data);
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

  async function sendThrough(reply: object, delivery: Promise<object>, ...options: string[]) {
    const data = mkdtempSync(join(tmpdir(), 'fixed-'));
    const asked: string[] = [];
    const server = new JsonLineServer({
      path: join(data, 'meshbot.sock'),
      clock: new SystemClock(),
      greeting: { pid: 1 },
      answer: async (ask) => {
        asked.push((ask as { do: string }).do);
        return asked.length === 1 ? { ...REPLY, ...reply } : delivery;
      },
    });
    await server.start();
    const io = new TestIo();
    const sending = runCli(['send', 'x', ...options, '--data', data], io);
    const end = async () => {
      await server.stop();
      rmSync(data, { recursive: true });
    };
    return { io, sending, asked, end };
  }

  const REPLY = { to: '^all', name: null, channel: 2, ticket: 5, waitsSeconds: 3600, away: null };
  const TO_ALPHA = { to: '!16fad3dc', name: 'Alpha' };
  const TO_NAMELESS = { to: '!00000009', name: null };

  it.each([
    [
      {},
      { outcome: 'relayed' },
      'sent to everybody on channel 2, a neighbour repeated it after 4.3 s',
      EXIT.done,
    ],
    [
      TO_ALPHA,
      { outcome: 'relayed' },
      'a neighbour passed it on after 4.3 s; Alpha (!16fad3dc) has not acknowledged it',
      EXIT.done,
    ],
    [TO_NAMELESS, { outcome: 'sent' }, 'sent to !00000009, nothing more is known after 4.3 s', EXIT.done],
    [
      TO_ALPHA,
      { outcome: 'expired' },
      'not sent to Alpha (!16fad3dc): the node did not take it within 1 h',
      EXIT.unavailable,
    ],
  ])('has its deliveries told honestly: %j %j', async (reply, delivery, words, exitCode) => {
    const ending = Promise.resolve({ ...delivery, tookMs: 4300 });
    const { io, sending, end } = await sendThrough(reply, ending, '--wait');
    expect(await sending).toBe(exitCode);
    expect(io.written).toBe(`${words}\n`);
    await end();
  });

  it.each([
    [{}, 'no_ack', 'no neighbour repeated it. Nobody may be in reach'],
    [TO_ALPHA, 'no_ack', 'Alpha did not acknowledge it'],
    [{}, 'no_channel', 'the node has no channel 2'],
    [{}, 'too_large', 'too long for one packet'],
    [TO_NAMELESS, 'no_key', 'no public key of !00000009'],
    [TO_ALPHA, 'key_rejected', 'Alpha does not accept our key'],
    [{}, 'transmitter_off', 'Set its LoRa region'],
    [{}, 'rate_limited', 'Try again in a minute'],
    [{}, 'duty_cycle', 'airtime that the region allows'],
    [{}, 'queue_full', 'the send queue of the node is full'],
    [{}, 'refused', 'the node refused it'],
  ])('has a failure told in words, with what to do: %j %s', async (reply, reason, words) => {
    const ending = Promise.resolve({ outcome: 'failed', reason, tookMs: 4300 });
    const { io, sending, end } = await sendThrough(reply, ending, '--wait');
    expect(await sending).toBe(EXIT.unavailable);
    expect(io.written).toMatch(/^failed for .* after 4\.3 s: /);
    expect(io.written).toContain(words);
    expect(io.written).not.toMatch(/\w_\w/);
    await end();
  });

  it.each([[[]], [['--wait']]])(
    'has it told at once that the node is away and how long the text waits: %j',
    async (options) => {
      const away = { since: '2026-03-12T12:00:00.000Z', seconds: 64, wasReached: true };
      const why = { words: 'network refused', remedy: 'is the node on?' };
      const never = new Promise<object>(() => {});
      const { io, sending, end } = await sendThrough({ away: { ...away, ...why } }, never, ...options);
      const since = localTime(away.since);
      await io.shows(
        `the node is not there now: away since ${since} (1 min 4 s): network refused (is the node on?). The text waits for it up to 1 h.\n`,
      );
      io.abort();
      expect(await sending).toBe(options.length === 0 ? EXIT.done : EXIT.terminated);
      await end();
    },
  );

  it('leaves whoever is asked to end while he waits knowing that the text stays queued', async () => {
    const { io, sending, asked, end } = await sendThrough({}, new Promise(() => {}), '--wait');
    await expect.poll(() => asked).toEqual(['send', 'delivery']);
    io.abort();
    expect(await sending).toBe(EXIT.terminated);
    expect(io.complaints).toBe(
      'meshbot: no longer waiting. The text stays queued in the bot, which goes on without you.\n',
    );
    await end();
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

async function openConsole(data: string) {
  const io = new TestIo({ isTerminal: true });
  const talking = runCli(['console', '--data', data], io);
  await io.shows('meshbot> ');
  return { io, talking };
}
