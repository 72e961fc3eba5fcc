import { describe, expect, it } from 'vitest';
import { toNodeNum } from '../../../src/mesh/ids.js';
import { aDesk, type Desk } from '../../support/bot-desk.js';
import {
  ALPHA,
  aConsoleRequest,
  aReport,
  aText,
  aUser,
  BASE,
  BRAVO,
  CHARLIE,
  DELTA,
  NOW,
  OSCAR,
  without,
} from '../../support/builders.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const HOME = { latitude: 45.19, longitude: 5.72 };

async function console(desk: Desk, text: string, changes = {}): Promise<string | undefined> {
  return (await desk.bot.router.handle(aConsoleRequest(text, changes)))?.pages[0];
}

function hear(desk: Desk, from: number, changes: Parameters<typeof aText>[1] = {}): void {
  const at = changes.rxTime ?? desk.clock.now() - HOUR;
  desk.nodes.observe(aText('hi', { from: toNodeNum(from), rxTime: at, receivedAt: at, ...changes }));
}

describe('/nodes', () => {
  it('turns to a page, the last one when there are fewer, and goes on from there', async () => {
    const desk = aDesk();
    for (let index = 1; index < 20; index++) hear(desk, index);
    expect(await desk.ask('/nodes 2')).toMatch(/\(2\/4 \/more\)$/);
    expect(await desk.ask('/more')).toMatch(/\(3\/4 \/more\)$/);
    expect(await desk.ask('/nodes 99')).toMatch(/\(4\/4\)$/);
  });

  it.each(['0', '-1', 'x', '99999'])('does not know a page %s', async (page) => {
    expect(await aDesk().ask(`/nodes ${page}`)).toBe('Usage: /nodes [page|all|new|NAME]. Ex: /nodes all');
  });

  it('leaves out the own node and those not heard for three days', async () => {
    const desk = aDesk();
    hear(desk, BASE);
    hear(desk, BRAVO, { rxTime: NOW - 3 * DAY });
    hear(desk, CHARLIE);
    expect(await desk.ask('/nodes')).toBe('Direct 3d: 1 node\n🟢CHAR 6.3dB 1h');
    expect(await desk.ask('/noeuds', { language: 'fr' })).toBe('Directs 3j : 1 nœud\n🟢CHAR 6,3dB 1h');
  });

  it('says in French and while the link is down that there is nobody', async () => {
    const desk = aDesk();
    desk.radio.facts = { lastPacketAgoMs: 4000 };
    expect(await desk.ask('/nodes', { language: 'fr' })).toBe(
      'Aucun nœud direct en 3 jours. Lien radio ok, dernier paquet il y a 4s.',
    );
    desk.radio.facts = {};
    expect(await desk.ask('/nodes 1')).toBe('No direct node in 3 days. Node link ok.');
    expect(await desk.ask('/noeuds 1', { language: 'fr' })).toBe(
      'Aucun nœud direct en 3 jours. Lien radio ok.',
    );
    desk.radio.facts = { state: 'waiting' };
    expect(await desk.ask('/nodes 2')).toBe('No direct node in 3 days. Node link down.');
    expect(await desk.ask('/noeuds 2', { language: 'fr' })).toContain('Lien radio coupé.');
  });

  it('lists all with their hops, the near ones first', async () => {
    const desk = aDesk();
    hear(desk, OSCAR, { hopsAway: 1 });
    hear(desk, BRAVO, { hopsAway: 2, rxTime: NOW - 2 * HOUR });
    hear(desk, CHARLIE);
    hear(desk, DELTA, { viaMqtt: true });
    expect(await desk.ask('/nodes all')).toBe(
      'All 3d: 5 nodes\nCHAR direct 1h\nOSCR 1 hop 1h\nBRAV 2 hops 2h\nALPH hops ? 1d\n(1/2 /more)',
    );
    expect(await desk.ask('/more')).toBe('DELT MQTT 1h\n(2/2)');
    expect(await desk.ask('/noeuds all', { language: 'fr' })).toBe(
      'Tous 3j : 5 nœuds\nCHAR direct 1h\nOSCR 1 saut 1h\nBRAV 2 sauts 2h\nALPH sauts ? 1j\n(1/2 /suite)',
    );
  });

  it('says so when there is nobody at all', async () => {
    const desk = aDesk();
    await desk.clock.advance(4 * DAY);
    expect(await desk.ask('/nodes all')).toBe('No node in 3 days. Node link ok.');
    expect(await desk.ask('/nodes ALL', { language: 'fr' })).toBe(undefined);
    expect(await desk.ask('/noeuds all', { language: 'fr' })).toBe('Aucun nœud en 3 jours. Lien radio ok.');
  });

  it('knows who is new since its records began only, and says so', async () => {
    const desk = aDesk();
    await desk.clock.advance(3 * HOUR);
    expect(await desk.ask('/nodes new')).toBe('No new node since my records began 3h ago.');
    expect(await desk.ask('/noeuds new', { language: 'fr' })).toBe(
      'Aucun nœud nouveau depuis le début de mes relevés il y a 3h.',
    );
    const now = desk.clock.now();
    desk.hear(aText('hi', { from: toNodeNum(5), hopsAway: 2, rxTime: now - HOUR, receivedAt: now - HOUR }));
    desk.hear(aText('hi', { from: toNodeNum(6), rxTime: now - 60_000, receivedAt: now - 60_000 }));
    await desk.clock.advance(10_000);
    expect(await desk.ask('/nodes new')).toBe(
      'New since my records began 1h ago: 2 nodes\n0006 direct 1m\n0005 2 hops 1h',
    );
    expect(await desk.ask('/noeuds new', { language: 'fr' })).toBe(
      'Nouveaux depuis le début de mes relevés il y a 1h : 2 nœuds\n0006 direct 1m\n0005 2 sauts 1h',
    );
    expect(await console(desk, 'nodes new')).toBe(
      [
        'New since my records began 1h ago: 2 nodes',
        'Node       Hops    First seen  Where  Role  Battery',
        '!00000006  direct  1 min ago   –      –     –',
        '!00000005  2 hops  1 h ago     –      –     –',
      ].join('\n'),
    );
    await desk.clock.advance(6 * DAY + 23 * HOUR - 20_000);
    expect(await desk.ask('/nodes new')).toMatch(/^New since my records began 6d23h ago: 2 nodes/);
    await desk.clock.advance(HOUR - 61_000);
    expect(await desk.ask('/nodes new')).toMatch(/^New 7d: 1 node/);
    expect(await desk.ask('/noeuds new', { language: 'fr' })).toMatch(/^Nouveaux 7j : 1 nœud/);
    await desk.clock.advance(DAY);
    expect(await desk.ask('/nodes new')).toBe('No new node in 7 days.');
    expect(await desk.ask('/noeuds new', { language: 'fr' })).toBe('Aucun nœud nouveau en 7 jours.');
  });

  it('does not know who is new when the records cannot be read, but who is there', async () => {
    const desk = aDesk();
    desk.hear(aText('hi'));
    desk.memory().database.connection.exec('ALTER TABLE packets RENAME TO elsewhere');
    expect(await desk.ask('/nodes new')).toBe(
      'I cannot read my records since 14:05, so I do not know. I keep trying.',
    );
    expect(await desk.ask('/nodes')).toBe('Direct 3d: 1 node\n🟢ALPH 6.3dB 0s');
  });

  it('counts one in each language', async () => {
    const desk = aDesk();
    await desk.clock.advance(3 * DAY);
    hear(desk, 5);
    expect(await desk.ask('/nodes all')).toMatch(/^All 3d: 1 node\n/);
    expect(await desk.ask('/noeuds all', { language: 'fr' })).toMatch(/^Tous 3j : 1 nœud\n/);
    expect(await desk.ask('/nodes new')).toMatch(/: 1 node\n/);
    expect(await desk.ask('/noeuds new', { language: 'fr' })).toMatch(/: 1 nœud\n/);
  });

  it('is a table at the console', async () => {
    const desk = aDesk({ position: HOME });
    const position = { latitude: 45.19, longitude: 5.567 };
    desk.nodes.learn(
      aReport({
        nodeNum: OSCAR,
        user: aUser('Oscar', 'OSCR', { role: 'ROUTER' }),
        position,
        metrics: { batteryLevel: 100 },
      }),
      NOW,
    );
    hear(desk, OSCAR, { rxSnr: 8.5, rxRssi: -84, rxTime: NOW - 300_000 });
    desk.nodes.observe(
      without(aText('hi', { from: toNodeNum(7), rxTime: NOW - 1000, rxSnr: 1 }), 'rxRssi') as never,
    );
    expect(await console(desk, 'nodes')).toBe(
      [
        'Direct nodes, 3 days (2)',
        '🟢 Oscar (OSCR !5f20c3b7) SNR 8.5, RSSI -84, 5 min ago, 12 km W, ROUTER, battery 100 %',
        '🟡 !00000007 SNR 1.0, RSSI –, 1 s ago',
      ].join('\n'),
    );
    expect(await console(desk, 'nodes', { language: 'fr' })).toContain('Nœuds directs, 3 jours (2)');
    expect(await console(desk, 'nodes', { language: 'fr' })).toContain(
      'il y a 5 min, 12 km O, ROUTER, batterie 100 %',
    );
    const all = (await console(desk, 'nodes all'))?.split('\n');
    expect(all?.slice(0, 4)).toEqual([
      'All nodes, 3 days (6)',
      'Node                      Hops    Heard      Where    Role    Battery',
      '!00000007                 direct  1 s ago    –        –       –',
      'Oscar (OSCR !5f20c3b7)    direct  5 min ago  12 km W  ROUTER  100 %',
    ]);
    const french = (await console(desk, 'noeuds all', { language: 'fr' }))?.split('\n');
    expect(french?.slice(0, 2)).toEqual([
      'Tous les nœuds, 3 jours (6)',
      'Nœud                      Sauts    Entendu       Où       Rôle    Batterie',
    ]);
  });

  it('tells of external power', async () => {
    const desk = aDesk();
    desk.nodes.learn(aReport({ nodeNum: ALPHA, metrics: { batteryLevel: 101 } }), NOW);
    hear(desk, ALPHA);
    expect(await console(desk, 'nodes')).toContain('external power');
    expect(await console(desk, 'nodes', { language: 'fr' })).toContain('alimentation externe');
    expect(await console(desk, 'nodes all')).toMatch(/ external$/m);
    expect(await console(desk, 'nodes all', { language: 'fr' })).toMatch(/ externe$/m);
  });
});
