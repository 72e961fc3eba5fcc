import { describe, expect, it } from 'vitest';
import type { AlertFacts, Judgement, Told, Watch } from '../../src/alerts/alert.js';
import { BatteryLowWatch } from '../../src/alerts/battery-low.js';
import { BotBusyWatch } from '../../src/alerts/bot-busy.js';
import { CpuHotWatch } from '../../src/alerts/cpu-hot.js';
import { DiskFullWatch } from '../../src/alerts/disk-full.js';
import { render } from '../../src/alerts/words.js';
import { alertsSettings } from '../../src/app/alert-settings.js';
import { loadConfig } from '../../src/config.js';
import type { HostReading } from '../../src/services/host.js';
import { byteLength } from '../../src/util/text.js';
import { NOW } from '../support/builders.js';

const MINUTE = 60_000;
const GIGA = 1e9;
/** The standard numbers. */
const SETTINGS = alertsSettings(loadConfig({ env: {}, overrides: { nodeAddress: 'here:4403' } }));

const host = (reading: Partial<HostReading> | undefined) => ({
  latest: reading && { rssBytes: 1, ...reading },
});
const known = (raise: number, keep = raise): Judgement => ({ kind: 'known', raise, keep });
const UNKNOWN = { kind: 'unknown' };
const judged = (watch: Pick<Watch, 'look'>) => watch.look([])[0]?.judgement;

function told<Facts extends AlertFacts>(facts: Facts, changes: Partial<Told<Facts>> = {}): Told<Facts> {
  const times = { since: NOW - 5 * MINUTE, lastedMs: 5 * MINUTE, now: NOW };
  return { facts, peak: facts, level: 1, peakLevel: 1, ...times, ...changes };
}

describe('the watch of the temperature', () => {
  const watch = (cpuCelsius?: number) =>
    new CpuHotWatch(host(cpuCelsius === undefined ? {} : { cpuCelsius }), SETTINGS.cpuHot);

  it.each([
    [56.9, known(0)],
    [57, known(0)],
    [57.1, known(0, 1)],
    [60, known(1)],
    [65.1, known(1, 2)],
    [68, known(2)],
  ])('judges %s °C', (celsius, judgement) => {
    expect(judged(watch(celsius))).toEqual(judgement);
  });

  it('knows nothing without a sensor, and before the first look', () => {
    expect(judged(watch())).toEqual(UNKNOWN);
    expect(judged(new CpuHotWatch(host(undefined), SETTINGS.cpuHot))).toEqual(UNKNOWN);
  });

  it('holds, clears and reminds as the catalogue wants it', () => {
    expect(watch(1).levels).toEqual([
      { holdMs: 5 * MINUTE, clearMs: 5 * MINUTE, remindMs: 60 * MINUTE, isSevere: false },
      { holdMs: 30_000, clearMs: 5 * MINUTE, remindMs: 60 * MINUTE, isSevere: true },
    ]);
  });

  it('says what the catalogue promises', () => {
    const hot = watch(60.8);
    const [sight] = hot.look();
    if (!sight?.facts) throw new Error('no facts');
    expect(hot.texts.en.raised(told(sight.facts))).toBe('🌡 Host CPU 61° for 5min (limit 60).');
    expect(hot.texts.fr.raised(told(sight.facts))).toBe('🌡 CPU hôte 61° depuis 5min (limite 60).');
    const over = told({ celsius: 56, limit: 60 }, { lastedMs: 22 * MINUTE });
    expect(hot.texts.en.cleared(over)).toBe('🌡 Host CPU ok: 56°, was hot 22min.');
    expect(hot.texts.fr.cleared(over)).toBe('🌡 CPU hôte ok : 56°, chaud 22min.');
    expect(watch(70).look()[0]?.facts).toEqual({ celsius: 70, limit: 68 });
    expect(hot.worst({ celsius: 70, limit: 68 }, { celsius: 61, limit: 60 }).celsius).toBe(70);
    expect(hot.worst({ celsius: 61, limit: 60 }, { celsius: 70, limit: 68 }).celsius).toBe(70);
  });
});

describe('the watch of the bot itself', () => {
  const watch = (bot: Partial<NonNullable<HostReading['bot']>>) =>
    new BotBusyWatch(host({ bot: { cpuMinutes: [], ...bot } }), SETTINGS.botBusy);

  it.each([
    [70, known(0)],
    [71, known(0, 1)],
    [90, known(1)],
    [149, known(1, 2)],
    [150, known(2)],
  ])('judges %s %% of a core', (cpuPercent1, judgement) => {
    expect(judged(watch({ cpuPercent1 }))).toEqual(judgement);
  });

  it.each([
    [100, known(0)],
    [101, known(0, 1)],
    [500, known(1)],
  ])('judges a delay of %s ms as a matter of its own', (loopP99Ms, judgement) => {
    const delay = watch({ loopP99Ms }).look()[1];
    expect(delay).toEqual({ subject: 'loop', judgement, facts: { lateMs: loopP99Ms }, holdMs: 2 * MINUTE });
  });

  it('knows nothing before it has measured', () => {
    expect(watch({}).look()).toEqual([{ judgement: UNKNOWN }, { subject: 'loop', judgement: UNKNOWN }]);
  });

  it('says which of the two it is', () => {
    const { en, fr } = watch({}).texts;
    expect(en.raised(told({ percent: 95.4 }))).toBe('🔴 I use 95% of a processor core for 5min. /cpu');
    expect(fr.raised(told({ percent: 95.4 }))).toBe("🔴 J'utilise 95% d'un cœur depuis 5min. /cpu");
    expect(en.raised(told({ lateMs: 812 }))).toContain('812ms late for 5min');
    expect(fr.raised(told({ lateMs: 812 }))).toContain('812ms de retard depuis 5min');
    expect(en.cleared(told({ percent: 3 }))).toBe('🟢 I am at ease again (3%), after 5min.');
    expect(fr.cleared(told({ lateMs: 4 }))).toBe('🟢 Je respire à nouveau (4ms), après 5min.');
  });
});

