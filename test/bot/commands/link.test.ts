import { describe, expect, it } from 'vitest';
import { LINK_TEXTS } from '../../../src/bot/commands/link-texts.js';
import { LANGUAGES } from '../../../src/bot/request.js';
import { aDesk, type Desk } from '../../support/bot-desk.js';
import { aConsoleRequest, anOwnNode, aReport, BASE, NOW } from '../../support/builders.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

async function console(desk: Desk, text: string, changes = {}): Promise<string | undefined> {
  return (await desk.bot.router.handle(aConsoleRequest(text, changes)))?.pages[0];
}

describe('/link', () => {
  it('counts from the start when that was today, and says so', async () => {
    const desk = aDesk();
    await desk.clock.advance(HOUR);
    desk.radio.facts = { sinceMs: HOUR };
    expect(await desk.ask('/link')).toBe(
      'Link up 1h (Base 2.7.26)\nSince 14:05 no outage\nAvail 100% since 14:05\nQueue 0',
    );
    expect(await desk.ask('/lien', { language: 'fr' })).toBe(
      'Lien ok 1h (Base 2.7.26)\nDepuis 14:05 aucune coupure\nDispo 100% depuis 14:05\nFile 0',
    );
    desk.radio.own = undefined;
    await desk.clock.advance(DAY);
    expect(await desk.ask('/link')).toMatch(/^Link up 1h\nToday no outage\nAvail 100% today\n/);
  });

  it('counts outages that reach into the day, and one that lasts', async () => {
    const desk = aDesk();
    await desk.clock.advance(3 * DAY);
    const now = desk.clock.now();
    desk.radio.facts = {
      state: 'waiting',
      tries: 7,
      nextTryMs: 12_000,
      outages: [
        { reason: 'reset', startedAt: now - 20 * HOUR, endedAt: now - 14 * HOUR },
        { reason: 'silent', startedAt: now - 3 * MINUTE - 31_000 },
      ],
      outageTotals: { count: 2, totalMs: 6 * HOUR, longestMs: 6 * HOUR },
    };
    expect(await desk.ask('/link')).toBe(
      'Link DOWN since 14:02: no reply. Try 7, next in 12 s.\nToday 2 outages 9m2s: no reply\nAvail 98.93% today, 91.59% 3d\nQueue 0',
    );
    desk.radio.facts = { ...desk.radio.facts, away: { since: now, reason: 'refused' } };
    expect(await desk.ask('/lien', { language: 'fr' })).toBe(
      'Lien COUPÉ depuis 14:02 : sans réponse, maintenant connexion refusée. Essai 7, suivant dans 12 s.\nAuj. 2 coupures 9m2s : sans réponse\nDispo 98,93% auj., 91,59% 3j\nFile 0',
    );
  });

  it('says that it has not been up yet', async () => {
    const desk = aDesk();
    desk.radio.facts = { state: 'connecting', tries: 1 };
    expect(await desk.ask('/link')).toMatch(/^Link not up yet, connecting since 14:05. Try 1.\n/);
    expect(await desk.ask('/lien', { language: 'fr' })).toMatch(
      /^Lien pas encore établi, connexion depuis 14:05. Essai 1.\n/,
    );
  });

  it('never claims a whole day after an outage, however short', async () => {
    const desk = aDesk();
    await desk.clock.advance(3 * DAY);
    const now = desk.clock.now();
    desk.radio.facts = {
      outages: [{ reason: 'reset', startedAt: now - 5, endedAt: now - 4 }],
      outageTotals: { count: 1, totalMs: 1, longestMs: 1 },
    };
    expect(await desk.ask('/link')).toContain('Avail 99.99% today, 99.99% 3d');
  });

  it('lists the last outages and the figures of the node at the console', async () => {
    const desk = aDesk();
    desk.nodes.learn(aReport({ nodeNum: BASE, metrics: { channelUtilization: 12.3, airUtilTx: 1.1 } }), NOW);
    desk.radio.facts = {
      heartbeatMs: 12.4,
      outages: [
        { reason: 'evicted', startedAt: NOW - 2 * HOUR, endedAt: NOW - 2 * HOUR + 42_000 },
        { reason: 'refused', startedAt: NOW - HOUR },
      ],
    };
    expect((await console(desk, 'link'))?.split('\n').slice(4)).toEqual([
      'Heartbeat answered in 12 ms',
      'Channel use 12.3 %, own transmissions 1.1 %',
      'Answers held back while the air was busy: 0',
      'Last outages',
      '• 20 Nov 13:05:31 1h so far, network refused',
      '• 20 Nov 12:05:31 42s another client took the slot',
    ]);
    desk.radio.facts = {};
    expect((await console(desk, 'lien', { language: 'fr' }))?.split('\n').slice(4)).toEqual([
      'Usage du canal 12,3 %, émissions propres 1,1 %',
      'Réponses retenues quand le canal était chargé : 0',
    ]);
    desk.radio.facts = { heartbeatMs: 3, outages: [{ reason: 'reset', startedAt: NOW }] };
    desk.radio.own = undefined;
    const french = await console(desk, 'lien', { language: 'fr' });
    expect(french).toContain('Battement répondu en 3 ms\nUsage du canal – %, émissions propres – %');
    expect(french).toContain("Dernières coupures\n• 20 nov 14:05:31 0s jusqu'ici, connexion réinitialisée");
  });

  it('has words of its own for every reason, in every language', () => {
    for (const language of LANGUAGES) {
      const words = Object.values(LINK_TEXTS[language].causes);
      expect(new Set(words).size).toBe(words.length);
    }
  });

  it('takes an outage for a reboot only when the counter of the node has moved', async () => {
    const desk = aDesk();
    void desk.bot.start();
    await desk.clock.advance(60_000);
    const outage = (startedAt: number) => ({
      reason: 'closed_by_node' as const,
      startedAt,
      endedAt: startedAt + 1000,
    });
    desk.radio.change({ state: 'ready' });
    desk.radio.facts = { outages: [outage(NOW + 2000)] };
    desk.radio.change({ state: 'waiting' });
    desk.radio.change({ state: 'ready' });
    await desk.clock.advance(1000);
    expect(await desk.ask('/link')).toContain('closed by the node');
    desk.radio.own = undefined;
    desk.radio.change({ state: 'ready' });
    desk.radio.own = anOwnNode({ rebootCount: 3 });
    desk.radio.change({ state: 'ready' });
    expect(await desk.ask('/lien')).toContain('closed by the node');
    await desk.bot.stop();
    expect(desk.radio.listenerCount()).toBe(0);
  });
});
