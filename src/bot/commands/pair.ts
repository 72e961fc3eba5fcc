import { UserError } from '../../util/errors.js';
import type { Call, Texts } from '../command.js';
import type { BotContext, CommandDefinition } from '../context.js';
import { wait } from '../format.js';
import { cleanShortName } from '../name-on-mesh.js';
import { CODE_MS, type NameProblem, type Pairing } from '../pairing.js';
import type { Role } from '../request.js';

interface PairTexts {
  readonly noAdmin: string;
  made(role: string, code: string, forTime: string): string;
  paired(role: Role): string;
  readonly wrong: string;
  locked(forTime: string): string;
  named(name: string): string;
  badName(problem: NameProblem, name: string): string;
  readonly atConsole: string;
}

const ROLES_FR: Readonly<Record<Role, string>> = { any: 'inconnu', known: 'utilisateur', admin: 'admin' };

const TEXTS: Texts<PairTexts> = {
  en: {
    noAdmin: 'Nobody on Telegram is an admin yet.',
    made: (role, code, forTime) =>
      `Code for ${role === 'admin' ? 'an admin' : 'a user'}, good once within ${forTime}: ${code}\nOn Telegram: /pair ${code}`,
    paired: (role) =>
      `Welcome, you are paired as ${role === 'admin' ? 'admin' : 'user'}. Try /help\nWhich short name of 1 to 4 characters shall stand before your texts on the mesh? /pair NAME`,
    wrong: 'This code is wrong or too old.',
    locked: (forTime) => `Too many wrong codes: pairing is locked for ${forTime}.`,
    named: (name) => `Your texts on the mesh begin with "${name}: ".`,
    badName: (problem, name) => {
      if (problem === 'no name')
        return 'A short name has 1 to 4 characters that can be seen, and neither ":" nor "/".';
      return problem === 'taken'
        ? `Somebody else is called "${name}" already: choose another name.`
        : `A node of the mesh is called "${name}": choose another name.`;
    },
    atConsole: 'Usage: pair admin, or pair user. It shows a code.',
  },
  fr: {
    noAdmin: "Personne n'est encore admin sur Telegram.",
    made: (role, code, forTime) =>
      `Code pour un ${role === 'admin' ? 'admin' : 'utilisateur'}, valable une fois pendant ${forTime} : ${code}\nSur Telegram : /pair ${code}`,
    paired: (role) =>
      `Bienvenue, vous êtes ${ROLES_FR[role]}. Essayez /aide\nQuel nom court de 1 à 4 caractères mettre devant vos textes sur le réseau ? /pair NOM`,
    wrong: 'Ce code est faux ou trop vieux.',
    locked: (forTime) => `Trop de codes faux : appairage bloqué pendant ${forTime}.`,
    named: (name) => `Vos textes sur le réseau commencent par « ${name}: ».`,
    badName: (problem, name) => {
      if (problem === 'no name') return 'Un nom court a 1 à 4 caractères visibles, sans « : » ni « / ».';
      return problem === 'taken'
        ? `Quelqu'un d'autre s'appelle déjà « ${name} » : choisissez un autre nom.`
        : `Un nœud du réseau s'appelle « ${name} » : choisissez un autre nom.`;
    },
    atConsole: 'Usage : pair admin, ou pair utilisateur. Un code est affiché.',
  },
};

/** A code has more letters. */
const NAME_LETTERS = 4;

export const pair: CommandDefinition = {
  name: 'pair',
  aliases: [],
  switchedOnBy: 'telegram.enabled',
  role: 'any',
  roleFor: ({ args: [what = ''] }) => (isRole(what) ? 'admin' : 'any'),
  places: ['telegram', 'console'],
  group: 'you',
  isMinor: true,
  args: { min: 1, max: 1 },
  texts: {
    en: { name: 'pair', usage: 'code', summary: 'shows me who you are', example: '/pair 7Q4KW2XZ' },
    fr: { name: 'pair', usage: 'code', summary: 'me montre qui vous êtes', example: '/pair 7Q4KW2XZ' },
  },
  options: {
    en: { code: 'the 8 characters that the operator gave you' },
    fr: { code: "les 8 caractères que l'opérateur vous a donnés" },
  },
  see: ['start'],
  create: (context) => ({
    isAvailable: () => context.pairing !== undefined,
    run: (call) => {
      const { pairing } = context;
      if (!pairing) throw new UserError(TEXTS[call.language].wrong);
      return call.request.platform === 'console' ? made(pairing, call) : shown(context, pairing, call);
    },
  }),
};

function isRole(text: string): boolean {
  return ['admin', 'user', 'utilisateur'].includes(text.toLowerCase());
}

function made(pairing: Pairing, { args: [what = ''], language }: Call): string {
  const text = TEXTS[language];
  const role = what.toLowerCase();
  if (!isRole(role)) throw new UserError(text.atConsole);
  if (pairing.lockedMs > 0) throw new UserError(text.locked(wait(pairing.lockedMs)));
  return text.made(role, pairing.create(role === 'admin' ? 'admin' : 'known'), wait(CODE_MS));
}

/** What a console shows by itself as long as nobody beyond the mesh is an admin. */
export function offerToFirstAdmin({ pairing, users, settings }: BotContext): string | undefined {
  if (!pairing?.lacksAdmin) return undefined;
  const text = TEXTS[users.get('console') ?? settings.language];
  const { lockedMs } = pairing;
  const offer =
    lockedMs > 0 ? text.locked(wait(lockedMs)) : text.made('admin', pairing.create('admin'), wait(CODE_MS));
  return `${text.noAdmin}\n${offer}`;
}

/** Codes are shown where nobody else reads along. */
function shown(context: BotContext, pairing: Pairing, call: Call): string {
  const { audit, clock } = context;
  const { request, language } = call;
  const { user } = request;
  const [written = ''] = call.args;
  const text = TEXTS[language];
  const name = cleanShortName(written);
  if (user.role !== 'any' && [...name].length <= NAME_LETTERS) {
    const problem = pairing.rename(user, name, context);
    if (problem) throw new UserError(text.badName(problem, name));
    return text.named(name);
  }
  const redeemed = pairing.redeem(written, user);
  if (redeemed.kind === 'locked') throw new UserError(text.locked(wait(redeemed.waitMs)));
  const isPaired = redeemed.kind === 'paired';
  audit.record({
    at: clock.now(),
    who: user.id,
    proof: isPaired ? 'pairing code' : 'none',
    platform: request.platform,
    command: '/pair',
    result: isPaired ? 'done' : 'refused',
  });
  if (redeemed.kind === 'wrong') throw new UserError(text.wrong);
  return text.paired(redeemed.role);
}
