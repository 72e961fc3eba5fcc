import { UserError } from '../../util/errors.js';
import type { Texts } from '../command.js';
import { join } from '../compose.js';
import type { CommandDefinition } from '../context.js';

const TEXTS: Texts<{ readonly expired: string }> = {
  en: { expired: 'Code expired or wrong. Please start again.' },
  fr: { expired: 'Code expiré ou faux. Recommencez, merci.' },
};

/** What is confirmed may wait for a delivery, or for our node to come back. */
const DEADLINE_MS = 600_000;

export const yes: CommandDefinition = {
  name: 'yes',
  aliases: ['oui', 'confirm'],
  role: 'admin',
  places: ['direct', 'telegram', 'console'],
  group: 'you',
  isMinor: true,
  args: { min: 1, max: 1 },
  deadlineMs: DEADLINE_MS,
  texts: {
    en: { name: 'yes', usage: 'CODE', summary: 'confirms what I asked you about', example: '/yes 7Q4K' },
    fr: { name: 'oui', usage: 'CODE', summary: 'confirme ce que je vous ai demandé', example: '/oui 7Q4K' },
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
