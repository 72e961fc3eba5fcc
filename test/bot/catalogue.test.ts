import { describe, expect, it } from 'vitest';
import type { Language } from '../../src/bot/request.js';
import { DEFAULT_BOT_SETTINGS } from '../../src/bot/settings.js';
import { travel } from '../../src/mesh/geo.js';
import { type NodeNum, toNodeNum } from '../../src/mesh/ids.js';
import { byteLength } from '../../src/util/text.js';
import { aDesk, type Desk } from '../support/bot-desk.js';
import {
  ALPHA,
  aPosition,
  aReport,
  aText,
  aTrace,
  aUser,
  BRAVO,
  CHARLIE,
  DELTA,
  KEY,
  NOW,
  OSCAR,
} from '../support/builders.js';

const HOME = { latitude: 45.19, longitude: 5.72 };
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** What the catalogue promises, word for word. */
async function expectAnswers(
  desk: Desk,
  answers: Record<Language, [command: string, answer: string]>,
  changes = {},
) {
  for (const language of ['en', 'fr'] as const) {
    const [command, answer] = answers[language];
    const said = await desk.ask(command, { language, ...changes });
    expect(said).toBe(answer);
    expect(byteLength(answer)).toBeLessThanOrEqual(200);
    await desk.clock.advance(0);
  }
}

function hear(desk: Desk, from: NodeNum, rxSnr: number, ago: number): void {
  const at = desk.clock.now() - ago;
  const rxRssi = from === ALPHA ? -88 : -84;
  desk.hear(aText('hi', { from, rxSnr, rxRssi, rxTime: at, receivedAt: at }));
}

function place(desk: Desk, from: NodeNum, meters: number, bearing: number): void {
  const position = travel(HOME, bearing, meters);
  desk.nodes.learn({ nodeNum: from, position, viaMqtt: false, isFavorite: false }, NOW);
}

