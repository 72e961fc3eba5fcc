import { describe, expect, it } from 'vitest';
import { toNodeNum } from '../../src/mesh/ids.js';
import type { FarReport } from '../../src/mesh/mesh-feed.js';
import { NodeDb } from '../../src/mesh/node-db.js';
import { ALPHA, aPosition, aReport, aText, aUser, BRAVO, KEY, NOW, OTHER_KEY } from '../support/builders.js';

const DAY = 24 * 3_600_000;
const HERE = { latitude: 45.19, longitude: 5.72 };
const THERE = { latitude: 45.3, longitude: 5.9 };

function far(changes: Partial<FarReport> = {}): FarReport {
  return { nodeNum: BRAVO, user: aUser('Bravo', 'BRAV', { publicKey: OTHER_KEY }), ...changes };
}

describe('what a broker tells of a node', () => {
  it('makes it known as one that only a broker told of, without its key', () => {
    const db = new NodeDb();
    expect(db.learnFar(far({ position: THERE, device: { batteryLevel: 80 }, environment: {} }), NOW)).toBe(
      true,
    );
    expect(db.get(BRAVO)).toEqual({
      nodeNum: BRAVO,
      firstSeen: NOW,
      lastHeard: NOW,
      viaMqtt: true,
      user: aUser('Bravo', 'BRAV'),
      position: THERE,
      positionAt: NOW,
      device: { batteryLevel: 80 },
      deviceAt: NOW,
      environment: {},
    });
  });

  it('changes nothing that radio told in the last day, and fills what radio did not tell', () => {
    const db = new NodeDb();
    db.observe({ ...aPosition({ from: ALPHA, position: HERE }), receivedAt: NOW });
    db.learnFar(far({ nodeNum: ALPHA, position: THERE }), NOW + DAY - 1);
    expect(db.get(ALPHA)).toMatchObject({ position: HERE, viaMqtt: false, lastHeard: NOW, hopsAway: 0 });
    expect(db.get(ALPHA)?.user).toEqual(aUser('Bravo', 'BRAV'));
    db.learnFar(far({ nodeNum: ALPHA, position: THERE }), NOW + DAY);
    expect(db.get(ALPHA)).toMatchObject({ position: THERE, viaMqtt: true, lastHeard: NOW + DAY });
    expect(db.get(ALPHA)?.hopsAway).toBeUndefined();
  });

  it('does not outweigh the database of our own node, and keeps the key that radio told', () => {
    const db = new NodeDb();
    db.learn(aReport({ lastHeard: NOW - 3_600_000, position: HERE, metrics: { voltage: 4 } }), NOW);
    db.learnFar(far({ nodeNum: ALPHA, position: THERE, device: { voltage: 3 } }), NOW);
    expect(db.get(ALPHA)).toMatchObject({
      user: { longName: 'Alpha' },
      position: HERE,
      device: { voltage: 4 },
    });
    db.learnFar(far({ nodeNum: ALPHA }), NOW + DAY);
    expect(db.get(ALPHA)?.user).toMatchObject({ longName: 'Bravo', publicKey: KEY });
    expect(db.get(ALPHA)?.firstKey?.key).toEqual(KEY);
  });

  it('gives way to radio, which is then believed', () => {
    const db = new NodeDb();
    db.learnFar(far(), NOW);
    db.observe(aText('hi', { from: BRAVO }));
    expect(db.get(BRAVO)).toMatchObject({ viaMqtt: false, hopsAway: 0 });
    db.observe(aText('hi', { from: BRAVO, viaMqtt: true, receivedAt: NOW + DAY, rxTime: NOW + DAY }));
    db.learnFar(far({ position: { ...THERE, time: NOW + 9 * DAY } }), NOW + DAY);
    expect(db.get(BRAVO)).toMatchObject({ viaMqtt: true, positionAt: NOW + DAY });
  });

  it('is taken of 2000 strangers and no more, until they are forgotten, and drives no neighbour out', () => {
    const db = new NodeDb();
    db.observe(aText('hi', { from: ALPHA, receivedAt: NOW - DAY, rxTime: NOW - DAY }));
    for (let index = 1; index <= 2000; index++) {
      expect(db.learnFar(far({ nodeNum: toNodeNum(index) }), NOW + index)).toBe(true);
    }
    expect(db.learnFar(far({ nodeNum: toNodeNum(3000) }), NOW + 3000)).toBe(false);
    expect(db.learnFar(far({ nodeNum: toNodeNum(7) }), NOW + 3000)).toBe(true);
    expect(db.get(ALPHA)).toBeDefined();
    expect(db.learnFar(far({ nodeNum: toNodeNum(3000) }), NOW + 1 + DAY)).toBe(true);
    expect(db.get(toNodeNum(1))).toBeUndefined();
    for (let index = 1; index <= 2001; index++) db.observe(aText('hi', { from: toNodeNum(100_000 + index) }));
    expect(db.size).toBe(4000);
    expect(db.get(ALPHA)).toBeUndefined();
    expect(db.get(toNodeNum(7))).toBeDefined();
  });

  it('is of one node, never of nobody or everybody', () => {
    const db = new NodeDb();
    expect(db.learnFar(far({ nodeNum: toNodeNum(0) }), NOW)).toBe(false);
    expect(db.learnFar(far({ nodeNum: toNodeNum(0xffff_ffff) }), NOW)).toBe(false);
    expect(db.size).toBe(0);
  });
});
