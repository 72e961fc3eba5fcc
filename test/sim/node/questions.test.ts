import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { Mesh, Telemetry } from '@meshtastic/protobufs';
import { describe, expect, it } from 'vitest';
import { toNodeNum } from '../../../src/mesh/ids.js';
import { ALPHA, BASE, Bench, BRAVO, errorOf, identityOf, knownOf, Port, packets } from './bench.js';

const STRANGER = identityOf(toNodeNum(0x77777701), 'Stranger');

function route(
  fields: Partial<Pick<Mesh.RouteDiscovery, 'route' | 'snrTowards' | 'routeBack' | 'snrBack'>>,
): Uint8Array {
  return toBinary(Mesh.RouteDiscoverySchema, create(Mesh.RouteDiscoverySchema, fields));
}

function routeIn(packet: Mesh.MeshPacket | undefined): Mesh.RouteDiscovery {
  const data = packet?.payloadVariant.case === 'decoded' ? packet.payloadVariant.value : undefined;
  return fromBinary(Mesh.RouteDiscoverySchema, data?.payload ?? new Uint8Array());
}

describe('questions to the node', () => {
  it('traceroutes are answered with the SNR of the last hop added', async () => {
    const bench = new Bench();
    bench.configure();
    const payload = route({ route: [BRAVO], snrTowards: [10] });
    const { id } = bench.hear({
      to: BASE,
      portnum: Port.TRACEROUTE_APP,
      payload,
      data: { wantResponse: true },
      packet: { hopLimit: 2 },
      snr: -3.5,
    });
    const [answer] = await bench.answers();
    expect(answer).toMatchObject({ portnum: Port.TRACEROUTE_APP, requestId: id });
    expect(fromBinary(Mesh.RouteDiscoverySchema, answer?.payload ?? new Uint8Array())).toMatchObject({
      route: [BRAVO],
      snrTowards: [10, -14],
      routeBack: [],
      snrBack: [],
    });
    expect(routeIn(packets(bench.read())[0]).snrTowards).toEqual([10, -14]);
  });

  it('answers to its own traceroutes get their last SNR, and relays that kept silent are put in', () => {
    const bench = new Bench();
    bench.configure();
    const payload = route({ route: [BRAVO], snrTowards: [10, 11], routeBack: [BRAVO], snrBack: [8] });
    bench.hear({
      to: BASE,
      portnum: Port.TRACEROUTE_APP,
      payload,
      data: { requestId: 5 },
      packet: { hopLimit: 1 },
      snr: 2,
    });
    expect(routeIn(packets(bench.read())[0])).toMatchObject({
      routeBack: [BRAVO, 0xffff_ffff],
      snrBack: [8, -128, 8],
    });
  });

  it('full answers to its traceroutes are left as they are', () => {
    const bench = new Bench();
    bench.configure();
    const payload = route({ snrTowards: [10], snrBack: [8] });
    bench.hear({ to: BASE, portnum: Port.TRACEROUTE_APP, payload, data: { requestId: 5 } });
    expect(routeIn(packets(bench.read())[0])).toMatchObject({ snrTowards: [10], snrBack: [8] });
  });

  it.each([Port.POSITION_APP, Port.TELEMETRY_APP, Port.NODEINFO_APP])(
    'on port %i are answered on it',
    async (portnum) => {
      const bench = new Bench();
      const user = create(Mesh.UserSchema, {
        longName: 'Alpha',
        shortName: 'A',
        publicKey: bench.alpha.keyPair?.publicKey ?? new Uint8Array(),
      });
      const payload = portnum === Port.NODEINFO_APP ? toBinary(Mesh.UserSchema, user) : new Uint8Array();
      bench.hear({ to: BASE, portnum, payload, data: { wantResponse: true } });
      expect((await bench.answers()).map((data) => data.portnum)).toEqual([portnum]);
    },
  );

  it('about local statistics are answered with them, about the environment with NO_RESPONSE', async () => {
    const bench = new Bench();
    const ask = (variant: Telemetry.Telemetry['variant']) =>
      bench.hear({
        to: BASE,
        portnum: Port.TELEMETRY_APP,
        payload: toBinary(Telemetry.TelemetrySchema, create(Telemetry.TelemetrySchema, { variant })),
        data: { wantResponse: true },
      });
    ask({ case: 'localStats', value: create(Telemetry.LocalStatsSchema) });
    ask({ case: 'environmentMetrics', value: create(Telemetry.EnvironmentMetricsSchema) });
    const sent = await bench.answers();
    const refusal = sent.find((data) => data.portnum === Port.ROUTING_APP);
    expect(refusal && errorOf(refusal)).toBe(8);
    const stats = sent.find((data) => data.portnum === Port.TELEMETRY_APP);
    expect(fromBinary(Telemetry.TelemetrySchema, stats?.payload ?? new Uint8Array())).toMatchObject({
      variant: { case: 'localStats', value: { numPacketsRx: 1, numTotalNodes: 3 } },
    });
  });

  it('that nobody answers end with NO_RESPONSE', async () => {
    const bench = new Bench();
    bench.hear({ to: BASE, portnum: Port.PRIVATE_APP, data: { wantResponse: true } });
    const [answer] = await bench.answers();
    expect(answer && errorOf(answer)).toBe(8);
  });

  it('about its position are not answered when it tells none', async () => {
    const bench = new Bench();
    Object.assign(bench.base, { precisionBits: 0 });
    bench.hear({ to: BASE, portnum: Port.POSITION_APP, data: { wantResponse: true } });
    const [answer] = await bench.answers();
    expect(answer?.portnum).toBe(Port.ROUTING_APP);
  });

  it('that carry nonsense are survived', () => {
    const bench = new Bench();
    bench.configure();
    const payload = Uint8Array.of(0xff, 0xff, 0xff);
    const ports = [
      Port.NODEINFO_APP,
      Port.POSITION_APP,
      Port.TELEMETRY_APP,
      Port.TRACEROUTE_APP,
      Port.ADMIN_APP,
      Port.ROUTING_APP,
    ];
    for (const portnum of ports) bench.hear({ to: BASE, portnum, payload, data: { wantResponse: true } });
    expect(packets(bench.read())).toHaveLength(6);
  });
});

