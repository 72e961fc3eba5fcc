import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatAddress, type NodeAddress, parseAddress } from '../../src/radio/address.js';
import { UserError } from '../../src/util/errors.js';

const tcp = (host: string, port = 4403): NodeAddress => ({ kind: 'tcp', host, port });

describe('parseAddress', () => {
  it.each([
    ['192.168.1.5', tcp('192.168.1.5')],
    ['192.168.1.5:4404', tcp('192.168.1.5', 4404)],
    ['node.local', tcp('node.local')],
    ['tcp://node.local', tcp('node.local')],
    ['tcp://node.local:1/', tcp('node.local', 1)],
    ['  node.local:65535\n', tcp('node.local', 65_535)],
    ['::1', tcp('::1')],
    ['fe80::1%eth0', tcp('fe80::1%eth0')],
    ['[::1]', tcp('::1')],
    ['[fe80::1%eth0]:4404', tcp('fe80::1%eth0', 4404)],
    ['tcp://[2001:DB8::1]:4404', tcp('2001:DB8::1', 4404)],
    ['serial:/dev/ttyACM0', { kind: 'serial', path: '/dev/ttyACM0' }],
    ['serial:COM3', { kind: 'serial', path: 'COM3' }],
    ['/dev/serial/by-id/usb-node', { kind: 'serial', path: '/dev/serial/by-id/usb-node' }],
    ['serial:com3', { kind: 'serial', path: 'com3' }],
    ['COM3', { kind: 'serial', path: 'COM3' }],
  ])('reads %j', (text, address) => {
    expect(parseAddress(text)).toEqual(address);
  });

  it.each([
    '',
    '   ',
    ':4403',
    'http://node.local',
    'tcp://http://node.local',
    'my node',
    'node.local/api',
    'node.local:4403:4403',
    '[node.local]:4403',
    '[::1',
    '[::1]4403',
    'serial:',
    'serial:ttyACM0',
    'serial:COM',
    'serial:/dev/my port',
  ])('refuses %j and names the forms', (text) => {
    expect(() => parseAddress(text)).toThrow(UserError);
    expect(() => parseAddress(text)).toThrow(/HOST:PORT.*serial:/);
  });

  it.each(['0', '65536', '-1', '', '44o3', '4403.5', '1e3', '0x10', ' 80'])('refuses port %j', (port) => {
    expect(() => parseAddress(`node.local:${port}`)).toThrow('the port must be a number from 1 to 65535');
    expect(() => parseAddress(`[::1]:${port}`)).toThrow('the port must be a number from 1 to 65535');
  });
});

describe('formatAddress', () => {
  it.each([
    [tcp('node.local'), 'node.local:4403'],
    [tcp('::1', 4404), '[::1]:4404'],
    [{ kind: 'serial', path: '/dev/ttyACM0' }, 'serial:/dev/ttyACM0'],
  ] as const)('writes %j', (address, text) => {
    expect(formatAddress(address)).toBe(text);
  });

  it('writes what is read again as the same', () => {
    const hosts = fc.oneof(fc.domain(), fc.ipV4(), fc.ipV6());
    fc.assert(
      fc.property(hosts, fc.integer({ min: 1, max: 65_535 }), (host, port) => {
        expect(parseAddress(formatAddress(tcp(host, port)))).toEqual(tcp(host, port));
      }),
    );
  });
});
