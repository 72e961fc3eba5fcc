import { beforeEach, describe, expect, it } from 'vitest';
import { Claims } from '../../src/radio/claims.js';
import { Ownership } from '../../src/radio/ownership.js';
import { FakeClock } from '../support/fake-clock.js';
import { MemoryTransport } from '../support/memory-transport.js';

const link = { name: 'link' };
const other = { name: 'other' };

let clock: FakeClock;
let claims: Claims;
let transport: MemoryTransport;
let ownership: Ownership;
let names: string[];

beforeEach(() => {
  clock = new FakeClock();
  claims = new Claims();
  transport = new MemoryTransport();
  names = [transport.address];
  transport.identities = async () => [...names];
  ownership = new Ownership({ transport, claims, clock }, link);
});

describe('the ownership of a node', () => {
  it('takes the names that were not known at the start as soon as they are', async () => {
    await ownership.take();
    names.push('192.168.1.5:4403');
    expect(() => claims.take(other, ['192.168.1.5:4403'])()).not.toThrow();
    await ownership.extend();
    expect(() => claims.take(other, ['192.168.1.5:4403'])).toThrow('held by the link');
    ownership.release();
    expect(() => claims.take(other, [...names])).not.toThrow();
  });

  it('tells that somebody has such a name, and keeps its own', async () => {
    await ownership.take();
    claims.take(other, ['192.168.1.5:4403']);
    names.push('192.168.1.5:4403');
    await expect(ownership.extend()).rejects.toThrow('held by the other');
    expect(() => claims.take(other, [transport.address])).toThrow('held by the link');
  });

  it('takes nothing once it has been given back, however late the names come', async () => {
    let answer: (names: string[]) => void = () => {};
    transport.identities = () =>
      new Promise((resolve) => {
        answer = resolve;
      });
    const taking = ownership.take();
    await clock.advance(0);
    ownership.release();
    answer(names);
    await taking;
    expect(() => claims.take(other, names)).not.toThrow();
    expect(clock.pending()).toEqual([]);
  });

  it('gives back the names that were added, and nothing else', async () => {
    await ownership.take();
    const release = ownership.add(['192.168.1.50:4403', transport.address]);
    expect(() => claims.take(other, ['192.168.1.50:4403'])).toThrow('held by the link');
    release();
    release();
    expect(() => claims.take(other, names)).toThrow('held by the link');
    claims.take(other, ['192.168.1.50:4403']);
    expect(() => ownership.add(['192.168.1.50:4403'])).toThrow('held by the other');
  });

  it('can be taken again', async () => {
    await ownership.take();
    ownership.release();
    await ownership.take();
    expect(() => claims.take(other, names)).toThrow('held by the link');
  });
});
