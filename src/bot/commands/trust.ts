import { formatNodeId } from '../../mesh/ids.js';
import { isSameKey, type KeyRecord } from '../../mesh/key-store.js';
import type { MeshNode } from '../../mesh/mesh-node.js';
import { UserError } from '../../util/errors.js';
import type { Call, Reply } from '../command.js';
import type { BotContext, CommandDefinition } from '../context.js';
import { findNode } from '../find-node.js';
import { longNameOf } from '../node-names.js';
import { askForKey } from './trust-question.js';
import { TRUST_TEXTS } from './trust-texts.js';

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
  const text = TRUST_TEXTS[call.language];
  const { key, firstSeen } = candidate(context, call, nodeNum);
  return askForKey(context, call, {
    nodeNum,
    key,
    since: firstSeen,
    ask: text.ask,
    run: () => {
      const name = longNameOf(context.nodes, nodeNum);
      if (!isSameKey(candidate(context, call, nodeNum).key, key)) throw new UserError(text.changedNow(name));
      context.house.trust(nodeNum, key);
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
