import { describe, expect, it } from 'vitest';
import { toNodeNum } from '../../../src/mesh/ids.js';
import { byteLength } from '../../../src/util/text.js';
import { aDesk, type Desk } from '../../support/bot-desk.js';
import {
  ALPHA,
  aConsoleRequest,
  aPosition,
  aReport,
  aText,
  aUser,
  BASE,
  BRAVO,
  KEY,
  NOW,
  OTHER_KEY,
  without,
} from '../../support/builders.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const HOME = { latitude: 45.19, longitude: 5.72 };

async function console(desk: Desk, text: string, changes = {}): Promise<string | undefined> {
  return (await desk.bot.router.handle(aConsoleRequest(text, changes)))?.pages[0];
}

function hear(desk: Desk, changes: Parameters<typeof aText>[1] = {}): void {
  const at = changes.rxTime ?? desk.clock.now() - MINUTE;
  desk.hear(aText('hi', { rxTime: at, receivedAt: at, ...changes }));
}

describe('/my', () => {
  it('leaves out what is not known', async () => {
    const desk = aDesk();
    desk.nodes.observe(
      without(aText('hi', { rxTime: NOW - 2 * DAY, receivedAt: NOW - 2 * DAY }), 'rxRssi') as never,
    );
    expect(await desk.ask('/my')).toBe('Alpha: direct 🟢 SNR 6.3 dB\n2d ago');
  });

  it.each([
    [1, '24h trend: better', 'Tendance 24h : mieux'],
    [6, '24h trend: same', 'Tendance 24h : égale'],
    [9, '24h trend: worse', 'Tendance 24h : moins bien'],
  ])('compares with %d dB the day before', async (before, english, french) => {
    const desk = aDesk();
    hear(desk, { rxSnr: before, rxTime: NOW - 30 * HOUR });
    hear(desk);
    expect(await desk.ask('/my')).toContain(english);
    expect(await desk.ask('/moi', { language: 'fr' })).toContain(french);
  });

  it('tells relayed ways, and MQTT', async () => {
    const desk = aDesk();
    hear(desk, { hopsAway: 1 });
    expect(await desk.ask('/my')).toBe('Alpha: never heard directly. 1 hop, 1m ago');
    hear(desk, { viaMqtt: true });
    expect(await desk.ask('/moi')).toBe('Alpha: never heard directly. via MQTT, 1m ago');
    const fresh = aDesk();
    expect(await fresh.ask('/my')).toBe('Alpha: never heard directly. hops ?, 1d ago');
    expect(await fresh.ask('/moi', { language: 'fr' })).toBe(
      'Alpha : jamais reçu en direct. sauts ?, il y a 1j',
    );
    hear(fresh, { hopsAway: 1 });
    expect(await fresh.ask('/my ', { language: 'fr' })).toBeUndefined();
    fresh.radio.own = undefined;
    hear(fresh, { hopsAway: 1, relayNode: 0x77 });
    await fresh.clock.advance(10_000);
    expect(await fresh.ask('/my', { language: 'fr' })).toBe(
      'Alpha : jamais reçu en direct. 1 saut via …77, il y a 1m',
    );
  });

  it('answers also somebody whom the node has not told us of', async () => {
    const user = { id: 'mesh:!00000009', name: '!00000009', role: 'any', nodeNum: toNodeNum(9) } as const;
    expect(await aDesk().ask('/my', { user })).toBe('!00000009: never heard directly. hops ?');
  });

  it('wants no argument on the mesh, and a node at the console', async () => {
    expect(await aDesk().ask('/my BRAV')).toBe('Usage: /my. Ex: /my');
    expect(await console(aDesk(), 'my')).toBe('Usage: /my NODE. Ex: /my BRAV');
    expect(await console(aDesk(), 'my a b')).toBe('Usage: /my NODE. Ex: /my BRAV');
    expect(await console(aDesk(), 'help my')).toBe(
      '/my NODE: how I hear a node\nNODE: short or long name, !id, or the last 4 digits of it\nEx: /my BRAV\nAlso moi\nSee /ping /info',
    );
    expect(await aDesk().ask('/help my')).toBe('/my: how I hear you. Ex: /my. Also moi. See /ping /info');
    expect(await console(aDesk(), 'moi', { language: 'fr' })).toBe('Usage : /moi NOEUD. Ex : /moi BRAV');
    expect(await console(aDesk(), 'my nobody')).toBe('No node "nobody". Try /nodes or its !id.');
    expect(await console(aDesk(), 'my brav')).toBe('Bravo: never heard directly. hops ?, 1d ago');
  });

  it('tells best, worst, hours and shares at the console', async () => {
    const desk = aDesk({ position: HOME });
    desk.hear(
      aPosition({
        position: { latitude: 45.2, longitude: 5.72, precisionBits: 16 },
        rxTime: NOW - HOUR,
        receivedAt: NOW - HOUR,
        hopsAway: 1,
      }),
    );
    hear(desk, { rxSnr: 3, rxTime: NOW - HOUR });
    hear(desk, { rxSnr: 6.3 });
    expect(await console(desk, 'my ALPH')).toBe(
      [
        'Alpha: direct 🟢 SNR 6.3 dB (mean 4.7, n 2) RSSI -88',
        '1 min ago, ~1.1 km N',
        '24 h: best 6.3 dB, worst 3.0 dB',
        `direct per hour |${' '.repeat(23)}██|`,
        '67 % of the packets came directly',
        'position shared with 16 of 32 bits',
      ].join('\n'),
    );
    expect(await console(desk, 'my ALPH', { language: 'fr' })).toContain(
      [
        '24 h : max 6,3 dB, min 3,0 dB',
        `directs par heure |${' '.repeat(23)}██|`,
        '67 % des paquets reçus en direct',
        'position partagée avec 16 bits sur 32',
      ].join('\n'),
    );
  });

  it('says nothing of hours without a packet', async () => {
    const desk = aDesk();
    hear(desk);
    await desk.clock.advance(3 * DAY);
    expect(await console(desk, 'my ALPH')).toBe('Alpha: direct 🟢 SNR 6.3 dB RSSI -88\n3 d ago');
  });
});