describe('the answers of the catalogue', () => {
  it('ping tells a direct way', async () => {
    await expectAnswers(aDesk(), {
      en: ['/ping', 'Pong Alpha! Direct, SNR 6.3 dB, RSSI -88 dBm 🟢 14:05:31'],
      fr: ['/test', 'Pong Alpha ! Direct, SNR 6,3 dB, RSSI -88 dBm 🟢 14:05:31'],
    });
  });

  it('ping names the last relay, whose signal it is', async () => {
    const packet = aText('/ping', { hopsAway: 2, hopStart: 5, hopLimit: 3, relayNode: 0xb7, rxSnr: 7 });
    await expectAnswers(
      aDesk(),
      {
        en: ['/ping', 'Pong Alpha! 2 hops, last relay OSCR heard at SNR 7.0 dB. 14:05:31'],
        fr: ['/test', 'Pong Alpha ! 2 sauts, dernier relais OSCR reçu à SNR 7,0 dB. 14:05:31'],
      },
      { packet },
    );
  });

  it('whoami tells identity, proof, role and what is left', async () => {
    const desk = aDesk({ limits: DEFAULT_BOT_SETTINGS.limits });
    desk.nodes.learn(aReport(), NOW);
    const march = new Date(2026, 2, 12).getTime();
    const fresh = toNodeNum(0x16fad3dd);
    const key = Buffer.from('KzQ7mB4x'.padEnd(43, 'A'), 'base64');
    desk.nodes.learn(aReport({ nodeNum: fresh, user: aUser('Alpha', 'ALPH', { publicKey: key }) }), march);
    const user = { id: 'mesh:!16fad3dd', name: 'Alpha', role: 'known', nodeNum: fresh } as const;
    await desk.ask('/one', { user });
    await desk.clock.advance(3 * MINUTE);
    expect(await desk.ask('/whoami', { user })).toBe(
      'Alpha ALPH !16fad3dd\nProof: PKI, key KzQ7mB4x since 12 Mar\nRole known, lang en\nLeft 3 of 5 (2 min)',
    );
    const other = { ...user, id: 'mesh:!16fad3dc' };
    await desk.ask('/one', { user: other });
    await desk.clock.advance(3 * MINUTE);
    expect(await desk.ask('/qui', { user: other, language: 'fr' })).toBe(
      'Alpha ALPH !16fad3dd\nPreuve : PKI, clé KzQ7mB4x depuis le 12 mars\nRôle connu, langue fr\nReste 3 sur 5 (2 min)',
    );
  });

  it('lang confirms in the language that was chosen', async () => {
    const desk = aDesk();
    expect(await desk.ask('/lang en')).toBe('Language: English. /lang fr pour le français.');
    expect(await desk.ask('/langue fr')).toBe('Langue : français. /lang en for English.');
    expect(await desk.ask('/lang de', { user: { id: 'x', name: 'X', role: 'any' } })).toBe(
      'Usage: /lang en|fr|auto',
    );
  });

  it('more says when there is no more, and when there never was', async () => {
    await expectAnswers(aDesk(), {
      en: ['/more', 'Nothing to continue.'],
      fr: ['/suite', 'Rien à continuer.'],
    });
    const desk = aDesk();
    for (let index = 1; index < 8; index++) hear(desk, toNodeNum(index), 1, MINUTE);
    expect(await desk.ask('/nodes')).toMatch(/\n\(1\/2 \/more\)$/);
    expect(await desk.ask('/more')).toMatch(/\n\(2\/2\)$/);
    await expectAnswers(desk, {
      en: ['/m', 'That was all. /help'],
      fr: ['/suite', "C'était tout. /aide"],
    });
  });

  it('legend explains the signs', async () => {
    await expectAnswers(aDesk(), {
      en: [
        '/legend',
        'SNR over preset limit: 🟢≥20 🟡≥12 🟠≥5 🔴<5 dB ⚪?\n0 hop=direct\nd direct n neighbour info t trace\nm MQTT\nCh use 🔴>25 🟠>15 🟡>10 🟢≤10%',
      ],
      fr: [
        '/legende',
        'SNR au-dessus du seuil : 🟢≥20 🟡≥12 🟠≥5 🔴<5 dB ⚪?\n0 saut=direct\nd direct n voisinage t trace\nm MQTT\nCanal 🔴>25 🟠>15 🟡>10 🟢≤10%',
      ],
    });
  });

  it('echo tells the channel and the asker', async () => {
    const desk = aDesk();
    desk.radio.deliveries.push({ outcome: 'relayed', tookMs: 4600 });
    expect(await desk.ask('/echo good evening from the ridge')).toBe(
      'Posted on LongFast, a neighbour relayed it (5 s).',
    );
    expect(desk.radio.texts()).toEqual(['ALPH: good evening from the ridge']);
    const french = aDesk();
    french.radio.deliveries.push({ outcome: 'relayed', tookMs: 4600 });
    expect(await french.ask('/echo bonsoir depuis la crête', { language: 'fr' })).toBe(
      'Publié sur LongFast, relayé par un voisin (5 s).',
    );
    expect(french.radio.texts()).toEqual(['ALPH: bonsoir depuis la crête']);
  });

  it('my tells how the asker is heard', async () => {
    const desk = aDesk({ position: HOME });
    place(desk, ALPHA, 2300, 45);
    hear(desk, ALPHA, 1, 30 * HOUR);
    for (let index = 0; index < 23; index++) hear(desk, ALPHA, 5.05, HOUR);
    hear(desk, ALPHA, 6.3, 3 * MINUTE);
    await expectAnswers(desk, {
      en: [
        '/my',
        'Alpha: direct 🟢 SNR 6.3 dB (mean 5.1, n 24) RSSI -88\n3m ago, 2.3km NE\n24h trend: better',
      ],
      fr: [
        '/moi',
        'Alpha : direct 🟢 SNR 6,3 dB (moy. 5,1, n 24) RSSI -88\nil y a 3m, 2,3km NE\nTendance 24h : mieux',
      ],
    });
  });

  it('my says so when the asker was never heard directly', async () => {
    const desk = aDesk({ position: HOME });
    place(desk, ALPHA, 14_200, 45);
    const at = NOW - 5 * MINUTE;
    desk.nodes.observe(aText('hi', { hopsAway: 2, relayNode: 0xb7, rxTime: at }));
    await expectAnswers(desk, {
      en: ['/my', 'Alpha: never heard directly. 2 hops via OSCR, 5m ago. 14.2km NE'],
      fr: ['/moi', 'Alpha : jamais reçu en direct. 2 sauts via OSCR, il y a 5m. 14,2km NE'],
    });
  });

  it('nodes lists the direct ones, the best first', async () => {
    const desk = aDesk({ position: HOME });
    place(desk, OSCAR, 12_000, 200);
    place(desk, BRAVO, 2300, 45);
    place(desk, CHARLIE, 7400, 90);
    hear(desk, OSCAR, 8.5, 5 * MINUTE);
    hear(desk, BRAVO, 6.3, 3 * MINUTE);
    hear(desk, CHARLIE, -1, HOUR);
    hear(desk, DELTA, -8.5, 9 * MINUTE);
    for (let index = 1; index < 20; index++) hear(desk, toNodeNum(index), -10, HOUR);
    await expectAnswers(desk, {
      en: [
        '/nodes',
        'Direct 3d: 23 nodes\n🟢OSCR 8.5dB 5m 12km\n🟢BRAV 6.3dB 3m 2.3km\n🟡CHAR -1.0dB 1h 7.4km\n🟠DELT -8.5dB 9m\n(1/5 /more)',
      ],
      fr: [
        '/noeuds',
        'Directs 3j : 23 nœuds\n🟢OSCR 8,5dB 5m 12km\n🟢BRAV 6,3dB 3m 2,3km\n🟡CHAR -1,0dB 1h 7,4km\n🟠DELT -8,5dB 9m\n(1/5 /suite)',
      ],
    });
  });

  it('nodes says that the link is fine when it hears nobody', async () => {
    const desk = aDesk();
    desk.radio.facts = { lastPacketAgoMs: 4000 };
    expect(await desk.ask('/nodes')).toBe('No direct node in 3 days. Node link ok, last packet 4s ago.');
  });

  it('info tells of one node', async () => {
    const desk = aDesk({ position: HOME });
    await desk.clock.advance(2 * DAY);
    const now = desk.clock.now();
    desk.nodes.learn(
      aReport({
        nodeNum: BRAVO,
        user: aUser('Bravo', 'BRAV'),
        position: { ...travel(HOME, 45, 2300), altitudeMeters: 410 },
        metrics: { batteryLevel: 87, voltage: 4.02, channelUtilization: 6.1 },
        lastHeard: 1,
      }),
      now,
    );
    const at = now - HOUR;
    desk.keys.announce(BRAVO, KEY);
    hear(desk, ALPHA, 1, 25 * HOUR);
    for (let index = 0; index < 609; index++)
      desk.hear(aPosition({ from: BRAVO, hopsAway: 1, rxTime: at, receivedAt: at }));
    hear(desk, BRAVO, 6.3, 3 * MINUTE);
    await expectAnswers(desk, {
      en: [
        '/info BRAV',
        'Bravo BRAV !2b4a7c10\n🟢direct SNR 6.3 RSSI -84, 3m\n2.3km NE, 410m\nBat 87% 4.02V, ch 6.1%\nT-Beam CLIENT, key ok\n610 pkt 24h',
      ],
      fr: [
        '/i brav',
        'Bravo BRAV !2b4a7c10\n🟢direct SNR 6,3 RSSI -84, 3m\n2,3km NE, 410m\nBat 87% 4,02V, canal 6,1%\nT-Beam CLIENT, clé ok\n610 pqt 24h',
      ],
    });
  });

  it('trace reads the way off the packet', async () => {
    const packet = aText('/trace', {
      hopsAway: 2,
      hopStart: 5,
      hopLimit: 3,
      relayNode: 0xb7,
      rxSnr: 7,
      rxRssi: -91,
    });
    await expectAnswers(
      aDesk(),
      {
        en: [
          '/trace',
          'Your packet: 2 hops (start 5, 3 left), last relay …b7 = OSCR, heard here at SNR 7.0 RSSI -91',
        ],
        fr: [
          '/chemin',
          'Votre paquet : 2 sauts (départ 5, reste 3), dernier relais …b7 = OSCR, reçu ici SNR 7,0 RSSI -91',
        ],
      },
      { packet },
    );
  });

  it('trace shows both ways of a traceroute', async () => {
    const desk = aDesk();
    const asked = desk.ask('/trace DELT');
    await desk.clock.advance(3400);
    desk.radio.receive(aTrace());
    expect(await asked).toBe(
      'Trace DELT 3.4s, 1 relay\n> BASE 8.5 OSCR -2.0 DELT\n< DELT -3.5 OSCR 7.0 BASE',
    );
    expect(await desk.ask('/chemin DELT', { language: 'fr' })).toBe(
      'Trace DELT 3,4s, 1 relais\n> BASE 8,5 OSCR -2,0 DELT\n< DELT -3,5 OSCR 7,0 BASE',
    );
  });

  it('sys tells of the machine', async () => {
    const desk = aDesk();
    await desk.clock.advance(2 * DAY + 3 * HOUR);
    await expectAnswers(desk, {
      en: [
        '/sys',
        'Host up 12d, bot 2d3h\nCPU 48.3° load 0.10 0.20 0.15\nRAM 900/8000MB 11%, bot 78MB\nDisk 61%, 12GB free',
      ],
      fr: [
        '/systeme',
        'Machine 12j, bot 2j3h\nCPU 48,3° charge 0,10 0,20 0,15\nRAM 900/8000Mo 11%, bot 78Mo\nDisque 61%, 12Go libres',
      ],
    });
  });

  it('link tells of today and of the time since the start', async () => {
    const desk = aDesk();
    void desk.bot.start();
    await desk.clock.advance(30 * DAY);
    desk.radio.change({ state: 'ready' });
    const now = desk.clock.now();
    const startedAt = now - 4 * HOUR - 53 * MINUTE - 42_000;
    desk.radio.own = desk.radio.own && { ...desk.radio.own, rebootCount: 4 };
    desk.radio.facts = {
      sinceMs: 4 * HOUR + 53 * MINUTE,
      outages: [{ reason: 'closed_by_node', startedAt, endedAt: startedAt + 42_000 }],
      outageTotals: { count: 9, totalMs: 500_000, longestMs: 99_000 },
      lastPacketAgoMs: 4000,
    };
    desk.radio.change({ state: 'ready' });
    await expectAnswers(desk, {
      en: [
        '/link',
        'Link up 4h53 (Base 2.7.26)\nToday 1 outage 42s: node reboot\nAvail 99.92% today, 99.98% 30d\nQueue 0, last packet 4s',
      ],
      fr: [
        '/lien',
        'Lien ok 4h53 (Base 2.7.26)\nAuj. 1 coupure 42s : redémarrage du nœud\nDispo 99,92% auj., 99,98% 30j\nFile 0, dernier paquet 4s',
      ],
    });
    await desk.bot.stop();
  });
});
