import { UserError } from '../../util/errors.js';
import { fold } from '../../util/text.js';
import type { Call, Texts } from '../command.js';
import type { CommandDefinition } from '../context.js';
import type { AdmittedPerson, Pairing } from '../pairing.js';
import { quoted } from '../quoted.js';
import type { Role } from '../request.js';

interface UnpairTexts {
  letGo(who: string): string;
  /** He is listed, and was paired as more or less beside that. */
  stays(who: string, role: Role, key: string): string;
  listed(who: string, key: string): string;
  nobody(wanted: string): string;
  several(wanted: string, who: string): string;
}

const TEXTS: Texts<UnpairTexts> = {
  en: {
    letGo: (who) => `${who} is a stranger again: no role, no alerts.`,
    stays: (who, role, key) => `${who} is paired no more, and stays ${role} by ${key} in the configuration.`,
    listed: (who, key) =>
      `${who} was not paired, but stands in ${key}: remove the number there and restart me.`,
    nobody: (wanted) => `Nobody who was paired is called "${wanted}". All of them: users`,
    several: (wanted, who) => `Several people are called "${wanted}". Say which number: ${who}`,
  },
  fr: {
    letGo: (who) => `${who} est de nouveau inconnu : plus de rôle, plus d'alertes.`,
    stays: (who, role, key) =>
      `${who} n'est plus appairé, et reste ${role} par ${key} dans la configuration.`,
    listed: (who, key) =>
      `${who} n'a pas été appairé, mais figure dans ${key} : retirez-y son numéro et redémarrez-moi.`,
    nobody: (wanted) => `Aucune personne appairée ne s'appelle « ${wanted} ». Toutes : utilisateurs`,
    several: (wanted, who) => `Plusieurs personnes s'appellent « ${wanted} ». Dites le numéro : ${who}`,
  },
};

export const unpair: CommandDefinition = {
  name: 'unpair',
  aliases: ['desappairer'],
  role: 'admin',
  places: ['console'],
  group: 'you',
  isMinor: true,
  args: { min: 1, max: 9 },
  texts: {
    en: {
      name: 'unpair',
      usage: 'ID|NAME',
      summary: 'takes back what a code of pair gave',
      example: '/unpair Charlie',
    },
    fr: {
      name: 'desappairer',
      usage: 'NUMERO|NOM',
      summary: "reprend ce qu'un code de pair a donné",
      example: '/desappairer Charlie',
    },
  },
  options: {
    en: { ID: 'the number that users shows, `99`', NAME: 'as somebody is called on Telegram or on the mesh' },
    fr: {
      NUMERO: 'celui que montre utilisateurs, `99`',
      NOM: "comme quelqu'un s'appelle sur Telegram ou sur le réseau",
    },
  },
  see: ['pair', 'users'],
  create: (context) => ({
    isAvailable: () => context.pairing !== undefined,
    run: (call) => letGo(context.pairing, call),
  }),
};

function letGo(pairing: Pairing | undefined, { args, language }: Call): string {
  const text = TEXTS[language];
  const wanted = args.join(' ');
  const found = matching(pairing?.admitted ?? [], wanted);
  const [person] = found;
  if (!pairing || !person) throw new UserError(text.nobody(quoted(wanted)));
  if (found.length > 1) throw new UserError(text.several(quoted(wanted), found.map(nameOf).join(', ')));
  const { paired, listed } = person;
  const who = nameOf(person);
  if (listed && (paired?.role ?? 'any') === 'any') throw new UserError(text.listed(who, listed.key));
  pairing.letGo(person);
  return listed ? text.stays(who, listed.role, listed.key) : text.letGo(who);
}

/** An id is one person's; a name may be anybody's, and so counts only where no id is meant. */
function matching(people: readonly AdmittedPerson[], wanted: string): readonly AdmittedPerson[] {
  const byId = people.filter(({ userId }) => [userId, userId.split(':')[1]].includes(wanted));
  if (byId.length > 0) return byId;
  const name = fold(wanted);
  return people.filter(({ paired }) =>
    [paired?.name, paired?.shortName].some((each) => each !== undefined && fold(each) === name),
  );
}

function nameOf({ userId, paired }: AdmittedPerson): string {
  return [paired?.name, paired?.shortName, userId].filter((each) => each !== undefined).join(' ');
}
