import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from '../../src/cli/program.js';
import { BROADCAST_NUM } from '../../src/mesh/ids.js';
import type { NodeInfoPacket } from '../../src/mesh/packet.js';
import { SystemClock } from '../../src/util/clock.js';
import { EXIT } from '../../src/util/errors.js';
import { ALPHA, aPosition, aText, aUser, BASE, BRAVO, KEY, NOW, without } from '../support/builders.js';
import { HistoryDesk } from '../support/history-desk.js';
import { TestIo } from '../support/test-io.js';

const DAY_MS = 86_400_000;
const ISO = new Date(NOW).toISOString();

/** The story's time, in which real time passes. */
class StoryClock extends SystemClock {
  override now(): number {
    return NOW + 1000;
  }
}

let desk: HistoryDesk;

beforeEach(() => {
  desk = new HistoryDesk();
});

afterEach(() => desk.close());

function exporting(...argv: string[]) {
  const io = new TestIo({ clock: new StoryClock() });
  return { io, ended: runCli(['export', ...argv, '--data', desk.folder], io) };
}

async function exported(...argv: string[]) {
  const { io, ended } = exporting(...argv);
  const exitCode = await ended;
  return { exitCode, out: io.written, err: io.complaints };
}

function aNodeInfo(from = ALPHA, longName = 'Alpha'): NodeInfoPacket {
  const user = aUser(longName, 'ALPH', { publicKey: KEY });
  return {
    ...without(aText('', { from }), 'kind', 'text', 'isReaction'),
    kind: 'nodeInfo',
    portnum: 4,
    user,
  };
}

/** So many packets of the last day, made by the database itself. */
function fill(count: number): void {
  desk.database.connection.exec(`
    WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${count - 1})
    INSERT INTO packets
    SELECT ${NOW - DAY_MS} * 1000 + i, ${ALPHA}, NULL, i + 1, 1, NULL, 0, 1, 3, 4, 500, -90, 1, 0, 60, 500 FROM n`);
}

const position = { latitude: 45.1, longitude: 5.7, altitudeMeters: 410 };

