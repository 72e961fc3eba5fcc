import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Request } from '../../src/bot/request.js';
import { statusOf } from '../../src/bot/status.js';
import { BROADCAST_NUM, toNodeNum } from '../../src/mesh/ids.js';
import { NodeDb } from '../../src/mesh/node-db.js';
import { ConsolePlatform } from '../../src/platforms/console.js';
import { type Clock, SystemClock } from '../../src/util/clock.js';
import { ConfigError, EXIT } from '../../src/util/errors.js';
import { JsonLineClient } from '../../src/util/json-line-client.js';
import { DeskRadio } from '../support/desk-radio.js';
import { FakeClock } from '../support/fake-clock.js';
import { RecordingLog } from '../support/recording-log.js';

const clock = new SystemClock();
let folder: string;
let path: string;
let radio: DeskRadio;
let log: RecordingLog;
let requests: Request[];
let reply: (request: Request) => Promise<{ pages: readonly string[] } | undefined>;
let stops: (() => Promise<void> | void)[];
let greeting: string | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'console-'));
  path = join(folder, 'data', 'meshbot.sock');
  radio = new DeskRadio();
  log = new RecordingLog();
  requests = [];
  reply = async ({ text }) => ({ pages: [`you said ${text}`] });
  stops = [];
  greeting = undefined;
});

afterEach(async () => {
  for (const stop of stops.reverse()) await stop();
  rmSync(folder, { recursive: true });
});

async function start(clock: Clock = new SystemClock()): Promise<ConsolePlatform> {
  const nodes = new NodeDb();
  const user = { longName: 'Alpha', shortName: 'ALPH', hwModel: 'X', role: 'CLIENT' };
  const more = { isLicensed: false, isUnmessagable: false };
  nodes.learn(
    { nodeNum: toNodeNum(0x16fad3dc), user: { ...user, ...more }, viaMqtt: false, isFavorite: false },
    0,
  );
  const platform = new ConsolePlatform({
    path,
    radio,
    nodes,
    clock,
    log,
    language: 'en',
    version: '1.2.3',
    router: {
      handle: (request) => {
        requests.push(request);
        return reply(request);
      },
    },
    status: () => statusOf({ radio, nodes, clock, startedAt: 0, version: '1.2.3' }),
    outages: () => ({ last: null, outages: [] }),
    backup: async (file) => file.length,
    welcome: () => greeting,
    languageNow: () => 'fr',
    complete: ({ text, user }) => [`${text} by ${user.role} `],
  });
  await platform.start();
  stops.push(() => platform.stop());
  return platform;
}

async function connect(): Promise<JsonLineClient> {
  const client = await JsonLineClient.connect(path, clock);
  stops.push(() => client.close());
  return client;
}

async function ask(message: unknown): Promise<unknown> {
  return (await connect()).request(message);
}