describe('the watch of the disk', () => {
  const watch = (freePercent: number, gigabytes: number, failedWrites = 0) =>
    new DiskFullWatch(
      host({ disk: { usedPercent: 100 - freePercent, freeBytes: gigabytes * GIGA }, failedWrites }),
      SETTINGS.diskFull,
    );

  it.each<[string, [number, number, number], Judgement]>([
    ['room', [15, 2, 0], known(0)],
    ['a little less than enough to be calm again', [14, 20, 0], known(0, 1)],
    ['little by share', [9.9, 20, 0], known(1)],
    ['little by size', [50, 0.9, 0], known(1)],
    ['next to nothing', [2.9, 20, 0], known(2)],
    ['two writes that failed', [50, 20, 2], known(0, 2)],
    ['three writes that failed', [50, 20, 3], known(2)],
  ])('judges %s', (_, [percent, gigabytes, failedWrites], judgement) => {
    expect(judged(watch(percent, gigabytes, failedWrites))).toEqual(judgement);
  });

  it('knows nothing of a disk that does not tell', () => {
    expect(judged(new DiskFullWatch(host({}), SETTINGS.diskFull))).toEqual(UNKNOWN);
  });

  it('says how much room there is, or that nothing can be written', () => {
    const { en, fr } = watch(1, 1).texts;
    const facts = { freePercent: 8.2, freeGigabytes: 2.44, failedWrites: 0 };
    expect(en.raised(told(facts))).toBe('💾 Disk nearly full: 8% (2.4GB) free. /sys');
    expect(fr.raised(told(facts, { level: 2 }))).toBe('🔴 Disque plein : 8% (2,4Go) libres. /sys');
    expect(en.raised(told({ ...facts, failedWrites: 3 }))).toContain('CANNOT be written (3 tries)');
    expect(fr.raised(told({ ...facts, failedWrites: 3 }))).toContain("IMPOSSIBLE d'écrire");
    expect(en.cleared(told(facts))).toBe('💾 Disk ok: 8% (2.4GB) free, after 5min.');
    expect(fr.cleared(told(facts))).toBe('💾 Disque ok : 8% (2,4Go) libres, après 5min.');
  });
});

describe('the watch of the battery', () => {
  const watch = (volts?: number) => new BatteryLowWatch(() => volts, SETTINGS.batteryLow);

  it.each([
    [12.6, known(0)],
    [12.5, known(0, 1)],
    [12.2, known(0, 1)],
    [12.19, known(1, 2)],
    [11.79, known(2)],
    [0, known(2)],
  ])('judges %s V', (volts, judgement) => {
    expect(judged(watch(volts))).toEqual(judgement);
  });

  it('knows nothing of a battery that nobody measures now', () => {
    expect(judged(watch())).toEqual(UNKNOWN);
  });

  it('tells admins and those who asked about the link', () => {
    expect(watch().topics).toEqual(['system', 'link']);
    expect(watch().levels.map(({ holdMs }) => holdMs)).toEqual([10 * MINUTE, 5 * MINUTE]);
  });

  it('says how low it is, and how low it was', () => {
    const low = watch(12.1);
    const { en, fr } = low.texts;
    const facts = { volts: 12.1, limit: 12.2 };
    expect(low.look()[0]?.facts).toEqual(facts);
    expect(watch(11).look()[0]?.facts).toEqual({ volts: 11, limit: 11.8 });
    expect(en.raised(told(facts))).toBe('🪫 Battery low: 12.1V (limit 12.2). /power');
    expect(fr.raised(told({ volts: 11.7, limit: 11.8 }, { level: 2 }))).toBe(
      '🔴 Batterie presque vide : 11,7V (limite 11,8). /energie',
    );
    const over = told({ volts: 12.7, limit: 12.2 }, { peak: { volts: 11.9, limit: 12.2 } });
    expect(en.cleared(over)).toBe('🔋 Battery ok: 12.7V, was low 5min, down to 11.9V.');
    expect(fr.cleared(over)).toBe('🔋 Batterie ok : 12,7V, faible 5min, au plus bas 11,9V.');
    expect(low.worst(facts, { volts: 11, limit: 11.8 }).volts).toBe(11);
    expect(low.worst({ volts: 11, limit: 11.8 }, facts).volts).toBe(11);
  });
});

it('fits every message of them into one packet, in both languages', () => {
  const watches: readonly Watch[] = [
    new CpuHotWatch(host(undefined), SETTINGS.cpuHot) as Watch,
    new BotBusyWatch(host(undefined), SETTINGS.botBusy) as Watch,
    new DiskFullWatch(host(undefined), SETTINGS.diskFull) as Watch,
    new BatteryLowWatch(() => undefined, SETTINGS.batteryLow) as Watch,
  ];
  for (const watch of watches) {
    for (const language of ['en', 'fr'] as const) {
      const sample = told(watch.sample);
      expect(watch.texts[language].brief(sample)).not.toBe('');
      for (const event of ['raised', 'risen', 'reminded', 'cleared', 'lost', 'regained'] as const) {
        const text = render(watch, event, { ...sample, unknownSince: NOW }, language);
        expect(byteLength(text)).toBeLessThanOrEqual(200);
      }
    }
  }
});
