import { fromBinary } from '@bufbuild/protobuf';
import { Mesh, Telemetry } from '@meshtastic/protobufs';
import { describe, expect, it } from 'vitest';
import { ALPHA, BASE, Bench, identityOf, knownOf, Port, packets, readChannel, statuses } from './bench.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** What the node tells of itself, as [second, variant]. */
async function listen(bench: Bench, minutes: number): Promise<[number, string][]> {
  const told: [number, string][] = [];
  for (let second = 1; second <= minutes * 60; second++) {
    await bench.clock.advance(1000);
    for (const packet of packets(bench.read())) {
      const data = packet.payloadVariant.case === 'decoded' ? packet.payloadVariant.value : undefined;
      if (!data) continue;
      const name =
        data.portnum === Port.TELEMETRY_APP
          ? fromBinary(Telemetry.TelemetrySchema, data.payload).variant.case
          : Port[data.portnum];
      told.push([second, String(name)]);
    }
  }
  return told;
}

describe('own telemetry', () => {
  it('comes every 60 s, local statistics with the first', async () => {
    const bench = new Bench();
    bench.configure();
    expect(await listen(bench, 3)).toEqual([
      [60, 'deviceMetrics'],
      [60, 'localStats'],
      [120, 'deviceMetrics'],
      [180, 'deviceMetrics'],
    ]);
  });

  it('follows ownTelemetrySeconds and localStatsSeconds', async () => {
    const bench = new Bench({ ownTelemetrySeconds: 30, localStatsSeconds: 60 });
    bench.configure();
    expect(await listen(bench, 2)).toEqual([
      [30, 'deviceMetrics'],
      [30, 'localStats'],
      [60, 'deviceMetrics'],
      [90, 'deviceMetrics'],
      [90, 'localStats'],
      [120, 'deviceMetrics'],
    ]);
  });

  it('can be switched off and on', async () => {
    const bench = new Bench({ ownTelemetrySeconds: 0 });
    bench.configure();
    expect(await listen(bench, 5)).toEqual([]);
    bench.switches.set('ownTelemetrySeconds', 60);
    expect((await listen(bench, 2)).length).toBeGreaterThan(0);
  });

  it('stays away while packets wait', async () => {
    const bench = new Bench();
    bench.hear({ text: 'waiting' });
    await bench.clock.advance(10 * MINUTE_MS);
    expect(packets(bench.configure())).toHaveLength(1);
  });

  it('is from the node to everybody, with its uptime', async () => {
    const bench = new Bench();
    bench.configure();
    await bench.clock.advance(MINUTE_MS);
    const [packet] = packets(bench.read());
    expect(packet).toMatchObject({ from: BASE, to: 0xffff_ffff });
    const data = packet?.payloadVariant.case === 'decoded' ? packet.payloadVariant.value : undefined;
    expect(fromBinary(Telemetry.TelemetrySchema, data?.payload ?? new Uint8Array())).toMatchObject({
      time: 1_773_316_860,
      variant: { value: { batteryLevel: 101, uptimeSeconds: 60 } },
    });
  });
});

describe('what the node says to the mesh', () => {
  it('is its NodeInfo after 30 s and then every 3 h, its position and its telemetry every hour', async () => {
    const bench = new Bench();
    await bench.clock.advance(6 * HOUR_MS + MINUTE_MS);
    const ports = bench.onAir.map((packet) => readChannel(packet).portnum);
    const count = (portnum: number) => ports.filter((port) => port === portnum).length;
    expect([count(Port.NODEINFO_APP), count(Port.POSITION_APP), count(Port.TELEMETRY_APP)]).toEqual([
      3, 6, 6,
    ]);
    const info = bench.onAir.find((packet) => readChannel(packet).portnum === Port.NODEINFO_APP);
    expect(fromBinary(Mesh.UserSchema, readChannel(info).payload)).toMatchObject({
      longName: 'Base',
      publicKey: bench.base.keyPair?.publicKey,
    });
  });

  it('is told to the client as a queueStatus with a foreign id', async () => {
    const bench = new Bench();
    bench.configure();
    await bench.clock.advance(35_000);
    expect(statuses(bench.read()).map((status) => status.meshPacketId)).toEqual(
      bench.onAir.map((packet) => packet.id),
    );
  });

  it.each([true, false])(
    'its neighbours reach the client only; neighborModule %s',
    async (neighborModule) => {
      const bench = new Bench({ neighborModule, packetQueue: 99 }, [knownOf(identityOf(ALPHA, 'Alpha'))]);
      bench.configure();
      await bench.clock.advance(6 * HOUR_MS);
      const lists = packets(bench.read()).flatMap(({ payloadVariant: { value } }) =>
        value && 'portnum' in value && value.portnum === Port.NEIGHBORINFO_APP ? [value.payload] : [],
      );
      expect(lists.map((list) => fromBinary(Mesh.NeighborInfoSchema, list).neighbors)).toMatchObject(
        neighborModule ? [[{ nodeId: ALPHA, snr: 6 }]] : [],
      );
      expect(bench.onAir.map((packet) => readChannel(packet).portnum)).not.toContain(Port.NEIGHBORINFO_APP);
    },
  );
});

describe('power', () => {
  it('off leaves no timer behind, whatever was going on', async () => {
    const bench = new Bench();
    bench.configure();
    bench.text('hello', { wantAck: true });
    bench.admin({ case: 'rebootSeconds', value: 60 });
    bench.admin({ case: 'setFavoriteNode', value: ALPHA });
    await bench.clock.advance(100);
    bench.node.stop();
    expect(bench.clock.pending()).toEqual([]);
  });

  it('on twice is on once', () => {
    const bench = new Bench();
    const timers = bench.clock.pending();
    bench.node.start();
    expect(bench.clock.pending()).toEqual(timers);
  });

  it('off and on in a reboot ends connections, empties the queues and forgets who waits for an ack', async () => {
    const bench = new Bench();
    bench.configure();
    bench.hear({ text: 'lost' });
    bench.text('unanswered', { wantAck: true });
    bench.node.reboot();
    expect(bench.read()).toEqual([]);
    bench.phone = bench.node.connect();
    expect(packets(bench.configure())).toEqual([]);
    await bench.clock.advance(40_000);
    expect(packets(bench.read())).toEqual([]);
  });

  it('lost of itself brings the node back at once when nobody listens', () => {
    const bench = new Bench({ flashWriteMs: 0 });
    bench.admin({ case: 'rebootSeconds', value: 0 });
    return bench.clock.advance(0).then(() => {
      expect(bench.node.isOn).toBe(true);
      expect(bench.events.events.map((event) => event.kind)).toEqual(
        expect.arrayContaining(['going down', 'rebooted']),
      );
    });
  });
});

describe('determinism', () => {
  async function story(): Promise<string> {
    const bench = new Bench();
    bench.configure();
    const lines: unknown[] = [];
    for (let minute = 0; minute < 60; minute++) {
      bench.text(`minute ${minute}`, { wantAck: true });
      bench.hearDirect({ text: 'psst', wantAck: true, id: 500_000 + minute });
      await bench.clock.advance(MINUTE_MS);
      lines.push(bench.read());
    }
    return JSON.stringify([lines, bench.onAir, bench.events.events]);
  }

  it('gives the same hour for the same seed and input', async () => {
    expect(await story()).toBe(await story());
  });
});
