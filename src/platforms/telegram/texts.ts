import type { Texts } from '../../bot/command.js';

interface TelegramTexts {
  readonly textsOnly: string;
  /** Of an order that came while the bot was away. */
  tooOld(age: string): string;
  /** Of an order that comes from the future, so that nobody knows whether it is an old one. */
  clockBehind(by: string): string;
  /** Of an order during which the bot was restarted. */
  readonly interrupted: string;
  /** Behind a message that could not go at once. */
  late(at: string, delay: string): string;
  readonly perhapsTwice: string;
  readonly fileName: string;
  /** On a button under an alert. */
  readonly acknowledge: string;
  readonly acknowledged: string;
  /** To admins: nothing reaches somebody, or a group, any more. */
  blocked(who: string): string;
  thrownOut(group: string): string;
}

export const TEXTS: Texts<TelegramTexts> = {
  en: {
    textsOnly: 'I read only texts that you type yourself. Try /help',
    tooOld: (age) => `Sent ${age} ago while I was away; not transmitted.`,
    clockBehind: (by) =>
      `My clock is ${by} behind Telegram's, so I cannot tell when this was sent; nothing done. The operator has to set the clock of my machine.`,
    interrupted: 'I was restarted in the middle of this, and do not begin it again. It may be done already.',
    late: (at, delay) => `(${at}, delayed ${delay})`,
    perhapsTwice: '(may have arrived already)',
    fileName: 'answer.txt',
    acknowledge: 'Acknowledge',
    acknowledged: 'Noted: no more reminders of this for you.',
    blocked: (who) => `${who} has blocked the bot on Telegram: nothing goes there until something comes.`,
    thrownOut: (group) =>
      `The group ${group} on Telegram takes nothing from the bot: nothing goes there until something comes.`,
  },
  fr: {
    textsOnly: 'Je ne lis que les textes que vous tapez vous-même. Essayez /aide',
    tooOld: (age) => `Envoyé il y a ${age} pendant mon absence; non transmis.`,
    clockBehind: (by) =>
      `Mon horloge retarde de ${by} sur celle de Telegram : je ne sais pas de quand date ceci; rien n'est fait. L'opérateur doit régler l'horloge de ma machine.`,
    interrupted: "J'ai été redémarré au milieu de ceci, et ne recommence pas. C'est peut-être déjà fait.",
    late: (at, delay) => `(${at}, retard ${delay})`,
    perhapsTwice: '(peut-être déjà arrivé)',
    fileName: 'reponse.txt',
    acknowledge: 'Bien vu',
    acknowledged: 'Noté : plus de rappel de ceci pour vous.',
    blocked: (who) => `${who} a bloqué le bot sur Telegram : rien n'y part tant que rien n'en vient.`,
    thrownOut: (group) =>
      `Le groupe ${group} sur Telegram n'accepte plus rien du bot : rien n'y part tant que rien n'en vient.`,
  },
};
