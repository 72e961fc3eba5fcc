import { create, toBinary } from '@bufbuild/protobuf';
import { Mesh } from '@meshtastic/protobufs';
import { describe, expect, it } from 'vitest';
import { toNodeNum } from '../../../src/mesh/ids.js';
import type { Switches } from '../../../src/sim/switches.js';
import {
  ALPHA,
  BASE,
  Bench,
  BRAVO,
  identityOf,
  knownOf,
  notices,
  Port,
  packets,
  readDirect,
  statuses,
} from './bench.js';

const HOUR_MS = 3_600_000;
const STRANGER = toNodeNum(0x77777701);
const START = 1_773_316_000_000;

function userBytes(longName: string, publicKey: Uint8Array = new Uint8Array()): Uint8Array {
  return toBinary(Mesh.UserSchema, create(Mesh.UserSchema, { longName, shortName: 'X', publicKey }));
}

function key(fill: number): Uint8Array {
  return new Uint8Array(32).fill(fill);
}

describe('a full database', () => {
  it('gives up the oldest node without key first, then the oldest with one', () => {
    const known = [1, 2, 3, 4].map((n) =>
      knownOf(identityOf(toNodeNum(n), `Node ${n}`), { lastHeard: START + n * 1000, hasKey: n < 3 }),
    );
    const bench = new Bench({ capacity: 5 }, known);
    for (const from of [11, 12, 13, 14]) bench.hear({ from: toNodeNum(from), text: 'hello' });
    expect(bench.node.knownNodes().sort((a, b) => a - b)).toEqual([1, 2, 13, 14]);
    expect(bench.events.counters['nodesEvicted']).toBe(4);
  });

  it('keeps favourites, ignored and verified nodes', () => {
    const known = [1, 2, 3].map((n) =>
      knownOf(identityOf(toNodeNum(n), `Node ${n}`), { isFavorite: n === 1 }),
    );
    const bench = new Bench({ capacity: 4, flashWriteMs: 0 }, known);
    bench.configure();
    bench.admin({ case: 'setIgnoredNode', value: 2 });
    bench.hear({ from: STRANGER, text: 'hello' });
    expect(bench.node.knownNodes()).toEqual(expect.arrayContaining([1, 2, STRANGER]));
  });

  it('holds no more than capacity when the story begins', () => {
    const known = Array.from({ length: 30 }, (_, n) => knownOf(identityOf(toNodeNum(n + 1), `Node ${n}`)));
    expect(new Bench({ capacity: 10 }, known).node.knownNodes()).toHaveLength(9);
    expect(new Bench({ capacity: 100 }, known).node.knownNodes()).toHaveLength(30);
  });

  it.each<[Switches['fullOfProtected'], boolean]>([
    ['reboot', true],
    ['refuse', false],
  ])('of protected nodes ends with %s at the next stranger', (fullOfProtected, reboots) => {
    const known = [1, 2].map((n) => knownOf(identityOf(toNodeNum(n), `Node ${n}`), { isFavorite: true }));
    const bench = new Bench({ capacity: 3, fullOfProtected }, known);
    let restarts = 0;
    bench.node.onRestart(() => restarts++);
    bench.hear({ from: STRANGER, text: 'hello' });
    expect(restarts).toBe(reboots ? 1 : 0);
    expect(bench.node.isOn).toBe(!reboots);
    expect(bench.node.knownNodes()).toHaveLength(2);
  });

  it.each([0, 100])('keeps keys of evicted nodes in a warm store of %i', async (warmStore) => {
    const bench = new Bench({ capacity: 2, warmStore }, [knownOf(identityOf(ALPHA, 'Alpha'))]);
    bench.configure();
    bench.hear({ from: STRANGER, text: 'hello' });
    expect(bench.node.knownNodes()).toEqual([STRANGER]);
    bench.text('psst', { to: ALPHA });
    expect(statuses(bench.read()).at(-1)).toMatchObject({ res: warmStore > 0 ? 0 : 39 });
    await bench.clock.advance(5000);
    const sent = bench.onAir.map((packet) => readDirect(packet, bench.alpha, bench.base));
    expect(sent.some((data) => data?.portnum === Port.TEXT_MESSAGE_APP)).toBe(warmStore > 0);
  });
});

