import { formatNodeId } from '../../mesh/ids.js';
import { isSameKey, type KeyRecord } from '../../mesh/key-store.js';
import type { MeshNode } from '../../mesh/mesh-node.js';
import { UserError } from '../../util/errors.js';
import type { Call, Reply } from '../command.js';
import type { BotContext, CommandDefinition } from '../context.js';
import { findNode } from '../find-node.js';
import { longAgo } from '../format.js';
import { allNamesOf, longNameOf } from '../node-names.js';
import { TRUST_TEXTS } from './trust-texts.js';

/** As the apps show a key. */
export function shownKey(key: Uint8Array): string {
  return Buffer.from(key).toString('base64');
}

/** The last four letters, without the sign that closes every key. */
export function endOfKey(key: Uint8Array): string {
  return shownKey(key).replace(/=+$/, '').slice(-4);
}

export const trust: CommandDefinition = {
  name: 'trust',
  aliases: ['confiance'],
  role: 'admin',
  places: ['console'],
  group: 'you',
  isMinor: true,
  args: { min: 1, max: 9 },
  texts: {
    en: {
      name: 'trust',
      usage: 'NODE',
      summary: 'makes a node of admins.nodes an admin by its key',
      example: '/trust ALPH',
    },
    fr: {
      name: 'confiance',
      usage: 'NOEUD',
      summary: 'rend admin un nœud de admins.nodes par sa clé',
      example: '/confiance ALPH',
    },
  },
  see: ['untrust', 'users', 'keys'],
  create: (context) => ({
    run: (call) => ask(context, call, findNode(context.nodes, call.args.join(' '), call.language)),
  }),
};

function ask(context: BotContext, call: Call, { nodeNum }: MeshNode): Reply {
  const { nodes, clock, confirmations } = context;
  const { language } = call;
  const text = TRUST_TEXTS[language];
  const shown = candidate(context, call, nodeNum);
  const facts = {
    who: allNamesOf(nodes, nodeNum),
    key: shownKey(shown.key),
    age: longAgo(clock.now() - shown.firstSeen, language),
    end: 'XXXX',
  };
  return confirmations.ask(call, {
    answer: endOfKey(shown.key),
    question: () => text.ask(facts),
    run: () => {
      const name = longNameOf(nodes, nodeNum);
      if (!isSameKey(candidate(context, call, nodeNum).key, shown.key))
        throw new UserError(text.changedNow(name));
      context.house.trust(nodeNum, shown.key);
      return text.trusted(name);
    },
  });
}

/** The key of a node that may become an admin by it; throws in words when there is none. */
function candidate(
  { settings, keys, nodes }: BotContext,
  { language }: Call,
  nodeNum: MeshNode['nodeNum'],
): KeyRecord {
  const text = TRUST_TEXTS[language];
  const name = longNameOf(nodes, nodeNum);
  const admin = settings.admins.nodes.find((each) => each.nodeNum === nodeNum);
  if (!admin) throw new UserError(text.notListed(name, formatNodeId(nodeNum)));
  if (admin.publicKey) throw new UserError(text.fixed(name));
  const { trusted, pending } = keys.of(nodeNum);
  if (pending) throw new UserError(text.changed(name));
  if (!trusted) throw new UserError(text.noKey(name));
  return trusted;
}
