import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventText } from '../../src/cli/diag-text.js';
import { NoticesOnly } from '../../src/cli/notices-only.js';
import { runCli } from '../../src/cli/program.js';
import { Claims } from '../../src/radio/claims.js';
import { MachineClaims } from '../../src/radio/node-lock.js';
import { Simulation } from '../../src/sim/simulation.js';
import { EXIT } from '../../src/util/errors.js';
import type { Log } from '../../src/util/log.js';
import { HurriedClock } from '../support/hurried-clock.js';
import { RecordingLog } from '../support/recording-log.js';
import { TestIo } from '../support/test-io.js';

const folder = mkdtempSync(join(tmpdir(), 'diag-'));
const runDir = join(folder, 'run');
const clock = new HurriedClock(20);
const simulation = new Simulation({ clock, seed: 'diag', front: 'tcp', traffic: false });
let address: string;

beforeAll(async () => {
  await simulation.start();
  address = `127.0.0.1:${simulation.port}`;
});

afterEach(() => {
  for (const name of simulation.active) simulation.stopBehavior(name);
});

afterAll(async () => {
  await simulation.stop();
  rmSync(folder, { recursive: true });
});

function anIo(env: NodeJS.ProcessEnv = { MESHBOT_RUN_DIR: runDir }): TestIo {
  return new TestIo({ clock, env });
}

async function diag(io: TestIo, ...argv: string[]) {
  const exitCode = await runCli(['diag', ...argv], io);
  return { exitCode, out: io.written, err: io.complaints };
}

