import { describe, expect, it } from 'vitest';
import { transportTo } from '../../src/radio/transport-to.js';

describe('the transport to an address', () => {
  it('is TCP for a host', () => {
    expect(transportTo('tcp://radio.local').address).toBe('radio.local:4403');
  });

  it('is a cable for a serial port', () => {
    expect(transportTo('serial:/dev/ttyACM0').address).toBe('serial:/dev/ttyACM0');
    expect(transportTo('/dev/ttyACM0').address).toBe('serial:/dev/ttyACM0');
  });

  it('is none for what is no address', () => {
    expect(() => transportTo('a b')).toThrow('is not a node address');
  });
});
