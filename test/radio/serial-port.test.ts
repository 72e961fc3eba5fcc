import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkPort, marksOf, openingError, SerialName } from '../../src/radio/serial-port.js';
import { systemError } from '../support/memory-transport.js';

let folder: string;
let byId: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'serial-'));
  byId = join(folder, 'by-id');
  mkdirSync(byId);
});

afterEach(() => rmSync(folder, { recursive: true }));

function device(name: string): string {
  const path = join(folder, name);
  writeFileSync(path, '');
  return path;
}

function link(name: string, target: string): string {
  const path = join(byId, name);
  rmSync(path, { force: true });
  symlinkSync(target, path);
  return path;
}

describe('the name of a serial port', () => {
  it('is the one that was written until the port was open, then that of the device', async () => {
    const port = device('ttyACM0');
    link('usb-other', device('ttyACM1'));
    link('usb-nobody', join(folder, 'ttyACM9'));
    const stable = link('usb-node', port);
    const name = new SerialName(port, byId);
    expect(name.current).toBe(port);
    expect(await name.resolve()).toBe(port);
    await name.remember();
    expect(name.current).toBe(stable);
  });

  it('leads to the same device when that has got another number, and never to another one', async () => {
    const port = device('ttyACM0');
    link('usb-node', port);
    const name = new SerialName(port, byId);
    await name.remember();
    link('usb-node', device('ttyACM1'));
    link('usb-other', port);
    await name.remember();
    expect(await name.resolve()).toBe(join(folder, 'ttyACM1'));
    rmSync(join(byId, 'usb-node'));
    expect(await name.resolve()).toBeUndefined();
  });

  it('stays the one that was written where devices have no names', async () => {
    const port = device('ttyACM0');
    const name = new SerialName(port, join(folder, 'nowhere'));
    await name.remember();
    expect(name.current).toBe(port);
    const gone = new SerialName(join(folder, 'ttyACM7'), byId);
    link('usb-node', port);
    await gone.remember();
    expect(gone.current).toBe(join(folder, 'ttyACM7'));
  });
});

describe('a port that is to be opened', () => {
  it('has to be there and to be a port', async () => {
    const missing = join(folder, 'ttyACM7');
    await expect(checkPort(missing)).rejects.toMatchObject({ reason: 'unplugged' });
    const file = device('ttyACM0');
    await expect(checkPort(file)).rejects.toMatchObject({
      reason: 'unplugged',
      message: `${file}: no serial port`,
    });
    await expect(checkPort('/dev/null')).resolves.toBeUndefined();
    await expect(checkPort('COM3')).resolves.toBeUndefined();
  });

  it.each([
    [systemError('ENOENT'), 'unplugged'],
    [new Error('Error: No such file or directory, cannot open /dev/ttyACM0'), 'unplugged'],
    [new Error('Error: No such device or address, cannot open /dev/ttyACM0'), 'unplugged'],
    [new Error('Opening COM3: File not found'), 'unplugged'],
    [new Error('Error Resource temporarily unavailable Cannot lock port'), 'busy'],
    [new Error('Error: Input/output error, cannot open /dev/ttyS7'), 'unplugged'],
    [new Error('Error: Inappropriate ioctl for device setting custom baud rate of 115200'), 'unplugged'],
    [new Error('Error: Is a directory, cannot open /dev'), 'unplugged'],
    [systemError('EBUSY'), 'busy'],
    [systemError('EACCES'), 'denied'],
    [new Error('Error: Permission denied, cannot open /dev/ttyACM0'), 'denied'],
    [new Error('Opening COM3: Access denied'), 'denied'],
  ])('fails as a person would say it: %s', (error, reason) => {
    expect(openingError(error, '/dev/ttyACM0')).toMatchObject({
      name: 'LinkError',
      reason,
      message: expect.stringContaining('/dev/ttyACM0: '),
    });
  });

  it('hands on what it does not understand', () => {
    const strange = new Error('strange');
    expect(openingError(strange, '/dev/ttyACM0')).toBe(strange);
  });

  it('is another one after it was plugged in again', async () => {
    const port = device('ttyACM0');
    const before = await marksOf(port);
    expect(await marksOf(port)).toBe(before);
    device('ttyACM1');
    rmSync(port);
    expect(await marksOf(port)).toBeUndefined();
  });
});