describe('meshbot diag', () => {
  it('tells a person what it sees line by line, and its verdict at the end', async () => {
    const { exitCode, out, err } = await diag(anIo(), address, '--duration', '25');
    expect({ exitCode, err }).toEqual({ exitCode: EXIT.done, err: '' });
    const lines = out.split('\n');
    expect(lines[0]).toMatch(/^\d\d:\d\d:\d\d\.\d{3} {2}connecting$/);
    expect(out).toMatch(
      /^\S+ {2}ready +node=!0b07ba5e {2}name=Base {2}firmware=2\.7\S+ {2}boots=\d+ {2}tookMs=\d+$/m,
    );
    expect(out).toMatch(/^watched +127\.0\.0\.1:\d+, mode link, for \d+ s$/m);
    expect(out).toMatch(/^losses +none$/m);
    expect(out).toMatch(/^recovery +no loss to recover from$/m);
    expect(lines.at(-2)).toMatch(/^verdict +healthy: the connection stood for \d+ s/);
  });

  it('tells a program the same in lines of JSON, the summary last', async () => {
    const io = anIo();
    const watching = diag(io, address, '--json', '--duration', '120');
    await io.shows('"ready"');
    simulation.behave('fin');
    await io.shows('"lost"');
    await io.shows('"status"');
    io.abort();
    const { exitCode, out } = await watching;
    expect(exitCode).toBe(EXIT.done);
    const events = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(events.every(({ time }) => /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(time))).toBe(true);
    expect(events.at(-1)).toMatchObject({
      event: 'summary',
      address,
      mode: 'link',
      connections: 2,
      losses: { closed_by_node: 1 },
      recovery: { count: 1, p50Ms: expect.any(Number), maxMs: expect.any(Number) },
      verdict: { kind: 'closed', text: expect.stringMatching(/^closed by the node/) },
    });
    expect(events.at(-1).watchedMs).toBeLessThan(120_000);
  });

  it('tells losses and times to recover to a person', async () => {
    const io = anIo();
    const watching = diag(io, address);
    await io.shows('ready');
    simulation.behave('fin');
    await io.shows('lost');
    await io.shows('status');
    io.abort();
    const { out } = await watching;
    expect(out).toMatch(/^losses +closed_by_node 1$/m);
    expect(out).toMatch(/^recovery +1 times, p50 \d+\.\d s, longest \d+\.\d s$/m);
  });

  it('ends with 69 when nothing listens there, with a verdict all the same', async () => {
    const { exitCode, out } = await diag(anIo(), '127.0.0.1:1');
    expect(exitCode).toBe(EXIT.unavailable);
    expect(out).toMatch(
      /^tried +127\.0\.0\.1:1, mode link\nconnections +none, failed tries: refused 1\nverdict /m,
    );
    expect(out).not.toContain('watched');
    expect(out).toMatch(/^verdict +not reachable: nothing listens there/m);
    expect(out).toMatch(/^remedy +nothing listens there: is the node on, its Wi-Fi and API enabled/m);
  });

  it.each(['link', 'client'])(
    'ends with 69 when something listens and never answers: mode %s',
    async (mode) => {
      const server = createServer((socket) => void socket.on('error', () => {}).resume());
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      const seconds = ['--duration', '10'];
      const answer = await diag(anIo(), `127.0.0.1:${port}`, '--mode', mode, ...seconds);
      expect(answer.exitCode).toBe(EXIT.unavailable);
      expect(answer.out).toMatch(/^verdict +silent: accepted and never answered/m);
      expect(await diag(anIo(), `127.0.0.1:${port}`, '--mode', 'raw', ...seconds)).toMatchObject({
        exitCode: EXIT.done,
      });
      await new Promise((resolve) => server.close(resolve));
    },
  );

  it('refuses with 75 a node that a running bot owns, and leaves it alone', async () => {
    const bot = new MachineClaims({
      runDir,
      command: 'meshbot run',
      dataDir: '/var/lib/meshbot',
      log: new RecordingLog(),
      claims: new Claims(),
    });
    const before = simulation.events.counters['connections'];
    const release = bot.take({ name: 'link' }, [address]);
    for (const mode of ['link', 'client', 'raw']) {
      const { exitCode, err } = await diag(anIo(), address, '--mode', mode);
      expect(exitCode).toBe(EXIT.owned);
      expect(err).toContain(`held by process ${process.pid} (meshbot run, data folder /var/lib/meshbot)`);
      expect(err).toContain(
        'stop that process first, or see what it has noted: meshbot diag --last --data /var/lib/meshbot',
      );
    }
    expect(simulation.events.counters['connections']).toBe(before);
    release();
  });

  it('warns when it cannot see what other processes own', async () => {
    mkdirSync(join(folder, 'odd'));
    writeFileSync(join(folder, 'odd', 'file'), '');
    const io = anIo({ MESHBOT_RUN_DIR: join(folder, 'odd', 'file') });
    const { exitCode, err } = await diag(io, address, '--mode', 'raw', '--duration', '1');
    expect(exitCode).toBe(EXIT.done);
    expect(err).toMatch(/^meshbot: node lock unavailable: .*file: ENOTDIR: other bots/);
  });

  it.each([
    [['--mode', 'serial'], /It must be link, client, raw\./],
    [['--duration', '0'], /It must be a number of seconds/],
    [['--duration', '1e9'], /It must be a number of seconds/],
  ])('ends wrong usage with 2: %j', async (argv, words) => {
    const { exitCode, err } = await diag(anIo(), address, ...argv);
    expect(exitCode).toBe(EXIT.usage);
    expect(err).toMatch(words);
  });

  it('ends an address that is none with 2', async () => {
    expect(await diag(anIo(), 'a b')).toMatchObject({ exitCode: EXIT.usage });
  });
});

describe('a line of diag', () => {
  it('shows what the node says without its control characters', () => {
    const line = eventText({ at: 0, event: 'notice', fields: { text: 'a "b"\u001b[2J' } });
    expect(line).toMatch(/ {2}notice {9}text="a \\"b\\"\?\[2J"$/);
  });
});

describe('the log of diag', () => {
  it('keeps to what a person has to know', () => {
    const io = new TestIo();
    const log: Log = new NoticesOnly(io).named();
    log.debug('packet');
    log.info('link ready');
    log.warn('link lost', { reason: 'silent' });
    expect(io.complaints).toBe('');
    log.warn('node claimed twice', { reason: 'somebody' });
    log.error('listener failed', { err: new Error('test') });
    log.error('listener failed', { err: 'words' });
    expect(io.complaints).toContain('meshbot: node claimed twice: somebody\n');
    expect(io.complaints).toMatch(/meshbot: listener failed: Error: test\n +at /);
    expect(io.complaints).toContain('meshbot: listener failed: words\n');
  });
});
