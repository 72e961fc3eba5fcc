import { UserError } from '../../util/errors.js';
import type { Texts } from '../command.js';
import { join } from '../compose.js';
import type { CommandDefinition } from '../context.js';
import { ORDER } from '../orders.js';

const TEXTS: Texts<{ readonly expired: string }> = {
  en: { expired: 'Code expired or wrong. Please start again.' },
  fr: { expired: 'Code expiré ou faux. Recommencez, merci.' },
};

/** What is confirmed may wait for a delivery, or for our node to come back. */
const DEADLINE_MS = 600_000;

export const yes: CommandDefinition = {
  ...ORDER,
  name: 'yes',
  aliases: ['oui', 'confirm'],
  args: { min: 1, max: 1 },
  deadlineMs: DEADLINE_MS,
  texts: {
    en: { name: 'yes', usage: 'CODE', summary: 'confirms what I asked you about', example: '/yes 7Q4K' },
    fr: { name: 'oui', usage: 'CODE', summary: 'confirme ce que je vous ai demandé', example: '/oui 7Q4K' },
  },
  options: {
    en: { CODE: 'the one that I showed you' },
    fr: { CODE: 'celui que je vous ai montré' },
  },
  create: ({ confirmations }) => ({
    lineForAudit: ({ request }) => join(['yes', confirmations.lineFor(request)], ': '),
    run: (call) => {
      const confirmed = confirmations.take(call, call.args[0] ?? '');
      if (!confirmed) throw new UserError(TEXTS[call.language].expired);
      return confirmed();
    },
  }),
};
