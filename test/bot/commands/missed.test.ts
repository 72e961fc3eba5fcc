import { describe, expect, it } from 'vitest';
import { BROADCAST_NUM, type NodeNum, toChannelIndex } from '../../../src/mesh/ids.js';
import type { TextPacket } from '../../../src/mesh/packet.js';
import { byteLength } from '../../../src/util/text.js';
import { aDesk, type Desk } from '../../support/bot-desk.js';
import { aConsoleRequest, aPosition, aText, BASE, BRAVO, CHARLIE, NOW } from '../../support/builders.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function say(desk: Desk, from: NodeNum, text: string, { ago, ...changes }: Saying): void {
  const at = desk.clock.now() - ago;
  desk.hear(
    aText(text, {
      from,
      to: BROADCAST_NUM,
      isDirect: false,
      rxTime: at,
      receivedAt: at,
      hopsAway: 2,
      ...changes,
    }),
  );
}

interface Saying extends Partial<TextPacket> {
  readonly ago: number;
}

/** Alpha was heard at 09:12 for the last time; the time now is 14:05:31. */
function aPlace(): Desk {
  const desk = aDesk();
  const at = new Date(2026, 10, 20, 9, 12).getTime();
  desk.hear(aPosition({ rxTime: at, receivedAt: at }));
  return desk;
}

describe('missed', () => {
  it('tells what was said on the channel since the asker was heard', async () => {
    const desk = aPlace();
    say(desk, BRAVO, 'good morning', { ago: 6 * HOUR });
    say(desk, BRAVO, 'anyone on the ridge?', { ago: 25 * MINUTE });
    say(desk, CHARLIE, 'yes, 2 hops', { ago: 13 * MINUTE });
    say(desk, CHARLIE, '👍', { ago: 12 * MINUTE, isReaction: true });
    say(desk, BRAVO, 'a secret', { ago: 11 * MINUTE, to: BASE, isDirect: true });
    say(desk, BRAVO, 'club talk', { ago: 10 * MINUTE, channel: toChannelIndex(1) });
    say(desk, BRAVO, 'nice, 73', { ago: 4 * MINUTE });
    desk.hear(aText('/missed'));
    expect(await desk.ask('/missed')).toBe(
      '3 msg since 09:12\n13:40 BRAV: anyone on the ridge?\n13:52 CHAR: yes, 2 hops\n14:01 BRAV: nice, 73',
    );
    expect(await desk.ask('/loupe', { language: 'fr' })).toMatch(/^3 msg depuis 09:12\n/);
    expect(await desk.ask('/missed 1')).toMatch(/^3 msg since 13:05\n/);
    expect(await desk.ask('/missed 7')).toMatch(/^4 msg since 07:05\n08:05 BRAV: good morning\n/);
  });

  it('says so when there was nothing', async () => {
    const desk = aPlace();
    expect(await desk.ask('/missed')).toBe('Nothing missed since 09:12.');
    expect(await desk.ask('/loupe', { language: 'fr' })).toBe('Rien de manqué depuis 09:12.');
    for (const bad of ['0', '25', 'x']) expect(await desk.ask(`/missed ${bad}`)).toMatch(/^Usage: \/missed/);
  });

  it('tells the newest that the pages hold', async () => {
    const desk = aPlace();
    for (let n = 1; n <= 30; n++) say(desk, BRAVO, `${n} ${'x'.repeat(100)}`, { ago: (60 - n) * MINUTE });
    const answer = await desk.answer('/missed');
    expect(answer?.pages.length).toBeLessThanOrEqual(6);
    expect(answer?.pages[0]).toMatch(/^30 msg since 09:12, the last \d:\n/);
    expect(answer?.pages.join('')).toContain('BRAV: 30 xxx');
    for (const page of answer?.pages ?? []) expect(byteLength(page)).toBeLessThanOrEqual(200);
  });

  it('tells at the console names, ways, days, and what nobody can know', async () => {
    const desk = aPlace();
    await desk.clock.advance(20 * HOUR);
    say(desk, BRAVO, 'late one', { ago: 15 * HOUR, hopsAway: 0 });
    say(desk, CHARLIE, 'early one', { ago: 2 * HOUR });
    const startedAt = desk.clock.now() - 3 * HOUR;
    desk.radio.facts = { outages: [{ reason: 'silent', startedAt, endedAt: startedAt + MINUTE }] };
    const answer = await desk.bot.router.handle(aConsoleRequest('missed'));
    expect(answer?.pages[0]?.split('\n')).toEqual([
      '2 msg since 20 Nov 10:05',
      '20 Nov',
      '19:05 Bravo (BRAV !2b4a7c10) (LongFast, direct): late one',
      '21 Nov',
      '08:05 Charlie (CHAR !3c9d1e42) (LongFast, 2 hops): early one',
      'Gap: I started only at 20 Nov 14:05.',
      'Gap: link down 07:05–07:06.',
    ]);
    const silent = aDesk();
    silent.hear(aPosition({ from: BRAVO, rxTime: NOW - 1, receivedAt: NOW - 1 }));
    const none = await silent.bot.router.handle(aConsoleRequest('missed 1', { language: 'fr' }));
    expect(none?.pages[0]).toBe("Rien de manqué depuis 13:05.\nTrou : je n'ai démarré qu'à 14:05.");
  });
});