describe('ConsolePlatform', () => {
  it('makes the data folder and a socket for its owner alone', async () => {
    await start();
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'data')).mode & 0o777).toBe(0o700);
  });

  it('tells a second bot that another folder helps only on another node', async () => {
    await start();
    await expect(start()).rejects.toMatchObject({
      exitCode: 75,
      message: `process ${process.pid} already serves ${path}: end it first. Another data folder (--data DIR) helps only on another node: a node serves one client, and the newest wins`,
    });
  });

  it('makes a backup where it is told to, by its whole path alone', async () => {
    await start();
    expect(await ask({ do: 'backup', file: '/some/copy.db' })).toBe('/some/copy.db'.length);
    await expect(ask({ do: 'backup', file: 'copy.db' })).rejects.toThrow(
      '"file" must be the whole path of a file',
    );
  });

  it('tells somebody who opens a console what he should know, if there is anything, and in which language', async () => {
    await start();
    expect(await ask({ do: 'welcome' })).toEqual({ language: 'fr' });
    greeting = 'Nobody is an admin yet.';
    expect(await ask({ do: 'welcome' })).toEqual({ text: greeting, language: 'fr' });
  });

  it('tells of outages', async () => {
    await start();
    expect(await ask({ do: 'outages' })).toEqual({ last: null, outages: [] });
  });

  it('introduces itself', async () => {
    await start();
    expect((await connect()).greeting).toEqual({ program: 'meshbot', version: '1.2.3', pid: process.pid });
  });

  it('takes a line for a request of the local admin, answered at length', async () => {
    await start();
    expect(await ask({ do: 'ask', text: 'help' })).toEqual({ text: 'you said help' });
    expect(requests).toMatchObject([
      {
        platform: 'console',
        user: { id: 'console', role: 'admin' },
        text: 'help',
        isDirect: true,
        isBrief: false,
        language: 'en',
      },
    ]);
  });

  it('shows every page of an answer, and nothing for silence', async () => {
    await start();
    reply = async () => ({ pages: ['one', 'two'] });
    expect(await ask({ do: 'ask', text: 'x' })).toEqual({ text: 'one\ntwo' });
    reply = async () => undefined;
    expect(await ask({ do: 'ask', text: 'x' })).toEqual({});
  });

  it('serves several people at once', async () => {
    await start();
    const [one, two] = [await connect(), await connect()];
    expect(
      await Promise.all([one.request({ do: 'ask', text: '1' }), two.request({ do: 'ask', text: '2' })]),
    ).toEqual([{ text: 'you said 1' }, { text: 'you said 2' }]);
  });

  it('tells the status and the words to complete', async () => {
    await start();
    expect(await ask({ do: 'status' })).toMatchObject({ version: '1.2.3', node: { name: 'Base' } });
    expect(await ask({ do: 'complete', line: 'pi' })).toEqual(['pi by admin ']);
  });

  it('tells whoever begins to watch where now is', async () => {
    await start();
    const first = await ask({ do: 'watch', topic: 'all' });
    expect(first).toEqual({ next: 0, lines: [], missed: 0 });
  });

  it.each([
    [{}, '"do" must be one of ask, status, outages, send, delivery, complete, watch, backup, welcome'],
    ['ask', '"do" must be one of ask, status, outages, send, delivery, complete, watch, backup, welcome'],
    [{ do: 'ask', text: 5 }, '"text" must be text'],
    [{ do: 'send', text: 'x', to: 5 }, '"to" must be a node as text'],
    [{ do: 'send', text: 'x', channel: 'one' }, '"channel" must be a number'],
    [{ do: 'delivery' }, '"ticket" must be a number'],
    [{ do: 'complete' }, '"line" must be text'],
    [{ do: 'watch' }, '"topic" must be one of packets, link, all'],
    [{ do: 'watch', topic: 'all', after: 'x' }, '"after" must be a number'],
    [{ do: 'delivery', ticket: 7 }, 'nothing is known of a text with ticket 7'],
  ])('refuses %j in words', async (message, words) => {
    await start();
    await expect(ask(message)).rejects.toThrow(words);
    expect(log.lines).toEqual([]);
  });

  it('logs a fault of its own with the error', async () => {
    await start();
    const error = new Error('boom');
    reply = () => Promise.reject(error);
    await expect(ask({ do: 'ask', text: 'x' })).rejects.toThrow('boom');
    expect(log.find('console request failed')).toMatchObject([
      { level: 'error', fields: { do: 'ask', err: error } },
    ]);
  });

  it('refuses a data folder that another bot uses', async () => {
    await start();
    await expect(start()).rejects.toMatchObject({ exitCode: EXIT.owned });
  });

  it('names the key of a data folder that cannot be used', async () => {
    writeFileSync(join(folder, 'file'), '');
    path = join(folder, 'file', 'meshbot.sock');
    await expect(start()).rejects.toBeInstanceOf(ConfigError);
    await expect(start()).rejects.toMatchObject({ problems: [{ path: 'dataDir' }] });
  });

  it('says that the data folder has too long a name, and makes none', async () => {
    path = join(folder, 'x'.repeat(100), 'meshbot.sock');
    await expect(start()).rejects.toMatchObject({
      exitCode: EXIT.config,
      message: expect.stringMatching(/may have 103\. Choose a shorter dataDir$/),
    });
    expect(existsSync(dirname(path))).toBe(false);
  });

  it('closes a client that does not read its answers, and logs that', async () => {
    const time = new FakeClock();
    await start(time);
    reply = async () => ({ pages: ['x'.repeat(1024 * 1024)] });
    const socket = createConnection(path, () => socket.write('{"id":1,"ask":{"do":"ask","text":"x"}}\n'));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.on('error', () => {});
    await vi.waitFor(() => expect(time.pending()).toContain('line-clients.unread'));
    await time.advance(60_000);
    socket.resume();
    await closed;
    expect(log.lines).toMatchObject([
      { level: 'warn', msg: 'console client closed: it did not read its answers' },
    ]);
  });

  it('leaves no socket behind', async () => {
    const platform = await start();
    await platform.stop();
    expect(existsSync(path)).toBe(false);
  });
});