describe('meshbot export', () => {
  it('tells the packets, oldest first, with ids, times and numbers as they were', async () => {
    desk.receive(aText('hi', { hopsAway: 2, hopStart: 5, relayNode: 0xb7, airBytes: 40 }), {
      ...aNodeInfo(BRAVO),
      to: BROADCAST_NUM,
      receivedAt: NOW - DAY_MS,
      rxTime: NOW - DAY_MS,
    });
    desk.writer.flush();
    const { exitCode, out, err } = await exported('packets');
    expect({ exitCode, err }).toEqual({ exitCode: EXIT.done, err: '' });
    expect(JSON.parse(out)).toMatchObject([
      { time: new Date(NOW - DAY_MS).toISOString(), from: '!2b4a7c10', to: '^all', kind: 'nodeInfo' },
      {
        time: ISO,
        from: '!16fad3dc',
        to: '!0b07ba5e',
        kind: 'text',
        portnum: null,
        channel: 0,
        hops: 2,
        hopStart: 5,
        snr: 6.3,
        rssi: -88,
        relayNode: 0xb7,
        viaMqtt: false,
        bytes: 40,
        airtimeMs: 559,
      },
    ]);
  });

  it('keeps to the time that is asked for', async () => {
    for (const days of [0, 1, 2, 3])
      desk.receive(aText(`${days}`, { receivedAt: NOW - days * DAY_MS, rxTime: NOW - days * DAY_MS }));
    desk.writer.flush();
    const textsOf = async (...argv: string[]) =>
      JSON.parse((await exported('messages', ...argv)).out).map(({ text }: { text: string }) => text);
    expect(await textsOf()).toEqual(['3', '2', '1', '0']);
    expect(await textsOf('--since', '25h')).toEqual(['1', '0']);
    expect(await textsOf('--since', '2026-11-18', '--until', '2026-11-18')).toEqual(['2']);
    expect(await textsOf('--until', '49h')).toEqual(['3']);
    expect(await textsOf('--until', '30d')).toEqual([]);
  });

  it('tells messages with the names of their senders, safe for a spreadsheet', async () => {
    desk.receive(aNodeInfo(ALPHA, '=cmd|"x"!A1'), aText('=1+1, "or"\nnot'));
    desk.writer.flush();
    const { out } = await exported('messages', '--format', 'csv');
    const [head, ...rows] = out.split('\r\n');
    expect(head).toBe('time,from,fromName,to,channel,id,replyId,isReaction,hops,viaMqtt,text');
    expect(rows.join('\r\n')).toMatch(
      /^[^,]+Z,!16fad3dc,"'=cmd\|""x""!A1",!0b07ba5e,0,\d+,,false,0,false,"'=1\+1, ""or""\nnot"\r\n$/,
    );
  });

  it('tells the nodes, and puts on a map those whose place is known', async () => {
    desk.receive(aNodeInfo(), aPosition({ position }), aNodeInfo(BRAVO, 'Bra\u202evo'));
    desk.writer.flush();
    expect(JSON.parse((await exported('nodes')).out)).toMatchObject([
      {
        id: '!16fad3dc',
        longName: 'Alpha',
        latitude: 45.1,
        lastHeard: ISO,
        publicKey: Buffer.from(KEY).toString('base64'),
      },
      { id: '!2b4a7c10', longName: 'Bra vo', latitude: null, voltage: null },
    ]);
    const { out, err } = await exported('nodes', '--format', 'geojson');
    expect(JSON.parse(out).features).toMatchObject([
      { geometry: { type: 'Point', coordinates: [5.7, 45.1, 410] }, properties: { id: '!16fad3dc' } },
    ]);
    expect(err).toBe('meshbot: 1 nodes without a known position are not in it\n');
  });

  it('tells what was measured, and not how a float of 32 bits has it', async () => {
    const metrics = {
      batteryLevel: 87,
      voltage: Math.fround(4.199999),
      channelUtilization: Math.fround(6.7),
      airUtilTx: Math.fround(0.36),
    };
    desk.receive(aNodeInfo(), {
      ...without(aText('', { rxSnr: Math.fround(6.3) }), 'kind', 'text', 'isReaction'),
      kind: 'telemetry',
      telemetry: { variant: 'device', metrics },
    });
    desk.writer.flush();
    const { out } = await exported('nodes', '--format', 'csv');
    expect(out).toContain(',6.3,-88,');
    expect(out).toContain(',87,4.2,6.7,0.36,');
  });

  it('tells the true links, as lines between the places of their ends', async () => {
    desk.receive(
      aNodeInfo(),
      aPosition({ position }),
      aPosition({ from: BASE, position: { latitude: 45, longitude: 5 } }),
    );
    desk.receive(aText('relayed', { from: BRAVO, hopsAway: 2 }));
    desk.writer.flush();
    expect(JSON.parse((await exported('edges', '--since', '7d')).out)).toEqual([
      {
        from: '!16fad3dc',
        fromName: 'Alpha',
        to: '!0b07ba5e',
        toName: null,
        source: 'direct',
        count: 2,
        snrMean: 6.3,
        snrMost: 6.3,
        snrLast: 6.3,
        lastTime: ISO,
      },
    ]);
    const [line] = JSON.parse((await exported('edges', '--format', 'geojson')).out).features;
    expect(line.geometry).toEqual({
      type: 'LineString',
      coordinates: [
        [5.7, 45.1, 410],
        [5, 45],
      ],
    });
  });

  it('reads thousands of rows once each, in order', async () => {
    desk.database.connection.pragma('synchronous = OFF');
    for (let index = 0; index < 4100; index++) desk.receive(aText(`${index}`));
    desk.writer.flush();
    const { out } = await exported('messages');
    const texts = JSON.parse(out).map(({ text }: { text: string }) => text);
    expect(texts).toEqual(Array.from({ length: 4100 }, (_, index) => `${index}`));
  });
});

describe('meshbot export --output', () => {
  it('writes a file for the owner alone, and replaces none', async () => {
    desk.receive(aText('hi'));
    desk.writer.flush();
    const file = join(desk.folder, 'out.json');
    expect(await exported('messages', '--output', file)).toEqual({ exitCode: EXIT.done, out: '', err: '' });
    expect(JSON.parse(readFileSync(file, 'utf8'))).toHaveLength(1);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const again = await exported('messages', '--output', file);
    expect(again).toMatchObject({ exitCode: EXIT.usage, out: '' });
    expect(again.err).toContain(`${file} exists already`);
  });

  it.each(['nowhere/out.json', 'file/out.json'])('says that it cannot write to %s', async (name) => {
    writeFileSync(join(desk.folder, 'file'), '');
    const file = join(desk.folder, name);
    const { exitCode, err } = await exported('nodes', '--output', file);
    expect(exitCode).toBe(EXIT.usage);
    expect(err).toMatch(/^meshbot: .*out\.json cannot be written: EN/);
  });

  it('leaves nothing of a file that could not be finished', async () => {
    fill(100_000);
    const { io, ended } = exporting('packets', '--output', join(desk.folder, 'out.json'));
    const outs = () => readdirSync(desk.folder).filter((name) => name.startsWith('out'));
    await expect.poll(outs).toEqual([`out.json.${process.pid}.part`]);
    io.abort();
    expect(await ended).toBe(EXIT.terminated);
    expect(io.complaints).toBe('meshbot: interrupted\n');
    expect(outs()).toEqual([]);
  });
});