describe('keys', () => {
  it.each<[Switches['keyMismatch'], string, number]>([
    ['drop', 'Alpha', ALPHA & 0xff],
    ['keep-old-key', 'Other', ALPHA & 0xff],
    ['overwrite', 'Other', 9],
  ])('keyMismatch %s leaves the name %s', (keyMismatch, name, filled) => {
    const bench = new Bench({ keyMismatch });
    bench.configure();
    bench.hear({ portnum: Port.NODEINFO_APP, payload: userBytes('Other', key(9)) });
    expect(packets(bench.read())).toHaveLength(1);
    const user = bench.told(ALPHA)?.user;
    expect(user?.longName).toBe(name);
    expect(user?.publicKey).toEqual(filled === 9 ? key(9) : bench.alpha.keyPair?.publicKey);
  });

  it('of a node that had none are learned', () => {
    const bench = new Bench();
    expect(bench.node.holdsKey(BRAVO)).toBe(false);
    bench.hear({ from: BRAVO, portnum: Port.NODEINFO_APP, payload: userBytes('Bravo', key(5)) });
    expect(bench.node.holdsKey(BRAVO)).toBe(true);
    expect(bench.told(BRAVO)?.user?.id).toBe('!2b4a7c10');
  });

  it('can be forgotten and set', () => {
    const bench = new Bench();
    bench.configure();
    bench.node.forgetKey(ALPHA);
    bench.text('psst', { to: ALPHA });
    expect(statuses(bench.read())).toMatchObject([{ res: 39 }]);
    bench.node.setKey(ALPHA, key(3));
    expect(bench.node.keyOf(ALPHA)).toEqual(key(3));
    bench.node.setKey(STRANGER, key(4));
    expect(bench.node.holdsKey(STRANGER)).toBe(true);
  });

  it('equal to the own one are warned of once per boot', () => {
    const bench = new Bench();
    bench.configure();
    const payload = userBytes('Twin', bench.base.keyPair?.publicKey);
    bench.hear({ from: STRANGER, portnum: Port.NODEINFO_APP, payload });
    bench.hear({ from: STRANGER, portnum: Port.NODEINFO_APP, payload });
    expect(notices(bench.read())).toEqual([expect.stringContaining('Twin has advertised your public key')]);
  });

  it('of a NodeInfo between others reach the client when they change something', () => {
    const bench = new Bench();
    bench.configure();
    for (let n = 0; n < 2; n++)
      bench.hear({
        from: BRAVO,
        to: ALPHA,
        portnum: Port.NODEINFO_APP,
        payload: userBytes('Bravo 2', key(5)),
      });
    expect(packets(bench.read())).toMatchObject([{ from: BRAVO, to: ALPHA }]);
  });
});

describe('flash memory', () => {
  it('brings back what was saved after a reboot, without nameless nodes', () => {
    const bench = new Bench();
    bench.hear({ from: STRANGER, text: 'hello' });
    expect(bench.node.knownNodes()).toContain(STRANGER);
    bench.node.reboot();
    expect(bench.node.knownNodes()).toEqual([ALPHA, BRAVO]);
  });

  it('is written at most once a minute by itself, and what came too early is lost in a crash', async () => {
    const bench = new Bench();
    bench.hear({ from: BRAVO, portnum: Port.NODEINFO_APP, payload: userBytes('Bravo', key(5)) });
    await bench.clock.advance(30_000);
    bench.hear({ from: STRANGER, portnum: Port.NODEINFO_APP, payload: userBytes('Late', key(6)) });
    expect(bench.events.counters['nodeDbWrites']).toBe(1);
    bench.node.reboot();
    expect(bench.node.holdsKey(BRAVO)).toBe(true);
    expect(bench.node.knownNodes()).not.toContain(STRANGER);
  });
});

describe('NodeInfo replies', () => {
  it.each([0, 12])('are withheld for %i h per requester', async (nodeInfoReplyHours) => {
    const bench = new Bench({ nodeInfoReplyHours, ownTelemetrySeconds: 0 });
    const ask = () =>
      bench.hear({
        to: BASE,
        portnum: Port.NODEINFO_APP,
        payload: userBytes('Alpha', bench.alpha.keyPair?.publicKey),
        data: { wantResponse: true },
      });
    const replies = () => bench.onAir.filter((packet) => packet.to === ALPHA).length;
    ask();
    await bench.clock.advance(HOUR_MS);
    ask();
    await bench.clock.advance(5000);
    expect(replies()).toBe(nodeInfoReplyHours === 0 ? 2 : 1);
    await bench.clock.advance(13 * HOUR_MS);
    ask();
    await bench.clock.advance(5000);
    expect(replies()).toBe(nodeInfoReplyHours === 0 ? 3 : 2);
  });
});
