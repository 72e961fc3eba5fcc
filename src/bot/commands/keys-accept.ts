import { isSameKey, type KeyRecord } from '../../mesh/key-store.js';
import type { MeshNode } from '../../mesh/mesh-node.js';
import { UserError } from '../../util/errors.js';
import type { Call, Reply } from '../command.js';
import type { BotContext } from '../context.js';
import { longNameOf } from '../node-names.js';
import { keyBeginning, sinceOf } from './keys-facts.js';
import { KEYS_TEXTS } from './keys-texts.js';

/** A person has compared the changed key with its owner's, and takes it over; asked twice. */
export function acceptKey(context: BotContext, call: Call, { nodeNum }: MeshNode): Reply {
  const { language } = call;
  const text = KEYS_TEXTS[language];
  const name = longNameOf(context.nodes, nodeNum);
  const { pending, trusted } = context.keys.of(nodeNum);
  if (!pending || !trusted) throw new UserError(text.nothingWaits(name));
  const facts = {
    name,
    key: keyBeginning(pending),
    trusted: keyBeginning(trusted),
    since: sinceOf(trusted, language),
  };
  return context.confirmations.ask(call, {
    question: (code) => text.question(facts, code),
    run: () => take(context, call, pending),
  });
}

/** The very key that was shown: another one may have come while the person thought. */
function take({ keys, nodes, house }: BotContext, { language }: Call, shown: KeyRecord): Reply {
  const { nodeNum, key, firstSeen } = shown;
  const text = KEYS_TEXTS[language];
  const name = longNameOf(nodes, nodeNum);
  const { pending } = keys.of(nodeNum);
  if (!pending) throw new UserError(text.nothingWaits(name));
  if (!isSameKey(pending.key, key)) throw new UserError(text.changedAgain(name));
  keys.accept(nodeNum);
  nodes.trustKey(nodeNum, key, firstSeen);
  // Whoever has the key of before, such as the finder of a lost node, is no admin any more.
  const admins = house.trustedKey(nodeNum);
  if (admins && !isSameKey(admins.key, key)) house.untrust(nodeNum);
  return text.accepted(name, keyBeginning(shown));
}
