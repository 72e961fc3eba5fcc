/** A minute of strikes and a minute of envelopes, from a broker in a thread of its own, against what stays behind. */

import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { create, toBinary } from '@bufbuild/protobuf';
import { Mesh, Mqtt, Portnums } from '@meshtastic/protobufs';
import { channelHash, cryptChannel, expandChannelKey } from '../src/mesh/crypto.js';
import { travel } from '../src/mesh/geo.js';
import { BROADCAST_NUM, toNodeNum, toPacketId } from '../src/mesh/ids.js';
import { NodeDb } from '../src/mesh/node-db.js';
import { openEnvelope } from '../src/radio/envelope.js';
import { LightningService } from '../src/services/lightning/lightning.js';
import { MeshFeed } from '../src/services/mesh-feed/mesh-feed.js';
import { PlayedBroker } from '../src/sim/services/mqtt-broker.js';
import { SystemClock } from '../src/util/clock.js';
import type { Lifecycle } from '../src/util/lifecycle.js';
import type { Log } from '../src/util/log.js';
import { systemRandom } from '../src/util/random.js';
import type { Row } from './table.js';

const SECONDS = 60;
/** By then what is remembered is as much as may be: packets seen fill up last. */
const WARM_UP_SECONDS = 65;
const TICK_MS = 10;
const HOME = { latitude: 45.19, longitude: 5.72 };
const KEY = expandChannelKey(Uint8Array.of(1));
const HASH = channelHash('LongFast', KEY);
const silent: Log = { error: () => {}, warn: () => {}, info: () => {}, debug: () => {}, named: () => silent };

type Kind = 'strikes' | 'envelopes';
const RATES: Readonly<Record<Kind, number>> = { strikes: 2000, envelopes: 1000 };

export async function benchMqtt(): Promise<Row[]> {
  const clock = new SystemClock();
  const shared = { clock, random: systemRandom, log: silent, home: () => HOME };
  const strikes = await measure('strikes', (url) => {
    const settings = { broker: { url }, radiusKm: 50, windowMs: 900_000 };
    const service = new LightningService({ ...shared, settings });
    // One connection brings all in order: who has seen the last one has seen all.
    return { part: service, hasSeenLast: () => (service.read().storm.nearest?.meters ?? 9e9) < 1000 };
  });
  const envelopes = await measure('envelopes', (url) => {
    const settings = { broker: { url }, topics: ['msh/#'], maxDistanceKm: 100 };
    const keys = () => [{ hash: HASH, key: KEY }];
    const nodes = new NodeDb();
    const own = () => undefined;
    const options = { ...shared, settings, keys, own, nodes, open: openEnvelope, onLinks: () => {} };
    const feed = new MeshFeed(options);
    return { part: feed, hasSeenLast: () => feed.heardBy(LAST, toPacketId(1)).length > 0 };
  });
  return [...strikes, ...envelopes];
}

const LAST = toNodeNum(0xfeed);

interface Listener {
  readonly part: Lifecycle;
  hasSeenLast(): boolean;
}

async function measure(kind: Kind, listen: (url: string) => Listener): Promise<Row[]> {
  const source = new Worker(new URL(import.meta.url), { workerData: { mqttSource: kind } });
  const answer = () => new Promise<string | number>((resolve) => source.once('message', resolve));
  const listener = listen(String(await answer()));
  await listener.part.start();
  await pause(WARM_UP_SECONDS * 1000);
  const before = memory();
  source.postMessage('count');
  const first = Number(await answer());
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  await pause(SECONDS * 1000);
  delay.disable();
  source.postMessage('last');
  const sent = Number(await answer()) - first;
  const askedAt = performance.now();
  while (!listener.hasSeenLast() && performance.now() - askedAt < 10_000) await pause(1);
  const backlogMs = performance.now() - askedAt;
  const after = memory();
  await listener.part.stop();
  await source.terminate();
  return rowsOf(kind, { rate: sent / SECONDS, backlogMs, before, after, p99Ms: delay.percentile(99) / 1e6 });
}

function memory() {
  globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  return { heap: heapUsed / 1e6, resident: rss / 1e6 };
}

interface Measured {
  readonly rate: number;
  readonly backlogMs: number;
  readonly before: ReturnType<typeof memory>;
  readonly after: ReturnType<typeof memory>;
  readonly p99Ms: number;
}

