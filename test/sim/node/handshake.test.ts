import type { Mesh } from '@meshtastic/protobufs';
import { describe, expect, it } from 'vitest';
import { toNodeNum } from '../../../src/mesh/ids.js';
import { ALPHA, BASE, Bench, identityOf, knownOf, packets, statuses, texts } from './bench.js';

type Frames = ReturnType<Bench['configure']>;

/** Variants in order, repeats counted. */
function outline(frames: Frames): string[] {
  const runs: [string, number][] = [];
  for (const { case: name } of frames) {
    const last = runs.at(-1);
    if (last && last[0] === name) last[1]++;
    else runs.push([String(name), 1]);
  }
  return runs.map(([name, count]) => (count === 1 ? name : `${name} ${count}`));
}

function nodeInfos(frames: Frames): Mesh.NodeInfo[] {
  return frames.flatMap((frame) => (frame.case === 'nodeInfo' ? [frame.value] : []));
}

function myInfo(frames: Frames): Mesh.MyNodeInfo | undefined {
  return frames.flatMap((frame) => (frame.case === 'myInfo' ? [frame.value] : []))[0];
}

const ANY = expect.any(Object);

describe('the handshake', () => {
  it('is silent until it is asked for', async () => {
    const bench = new Bench();
    bench.hear({ text: 'hello' });
    await bench.clock.advance(5000);
    expect(bench.read()).toEqual([]);
  });

  it('has the order and the counts of 2.7, and ends with the nonce', () => {
    const frames = new Bench().configure(4711);
    expect(outline(frames)).toEqual([
      'myInfo',
      'deviceuiConfig',
      'nodeInfo',
      'metadata',
      'channel 8',
      'config 10',
      'moduleConfig 16',
      'nodeInfo 2',
      'fileInfo 5',
      'configCompleteId',
    ]);
    expect(frames.at(-1)).toEqual({ case: 'configCompleteId', value: 4711 });
  });

  it('leaves the last three module configs of 2.7 without a variant', () => {
    const modules = new Bench()
      .configure()
      .flatMap((frame) => (frame.case === 'moduleConfig' ? [frame.value] : []));
    expect(modules.map((module) => module.payloadVariant.case !== undefined)).toEqual([
      ...Array(13).fill(true),
      ...Array(3).fill(false),
    ]);
  });

  it('adds a frame that an older schema sees as empty and a 17th module config with 2.8', () => {
    const frames = new Bench({ handshake: '2.8' }).configure();
    expect(outline(frames).slice(3, 8)).toEqual([
      'metadata',
      'undefined',
      'channel 8',
      'config 10',
      'moduleConfig 17',
    ]);
  });

  it('leaves out the other nodes for nonce 69420', () => {
    const frames = new Bench().configure(69_420);
    expect(nodeInfos(frames).map((info) => info.num)).toEqual([BASE]);
    expect(frames.at(-1)?.value).toBe(69_420);
  });

  it('tells nodes only for nonce 69421', () => {
    expect(outline(new Bench().configure(69_421))).toEqual(['nodeInfo 3', 'configCompleteId']);
  });

  it('answers only the second of two requests that come together', () => {
    const bench = new Bench();
    bench.write({ case: 'wantConfigId', value: 1 });
    const ends = bench.configure(2).filter((frame) => frame.case === 'configCompleteId');
    expect(ends.map((frame) => frame.value)).toEqual([2]);
  });

  it('can be asked for again on the same connection', () => {
    const bench = new Bench();
    bench.configure(1);
    expect(bench.configure(2).at(-1)?.value).toBe(2);
  });

  it('answers a heartbeat that comes with the request first of all', () => {
    const bench = new Bench();
    bench.write({ case: 'wantConfigId', value: 1 });
    bench.write({ case: 'heartbeat', value: {} });
    expect(bench.read()[0]?.case).toBe('queueStatus');
  });

  it('is followed by the packets that came before and meanwhile', () => {
    const bench = new Bench();
    bench.hear({ text: 'before' });
    const frames = bench.configure();
    expect(frames.at(-2)?.case).toBe('configCompleteId');
    expect(texts(frames)).toEqual(['before']);
  });

  it('tells the node itself as a favourite without hops, with its key', () => {
    const bench = new Bench();
    const [own] = nodeInfos(bench.configure());
    expect(own).toMatchObject({ num: BASE, isFavorite: true, user: { longName: 'Base', id: '!0b07ba5e' } });
    expect(own?.hopsAway).toBeUndefined();
    expect(own?.user?.publicKey).toEqual(bench.base.keyPair?.publicKey);
  });

  it('tells favourites first, then the latest heard', () => {
    const known = [1, 2, 3].map((n) =>
      knownOf(identityOf(toNodeNum(0x100 + n), `Node ${n}`), {
        lastHeard: 1_773_316_000_000 + n * 1000,
        isFavorite: n === 1,
      }),
    );
    const [, ...others] = nodeInfos(new Bench({}, known).configure());
    expect(others.map((info) => info.num)).toEqual([0x101, 0x103, 0x102]);
  });

  it('tells the firmware and the private key to whoever asks', () => {
    const bench = new Bench();
    const frames = bench.configure();
    expect(frames).toContainEqual({
      case: 'metadata',
      value: expect.objectContaining({ firmwareVersion: '2.7.26.54e0d8d' }),
    });
    const security = frames.flatMap((frame) =>
      frame.case === 'config' && frame.value.payloadVariant.case === 'security'
        ? [frame.value.payloadVariant.value]
        : [],
    )[0];
    expect(security?.privateKey).toEqual(bench.base.keyPair?.privateKey);
  });
});

