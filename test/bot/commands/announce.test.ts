import { describe, expect, it } from 'vitest';
import { type BotSettings, DEFAULT_BOT_SETTINGS } from '../../../src/bot/settings.js';
import { BROADCAST_NUM } from '../../../src/mesh/ids.js';
import { byteLength } from '../../../src/util/text.js';
import { aDesk, type Desk } from '../../support/bot-desk.js';
import { ALPHA, aConsoleRequest, aReport, BASE } from '../../support/builders.js';

const ADMIN = { id: 'mesh:!16fad3dc', name: 'Alpha', role: 'admin', nodeNum: ALPHA } as const;
const NET = 'Net tonight 20:00 on LongFast, all welcome.';
/** The desk's random numbers make this one. */
const CODE = '2222';

function asAdmin(desk: Desk, text: string, language: 'en' | 'fr' = 'en') {
  return desk.ask(text, { user: ADMIN, language });
}

function settingsWith(announce: BotSettings['commands']['announce']): Partial<BotSettings> {
  return { commands: { ...DEFAULT_BOT_SETTINGS.commands, announce } };
}

/** The node tells how busy its channel is. */
function setUse({ nodes, clock }: Desk, channelUtilization: number): void {
  nodes.learn(
    aReport({ nodeNum: BASE, lastHeard: clock.now(), metrics: { channelUtilization } }),
    clock.now(),
  );
}

