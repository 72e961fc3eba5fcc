import { create, toBinary } from '@bufbuild/protobuf';
import { Mesh, Portnums } from '@meshtastic/protobufs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Claims } from '../../src/radio/claims.js';
import { DEFAULT_LINK_SETTINGS } from '../../src/radio/link-settings.js';
import { NodeRadio } from '../../src/radio/node-radio.js';
import { DEFAULT_GAPS } from '../../src/radio/pacing.js';
import { systemRandom } from '../../src/util/random.js';
import { FakeClock } from '../support/fake-clock.js';
import { MemoryOutboxStore } from '../support/memory-outbox-store.js';
import { MemoryTransport, OWN_NUM, PEER_NUM, systemError } from '../support/memory-transport.js';
import { RecordingLog } from '../support/recording-log.js';

let clock: FakeClock;
let transport: MemoryTransport;
let log: RecordingLog;
let radio: NodeRadio;

beforeEach(async () => {
  clock = new FakeClock();
  transport = new MemoryTransport();
  log = new RecordingLog();
  transport.onOpen = (peer) => {
    peer.onWrite = ({ payloadVariant }) => {
      if (payloadVariant.case === 'wantConfigId') peer.handshake(payloadVariant.value, 3);
      if (payloadVariant.case === 'heartbeat') peer.answerHeartbeat();
      if (payloadVariant.case === 'disconnect') peer.fin();
      if (payloadVariant.case === 'packet') peer.status(payloadVariant.value.id);
    };
  };
  radio = new NodeRadio({
    transport,
    claims: new Claims(),
    clock,
    log,
    random: systemRandom,
    settings: DEFAULT_LINK_SETTINGS,
    store: new MemoryOutboxStore(),
    gaps: DEFAULT_GAPS,
    maxAttempts: 3,
  });
});

afterEach(async () => {
  const stopping = radio.stop();
  await clock.advance(1000);
  await stopping;
  expect(clock.pending()).toEqual([]);
});

async function start(): Promise<void> {
  void radio.start();
  await clock.advance(0);
}

it('tells each node of the handshake', async () => {
  const nodes: number[] = [];
  radio.on('node', (report) => nodes.push(report.nodeNum));
  await start();
  expect(nodes).toEqual([OWN_NUM, PEER_NUM, PEER_NUM + 1]);
});

it('tells its states in order', async () => {
  const states: string[] = [];
  radio.on('state', ({ state }) => states.push(state));
  await start();
  expect(states).toEqual(['connecting', 'configuring', 'ready']);
});

it('hands on a packet once, however often it comes, also over a reconnect', async () => {
  const texts: string[] = [];
  radio.on('packet', (packet) => {
    if (packet.kind === 'text') texts.push(packet.text);
  });
  await start();
  transport.peer.text(PEER_NUM, 'hello', { id: 77 });
  transport.peer.text(PEER_NUM, 'hello', { id: 77 });
  await clock.advance(0);
  transport.peer.fail(systemError('ECONNRESET'));
  await clock.advance(0);
  transport.peer.text(PEER_NUM, 'hello', { id: 77 });
  transport.peer.text(PEER_NUM, 'again', { id: 78 });
  await clock.advance(0);
  expect(texts).toEqual(['hello', 'again']);
  expect(radio.report()).toMatchObject({ packets: 2, texts: 2 });
});

it('tells a notice of the node to the log and to whoever listens', async () => {
  const notices: string[] = [];
  radio.on('notice', ({ text }) => notices.push(text));
  await start();
  transport.peer.send({
    case: 'clientNotification',
    value: create(Mesh.ClientNotificationSchema, { message: 'Duty cycle limit exceeded' }),
  });
  await clock.advance(0);
  expect(notices).toEqual(['Duty cycle limit exceeded']);
  expect(log.find('node says')).toHaveLength(1);
});

it('takes an answer on another port for a delivery', async () => {
  await start();
  let outcome: string | undefined;
  void radio
    .send({
      to: PEER_NUM as never,
      channel: 0 as never,
      content: { kind: 'traceroute' },
      priority: 'reply',
      ttlMs: 60_000,
    })
    .then((delivery) => {
      outcome = delivery.outcome;
    });
  await clock.advance(0);
  const id = transport.peer.packets()[0]?.id ?? 0;
  const payload = toBinary(Mesh.RouteDiscoverySchema, create(Mesh.RouteDiscoverySchema, {}));
  // An answer of somebody else, and a ROUTING packet without a verdict, prove nothing.
  transport.peer.data(PEER_NUM + 1, { portnum: Portnums.PortNum.TRACEROUTE_APP, payload, requestId: id });
  transport.peer.data(PEER_NUM, {
    portnum: Portnums.PortNum.ROUTING_APP,
    requestId: id,
    payload: toBinary(
      Mesh.RoutingSchema,
      create(Mesh.RoutingSchema, {
        variant: { case: 'routeReply', value: create(Mesh.RouteDiscoverySchema) },
      }),
    ),
  });
  await clock.advance(0);
  expect(outcome).toBeUndefined();
  transport.peer.data(PEER_NUM, { portnum: Portnums.PortNum.TRACEROUTE_APP, payload, requestId: id });
  await clock.advance(0);
  expect(outcome).toBe('delivered');
});

it('reports the link in figures', async () => {
  await start();
  await clock.advance(12_000);
  transport.peer.text(PEER_NUM, 'hello');
  await clock.advance(3000);
  expect(radio.report()).toMatchObject({
    address: 'memory:4403',
    state: 'ready',
    sinceMs: 15_000,
    lastFrameAgoMs: 3000,
    lastPacketAgoMs: 3000,
    packets: 1,
    tries: 0,
    heartbeatMs: 0,
    outageTotals: { count: 0, totalMs: 0, longestMs: 0 },
  });
});

it('counts as the last packet only what another node sent over the air', async () => {
  await start();
  transport.peer.text(PEER_NUM, 'hello');
  await clock.advance(3000);
  transport.peer.text(OWN_NUM, 'my own telemetry');
  transport.peer.text(PEER_NUM, 'from a broker', { viaMqtt: true, rxSnr: 0, rxRssi: 0 });
  await clock.advance(2000);
  expect(radio.report()).toMatchObject({ lastPacketAgoMs: 5000, packets: 3 });
  transport.peer.text(PEER_NUM, 'a gateway passes on', { viaMqtt: true, rxSnr: 6 });
  await clock.advance(1000);
  expect(radio.report()).toMatchObject({ lastPacketAgoMs: 1000, packets: 4 });
});

it('reports the next try of an absent node', async () => {
  transport.next.push(systemError('ECONNREFUSED'));
  await start();
  expect(radio.report()).toMatchObject({ state: 'waiting', tries: 1, nextTryMs: 1000 });
  expect(radio.own).toBeUndefined();
});

it('goes on when a listener throws', async () => {
  radio.on('node', () => {
    throw new Error('listener');
  });
  await start();
  expect(radio.state).toBe('ready');
  expect(log.find('listener failed')).toHaveLength(3);
});
