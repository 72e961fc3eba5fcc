import type { Stop } from '../../util/clock.js';
import { UserError } from '../../util/errors.js';
import type { Call, Reply, Texts } from '../command.js';
import type { BotContext, CommandDefinition } from '../context.js';
import { ORDER } from '../orders.js';

interface RestartTexts {
  sure(code: string): string;
  readonly begun: string;
  /** To somebody whom nothing can be told later. */
  readonly begunUntold: string;
  readonly alone: string;
}

const TEXTS: Texts<RestartTexts> = {
  en: {
    sure: (code) => `Restart the bot? Queued texts are kept. Confirm within 2 min: /yes ${code}`,
    begun: 'I restart. I tell you when I am back.',
    begunUntold: 'I restart, and this console ends with me. When I am back: meshbot console',
    alone: 'Nobody would start me again: I run neither as a systemd service nor in a container.',
  },
  fr: {
    sure: (code) =>
      `Redémarrer le robot ? Les textes en file sont gardés. Confirmez sous 2 min : /oui ${code}`,
    begun: 'Je redémarre. Je vous préviens à mon retour.',
    begunUntold: 'Je redémarre, et cette console finit avec moi. À mon retour : meshbot console',
    alone: 'Personne ne me relancerait : je ne suis ni un service systemd ni dans un conteneur.',
  },
};

/** For the answer to leave; what does not is kept and goes afterwards. */
const LEAVE_MS = 4000;

export const restart: CommandDefinition = {
  ...ORDER,
  name: 'restart',
  aliases: ['redemarrer'],
  texts: {
    en: { name: 'restart', usage: '', summary: 'restarts me', example: '/restart' },
    fr: { name: 'redemarrer', usage: '', summary: 'me redémarre', example: '/redemarrer' },
  },
  see: ['reboot', 'rebootnode'],
  create: (context) => {
    let stopTimer: Stop = () => {};
    const begin = (call: Call): Reply => {
      const leave = mayRestart(context, call);
      context.restarts.sayFarewell(call);
      stopTimer();
      stopTimer = context.clock.after('restart.leave', LEAVE_MS, leave);
      const { begun, begunUntold } = TEXTS[call.language];
      return call.request.platform === 'console' ? begunUntold : begun;
    };
    return {
      run: (call) => {
        mayRestart(context, call);
        return context.confirmations.ask(call, {
          question: (code) => TEXTS[call.language].sure(code),
          run: begin,
        });
      },
      stop: () => stopTimer(),
    };
  },
};

/** Who ends itself stays away where nobody starts it again. */
function mayRestart({ machine }: BotContext, { language }: Call): () => void {
  if (!machine?.restartBot) throw new UserError(TEXTS[language].alone);
  return machine.restartBot;
}