describe('a reader', () => {
  const MANY = 20_000;

  it('that stops reading is waited for, and gets the rest when it goes on', async () => {
    fill(MANY);
    const { io, ended } = exporting('packets');
    io.output.pause();
    await expect.poll(() => io.output.writableNeedDrain).toBe(true);
    expect(io.output.readableLength + io.output.writableLength).toBeLessThan(1_500_000);
    io.output.resume();
    expect(await ended).toBe(EXIT.done);
    expect(JSON.parse(io.written)).toHaveLength(MANY);
  });

  it('that leaves ends it without a word', async () => {
    fill(MANY);
    const { io, ended } = exporting('packets');
    io.output.once('data', () => io.output.destroy());
    expect(await ended).toBe(EXIT.done);
    expect(io.complaints).toBe('');
  });
});

describe('what cannot be exported', () => {
  it.each([
    [['nothing'], /'nothing' is invalid.*It must be nodes, packets, messages, edges\./],
    [['nodes', '--format', 'xml'], /'xml' is invalid.*It must be json, csv, geojson\./],
    [['packets', '--format', 'geojson'], /^meshbot: packets have no place on a map: take json or csv/],
    [['messages', '--format', 'geojson'], /^meshbot: messages have no place on a map/],
    [['nodes', '--since', 'monday'], /^meshbot: "monday" is no time: write 24h or 7d/],
    [['nodes', '--until', '2026-02-30'], /^meshbot: "2026-02-30" is no time/],
    [['nodes', '--since', '2027-01-01'], /^meshbot: --since 2027-01-01 lies in the future/],
    [['nodes', '--since', '1h', '--until', '2h'], /^meshbot: --until 2h is not later than --since 1h/],
    [[], /missing required argument 'what'/],
  ])('is said in words: %j', async (argv, words) => {
    const { exitCode, out, err } = await exported(...argv);
    expect({ exitCode, out }).toEqual({ exitCode: EXIT.usage, out: '' });
    expect(err).toMatch(words);
  });

  async function exportFrom(folder: string) {
    const io = new TestIo({ clock: new StoryClock() });
    const exitCode = await runCli(['export', 'nodes', '--data', folder], io);
    return { exitCode, out: io.written, err: io.complaints };
  }

  it('is a folder without a database', async () => {
    const { exitCode, err } = await exportFrom(join(desk.folder, 'nobody'));
    expect(exitCode).toBe(EXIT.unavailable);
    expect(err).toMatch(/^meshbot: there is no database at .*nobody\/meshbot\.db: name the data folder/);
  });

  it('is a file that is no database', async () => {
    const folder = join(desk.folder, 'noise');
    mkdirSync(folder);
    writeFileSync(join(folder, 'meshbot.db'), 'no database'.repeat(100));
    const { exitCode, err } = await exportFrom(folder);
    expect(exitCode).toBe(EXIT.unavailable);
    expect(err).toMatch(/meshbot\.db cannot be read: file is not a database/);
    expect(readdirSync(folder)).toEqual(['meshbot.db']);
  });

  it.each([
    ['of another program', 'application_id = 7', EXIT.config, /belongs to another program/],
    ['of a newer version', 'user_version = 999', EXIT.config, /written by a newer MeshBot \(format 999/],
    ['of an earlier version', 'user_version = 3', EXIT.unavailable, /is from an earlier MeshBot \(format 3/],
  ])('is a database %s', async (_what, pragma, code, words) => {
    desk.database.connection.pragma(pragma);
    const { exitCode, out, err } = await exported('nodes');
    expect({ exitCode, out }).toEqual({ exitCode: code, out: '' });
    expect(err).toMatch(words);
  });
});
