import { describe, expect, it } from 'vitest';
import { createLog } from '../../src/cli/create-log.js';
import { TestIo } from '../support/test-io.js';

describe('createLog', () => {
  it.each([
    [true, undefined, 'text'],
    [false, undefined, 'json'],
    [true, 'json', 'json'],
    [false, 'text', 'text'],
  ] as const)('on a terminal %s with format %s writes %s', async (isTerminal, format, form) => {
    const io = new TestIo({ isTerminal });
    const log = await createLog({ level: 'info', ...(format && { format }) }, io);
    log.info('hello');
    log.debug('hidden');
    expect(io.written.startsWith('{')).toBe(form === 'json');
    expect(io.written.split('\n')).toHaveLength(2);
  });
});