describe('what the node learns', () => {
  it('positions and telemetry go into its database', () => {
    const bench = new Bench();
    const position = create(Mesh.PositionSchema, { latitudeI: 451_000_000, longitudeI: 57_000_000 });
    bench.hear({ portnum: Port.POSITION_APP, payload: toBinary(Mesh.PositionSchema, position), snr: -2 });
    const telemetry = create(Telemetry.TelemetrySchema, {
      variant: { case: 'deviceMetrics', value: { batteryLevel: 33 } },
    });
    bench.hear({
      portnum: Port.TELEMETRY_APP,
      payload: toBinary(Telemetry.TelemetrySchema, telemetry),
      snr: -2,
    });
    const infos = bench
      .configure(69_421)
      .flatMap((frame) => (frame.case === 'nodeInfo' ? [frame.value] : []));
    expect(infos[1]).toMatchObject({
      num: ALPHA,
      snr: -2,
      lastHeard: 1_773_316_800,
      hopsAway: 0,
      position: { latitudeI: 451_000_000 },
      deviceMetrics: { batteryLevel: 33 },
    });
  });

  it.each([true, false])('asksUnknown %s', async (asksUnknown) => {
    const bench = new Bench({ asksUnknown });
    bench.hear({ from: STRANGER.nodeNum, text: 'hello' });
    const sent = await bench.answers();
    expect(sent.map((data) => [data.portnum, data.wantResponse])).toEqual(
      asksUnknown ? [[Port.NODEINFO_APP, true]] : [],
    );
    expect(bench.node.knownNodes()).toContain(STRANGER.nodeNum);
  });

  it('asks nobody when its database is full or the channel is busy', async () => {
    const full = new Bench({ capacity: 4 });
    full.hear({ from: STRANGER.nodeNum, text: 'hello' });
    expect(await full.answers()).toEqual([]);
    const busy = new Bench({}, [knownOf(identityOf(ALPHA, 'Alpha'))]);
    for (let n = 0; n < 8; n++) busy.hear({ text: 'x'.repeat(200) });
    busy.hear({ from: STRANGER.nodeNum, text: 'hello' });
    expect(await busy.answers()).toEqual([]);
  });
});
