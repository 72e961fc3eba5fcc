import { beforeEach, describe, expect, it } from 'vitest';
import type { HostReading } from '../../../src/services/host.js';
import { aDesk, type Desk } from '../../support/bot-desk.js';
import { NOW } from '../../support/builders.js';
import { expectAnswers, said, saidAtConsole } from '../../support/sky-desk.js';

const BOT: HostReading['bot'] = {
  cpuPercent1: 0.6,
  cpuPercent15: 0.4,
  cpuPercentPeak: 3.1,
  cpuMinutes: [undefined, 0.4, 0.5, 0.4, 0.4, 0.3, 0.4, 0.4, 1.1, 0.6],
  loopP99Ms: 4.2,
  collections: { count: 12, ms: 45.4 },
  openHandles: 9,
};

let desk: Desk;
beforeEach(() => {
  desk = aDesk();
  desk.host = { ...desk.host, bot: BOT, failedWrites: 0, writeMs: 3.4, clock: { isSynchronised: true } };
});

describe('/cpu', () => {
  it('says what the catalogue promises', async () => {
    await expectAnswers(desk, {
      en: ['/cpu', 'Bot CPU 0.6% (1m) 0.4% (15m) peak 3.1%\nRSS 78MB, loop p99 4ms\nCPU 48.3°'],
      fr: ['/cpu', 'CPU bot 0,6% (1m) 0,4% (15m) max 3,1%\nRSS 78Mo, boucle p99 4ms\nCPU 48,3°'],
    });
  });

  it('leaves out what is not known', async () => {
    desk.host = { rssBytes: 78_000_000 };
    expect(await said(desk, '/cpu')).toBe('RSS 78MB');
    desk.host = { rssBytes: 78_000_000, bot: { cpuMinutes: [], cpuPercent1: 0 } };
    expect(await said(desk, '/cpu')).toBe('Bot CPU 0.0% (1m)\nRSS 78MB');
  });

  it('tells more on a wide screen', async () => {
    expect(await saidAtConsole(desk, '/cpu')).toBe(
      [
        'CPU of the bot, of one core: 0.6% (1m), 0.4% (15m), peak 3.1%',
        'The last ten minutes, %: – 0.4 0.5 0.4 0.4 0.3 0.4 0.4 1.1 0.6',
        'Memory 78 MB',
        'Event loop late by 4 ms at most, 99 times of 100',
        'Garbage collection 12 times since the start, 45 ms',
        'Open handles 9',
        'CPU 48.3 °C',
      ].join('\n'),
    );
  });

  it('tells more in French too', async () => {
    const text = await saidAtConsole(desk, '/cpu', 'fr');
    expect(text).toContain('Ramasse-miettes 12 fois depuis le démarrage, 45 ms\nRessources ouvertes 9\n');
  });

  it('shows on a wide screen what is not known', async () => {
    desk.host = { rssBytes: 78_000_000 };
    expect(await saidAtConsole(desk, '/cpu', 'fr')).toBe(
      [
        "CPU du bot, d'un cœur : pas encore mesuré",
        'Mémoire 78 Mo',
        'Boucle en retard de – ms au plus, 99 fois sur 100',
        'CPU – °C',
      ].join('\n'),
    );
  });
});

describe('/sys on a wide screen', () => {
  it('tells the disk, the database, the start and the clock', async () => {
    desk.run = { reason: 'crashed', startsInDay: 2, startsInWeek: 3 };
    const text = await saidAtConsole(desk, '/sys');
    expect(text).toContain('Disk of the data folder 61 % full, 12 GB free, a write takes 3 ms\n');
    expect(text).toMatch(/\nDatabase \d\.\d MB\n/);
    expect(text).toContain('\nStarted after a crash or a kill; starts: 2 in 24 h, 3 in 7 d\n');
    expect(text?.endsWith('\nClock synchronised')).toBe(true);
  });

  it('tells how long a write takes and how it started in French too', async () => {
    desk.run = { reason: 'stopped', startsInDay: 1, startsInWeek: 1 };
    const text = await saidAtConsole(desk, '/sys', 'fr');
    expect(text).toContain('12 Go libres, une écriture prend 3 ms\n');
    expect(text).toContain('\nDémarré après un arrêt normal ; démarrages : 1 en 24 h, 1 en 7 j\n');
  });

  it('tells a folder that takes nothing, and a clock that jumped', async () => {
    const lastJump = { at: NOW, ms: -3_600_000 };
    desk.host = { ...desk.host, failedWrites: 2, clock: { isSynchronised: false, lastJump } };
    const text = await saidAtConsole(desk, '/sys', 'fr');
    expect(text).toContain("12 Go libres, IMPOSSIBLE d'y écrire\n");
    expect(text?.endsWith('\nHorloge NON synchronisée, saut de -1h à 14:05')).toBe(true);
    expect(text).not.toContain('Démarré');
  });

  it('says that it does not know whether the clock is right, and leaves out a disk that is not', async () => {
    desk.host = { rssBytes: 1, clock: { isSynchronised: undefined, lastJump: { at: NOW, ms: 90_000 } } };
    const text = await saidAtConsole(desk, '/sys');
    expect(text).not.toContain('Disk');
    expect(text?.endsWith('\nClock: unknown whether synchronised, it jumped by +1m30s at 14:05')).toBe(true);
  });
});
