import { describe, expect, it } from 'vitest';
import { toNodeNum } from '../../../src/mesh/ids.js';
import { aDesk, type Desk } from '../../support/bot-desk.js';
import {
  ALPHA,
  aConsoleRequest,
  aReport,
  aText,
  aTrace,
  BASE,
  BRAVO,
  CHARLIE,
  DELTA,
  NOW,
  OSCAR,
  without,
} from '../../support/builders.js';

async function console(desk: Desk, text: string, changes = {}): Promise<string | undefined> {
  return (await desk.bot.router.handle(aConsoleRequest(text, changes)))?.pages[0];
}

const somebody = (index: number) => ({
  user: { id: `mesh:!0000000${index}`, name: `N${index}`, role: 'known' as const, nodeNum: toNodeNum(index) },
});

describe('/trace of the own message', () => {
  const trace = (packet: ReturnType<typeof aText>, language: 'en' | 'fr' = 'en') =>
    aDesk().ask('/trace', { packet, language });

  it('tells a direct way without a relay', async () => {
    expect(await trace(aText('/trace', { relayNode: 0xdc }))).toBe(
      'Your packet: direct (start 3, 3 left), heard here at SNR 6.3 RSSI -88',
    );
    expect(await trace(aText('/trace'), 'fr')).toBe(
      'Votre paquet : direct (départ 3, reste 3), reçu ici SNR 6,3 RSSI -88',
    );
  });

  it('leaves out what is not known', async () => {
    const blind = without(aText('/trace', { hopLimit: 2 }), 'hopsAway', 'rxSnr', 'rxRssi') as ReturnType<
      typeof aText
    >;
    expect(await trace(blind)).toBe('Your packet: hops ? (2 left)');
    expect(await trace(blind, 'fr')).toBe('Votre paquet : sauts ? (reste 2)');
    const deaf = without(aText('/trace', { hopsAway: 1 }), 'rxSnr') as ReturnType<typeof aText>;
    expect(await trace(deaf)).toBe('Your packet: 1 hop (start 3, 3 left), heard here at RSSI -88');
    expect(await trace(deaf, 'fr')).toBe('Votre paquet : 1 saut (départ 3, reste 3), reçu ici RSSI -88');
  });

  it('names everybody whom a relay byte may mean, and says when nobody is known', async () => {
    const desk = aDesk();
    const packet = aText('/trace', { hopsAway: 1, relayNode: 0xb7 });
    for (let index = 1; index < 3; index++) {
      desk.nodes.learn({ nodeNum: toNodeNum(index * 256 + 0xb7), viaMqtt: false, isFavorite: false }, NOW);
    }
    expect(await desk.ask('/trace', { packet })).toContain('last relay …b7 = OSCR/01b7/02b7,');
    desk.nodes.learn({ nodeNum: toNodeNum(0x3b7), viaMqtt: false, isFavorite: false }, NOW);
    desk.radio.own = undefined;
    expect(await desk.ask('/chemin', { packet })).toContain('last relay …b7 = OSCR/01b7/02b7/…,');
    expect(await trace(aText('/trace', { hopsAway: 1, relayNode: 0x99 }))).toContain('last relay …99, heard');
    expect(await trace(aText('/trace', { hopsAway: 1, relayNode: 0x99 }), 'fr')).toContain(
      'dernier relais …99, reçu',
    );
  });

  it('says MQTT without a signal', async () => {
    expect(await trace(aText('/trace', { viaMqtt: true, hopsAway: 1 }))).toBe(
      'Your packet: via MQTT (start 3, 3 left)',
    );
  });

  it('has nothing to say at the console', async () => {
    expect(await console(aDesk(), 'trace')).toBe('Usage: /trace NODE. Ex: /trace BRAV');
    expect(await console(aDesk(), 'trace', { language: 'fr' })).toBe(
      'Usage : /trace NOEUD. Ex : /trace BRAV',
    );
  });
});

