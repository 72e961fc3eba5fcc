import { UserError } from '../../util/errors.js';
import type { Call, Reply } from '../command.js';
import type { BotContext, CommandDefinition } from '../context.js';
import { findNode } from '../find-node.js';
import { longNameOf } from '../node-names.js';
import { askForKey } from './trust-question.js';
import { TRUST_TEXTS } from './trust-texts.js';

export const untrust: CommandDefinition = {
  name: 'untrust',
  aliases: ['mefiance'],
  role: 'admin',
  places: ['console'],
  group: 'you',
  isMinor: true,
  args: { min: 1, max: 9 },
  texts: {
    en: { name: 'untrust', usage: 'NODE', summary: 'takes back what trust gave', example: '/untrust ALPH' },
    fr: {
      name: 'mefiance',
      usage: 'NOEUD',
      summary: 'reprend ce que confiance a donné',
      example: '/mefiance ALPH',
    },
  },
  see: ['trust'],
  create: (context) => ({ run: (call) => ask(context, call) }),
};

function ask(context: BotContext, call: Call): Reply {
  const { nodes, house } = context;
  const { language, args } = call;
  const text = TRUST_TEXTS[language];
  const { nodeNum } = findNode(nodes, args.join(' '), language);
  const name = longNameOf(nodes, nodeNum);
  const trusted = house.trustedKey(nodeNum);
  if (!trusted) throw new UserError(text.wasNot(name));
  return askForKey(context, call, {
    ...trusted,
    ask: text.askNoMore,
    run: () => {
      house.untrust(nodeNum);
      return text.noLonger(name);
    },
  });
}