describe('/info', () => {
  it('tells relayed ways, MQTT, silence, and the own node', async () => {
    const desk = aDesk();
    hear(desk, { from: BRAVO, hopsAway: 2, relayNode: 0xb7 });
    expect(await desk.ask('/info BRAV')).toBe(
      'Bravo BRAV !2b4a7c10\n2 hops via OSCR, 1m\nT-Beam CLIENT, no key\n1 pkt 1min',
    );
    expect(await desk.ask('/i BRAV', { language: 'fr' })).toContain('\n2 sauts via OSCR, 1m\n');
    hear(desk, { from: BRAVO, viaMqtt: true });
    await desk.clock.advance(10_000);
    expect(await desk.ask('/i BRAV')).toContain('\nvia MQTT, 1m\n');
    desk.nodes.learn({ nodeNum: toNodeNum(9), viaMqtt: false, isFavorite: false }, NOW);
    expect(await desk.ask('/info !00000009')).toBe('!00000009\nnot heard yet\nno key\n0 pkt 1min');
    expect(await desk.ask('/i !00000009', { language: 'fr' })).toContain('pas encore entendu\npas de clé');
    expect(await desk.ask('/info BASE')).toContain('\nmy own node\n');
  });

  it('knows ways without all their parts', async () => {
    const desk = aDesk();
    desk.nodes.learn(aReport({ nodeNum: BRAVO, hopsAway: 0, lastHeard: NOW - HOUR }), NOW);
    expect(await desk.ask('/info !2b4a7c10')).toContain('\ndirect, 1h\n');
    desk.nodes.observe(without(aText('hi', { from: BRAVO, rxTime: NOW - MINUTE }), 'rxRssi') as never);
    expect(await desk.ask('/i !2b4a7c10')).toContain('\n🟢direct SNR 6.3, 1m\n');
    hear(desk, { from: toNodeNum(9), hopsAway: 1, relayNode: 3 });
    desk.radio.own = undefined;
    expect(await desk.ask('/info !00000009', { language: 'fr' })).toContain('\n1 saut via …03, 1m\n');
    hear(desk, { from: toNodeNum(8), hopsAway: 1 });
    expect(await desk.ask('/info !00000008')).toContain('\n1 hop, 1m\n');
    desk.nodes.learn(
      { nodeNum: toNodeNum(7), lastHeard: NOW - MINUTE, viaMqtt: false, isFavorite: false },
      NOW,
    );
    expect(await desk.ask('/info !00000007')).toContain('\nhops ?, 1m\n');
    expect(await desk.ask('/i !00000007', { language: 'fr' })).toContain('\nsauts ?, 1m\n');
  });

  it('warns of a key that changed', async () => {
    const desk = aDesk();
    desk.keys.announce(ALPHA, KEY);
    desk.keys.announce(ALPHA, OTHER_KEY);
    expect(await desk.ask('/info ALPH')).toContain('key CHANGED');
    expect(await desk.ask('/i ALPH', { language: 'fr' })).toContain('clé CHANGÉE');
  });

  it('tells what there is of the battery', async () => {
    const desk = aDesk();
    const battery = (metrics: object, word: string) => {
      Object.assign(desk.nodes.get(ALPHA) ?? {}, { device: metrics });
      return desk.ask(`/${word} ALPH`);
    };
    expect(await battery({ batteryLevel: 101, voltage: 4.2 }, 'info')).toContain('\nBat external 4.20V\n');
    expect(await battery({ batteryLevel: 50 }, 'i')).toContain('\nBat 50%\n');
    await desk.clock.advance(10_000);
    expect(await battery({ voltage: 3.7 }, 'info')).toContain('\nBat 3.70V\n');
    expect(await battery({ channelUtilization: 5 }, 'i')).toContain('\nch 5.0%\n');
  });

  it('fits a page whatever the names, and keeps what matters', async () => {
    const desk = aDesk({ position: HOME });
    const user = aUser('é'.repeat(19), '🦊', {
      hwModel: 'X'.repeat(40),
      role: 'Y'.repeat(40),
      publicKey: KEY,
    });
    const position = { latitude: -45, longitude: 120, altitudeMeters: 123_456 };
    const metrics = { batteryLevel: 100, voltage: 1e6, channelUtilization: 1e9 };
    desk.nodes.learn(aReport({ nodeNum: BRAVO, user, position, metrics }), NOW);
    desk.keys.announce(BRAVO, KEY);
    const text = (await desk.ask('/info !2b4a7c10')) ?? '';
    expect(byteLength(text)).toBeLessThanOrEqual(200);
    expect(text).toContain('key ok');
    expect(text).not.toContain('YYY');
  });

  it('wants exactly one node', async () => {
    expect(await aDesk().ask('/info')).toBe('Usage: /info NODE. Ex: /info BRAV');
    expect(await aDesk().ask('/info "Bravo"')).toContain('Bravo BRAV');
    expect(await aDesk().ask('/info xyz', { language: 'fr' })).toBe(
      'Aucun nœud "xyz". Essayez /noeuds ou son !id.',
    );
  });

  it('tells all sections at the console, with a dash for what is unknown', async () => {
    const desk = aDesk({ position: HOME });
    expect(await console(desk, 'info BRAV')).toBe(
      [
        'Bravo (BRAV !2b4a7c10), T-Beam, CLIENT, no key',
        'Radio: hops ?',
        'Position: –',
        'Energy: –',
        'Environment: –',
        'Traffic: 0 pkt 0s',
        'Neighbours: –',
        'Seen: known before my records began 20 Nov 14:05, last heard 1 d ago',
      ].join('\n'),
    );
    expect(await console(desk, 'info BRAV', { language: 'fr' })).toContain(
      'Vu : connu avant le début de mes relevés, le 20 nov 14:05, entendu il y a 1 j',
    );
  });

  it('tells exact coordinates only when the node shares them exactly', async () => {
    const desk = aDesk({ position: HOME });
    const metrics = { batteryLevel: 87, voltage: 4.02, channelUtilization: 6.1, airUtilTx: 1.2 };
    const position = { latitude: 45.2, longitude: 5.72, altitudeMeters: 410.4 };
    desk.nodes.learn(aReport({ metrics, position }), NOW);
    const environment = {
      temperatureCelsius: -2.5,
      relativeHumidityPercent: 56,
      pressureHectopascal: 1013.2,
    };
    const header = without(aPosition({ rxTime: NOW - MINUTE }), 'position', 'kind');
    desk.nodes.observe({
      ...header,
      kind: 'telemetry',
      telemetry: { variant: 'environment', metrics: environment },
    });
    const text = await console(desk, 'info ALPH');
    expect(text).toContain('Radio: 🟢 direct SNR 6.3 dB, RSSI -88 dBm, 1 min ago\n');
    expect(text).toContain('Position: 45.20000 5.72000, 1.1 km N, altitude 410 m\n');
    expect(text).toContain('Energy: 87 %, 4.02 V, channel use 6.1 %, own transmissions 1.2 %\n');
    expect(text).toContain('Environment: -2.5 °C, 56 %, 1013 hPa\n');
    desk.nodes.observe(aPosition({ position: { ...position, precisionBits: 13 }, rxTime: NOW, hopsAway: 2 }));
    expect(await console(desk, 'info ALPH')).toContain('altitude 410 m, shared with 13 of 32 bits\n');
    const blurred = await console(desk, 'info ALPH', { language: 'fr' });
    expect(blurred).toContain(
      'Position : ~45,20 5,72, ~1,1 km N, altitude 410 m, partagée avec 13 bits sur 32\n',
    );
    expect(blurred).toContain('Radio : 2 sauts; 🟢 direct SNR 6,3 dB');
    expect(blurred).toContain('Énergie : 87 %, 4,02 V, usage du canal 6,1 %, émissions propres 1,2 %\n');
  });

  it('tells the odd cases at the console', async () => {
    const desk = aDesk();
    desk.nodes.learn(aReport({ nodeNum: BASE, metrics: { batteryLevel: 101, airUtilTx: 2 } }), NOW);
    expect(await console(desk, 'info !0b07ba5e')).toContain('my own node');
    expect(await console(desk, 'info !0b07ba5e')).toContain(
      'Energy: external, channel use – %, own transmissions 2.0 %',
    );
    desk.nodes.observe(without(aText('hi', { from: toNodeNum(9), viaMqtt: true }), 'rxRssi') as never);
    expect(await console(desk, 'info !00000009')).toContain('Radio: via MQTT\n');
    desk.nodes.observe(without(aText('hi', { from: toNodeNum(8) }), 'rxRssi') as never);
    expect(await console(desk, 'info !00000008')).toContain('RSSI –, 0 s ago');
    desk.nodes.learn(
      { nodeNum: toNodeNum(7), position: { latitude: 1, longitude: 2 }, viaMqtt: false, isFavorite: false },
      NOW,
    );
    expect(await console(desk, 'info !00000007')).toContain('Position: 1.00000 2.00000\n');
    expect(await console(desk, 'info !00000007')).toContain(', not heard yet');
  });

  it('takes the own node for home when the owner names no place', async () => {
    const desk = aDesk();
    desk.nodes.learn(aReport({ nodeNum: BASE, position: HOME }), NOW);
    desk.nodes.learn(aReport({ nodeNum: BRAVO, position: { latitude: 45.29, longitude: 5.72 } }), NOW);
    expect(await desk.ask('/info !2b4a7c10')).toContain('\n11.1km N\n');
  });
});
