import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { toChannelIndex } from '../../src/mesh/ids.js';
import { SerialTransport } from '../../src/radio/serial.js';
import { SystemClock } from '../../src/util/clock.js';
import { ALPHA } from '../support/builders.js';
import { builtProduct } from '../support/built.js';
import { Pty, plugInto } from '../support/pty.js';
import { aStoryBy, type Story } from '../support/story.js';
import { shownBy } from '../support/talk.js';

const PATIENCE = { timeout: 20_000 };

let byId: string;
let story: Story<SystemClock> | undefined;
const cables: Pty[] = [];

beforeEach(() => {
  byId = mkdtempSync(join(tmpdir(), 'by-id-'));
});

afterEach(async () => {
  await story?.end();
  for (const cable of cables.splice(0)) await cable.unplug();
  rmSync(byId, { recursive: true });
});

function aCable(): Pty {
  const cable = new Pty();
  cables.push(cable);
  return cable;
}

/** As udev does: one name for the device, whatever its number. */
const name = () => join(byId, 'usb-Espressif_node-if00');

it('is served by cable, and again under another number after it was unplugged, with nothing lost', async () => {
  const [first, second] = [aCable(), aCable()];
  symlinkSync(first.path, name());
  const transport = new SerialTransport(first.path, { byIdFolder: byId });
  story = await aStoryBy(transport, new SystemClock(), (simulation) => {
    // As with its debug output on.
    simulation.behave('garbage', '40');
    plugInto(simulation, first);
  });
  const { app, simulation, log } = story;
  await expect.poll(() => app.radio.state, PATIENCE).toBe('ready');
  simulation.world.dm('ALPH', '/ping');
  const answers = () => shownBy({ simulation }, 'ALPH').map(({ text }) => text);
  await expect.poll(answers, PATIENCE).toEqual([expect.stringMatching(/^Pong Alpha!/)]);

  rmSync(name());
  await first.unplug();
  await expect.poll(() => app.radio.state, PATIENCE).toBe('waiting');
  const sent = app.radio.send({
    to: ALPHA,
    channel: toChannelIndex(0),
    priority: 'reply',
    ttlMs: 300_000,
    content: { kind: 'text', text: 'still there?' },
  });

  plugInto(simulation, second);
  symlinkSync(second.path, name());
  await expect.poll(() => app.radio.state, PATIENCE).toBe('ready');
  expect(await sent).toMatchObject({ outcome: 'delivered' });
  expect(answers()).toContain('still there?');
  const told = log.lines.filter(({ level, name }) => name === 'link' && level !== 'debug');
  expect(told.map(({ msg }) => msg)).toEqual(['link ready', 'link lost', 'link ready', 'link restored']);
  expect(told[1]?.fields).toMatchObject({
    reason: 'unplugged',
    remedy: expect.stringContaining('check the cable'),
  });
});

it('costs a bot on TCP nothing: the library is loaded for a cable alone', async () => {
  const product = await builtProduct();
  const script = `
    const loaded = () => process.report.getReport().sharedObjects.some((file) => file.includes('serialport'));
    await import(${JSON.stringify(join(product, 'app.js'))});
    const { transportTo } = await import(${JSON.stringify(join(product, 'radio', 'transport-to.js'))});
    const open = (address) => transportTo(address).open(AbortSignal.timeout(1000)).catch(() => {});
    await open('127.0.0.1:1');
    const before = loaded();
    await open('/dev/null');
    console.log(JSON.stringify({ before, after: loaded() }));`;
  const args = ['--input-type=module', '-e', script];
  const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 30_000 });
  expect(JSON.parse(stdout)).toEqual({ before: false, after: true });
});