describe('/trace of a node', () => {
  it('needs a proof, and a node that was heard', async () => {
    const user = { id: 'mesh:!16fad3dc', name: 'Alpha', role: 'any', nodeNum: ALPHA } as const;
    const desk = aDesk();
    desk.nodes.learn({ nodeNum: toNodeNum(9), viaMqtt: false, isFavorite: false }, NOW);
    expect(await desk.ask('/trace DELT', { user })).toBe(
      'I need an encrypted DM (PKI) from your node for this.',
    );
    expect(await desk.ask('/trace !00000009')).toBe('0009 was never heard; I do not trace unknown nodes.');
    expect(await desk.ask('/trace !12345678')).toBe(
      '!12345678 was never heard; I do not trace unknown nodes.',
    );
    expect(await desk.ask('/chemin !12345678', { language: 'fr' })).toBe(
      "!12345678 n'a jamais été entendu ; je ne trace pas les inconnus.",
    );
    expect(await desk.ask('/trace xyz')).toBe('No node "xyz". Try /nodes or its !id.');
    expect(await desk.ask('/trace BASE')).toBe('That is my own node.');
    expect(await desk.ask('/trace BASE', { language: 'fr' })).toBeUndefined();
    expect(await desk.ask('/chemin BASE', { language: 'fr' })).toBe("C'est mon propre nœud.");
    expect(desk.radio.sent).toEqual([]);
  });

  it('asks over the air, and tells when nobody answers', async () => {
    const desk = aDesk();
    const asked = desk.ask('/trace DELT');
    await desk.clock.advance(0);
    expect(desk.radio.sent).toEqual([
      { to: DELTA, channel: 0, content: { kind: 'traceroute' }, priority: 'reply', ttlMs: 60_000 },
    ]);
    desk.radio.receive(aTrace({ from: BRAVO }));
    desk.radio.receive(without(aTrace(), 'requestId') as ReturnType<typeof aTrace>);
    await desk.clock.advance(60_000);
    expect(await asked).toBe('No answer from DELT in 60 s (out of range or busy).');
    expect(await desk.ask('/chemin DELT', { language: 'fr' })).toBe(
      'Pas de réponse de DELT en 60 s (hors de portée ou occupé).',
    );
    expect([desk.clock.pending(), desk.radio.listenerCount()]).toEqual([[], 0]);
  });

  it('gives one result to everybody who asks within two minutes', async () => {
    const desk = aDesk();
    const both = [desk.ask('/trace DELT'), desk.ask('/trace DELT', somebody(1))];
    await desk.clock.advance(3400);
    desk.radio.receive(aTrace());
    const [first, second] = await Promise.all(both);
    expect(first).toBe(second);
    await desk.clock.advance(110_000);
    expect(await desk.ask('/trace DELT')).toBe(first);
    expect(desk.radio.sent).toHaveLength(1);
  });

  it('costs its asker a pause of two minutes', async () => {
    const desk = aDesk();
    const asked = desk.ask('/trace DELT');
    await desk.clock.advance(1000);
    desk.radio.receive(aTrace());
    await asked;
    expect(await desk.ask('/trace CHAR')).toBe('⏳ /trace: one per 2 min. Next one in 1 min 59 s.');
    expect(await desk.ask('/trace')).toMatch(/^Your packet/);
  });

  it('goes out one at a time and 31 s apart, with five waiting', async () => {
    const desk = aDesk();
    for (let index = 1; index <= 7; index++) {
      desk.nodes.learn(aReport({ nodeNum: toNodeNum(index), lastHeard: NOW }), NOW);
    }
    const all = [];
    for (let index = 1; index <= 6; index++) all.push(desk.ask(`/trace !0000000${index}`, somebody(index)));
    await desk.clock.advance(0);
    expect(await desk.ask('/trace !00000007', somebody(7))).toBe('Trace queue full, try in 1 min.');
    expect(await desk.ask('/chemin !00000007', { ...somebody(8), language: 'fr' })).toBe(
      'File de traces pleine, réessayez dans 1 min.',
    );
    desk.radio.receive(aTrace({ from: toNodeNum(1) }));
    await desk.clock.advance(30_999);
    expect(desk.radio.sent).toHaveLength(1);
    await desk.clock.advance(1);
    expect(desk.radio.sent).toHaveLength(2);
    void desk.bot.stop();
    await Promise.all(all);
    expect([desk.clock.pending(), desk.radio.listenerCount()]).toEqual([[], 0]);
  });

  it('sends nothing more once the program stops', async () => {
    const desk = aDesk();
    const first = desk.ask('/trace DELT');
    await desk.clock.advance(0);
    const second = desk.ask('/trace CHAR', somebody(1));
    await desk.clock.advance(1000);
    desk.radio.receive(aTrace());
    await first;
    await desk.clock.advance(0);
    expect(desk.clock.pending()).toContain('trace.gap');
    void desk.bot.stop();
    expect(await second).toBeUndefined();
    await desk.clock.advance(100_000);
    expect(desk.radio.sent).toHaveLength(1);
    expect(desk.clock.pending()).toEqual([]);
  });

  it('tells at once why it could not go out, and then tries again', async () => {
    const desk = aDesk();
    desk.radio.deliveries.push({ outcome: 'failed', reason: 'transmitter_off', tookMs: 1 });
    expect(await desk.ask('/trace DELT')).toBe('Trace not sent: the transmitter of my node is off.');
    desk.radio.deliveries.push({ outcome: 'expired', tookMs: 1 });
    const late = desk.ask('/trace DELT', { ...somebody(1), language: 'fr' });
    await desk.clock.advance(31_000);
    expect(await late).toBe("Trace pas envoyée : pas de tour d'antenne à temps.");
    desk.radio.deliveries.push({ outcome: 'expired', tookMs: 1 });
    const again = desk.ask('/trace DELT', somebody(2));
    await desk.clock.advance(31_000);
    expect(await again).toBe('Trace not sent: no turn on the air in time.');
  });

  it('still waits for the answer when nobody acknowledged', async () => {
    const desk = aDesk();
    desk.radio.deliveries.push({ outcome: 'failed', reason: 'no_ack', tookMs: 1 });
    const asked = desk.ask('/trace DELT');
    await desk.clock.advance(20_000);
    desk.radio.receive(aTrace());
    expect(await asked).toMatch(/^Trace DELT 20\.0s, 1 relay\n/);
  });

  const answered = async (changes: Parameters<typeof aTrace>[0], language: 'en' | 'fr' = 'en') => {
    const desk = aDesk();
    const asked = desk.ask('/trace DELT', { language });
    await desk.clock.advance(1000);
    desk.radio.receive(aTrace(changes));
    return asked;
  };

  it('shows a direct way, unknown relays and unknown signals', async () => {
    const direct = { towards: { relays: [], snr: [5] }, back: { relays: [], snr: [4] } };
    expect(await answered(direct)).toBe('Trace DELT 1.0s, direct\n> BASE 5.0 DELT\n< DELT 4.0 BASE');
    expect(await answered(direct, 'fr')).toMatch(/^Trace DELT 1,0s, direct\n/);
    const odd = {
      towards: { relays: [undefined, CHARLIE], snr: [5, undefined] },
      back: { relays: [], snr: [] },
    };
    expect(await answered(odd)).toBe('Trace DELT 1.0s, 2 relays\n> BASE 5.0 ? ? CHAR ? DELT\n< ?');
  });

  it('lists the links with names, colours and distances at the console', async () => {
    const desk = aDesk();
    const place = (nodeNum: typeof BASE, latitude: number) =>
      desk.nodes.learn(
        { nodeNum, position: { latitude, longitude: 5 }, viaMqtt: false, isFavorite: false },
        NOW,
      );
    place(BASE, 45);
    place(OSCAR, 45.1);
    const both = [console(desk, 'trace DELT'), console(desk, 'trace DELT', { language: 'fr' })];
    await desk.clock.advance(1000);
    desk.radio.receive(aTrace({ towards: { relays: [OSCAR], snr: [8.5] }, back: { relays: [], snr: [] } }));
    expect(await Promise.all(both)).toEqual([
      [
        'Trace DELT 1.0s, 1 relay',
        'There',
        '• Base → Oscar, 🟢 SNR 8.5 dB, 11.1 km',
        '• Oscar → Delta, ⚪ SNR –',
        'Back: return path not reported',
      ].join('\n'),
      [
        'Trace DELT 1,0s, 1 relais',
        'Aller',
        '• Base → Oscar, 🟢 SNR 8,5 dB, 11,1 km',
        '• Oscar → Delta, ⚪ SNR –',
        'Retour: retour non rapporté',
      ].join('\n'),
    ]);
  });

  it('lists the way back as well when it is known', async () => {
    const desk = aDesk();
    const asked = console(desk, 'trace DELT');
    await desk.clock.advance(1000);
    desk.radio.own = undefined;
    desk.radio.receive(aTrace());
    expect(await asked).toContain('Back\n• Delta → Oscar, 🟡 SNR -3.5 dB\n• Oscar → ?, 🟢 SNR 7.0 dB');
  });
});