describe('sending from the console', () => {
  it('speaks to everybody on the primary channel unless told otherwise', async () => {
    await start();
    expect(await ask({ do: 'send', text: ' hello mesh ' })).toEqual({
      to: '^all',
      name: null,
      channel: 0,
      ticket: 1,
      waitsSeconds: 3600,
      away: null,
    });
    expect(radio.sent).toEqual([
      {
        to: BROADCAST_NUM,
        channel: 0,
        content: { kind: 'text', text: 'hello mesh' },
        priority: 'announcement',
        ttlMs: 3_600_000,
      },
    ]);
  });

  it.each(['ALPH', 'alpha', '!16fad3dc', '16fad3dc'])('finds the node %s', async (to) => {
    await start();
    expect(await ask({ do: 'send', text: 'hi', to, channel: 1 })).toMatchObject({
      to: '!16fad3dc',
      name: 'Alpha',
      channel: 1,
    });
    expect(radio.sent).toMatchObject([{ to: 0x16fad3dc, channel: 1, priority: 'reply' }]);
  });

  it('sends to an id that was never heard', async () => {
    await start();
    expect(await ask({ do: 'send', text: 'hi', to: '!00000009' })).toMatchObject({
      to: '!00000009',
      name: null,
    });
  });

  it('tells the delivery of each text to whoever asks with its ticket, whether before its end or after', async () => {
    await start();
    expect(await ask({ do: 'send', text: 'hi', to: 'ALPH' })).toMatchObject({ ticket: 1 });
    expect(await ask({ do: 'send', text: 'all' })).toMatchObject({ ticket: 2 });
    const waiting = ask({ do: 'delivery', ticket: 1 });
    radio.settle({ outcome: 'delivered', tookMs: 1400 });
    expect(await waiting).toEqual({ outcome: 'delivered', tookMs: 1400 });
    expect(await ask({ do: 'delivery', ticket: 2 })).toEqual({ outcome: 'delivered', tookMs: 1400 });
  });

  it('forgets the tickets of long ago', async () => {
    await start();
    const client = await connect();
    for (let sent = 0; sent < 101; sent++) await client.request({ do: 'send', text: 'hi' });
    radio.settle({ outcome: 'sent', tookMs: 1 });
    await expect(ask({ do: 'delivery', ticket: 1 })).rejects.toThrow('nothing is known');
    expect(await ask({ do: 'delivery', ticket: 2 })).toMatchObject({ outcome: 'sent' });
  });

  it('says of a node that is away since when and why', async () => {
    await start();
    radio.facts = { state: 'waiting', away: { since: 0, reason: 'silent', remedy: 'it hangs' }, tries: 3 };
    expect(await ask({ do: 'send', text: 'hi' })).toMatchObject({
      away: { since: '1970-01-01T00:00:00.000Z', words: 'no reply', remedy: 'it hangs', tries: 3 },
    });
  });

  it.each([
    [{ text: '  ' }, 'there is nothing to send'],
    [{ text: 'x'.repeat(201) }, 'Text too long: 201 bytes, 200 max.'],
    [{ text: 'hi', to: 'nobody' }, 'No node "nobody"'],
    [{ text: 'hi', to: '!00000000' }, '!00000000 is no node: nobody has that number'],
    [{ text: 'hi', to: '0000000000' }, '!00000000 is no node: nobody has that number'],
    [{ text: 'hi', channel: 2 }, 'the node has no channel 2; it has 0, 1'],
    [{ text: 'hi', channel: 9 }, 'the node has no channel 9; it has 0, 1'],
  ])('refuses %j', async (message, words) => {
    await start();
    await expect(ask({ do: 'send', ...message })).rejects.toThrow(words);
    expect(radio.sent).toEqual([]);
  });

  it('takes no more while a hundred texts are waiting', async () => {
    await start();
    const counts = { inFlight: 0, delivered: 0, unconfirmed: 0, failed: 0, expired: 0 };
    radio.facts = { outbox: { ...counts, queued: 99 } };
    expect(await ask({ do: 'send', text: 'hi' })).toMatchObject({ to: '^all' });
    radio.facts = { outbox: { ...counts, queued: 100 } };
    await expect(ask({ do: 'send', text: 'hi' })).rejects.toThrow('100 texts are waiting already; try again');
    expect(radio.sent).toHaveLength(1);
  });

  it('takes any channel on trust while the node was never met', async () => {
    await start();
    radio.own = undefined;
    expect(await ask({ do: 'send', text: 'hi', channel: 5 })).toMatchObject({ to: '^all', channel: 5 });
    await expect(ask({ do: 'send', text: 'hi', channel: 8 })).rejects.toThrow('it has 0 to 7');
  });
});
