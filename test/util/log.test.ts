import { describe, expect, it } from 'vitest';
import { LOG_LEVELS } from '../../src/util/log.js';

describe('LOG_LEVELS', () => {
  it('goes from what a person must act on to what happens per packet', () => {
    expect(LOG_LEVELS).toEqual(['error', 'warn', 'info', 'debug']);
  });
});
