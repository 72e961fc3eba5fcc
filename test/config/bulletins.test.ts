import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Cron } from 'croner';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bulletins-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function load(bulletin: unknown) {
  const file = join(folder, 'meshbot.yaml');
  writeFileSync(file, JSON.stringify({ node: { address: '192.168.1.38' }, bulletins: [bulletin] }));
  return loadConfig({ file, env: {} }).bulletins[0];
}

const MORNING = { cron: '0 8 * * *', text: 'Good morning' };

describe('bulletins', () => {
  it('are on the primary channel and told up to a quarter of an hour late unless it is written otherwise', () => {
    expect(load(MORNING)).toEqual({ ...MORNING, channel: 0, graceSeconds: 900 });
    const french = { ...MORNING, channel: 1, language: 'fr', zone: 'Europe/Paris', graceSeconds: 60 };
    expect(load(french)).toEqual(french);
    expect(load({ cron: '0 8 * * *', command: 'weather Lyon' })).toMatchObject({ command: 'weather Lyon' });
  });

  it.each([
    '* * * * *',
    '*/5 6-22 * * *',
    '0 8,20 1,15 * *',
    '0 8 * * mon-fri',
    '0 8 * * SUN',
    '0 8 * * 7',
    '0-59/10 0 31 12 0',
  ])('may be at "%s", which the clockwork takes too', (cron) => {
    expect(load({ ...MORNING, cron })).toMatchObject({ cron });
    expect(new Cron(cron, { mode: '5-part', paused: true }).nextRun()).not.toBeNull();
  });

  it.each([
    '',
    '8:00',
    '0 8 * *',
    '0 0 8 * * *',
    '60 8 * * *',
    '0 24 * * *',
    '0 8 0 * *',
    '0 8 * 13 *',
    '0 8 * * 8',
    '22-6 * * * *',
    '5/15 * * * *',
    '*/0 * * * *',
    '*/99 * * * *',
    '0 8 * * mun',
    '0 8 L * *',
    '@daily',
    '1-2-3 * * * *',
    '*/2/2 * * * *',
    '-5 * * * *',
  ])('are not at "%s"', (cron) => {
    expect(() => load({ ...MORNING, cron })).toThrow(/bulletins\.0\.cron: must be five fields/);
  });

  it.each<[object, string]>([
    [{ text: 'é'.repeat(101) }, 'bulletins.0.text: must not be longer than 200 bytes'],
    [{ text: '/reboot' }, 'bulletins.0.text: must not begin like a command'],
    [{ zone: 'Europe/Atlantis' }, 'bulletins.0.zone: must be a time zone such as "Europe/Paris"'],
    [{ command: 'weather' }, 'bulletins.0: must have either a text or a command'],
    [{ channel: 8 }, 'bulletins.0.channel: must be at most 7'],
    [{ colour: 'red' }, 'bulletins.0.colour: unknown key'],
  ])('with %j are refused', (changes, problem) => {
    expect(() => load({ ...MORNING, ...changes })).toThrow(problem);
  });
});
