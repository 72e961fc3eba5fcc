import { describe, expect, it } from 'vitest';
import { transportTo } from '../../src/radio/transport-to.js';

describe('the transport to an address', () => {
  it('is TCP for a host', () => {
    expect(transportTo('tcp://radio.local').address).toBe('radio.local:4403');
  });

  it('is none for what cannot be reached', () => {
    expect(() => transportTo('serial:/dev/ttyACM0')).toThrow(expect.objectContaining({ exitCode: 78 }));
    expect(() => transportTo('a b')).toThrow('is not a node address');
  });
});