describe('announce', () => {
  it('shows what it would say, and says it when that is confirmed', async () => {
    const desk = aDesk();
    desk.radio.deliveries.push({ outcome: 'relayed', tookMs: 4300 });
    expect(await asAdmin(desk, `/announce ${NET}`)).toBe(
      `On ch0 LongFast (43 B): "${NET}" Send? /yes ${CODE} (2 min)`,
    );
    expect(desk.radio.sent).toEqual([]);
    expect(await asAdmin(desk, `/yes ${CODE}`)).toBe('Posted on LongFast, a neighbour relayed it (5 s).');
    expect(desk.radio.sent).toEqual([
      {
        to: BROADCAST_NUM,
        channel: 0,
        content: { kind: 'text', text: NET },
        priority: 'announcement',
        ttlMs: 300_000,
      },
    ]);
  });

  it('speaks French too', async () => {
    const desk = aDesk();
    desk.radio.deliveries.push({ outcome: 'failed', reason: 'no_ack', tookMs: 60_000 });
    expect(await asAdmin(desk, '/annonce Rendez-vous radio ce soir 20:00 sur LongFast.', 'fr')).toBe(
      `Sur ch0 LongFast (45 o) : "Rendez-vous radio ce soir 20:00 sur LongFast." Envoyer ? /oui ${CODE} (2 min)`,
    );
    expect(await asAdmin(desk, `/oui ${CODE}`, 'fr')).toBe("Aucun voisin ne l'a relayé (3 essais).");
  });

  it('is for admins, and noted', async () => {
    const desk = aDesk();
    expect(await desk.ask('/announce hello')).toBe('Sorry, /announce is for admins.');
    await asAdmin(desk, '/announce ch1 hello all');
    await asAdmin(desk, `/yes ${CODE}`);
    expect(desk.radio.sent).toMatchObject([{ channel: 1, content: { text: 'hello all' } }]);
    const noted = desk.audit.recent(5).map(({ command, result }) => [command, result]);
    expect(noted).toEqual(
      expect.arrayContaining([
        ['yes: /announce ch1 hello all', 'done'],
        ['/announce ch1 hello all', 'asked'],
      ]),
    );
  });

  it('begins as the operator wishes', async () => {
    const desk = aDesk(settingsWith({ prefix: '[Club]', cooldownSeconds: 0 }));
    expect(await asAdmin(desk, '/announce hello')).toMatch(/^On ch0 LongFast \(12 B\): "\[Club\] hello"/);
    expect(await asAdmin(desk, `/announce ${'a'.repeat(184)}`)).toBe('Text too long: 191 bytes, 190 max.');
  });

  it.each([
    ['/announce ch2 hello', 'My node has no ch2.', "Mon nœud n'a pas de ch2."],
    ['/announce ch9 hello', 'My node has no ch9.', "Mon nœud n'a pas de ch9."],
    ['/announce', 'Usage: /announce [chN] text. Ex: /announce Net tonight 20:00', undefined],
    ['/announce "\u202e"', 'Usage: /announce [chN] text. Ex: /announce Net tonight 20:00', undefined],
    [
      '/announce /reboot',
      'An announcement must not begin like a command.',
      'Une annonce ne commence pas comme une commande.',
    ],
    [
      `/announce ${'é'.repeat(96)}`,
      'Text too long: 192 bytes, 190 max.',
      'Texte trop long : 192 octets, 190 max.',
    ],
  ])('refuses %s', async (line, english, french) => {
    const desk = aDesk();
    expect(await asAdmin(desk, line.replace('"\u202e"', '\u202e'))).toBe(english);
    await desk.clock.advance(10_001);
    if (french) expect(await asAdmin(desk, line, 'fr')).toBe(french);
    expect(desk.radio.sent).toEqual([]);
  });

  it('shows the beginning and the end of a long text in one packet, and all of it where there is room', async () => {
    const desk = aDesk();
    const text = `Begin ${'👩‍👩‍👧é '.repeat(7)}end.`;
    const [brief, french] = [
      await asAdmin(desk, `/announce ${text}`),
      await asAdmin(desk, `/annonce ${text}`, 'fr'),
    ];
    for (const shown of [brief ?? '', french ?? '']) {
      expect(byteLength(shown)).toBeLessThanOrEqual(200);
      expect(shown).toMatch(/"Begin .* … .*end\."/u);
      expect(shown).not.toMatch(/\ufffd/);
    }
    const long = await desk.bot.router.handle(aConsoleRequest(`announce ${text}`));
    expect(long?.pages[0]).toContain(`"${text}"`);
  });

  it('waits while the channel is busy, unless it is said again that it shall go', async () => {
    const desk = aDesk();
    setUse(desk, 43.2);
    expect(await asAdmin(desk, '/annonce bonjour', 'fr')).toBe(
      `Canal à 43 %, retenu. Envoyer quand même : /oui ${CODE}`,
    );
    expect(await asAdmin(desk, '/announce hello')).toBe(`Channel at 43 %, held. Send anyway: /yes ${CODE}`);
    expect(desk.radio.sent).toEqual([]);
    await asAdmin(desk, `/yes ${CODE}`);
    expect(desk.radio.sent).toMatchObject([{ priority: 'reply' }]);
  });

  it('looks at the channel again when it is confirmed', async () => {
    const desk = aDesk();
    await asAdmin(desk, '/announce hello');
    setUse(desk, 30);
    expect(await asAdmin(desk, `/oui ${CODE}`, 'fr')).toBe(
      `Channel at 30 %, held. Send anyway: /yes ${CODE}`,
    );
    expect(desk.radio.sent).toEqual([]);
    await desk.clock.advance(10_001);
    await asAdmin(desk, `/yes ${CODE}`);
    expect(desk.radio.sent).toHaveLength(1);
  });

  it('is made once in five minutes, whoever wishes it', async () => {
    const desk = aDesk();
    await asAdmin(desk, '/announce one');
    await asAdmin(desk, `/yes ${CODE}`);
    const again = aConsoleRequest('announce two');
    expect((await desk.bot.router.handle(again))?.pages).toEqual([
      '⏳ /announce: one per 5 min. Next one in 5 min.',
    ]);
    await desk.clock.advance(300_000);
    expect((await desk.bot.router.handle(again))?.pages[0]).toMatch(/Send\?/);
  });
});
