import { describe, expect, it } from 'vitest';
import { toNodeNum } from '../../../src/mesh/ids.js';
import type { Switches } from '../../../src/sim/switches.js';
import { ALPHA, BASE, Bench, BRAVO, readDirect, statuses, verdicts } from './bench.js';

const NEW = toNodeNum(0x55550001);

function ready(switches: Partial<Switches> = {}): Bench {
  const bench = new Bench({ flashWriteMs: 0, ...switches });
  bench.configure();
  return bench;
}

function addContact(
  bench: Bench,
  nodeNum: number,
  fields: { name?: string; fill?: number; ignore?: boolean; verified?: boolean } = {},
): number {
  const publicKey = new Uint8Array(32).fill(fields.fill ?? 7);
  return bench.admin({
    case: 'addContact',
    value: {
      nodeNum,
      user: { longName: fields.name ?? 'New', shortName: 'C', publicKey },
      shouldIgnore: fields.ignore ?? false,
      manuallyVerified: fields.verified ?? false,
    },
  });
}

describe('add_contact', () => {
  it('stores name and key over what was there and makes a favourite', () => {
    const bench = ready();
    const id = addContact(bench, ALPHA, { name: 'Renamed', fill: 8 });
    expect(verdicts(bench.read())).toEqual([[BASE, id, 0]]);
    expect(bench.told(ALPHA)).toMatchObject({
      isFavorite: true,
      user: { longName: 'Renamed', id: '!16fad3dc' },
    });
    expect(bench.node.keyOf(ALPHA)).toEqual(new Uint8Array(32).fill(8));
    expect(bench.node.favorites()).toBe(1);
    expect(bench.events.counters['nodeDbWrites']).toBe(1);
  });

  it('makes a direct message possible', async () => {
    const bench = ready();
    const { publicKey } = bench.bravo.keyPair ?? {};
    bench.admin({
      case: 'addContact',
      value: { nodeNum: BRAVO, user: { longName: 'Bravo', shortName: 'B', ...(publicKey && { publicKey }) } },
    });
    bench.text('psst', { to: BRAVO });
    await bench.clock.advance(4000);
    const data = readDirect(bench.onAir[0], bench.bravo, bench.base);
    expect(Buffer.from(data?.payload ?? []).toString()).toBe('psst');
  });

  it('leaves a verified key alone unless the request is verified too', () => {
    const bench = ready();
    addContact(bench, NEW, { fill: 1, verified: true });
    addContact(bench, NEW, { fill: 2 });
    expect(bench.node.keyOf(NEW)).toEqual(new Uint8Array(32).fill(1));
    addContact(bench, NEW, { fill: 3, verified: true });
    expect(bench.node.keyOf(NEW)).toEqual(new Uint8Array(32).fill(3));
    expect(bench.told(NEW)?.isKeyManuallyVerified).toBe(true);
  });

  it('without a user changes nothing', () => {
    const bench = ready();
    bench.admin({ case: 'addContact', value: { nodeNum: NEW } });
    expect(bench.node.knownNodes()).not.toContain(NEW);
  });

  it.each([true, false])('with should_ignore mutes the node; ignoreErasesKey %s', (ignoreErasesKey) => {
    const bench = ready({ ignoreErasesKey });
    addContact(bench, ALPHA, { fill: 8, ignore: true });
    expect(bench.told(ALPHA)).toMatchObject({ isIgnored: true, isFavorite: false });
    expect(bench.node.holdsKey(ALPHA)).toBe(!ignoreErasesKey);
    bench.admin({ case: 'removeIgnoredNode', value: ALPHA });
    expect(bench.told(ALPHA)?.isIgnored).toBe(false);
  });

  it.each<[Switches['addContact'], number]>([
    ['2.7', 3],
    ['2.8', 2],
  ])('under %s leaves %i favourites in a database of four', (addContactSwitch, favorites) => {
    const bench = ready({ addContact: addContactSwitch, capacity: 4, fullOfProtected: 'refuse' });
    for (const num of [ALPHA, BRAVO, NEW]) addContact(bench, num);
    expect(bench.node.favorites()).toBe(favorites);
  });

  it.each([0, 400])('blocks the node for flashWriteMs %i', async (flashWriteMs) => {
    const bench = new Bench({ flashWriteMs, queueStatusQueue: 8 });
    bench.configure();
    const id = addContact(bench, ALPHA);
    bench.write({ case: 'heartbeat', value: {} });
    const atOnce = bench.read();
    await bench.clock.advance(399);
    const meanwhile = bench.read();
    let calls = 0;
    bench.node.onWork(() => calls++);
    await bench.clock.advance(1);
    const later = bench.read();
    const isBlocked = flashWriteMs > 0;
    expect(verdicts(isBlocked ? later : atOnce)).toEqual([[BASE, id, 0]]);
    expect(statuses(isBlocked ? later : atOnce)).toHaveLength(3);
    expect(meanwhile).toEqual([]);
    expect(calls > 0).toBe(isBlocked);
  });
});
