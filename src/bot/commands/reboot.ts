import { UserError } from '../../util/errors.js';
import type { Call, Reply, Texts } from '../command.js';
import type { BotContext, CommandDefinition } from '../context.js';
import { ORDER } from '../orders.js';

interface RebootTexts {
  sure(queued: number, code: string): string;
  readonly begun: string;
  /** To somebody whom nothing can be told later. */
  readonly begunUntold: string;
  readonly tooOften: string;
}

const TEXTS: Texts<RebootTexts> = {
  en: {
    sure: (queued, code) =>
      `Reboot host? ${queued} queued ${queued === 1 ? 'text is' : 'texts are'} kept. Confirm within 2 min: /yes ${code}`,
    begun: 'The host reboots. I tell you when I am back.',
    begunUntold: 'The host reboots, and this console ends with it. When it is back: meshbot console',
    tooOften: 'Rebooted twice today, no more.',
  },
  fr: {
    sure: (queued, code) =>
      `Redémarrer la machine ? ${queued} ${queued > 1 ? 'textes en file sont gardés' : 'texte en file est gardé'}. Confirmez sous 2 min : /oui ${code}`,
    begun: 'La machine redémarre. Je vous préviens à mon retour.',
    begunUntold: 'La machine redémarre, et cette console finit avec elle. À son retour : meshbot console',
    tooOften: "Déjà deux redémarrages aujourd'hui, pas plus.",
  },
};

export const reboot: CommandDefinition = {
  ...ORDER,
  name: 'reboot',
  aliases: ['rebootpi'],
  texts: {
    en: { name: 'reboot', usage: '', summary: 'restarts the machine that I run on', example: '/reboot' },
    fr: { name: 'reboot', usage: '', summary: 'redémarre la machine où je tourne', example: '/reboot' },
  },
  see: ['rebootnode', 'restart'],
  create: (context) => ({
    isAvailable: () => context.machine?.rebootHost !== undefined,
    run: (call) =>
      context.confirmations.ask(call, {
        question: (code) => TEXTS[call.language].sure(context.radio.report().outbox.queued, code),
        run: (confirmed) => begin(context, confirmed),
      }),
  }),
};

/** What waits is stored already; the machine ends the bot in order. */
async function begin({ machine, restarts }: BotContext, call: Call): Promise<Reply> {
  const text = TEXTS[call.language];
  if (!restarts.takeHostReboot()) throw new UserError(text.tooOften);
  restarts.sayFarewell(call);
  try {
    await machine?.rebootHost?.();
  } catch (error) {
    restarts.takeBackFarewell();
    restarts.giveBackHostReboot();
    throw error;
  }
  return call.request.platform === 'console' ? text.begunUntold : text.begun;
}
