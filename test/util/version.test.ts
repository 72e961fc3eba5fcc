import { describe, expect, it } from 'vitest';
import { readVersion } from '../../src/util/version.js';

describe('readVersion', () => {
  it('is a version', () => {
    expect(readVersion()).toMatch(/^\d+\.\d+\.\d+/);
  });
});