function rowsOf(kind: Kind, { rate, backlogMs, before, after, p99Ms }: Measured): Row[] {
  const row = (what: string, value: number, unit: string, limit: number): Row => ({
    what: `mqtt ${kind}: ${what}`,
    value: `${value.toFixed(1)} ${unit}`,
    limit: `≤ ${limit} ${unit}`,
    isMet: value <= limit,
  });
  const least = RATES[kind] * 0.98;
  return [
    {
      what: `mqtt ${kind}: rate for ${SECONDS} s`,
      value: `${rate.toFixed(0)}/s`,
      limit: `≥ ${least}/s`,
      isMet: rate >= least,
    },
    row('backlog at the end', backlogMs, 'ms', 250),
    row('heap grew by', after.heap - before.heap, 'MB', 8),
    row('resident grew by', after.resident - before.resident, 'MB', 30),
    row('event loop p99', p99Ms, 'ms', 20),
  ];
}

/** The thread that holds the broker: tells its address, sends at its rate, and counts. */
async function runSource(kind: Kind): Promise<void> {
  let sent = 0;
  const broker = new PlayedBroker('bench');
  await broker.start();
  parentPort?.postMessage(broker.url);
  const [topicEnd, make, last] = kind === 'strikes' ? strikeSource() : envelopeSource();
  const publish = (payload: Uint8Array) => {
    const [filter] = broker.filters;
    if (filter === undefined) return;
    broker.publish(filter.replace(/#$/, topicEnd), payload);
    sent += 1;
  };
  let isRunning = true;
  parentPort?.on('message', (order) => {
    if (order === 'last') {
      isRunning = false;
      publish(last());
    }
    parentPort?.postMessage(sent);
  });
  const startedAt = performance.now();
  for (let made = 0; isRunning; await pause(TICK_MS)) {
    for (const due = ((performance.now() - startedAt) / 1000) * RATES[kind]; made < due; made++)
      publish(make());
  }
}

type Source = [topicEnd: string, make: () => Uint8Array, last: () => Uint8Array];

function strikeSource(): Source {
  const strike = (km: number) => {
    const { latitude, longitude } = travel(HOME, systemRandom() * 360, km * 1000);
    return Buffer.from(
      `{"time":${Date.now()}000000,"lat":${latitude},"lon":${longitude},"mds":8412,"sig_num":14}`,
    );
  };
  return ['b/c/d', () => strike(5 + systemRandom() * 45), () => strike(0.5)];
}

/** 500 nodes; every packet comes by two gateways, every second one is encrypted. */
function envelopeSource(): Source {
  let made = 0;
  const make = () => {
    made += 1;
    const id = Math.ceil(made / 2) + 10;
    return envelope(toNodeNum(1000 + (id % 500)), id, made % 2 === 0 ? '!6c33f1d4' : '!6d33f1d5');
  };
  return ['2/e/LongFast/!6c33f1d4', make, () => envelope(LAST, 1, '!6c33f1d4')];
}

function envelope(from: number, id: number, gatewayId: string): Uint8Array {
  const position = { latitudeI: 451_900_000 + (id % 1000) * 1000, longitudeI: 57_200_000 };
  const payload = toBinary(Mesh.PositionSchema, create(Mesh.PositionSchema, position));
  const data = create(Mesh.DataSchema, { portnum: Portnums.PortNum.POSITION_APP, payload });
  const bytes = toBinary(Mesh.DataSchema, data);
  const payloadVariant =
    id % 2 === 0
      ? { case: 'decoded' as const, value: data }
      : { case: 'encrypted' as const, value: cryptChannel(KEY, toNodeNum(from), toPacketId(id), bytes) };
  const header = { from, to: BROADCAST_NUM, id, channel: HASH, hopStart: 3, hopLimit: 2, rxSnr: 4.5 };
  const packet = create(Mesh.MeshPacketSchema, { ...header, payloadVariant });
  const message = create(Mqtt.ServiceEnvelopeSchema, { packet, channelId: 'LongFast', gatewayId });
  return toBinary(Mqtt.ServiceEnvelopeSchema, message);
}

if (!isMainThread && workerData?.mqttSource) await runSource(workerData.mqttSource);
