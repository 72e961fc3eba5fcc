import type { NodeNum } from '../../mesh/ids.js';
import type { Call, Reply } from '../command.js';
import type { BotContext } from '../context.js';
import { longAgo } from '../format.js';
import { allNamesOf } from '../node-names.js';
import type { KeyFacts } from './trust-texts.js';

export interface KeyQuestion {
  readonly nodeNum: NodeNum;
  readonly key: Uint8Array;
  /** Since when the age counts that is shown, ms since 1970. */
  readonly since: number;
  ask(facts: KeyFacts): string;
  run(): Reply;
}

/** Shows the key, and does nothing until the asker types its end, as he reads it there. */
export function askForKey(
  { nodes, clock, confirmations }: BotContext,
  call: Call,
  { nodeNum, key, since, ask, run }: KeyQuestion,
): Reply {
  const shown = Buffer.from(key).toString('base64');
  const facts: KeyFacts = {
    who: allNamesOf(nodes, nodeNum),
    key: shown,
    age: longAgo(clock.now() - since, call.language),
  };
  return confirmations.ask(call, { answer: endOf(shown), question: () => ask(facts), run });
}

/** The last four characters, without the sign that closes every key. */
function endOf(shown: string): string {
  return shown.replace(/=+$/, '').slice(-4);
}
