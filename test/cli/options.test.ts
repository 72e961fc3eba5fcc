import { describe, expect, it } from 'vitest';
import { behavior, channel, count, firmware, place, port, positive, seed } from '../../src/cli/options.js';

const options = { channel, count, firmware, place, port, positive, seed };

describe('option values', () => {
  it.each([
    ['positive', '0.5', 0.5],
    ['count', '16', 16],
    ['port', '0', 0],
    ['channel', '7', 7],
    ['seed', '42', 42],
    ['seed', 'winter', 'winter'],
    ['firmware', '2.8', '2.8'],
    ['place', '45.19,5.72', { latitude: 45.19, longitude: 5.72 }],
    ['place', '-33.9, 151.2', { latitude: -33.9, longitude: 151.2 }],
  ] as const)('are read: %s %s', (name, text, value) => {
    expect(options[name](text)).toEqual(value);
  });

  it.each([
    ['positive', '0', 'It must be a number above 0.'],
    ['positive', '', 'It must be a number above 0.'],
    ['count', '1', 'It must be a whole number from 2 to 1000.'],
    ['count', '2.5', 'It must be a whole number from 2 to 1000.'],
    ['port', '65536', 'It must be a port from 0 to 65535.'],
    ['channel', '8', 'It must be a channel index from 0 to 7.'],
    ['channel', 'one', 'It must be a channel index from 0 to 7.'],
    ['firmware', '2.6', 'It must be 2.7 or 2.8; --profile knows more.'],
    ['place', '45', 'It must be LATITUDE,LONGITUDE in degrees, such as 45.19,5.72.'],
    ['place', '91,0', 'It must be LATITUDE,LONGITUDE in degrees, such as 45.19,5.72.'],
    ['place', '1,2,3', 'It must be LATITUDE,LONGITUDE in degrees, such as 45.19,5.72.'],
  ] as const)('are refused in words: %s %j', (name, text, words) => {
    expect(() => options[name](text)).toThrow(words);
  });

  it('collect every behaviour in order', () => {
    expect(behavior('fin@5', behavior('reboot=12@30'))).toEqual(['reboot=12@30', 'fin@5']);
  });
});
