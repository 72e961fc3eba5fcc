import { getHeapStatistics, queryObjects } from 'node:v8';
import { create, toBinary } from '@bufbuild/protobuf';
import { Mesh, Portnums, Telemetry } from '@meshtastic/protobufs';
import { expect, it } from 'vitest';
import { BROADCAST_NUM, type NodeNum, toNodeNum } from '../../src/mesh/ids.js';
import { encodeText } from '../../src/util/text.js';
import { BASE } from '../support/builders.js';
import type { FakeClock } from '../support/fake-clock.js';
import { aStory, type Story } from '../support/story.js';
import { aForgedNodeInfo, aForgedPacket, aForgedText } from '../support/talk.js';

const SENDERS = 250;
/** After each round every sender has said as much as before. */
const ROUND = SENDERS * 201;
/** The bot is asked something by one packet in so many. */
const QUESTION_EVERY = 1999;
const PER_SECOND = 50;
/** For 100 500 packets; the simulation itself keeps some of each question. */
const MOST_OBJECTS = 1000;
/** What maps and strings would take, which do not count as objects: 40 bytes a packet. */
const MOST_BYTES = 4_000_000;

const { PortNum } = Portnums;
const sender = (index: number): NodeNum => toNodeNum(0x2000_0000 + index * 7919);

const position = toBinary(
  Mesh.PositionSchema,
  create(Mesh.PositionSchema, { latitudeI: 451_900_000, longitudeI: 57_200_000, time: 1_773_316_800 }),
);
const telemetry = toBinary(
  Telemetry.TelemetrySchema,
  create(Telemetry.TelemetrySchema, {
    variant: { case: 'deviceMetrics', value: { batteryLevel: 80, voltage: 4.1, uptimeSeconds: 5000 } },
  }),
);

/** What a busy mesh says: everybody a bit of everything, and now and then a question to the bot. */
function packetNumber(number: number): Mesh.FromRadio {
  const from = sender(number % SENDERS);
  if (number % QUESTION_EVERY === 0) return aForgedText(from, BASE, number % 2 === 0 ? '/ping' : 'hello bot');
  const kind = Math.floor(number / SENDERS) % 5;
  if (kind === 0) return aForgedText(from, BROADCAST_NUM, `Field day ${number}`);
  if (kind === 1)
    return aForgedNodeInfo(from, { longName: `Node ${number}`, shortName: String(number % 9999) });
  const carried = [
    { portnum: PortNum.POSITION_APP, payload: position },
    { portnum: PortNum.TELEMETRY_APP, payload: telemetry },
    { portnum: PortNum.PRIVATE_APP, payload: encodeText(`private ${number}`) },
  ][kind - 2];
  return aForgedPacket({
    from,
    to: BROADCAST_NUM,
    portnum: PortNum.PRIVATE_APP,
    payload: position,
    ...carried,
  });
}

async function hear(story: Story<FakeClock>, first: number, count: number): Promise<void> {
  for (let number = first; number < first + count; number++) {
    story.simulation.forge(packetNumber(number));
    if (number % PER_SECOND === 0) await story.clock.advance(1000);
  }
  await story.clock.advance(600_000);
}

/** Objects of any class, and bytes, that are alive after a collection. */
async function alive(story: Story<FakeClock>): Promise<{ objects: number; bytes: number }> {
  story.log.lines.length = 0;
  const listeners = process.rawListeners('warning') as NodeJS.WarningListener[];
  process.removeAllListeners('warning');
  // It says once that it is experimental, which must not fail the run.
  const objects = Number(queryObjects(Object, { format: 'count' }));
  await story.clock.advance(0);
  for (const listener of listeners) process.on('warning', listener);
  return { objects, bytes: getHeapStatistics().used_heap_size };
}

it('leave nothing behind', async () => {
  const story = await aStory({
    simulation: { switches: { writeMsPerFrame: 0, sendBufferBytes: 1_000_000 } },
  });
  const { app } = story;
  await hear(story, 0, ROUND);
  const before = await alive(story);
  const { packets } = app.radio.report();
  const nodes = app.nodes.size;
  await hear(story, ROUND, 2 * ROUND);
  const after = await alive(story);
  expect(app.radio.report().packets - packets).toBeGreaterThanOrEqual(2 * ROUND);
  expect(nodes).toBeGreaterThanOrEqual(SENDERS);
  expect(app.nodes.size).toBe(nodes);
  expect(app.radio.report().outages).toEqual([]);
  expect(app.radio.report().outbox).toMatchObject({ queued: 0, inFlight: 0 });
  expect(after.objects - before.objects).toBeLessThan(MOST_OBJECTS);
  expect(after.bytes - before.bytes).toBeLessThan(MOST_BYTES);
  expect(story.opened()).toBe(1);
  await story.end();
  expect(story.clock.pending()).toEqual([]);
}, 120_000);
