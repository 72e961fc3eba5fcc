import { describe, expect, it } from 'vitest';
import type { BotSettings } from '../../src/bot/settings.js';
import { type NodeNum, toNodeNum } from '../../src/mesh/ids.js';
import { NodeDb } from '../../src/mesh/node-db.js';
import { type ProofSources, roleOf } from '../../src/platforms/mesh-role.js';
import { ALPHA, aReport, aText, aUser, BRAVO, KEY, NOW, OTHER_KEY } from '../support/builders.js';
import { KeyDesk } from '../support/key-desk.js';

type Admins = BotSettings['admins']['nodes'];

/** Who writes under that key, as far as the sources tell. */
function roleUnder(key: Uint8Array, from: NodeNum, sources: Partial<ProofSources> & { admins?: Admins }) {
  const { admins = [], ...others } = sources;
  const packet = aText('/quiet 5', { from, pkiEncrypted: true, publicKey: key });
  return roleOf(packet, { nodes: new NodeDb(), settings: { admins: { nodes: admins } }, ...others });
}

/** Somebody announced Alpha under another key before Alpha was ever heard. */
function forgedNodes(): NodeDb {
  const nodes = new NodeDb();
  nodes.learn(aReport({ nodeNum: ALPHA, user: aUser('Alpha', 'ALPH', { publicKey: OTHER_KEY }) }), NOW);
  return nodes;
}

describe('the key of an admin', () => {
  it('in the configuration is the trusted one, whichever was first seen', () => {
    const sources = { nodes: forgedNodes(), admins: [{ nodeNum: ALPHA, publicKey: KEY }] };
    expect(roleUnder(KEY, ALPHA, sources)).toBe('admin');
    expect(roleUnder(OTHER_KEY, ALPHA, sources)).toBe('any');
  });

  it('that a person trusted is the trusted one, whichever was first seen', () => {
    const house = { trustedKey: () => ({ nodeNum: ALPHA, key: KEY, since: NOW }) };
    const sources = { nodes: forgedNodes(), house, admins: [{ nodeNum: ALPHA }] };
    expect(roleUnder(KEY, ALPHA, sources)).toBe('admin');
    expect(roleUnder(OTHER_KEY, ALPHA, sources)).toBe('any');
  });

  it('that a person trusted makes nobody an admin whom the configuration does not name', () => {
    const house = { trustedKey: () => ({ nodeNum: ALPHA, key: KEY, since: NOW }) };
    expect(roleUnder(KEY, ALPHA, { nodes: forgedNodes(), house })).toBe('any');
    expect(roleUnder(OTHER_KEY, ALPHA, { nodes: forgedNodes(), house })).toBe('known');
  });

  it('that nobody vouches for proves who he is, and no more', () => {
    expect(roleUnder(OTHER_KEY, ALPHA, { nodes: forgedNodes(), admins: [{ nodeNum: ALPHA }] })).toBe('known');
  });
});

it('a flood of made-up nodes makes nobody known as somebody else', () => {
  const desk = new KeyDesk();
  const keysOf = (nodeNum: NodeNum) => desk.keeper.of(nodeNum);
  desk.announce(BRAVO, KEY);
  for (let n = 0; n < 5000; n++) {
    const made = Uint8Array.from({ length: 32 }, (_, index) => (n >> (8 * (index % 2))) & 255);
    desk.announce(toNodeNum(0x70000000 + n), made);
  }
  desk.announce(BRAVO, OTHER_KEY);
  expect(roleUnder(OTHER_KEY, BRAVO, { keysOf })).toBe('any');
  expect(roleUnder(KEY, BRAVO, { keysOf })).toBe('known');
  desk.keeper.stop();
});
