import { Mesh } from '@meshtastic/protobufs';
import { describe, expect, it } from 'vitest';
import { routingErrorOf } from '../../src/mesh/routing-error.js';

const codes = Object.entries(Mesh.Routing_Error).filter(
  (entry): entry is [string, number] => typeof entry[1] === 'number',
);

describe('routingErrorOf', () => {
  it.each(codes)('names %s as the protocol does', (name, code) => {
    expect(routingErrorOf(code)).toBe(name);
  });

  it.each([10, 31, 40, -1, 1000])('takes %i for unknown', (code) => {
    expect(routingErrorOf(code)).toBe('UNKNOWN');
  });
});