describe('switches of the handshake', () => {
  it.each([0, 5, 100])('fileInfos %i sets the number of files, at most 64', (fileInfos) => {
    const frames = new Bench({ fileInfos }).configure();
    expect(frames.filter((frame) => frame.case === 'fileInfo')).toHaveLength(Math.min(64, fileInfos));
  });

  it.each([
    [0, 2],
    [50, 1],
    [100, 0],
  ])('userlessNodes %i leaves %i of two nodes with a name', (userlessNodes, named) => {
    const [, ...others] = nodeInfos(new Bench({ userlessNodes }).configure());
    expect(others.filter((info) => info.user)).toHaveLength(named);
  });

  it('rebootCount counts boots, or stays 0', () => {
    const counted = new Bench();
    const before = myInfo(counted.configure())?.rebootCount ?? 0;
    counted.node.reboot();
    counted.phone = counted.node.connect();
    expect(myInfo(counted.configure())?.rebootCount).toBe(before + 1);
    expect(before).toBeGreaterThan(0);
    expect(myInfo(new Bench({ rebootCount: 'zero' }).configure())?.rebootCount).toBe(0);
  });

  it('longNameBytes cuts long names', () => {
    const bench = new Bench({ longNameBytes: 24 });
    bench.admin({
      case: 'setOwner',
      value: { longName: 'Base with a name of more than 24', shortName: 'B' },
    });
    const [own] = nodeInfos(bench.configure());
    expect(own?.user?.longName).toBe('Base with a name of more');
    const other = new Bench({ longNameBytes: 39 });
    other.admin({
      case: 'setOwner',
      value: { longName: 'Base with a name of more than 24', shortName: 'B' },
    });
    expect(nodeInfos(other.configure())[0]?.user?.longName).toBe('Base with a name of more than 24');
  });

  it('handshake 2.8 tells thin nodes, and replay brings the rest as packets from before', () => {
    const known = [
      knownOf(identityOf(ALPHA, 'Alpha'), {
        position: {
          latitude: 45,
          longitude: 5,
          altitudeMeters: 200,
          time: 1_773_316_000_000,
          precisionBits: 32,
        },
        device: { batteryLevel: 50, voltage: 3.9, channelUtilization: 1, airUtilTx: 1, uptimeSeconds: 10 },
      }),
    ];
    const fat = nodeInfos(new Bench({}, known).configure())[1];
    expect(fat).toMatchObject({ position: ANY, deviceMetrics: ANY });
    const next = new Bench({ handshake: '2.8', replay: true }, known);
    const frames = next.configure();
    expect(nodeInfos(frames)[1]).not.toHaveProperty('position');
    expect(packets(frames)).toMatchObject([
      { from: ALPHA, rxTime: 1_773_316_000, payloadVariant: { value: { portnum: 3 } } },
      { from: ALPHA, rxTime: 1_773_316_000, payloadVariant: { value: { portnum: 67 } } },
    ]);
    const ids = packets(frames).map((packet) => packet.id);
    expect(packets(next.configure()).map((packet) => packet.id)).toEqual(ids);
    expect(packets(next.configure(69_420))).toEqual([]);
    expect(packets(new Bench({ handshake: '2.8', replay: false }, known).configure())).toEqual([]);
  });
});

describe('a conversation', () => {
  it('answers heartbeats before it is configured, or not at all before 2.7.4', () => {
    const bench = new Bench();
    bench.write({ case: 'heartbeat', value: {} });
    expect(statuses(bench.read())).toMatchObject([{ res: 0, free: 16, maxlen: 16, meshPacketId: 0 }]);
    const old = new Bench({ heartbeat: 'silent' });
    old.write({ case: 'heartbeat', value: {} });
    expect(old.read()).toEqual([]);
  });

  it('announces the node for heartbeat nonce 1, at most once a minute, or takes it as any heartbeat', async () => {
    const bench = new Bench();
    bench.configure();
    bench.write({ case: 'heartbeat', value: { nonce: 1 } });
    bench.write({ case: 'heartbeat', value: { nonce: 1 } });
    const [status, ...more] = statuses(bench.read());
    expect(more).toEqual([]);
    await bench.clock.advance(3000);
    expect(bench.onAir.map((packet) => packet.id)).toEqual([status?.meshPacketId]);
    const old = new Bench({ heartbeatNonce1: 'ordinary' });
    old.write({ case: 'heartbeat', value: { nonce: 1 } });
    expect(statuses(old.read())).toMatchObject([{ meshPacketId: 0 }]);
  });

  it.each([true, false])(
    'wants the connection closed after a goodbye when disconnectCloses is %s',
    (disconnectCloses) => {
      const bench = new Bench({ disconnectCloses });
      bench.configure();
      expect(bench.phone.wantsClose).toBe(false);
      bench.write({ case: 'disconnect', value: true });
      expect(bench.phone.wantsClose).toBe(disconnectCloses);
    },
  );

  it('keeps what comes after a goodbye for the next client', () => {
    const bench = new Bench();
    bench.configure();
    bench.write({ case: 'disconnect', value: true });
    bench.hear({ text: 'one' });
    expect(bench.read()).toEqual([]);
    bench.phone.end();
    bench.hear({ text: 'two' });
    bench.phone = bench.node.connect();
    expect(texts(bench.configure())).toEqual(['one', 'two']);
  });

  it('says nothing on a connection that is over', () => {
    const bench = new Bench();
    bench.configure();
    bench.phone.end();
    bench.text('late');
    bench.hear({ text: 'hello' });
    expect(bench.read()).toEqual([]);
  });
});
