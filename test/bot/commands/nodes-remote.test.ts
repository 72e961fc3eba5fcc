import { describe, expect, it } from 'vitest';
import type { RemoteNode, RemoteOutcome } from '../../../src/mesh/remote-node.js';
import { aDesk, type Desk } from '../../support/bot-desk.js';
import { aConsoleRequest, aLook, aReport, NOW, someRemoteFacts, without } from '../../support/builders.js';

const FAILED: RemoteOutcome = { kind: 'failed', reason: 'silent', remedy: 'is it on?' };
const REACHED = { at: NOW - 180_000, facts: someRemoteFacts() };

function hill(changes: Partial<RemoteNode> = {}): RemoteNode {
  return { name: 'Hill', address: '192.168.1.40:4403', ...changes };
}

function deskWith(...nodes: RemoteNode[]): Desk {
  const desk = aDesk();
  desk.remoteNodes = nodes;
  return desk;
}

async function console(desk: Desk, text: string, changes = {}): Promise<string | undefined> {
  return (await desk.bot.router.handle(aConsoleRequest(text, changes)))?.pages[0];
}

const SEEN = hill({ lastLook: aLook({ kind: 'reached', facts: REACHED.facts }), lastReached: REACHED });

describe('/nodes with the name of a remote node', () => {
  it('tells what it said when it was looked at, and how long ago that was', async () => {
    const desk = deskWith(SEEN);
    expect(await desk.ask('/nodes hill')).toBe(
      'Hill 3m ago: up 3d2h, 2.7.26, 41 nodes, 2 direct\n🟢ALPH 6.3dB 4m\n🔴BRAV -15.0dB 2h',
    );
    expect(await desk.ask('/noeuds HILL', { language: 'fr' })).toBe(
      'Hill il y a 3m: en marche 3j2h, 2.7.26, 41 nœuds, 2 en direct\n🟢ALPH 6,3dB 4m\n🔴BRAV -15,0dB 2h',
    );
  });

  it('tells more on a wide screen', async () => {
    const desk = deskWith(SEEN);
    expect(await console(desk, '/nodes Hill')).toBe(
      [
        'Hill (192.168.1.40:4403)',
        '3 min ago: Hill Relay (HILL !3c9d1e42), RAK4631, 2.7.26.54e0d8d, up 3d 2h, boot 12, 41 nodes',
        'It hears 2 nodes directly:',
        '🟢 Alpha (ALPH !16fad3dc), SNR 6.3, 4 min ago',
        '🔴 Bravo (BRAV !2b4a7c10), SNR -15.0, 2 h ago',
      ].join('\n'),
    );
    expect(await console(desk, '/nodes Hill', { language: 'fr' })).toContain(
      'démarrage 12, 41 nœuds\nIl reçoit 2 nœuds en direct :',
    );
  });

  it('says of what was not told nothing', async () => {
    const facts = {
      ...without(someRemoteFacts(), 'firmware', 'bootCount', 'uptimeSeconds'),
      nodeCount: 1,
      direct: [without(aReport(), 'snr', 'lastHeard', 'user')],
    };
    const desk = deskWith(
      hill({ lastLook: aLook({ kind: 'reached', facts }), lastReached: { at: NOW, facts } }),
    );
    expect(await desk.ask('/nodes hill')).toBe('Hill 0s ago: 1 node, 1 direct\n⚪d3dc');
    expect(await console(desk, '/nodes hill')).toContain(
      'RAK4631, 1 node\nIt hears 1 node directly:\n⚪ !16fad3dc (d3dc !16fad3dc)',
    );
    expect(await console(desk, '/nodes hill', { language: 'fr' })).toContain(
      '1 nœud\nIl reçoit 1 nœud en direct :',
    );
  });

  it('says that it hears nobody', async () => {
    const facts = someRemoteFacts({ direct: [] });
    const desk = deskWith(
      hill({ lastLook: aLook({ kind: 'reached', facts }), lastReached: { at: NOW, facts } }),
    );
    expect(await desk.ask('/nodes hill')).toBe('Hill 0s ago: up 3d2h, 2.7.26, 41 nodes, 0 direct');
    expect(await console(desk, '/nodes hill')).toMatch(/\nIt hears nobody directly\.$/);
    expect(await console(desk, '/nodes hill', { language: 'fr' })).toMatch(
      /\nIl ne reçoit personne en direct\.$/,
    );
  });

  it('says since when it is away and why, with what was known before', async () => {
    const away = { lastLook: aLook(FAILED), awaySince: NOW - 7_500_000 };
    const desk = deskWith(hill({ ...away, lastReached: { ...REACHED, at: NOW - 7_800_000 } }));
    expect(await desk.ask('/nodes hill')).toBe(
      'Hill: not reached for 2h05 (no reply). 2h ago: up 3d2h, 2.7.26, 41 nodes, 2 direct\n🟢ALPH 6.3dB 4m\n🔴BRAV -15.0dB 2h',
    );
    expect(await console(desk, '/nodes hill')).toContain(
      'Hill (192.168.1.40:4403): not reached for 2h 05 (no reply).\n2 h ago: Hill Relay',
    );
    const never = deskWith(hill({ lastLook: aLook(FAILED) }));
    expect(await never.ask('/nodes hill')).toBe(
      'Hill: not reached for 3m (no reply). Nothing known of it yet.',
    );
    expect(await never.ask('/noeuds hill', { language: 'fr' })).toBe(
      "Hill: injoignable depuis 3m (sans réponse). On n'en sait encore rien.",
    );
  });

  it.each([
    [undefined, 'not looked at yet.', 'pas encore consulté.'],
    ['held', 'another bot has it, so I leave it alone.', 'un autre bot le tient, je le laisse tranquille.'],
    ['main', 'that is my own node, see /sys.', "c'est mon propre nœud, voir /sys."],
  ] as const)('says of one that is left alone why: %s', async (kind, english, french) => {
    const desk = deskWith(hill(kind && { lastLook: aLook({ kind }) }));
    expect(await desk.ask('/nodes hill')).toBe(`Hill: ${english}`);
    expect(await desk.ask('/noeuds hill', { language: 'fr' })).toBe(`Hill: ${french}`);
    expect(await console(desk, '/nodes hill')).toBe(`Hill (192.168.1.40:4403): ${english}`);
  });

  it('knows names of several words, with their accents or without', async () => {
    const desk = deskWith(hill({ name: 'Crête du  Midi' }), SEEN);
    expect(await desk.ask('/nodes crete du midi')).toContain('not looked at yet');
  });

  it('names those that it watches when it is asked for another', async () => {
    const desk = deskWith(SEEN, hill({ name: 'Cave' }));
    expect(await desk.ask('/nodes moon')).toBe('No remote node "moon". I watch: Hill, Cave.');
    expect(await desk.ask('/noeuds moon', { language: 'fr' })).toBe(
      'Aucun nœud distant "moon". Je surveille : Hill, Cave.',
    );
    expect(await desk.ask('/nodes 1')).toContain('No direct node');
  });
});
