import { describe, expect, it } from 'vitest';
import { toNodeNum } from '../../../src/mesh/ids.js';
import { aDesk, type Desk } from '../../support/bot-desk.js';
import { ALPHA, aPosition, aReport, BASE, BRAVO, DELTA, NOW, OSCAR } from '../../support/builders.js';
import { DAY, HOUR, heard, heardOften } from '../../support/history-story.js';
import { said, saidAtConsole } from '../../support/sky-desk.js';

const MINUTE = 60_000;

function breakRecords(desk: Desk): void {
  desk.memory().writer.flush();
  desk.memory().database.connection.exec('ALTER TABLE packets RENAME TO elsewhere');
}

describe('/my without records', () => {
  it('says what is known, and since when the rest is not', async () => {
    const desk = aDesk();
    desk.hear(heard(ALPHA, 3 * MINUTE));
    breakRecords(desk);
    expect(await said(desk, '/my')).toBe(
      'Alpha: direct 🟢 SNR 6.3 dB RSSI -88\n3m ago\nRecords away since 14:05',
    );
    expect(await said(desk, '/moi', 'fr')).toBe(
      'Alpha : direct 🟢 SNR 6,3 dB RSSI -88\nil y a 3m\nRelevés illisibles depuis 14:05',
    );
    expect(await saidAtConsole(desk, 'my ALPH')).toBe(
      'Alpha: direct 🟢 SNR 6.3 dB RSSI -88\n3 min ago\nRecords away since 14:05',
    );
  });

  it('needs none for somebody who was never heard directly', async () => {
    const desk = aDesk();
    desk.hear(heard(ALPHA, 3 * MINUTE, { hopsAway: 2 }));
    breakRecords(desk);
    expect(await said(desk, '/my')).toBe('Alpha: never heard directly. 2 hops, 3m ago');
  });
});

describe('/info', () => {
  function someTraffic(): Desk {
    const desk = aDesk();
    const at = NOW - HOUR;
    desk.hear(
      heard(ALPHA, 3 * DAY),
      ...heardOften(3, BRAVO, HOUR),
      aPosition({ from: BRAVO, rxTime: at, receivedAt: at, hopsAway: 2 }),
      {
        ...aPosition({ from: OSCAR, rxTime: at, receivedAt: at, hopsAway: 2 }),
        kind: 'neighborInfo',
        nodeNum: OSCAR,
        neighbors: [
          { nodeNum: BRAVO, snr: 7 },
          { nodeNum: DELTA, snr: -2 },
        ],
      },
    );
    return desk;
  }

  it('knows of a node since its first packet, or since before the records began', async () => {
    const desk = someTraffic();
    desk.hear(heard(toNodeNum(0x0b), HOUR));
    desk.nodes.learn(aReport({ nodeNum: toNodeNum(0x0c), lastHeard: NOW - 5 * DAY }), NOW);
    expect(await saidAtConsole(desk, 'info !0000000b')).toMatch(
      /\nSeen: known since 20 Nov 13:05, last heard 1 h ago$/,
    );
    expect(await saidAtConsole(desk, 'info !0000000c')).toMatch(
      /\nSeen: known before my records began 17 Nov 14:05, last heard 5 d ago$/,
    );
  });

  it('tells at the console the traffic by kind, and the neighbours', async () => {
    const desk = someTraffic();
    const english = await saidAtConsole(desk, 'info BRAV');
    expect(english).toContain('\nTraffic: 4 pkt 24h, text 3, position 1, on the air 2s\n');
    expect(english).toContain('\nNeighbours: 48h, 2: OSCR 7.0n, BASE 6.3d\n');
    const french = await saidAtConsole(desk, 'info BRAV', 'fr');
    expect(french).toContain("\nTrafic : 4 pqt 24h, texte 3, position 1, 2s en l'air\n");
    expect(french).toContain('\nVoisins : 48h, 2: OSCR 7,0n, BASE 6,3d\n');
    expect(await saidAtConsole(desk, 'info DELT')).toContain(
      '\nTraffic: 0 pkt 24h\nNeighbours: 48h, 1: OSCR -2.0n\n',
    );
  });

  it('names ten neighbours at most, and how many more there are', async () => {
    const desk = aDesk();
    desk.hear(
      heard(ALPHA, 3 * DAY),
      ...Array.from({ length: 12 }, (_, index) => heard((index + 1) as never, HOUR, { rxSnr: index })),
    );
    expect(await saidAtConsole(desk, 'info BASE')).toContain(
      'Neighbours: 48h, 12: 000c 11.0d, 000b 10.0d, 000a 9.0d, 0009 8.0d, 0008 7.0d, 0007 6.0d, 0006 5.0d, ' +
        '0005 4.0d, 0004 3.0d, 0003 2.0d, +2\n',
    );
  });

  it('counts nothing of our own node', async () => {
    const desk = someTraffic();
    desk.hear(heard(BASE, HOUR));
    expect(await said(desk, '/info BASE')).toBe('Base BASE !0b07ba5e\nmy own node\nHeltec V3 CLIENT');
    expect(await saidAtConsole(desk, 'info BASE')).toContain('\nTraffic: –\n');
  });

  it('says since when it cannot count', async () => {
    const desk = someTraffic();
    breakRecords(desk);
    expect(await said(desk, '/info BRAV')).toContain('no key\nrecords away since 14:05');
    expect(await said(desk, '/info BRAV', 'fr')).toContain('pas de clé\nrelevés illisibles depuis 14:05');
    const long = await saidAtConsole(desk, 'info BRAV');
    expect(long).toContain('\nTraffic: records away since 14:05\nNeighbours: records away since 14:05\n');
  });
});
