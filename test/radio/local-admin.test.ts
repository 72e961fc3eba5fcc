import { afterEach, beforeEach, expect, it } from 'vitest';
import { toPacketId } from '../../src/mesh/ids.js';
import type { RoutingPacket } from '../../src/mesh/packet.js';
import type { RoutingError } from '../../src/mesh/routing-error.js';
import { type AdminOutcome, LocalAdmin } from '../../src/radio/local-admin.js';
import { aText, without } from '../support/builders.js';
import { FakeClock } from '../support/fake-clock.js';

const ID = toPacketId(77);
const FRAME = Uint8Array.of(1, 2, 3);

let clock: FakeClock;
let written: Uint8Array[];
let isOpen: boolean;
let session: AbortController;
let admin: LocalAdmin;

beforeEach(() => {
  clock = new FakeClock();
  written = [];
  isOpen = true;
  session = new AbortController();
  const write = (frame: Uint8Array) => isOpen && written.push(frame) > 0;
  admin = new LocalAdmin({ clock, write });
});

afterEach(() => expect(clock.pending()).toEqual([]));

function ask(): { answer?: AdminOutcome } {
  const asked: { answer?: AdminOutcome } = {};
  void admin.ask({ id: ID, frame: FRAME, signal: session.signal }).then((answer) => {
    asked.answer = answer;
  });
  return asked;
}

const status = (id: number, res = 0) =>
  admin.onQueueStatus({ packetId: toPacketId(id), res, free: 16, maxlen: 16 });

function verdict(error: RoutingError | undefined, id = 77): void {
  const packet: RoutingPacket = {
    ...without(aText(''), 'text', 'isReaction'),
    kind: 'routing',
    requestId: toPacketId(id),
    ...(error && { error }),
  };
  admin.onPacket(packet);
}

it('is done when the node says so', async () => {
  const asked = ask();
  status(77);
  await clock.advance(100);
  expect(asked.answer).toBeUndefined();
  verdict('NONE');
  await clock.advance(0);
  expect(asked.answer).toBe('done');
  expect(written).toEqual([FRAME]);
});

it('is done also when the confirmation before that was lost', async () => {
  const asked = ask();
  verdict('NONE');
  await clock.advance(0);
  expect(asked.answer).toBe('done');
});

it('is taken, and more is not known, when a managed node says no more', async () => {
  const asked = ask();
  status(77);
  await clock.advance(1499);
  expect(asked.answer).toBeUndefined();
  await clock.advance(1);
  expect(asked.answer).toBe('taken');
});

it.each([
  ['by its confirmation', () => status(77, 32)],
  ['by its verdict', () => verdict('BAD_REQUEST')],
])('is not done when the node refuses %s', async (_title, refuse) => {
  const asked = ask();
  refuse();
  await clock.advance(0);
  expect(asked.answer).toBe('failed');
});

it('is asked again under the same id for a lost confirmation, and given up after 9 s', async () => {
  const asked = ask();
  await clock.advance(8999);
  expect(written).toEqual([FRAME, FRAME, FRAME, FRAME]);
  expect(asked.answer).toBeUndefined();
  await clock.advance(1);
  expect(asked.answer).toBe('failed');
});

it('takes no notice of what concerns others', async () => {
  const asked = ask();
  status(78);
  verdict('NONE', 78);
  verdict(undefined);
  admin.onPacket(aText('hello'));
  await clock.advance(500);
  expect(asked.answer).toBeUndefined();
  session.abort();
  await clock.advance(0);
  status(77);
  verdict('NONE');
  expect(asked.answer).toBe('failed');
});

it.each([
  ['before it is confirmed', false],
  ['after that', true],
])('is not done when the session ends %s', async (_title, isTaken) => {
  const asked = ask();
  if (isTaken) status(77);
  await clock.advance(100);
  session.abort();
  await clock.advance(0);
  expect(asked.answer).toBe('failed');
});

it('is not done when the link is not open', async () => {
  isOpen = false;
  const asked = ask();
  await clock.advance(0);
  expect(asked.answer).toBe('failed');
});
