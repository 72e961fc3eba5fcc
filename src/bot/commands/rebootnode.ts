import { UserError } from '../../util/errors.js';
import type { Call, Reply, Texts } from '../command.js';
import type { BotContext, CommandDefinition } from '../context.js';
import { wait } from '../format.js';
import { longNameOf } from '../node-names.js';
import { ORDER } from '../orders.js';

interface RebootnodeTexts {
  sure(name: string, code: string): string;
  back(name: string, took: string, count: number): string;
  readonly refuses: string;
  readonly away: string;
  readonly noLink: string;
}

const TEXTS: Texts<RebootnodeTexts> = {
  en: {
    sure: (name, code) =>
      `Reboot node ${name}? I will be deaf for about 45 s. Confirm within 2 min: /yes ${code}`,
    back: (name, took, count) =>
      `Node ${name} is back after ${took}${count > 0 ? ` (reboot no. ${count})` : ''}.`,
    refuses: 'The node is managed and refuses.',
    away: 'Node not back after 180 s. I keep trying.',
    noLink: 'No link to the node: it cannot hear me. See /link',
  },
  fr: {
    sure: (name, code) =>
      `Redémarrer le nœud ${name} ? Je serai sourd environ 45 s. Confirmez sous 2 min : /oui ${code}`,
    back: (name, took, count) =>
      `Le nœud ${name} est revenu après ${took}${count > 0 ? ` (no ${count})` : ''}.`,
    refuses: 'Le nœud est géré et refuse.',
    away: "Le nœud n'est pas revenu après 180 s. Je réessaie.",
    noLink: "Pas de lien avec le nœud : il ne m'entend pas. Voir /lien",
  },
};

/** Time for the answer to the order, and for what is on its way. */
const REBOOT_SECONDS = 5;
/** One that went without a word is missed after 42 s of silence. */
const LEAVE_MS = 75_000;
const LONGEST_MS = 180_000;

export const rebootnode: CommandDefinition = {
  ...ORDER,
  name: 'rebootnode',
  aliases: ['redemarrernoeud'],
  texts: {
    en: { name: 'rebootnode', usage: '', summary: 'restarts my own node', example: '/rebootnode' },
    fr: {
      name: 'redemarrernoeud',
      usage: '',
      summary: 'redémarre mon propre nœud',
      example: '/redemarrernoeud',
    },
  },
  see: ['link'],
  create: (context) => ({
    run: (call) => {
      const name = nameOfOwn(context, call);
      return context.confirmations.ask(call, {
        question: (code) => TEXTS[call.language].sure(name, code),
        run: (confirmed) => reboot(context, confirmed),
      });
    },
  }),
};

/** Throws in words while there is no link. */
function nameOfOwn({ radio, nodes }: BotContext, { language }: Call): string {
  const { own, state } = radio;
  if (!own || state !== 'ready') throw new UserError(TEXTS[language].noLink);
  return longNameOf(nodes, own.nodeNum);
}

async function reboot(context: BotContext, call: Call): Promise<Reply> {
  const { radio, clock } = context;
  const text = TEXTS[call.language];
  const name = nameOfOwn(context, call);
  const before = radio.own?.rebootCount ?? 0;
  const orderedAt = clock.uptime();
  context.expectReboot?.();
  if ((await radio.reboot(REBOOT_SECONDS)) === 'failed') throw new UserError(text.refuses);
  const end = await watchReturn(context, before, call.signal);
  if (end === 'stayed') throw new UserError(text.refuses);
  if (end === 'away') throw new UserError(text.away);
  return text.back(name, wait(clock.uptime() - orderedAt), radio.own?.rebootCount ?? 0);
}

/** A node that does not count its reboots says 0: then that it was away has to do. */
async function watchReturn(
  { radio, clock }: BotContext,
  before: number,
  signal: AbortSignal,
): Promise<'back' | 'stayed' | 'away'> {
  let hasLeft = false;
  const back = new AbortController();
  const stop = radio.on('state', ({ state }) => {
    const count = radio.own?.rebootCount ?? 0;
    if (state === 'ready' && (count > before || (count === 0 && hasLeft))) back.abort();
    if (state !== 'ready') hasLeft = true;
  });
  const either = AbortSignal.any([signal, back.signal]);
  try {
    await clock.sleep('rebootnode.leave', LEAVE_MS, either);
    if (!hasLeft) return 'stayed';
    await clock.sleep('rebootnode.back', LONGEST_MS - LEAVE_MS, either);
    return 'away';
  } catch (error) {
    if (back.signal.aborted) return 'back';
    throw error;
  } finally {
    stop();
  }
}
