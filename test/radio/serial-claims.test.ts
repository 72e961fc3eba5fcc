import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Claims } from '../../src/radio/claims.js';
import { MachineClaims } from '../../src/radio/node-lock.js';
import { Ownership } from '../../src/radio/ownership.js';
import { SerialTransport } from '../../src/radio/serial.js';
import { EXIT } from '../../src/util/errors.js';
import { FakeClock } from '../support/fake-clock.js';
import { RecordingLog } from '../support/recording-log.js';

let folder: string;
let byIdFolder: string;
const held: Ownership[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'serial-claims-'));
  byIdFolder = join(folder, 'by-id');
  mkdirSync(byIdFolder);
  for (const number of [0, 1]) writeFileSync(port(number), '');
  plug('usb-alpha', 0);
  plug('usb-bravo', 1);
});

afterEach(() => {
  for (const ownership of held.splice(0)) ownership.release();
  rmSync(folder, { recursive: true });
});

const port = (number: number) => join(folder, `ttyACM${number}`);
const byId = (name: string) => join(byIdFolder, name);

function plug(name: string, number: number): void {
  rmSync(byId(name), { force: true });
  symlinkSync(port(number), byId(name));
}

/** As a process of its own would have it. */
function aBot(path: string): Ownership {
  const runDir = join(folder, 'run');
  const log = new RecordingLog();
  const claims = new MachineClaims({ runDir, command: 'meshbot run', log, claims: new Claims() });
  const transport = new SerialTransport(path, { byIdFolder });
  const ownership = new Ownership({ transport, claims, clock: new FakeClock() }, { name: 'link' });
  held.push(ownership);
  return ownership;
}

describe('a node on a cable', () => {
  it.each([
    ['its number', () => port(0), () => byId('usb-alpha')],
    ['its by-id name', () => byId('usb-alpha'), () => port(0)],
    ['some other link to it', () => byId('usb-alpha'), anotherLink],
  ])('that one process holds is refused to another by %s', async (_, theirs, ours) => {
    await aBot(ours()).take();
    await expect(aBot(theirs()).take()).rejects.toMatchObject({
      exitCode: EXIT.owned,
      message: expect.stringContaining(`held by process ${process.pid} (meshbot run)`),
    });
    await expect(aBot(port(1)).take()).resolves.toBeUndefined();
  });

  it('is one node by any link where devices have no names', async () => {
    rmSync(byId('usb-alpha'));
    await aBot(port(0)).take();
    await expect(aBot(anotherLink()).take()).rejects.toThrow('is already held');
  });

  it('is not taken for another one when the two swap their numbers', async () => {
    const [alpha, bravo] = [aBot(byId('usb-alpha')), aBot(byId('usb-bravo'))];
    await alpha.take();
    await bravo.take();
    plug('usb-alpha', 1);
    plug('usb-bravo', 0);
    await alpha.extend();
    await bravo.extend();
    bravo.release();
    await expect(aBot(byId('usb-bravo')).take()).resolves.toBeUndefined();
  });
});

function anotherLink(): string {
  const path = join(folder, 'my-node');
  symlinkSync(port(0), path);
  return path;
}
