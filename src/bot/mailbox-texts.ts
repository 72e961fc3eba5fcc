import type { Letter } from '../mesh/mail-store.js';
import { byteLength } from '../util/text.js';
import type { Texts } from './command.js';
import { dayAndMonth, timeOfDay } from './format.js';
import { PAGE_BYTES } from './pages.js';
import type { Language } from './request.js';

/** Why a letter cannot go yet: no key of its addressee is known, or another one than before. */
export type Hold = 'unknown' | 'changed';

/** How a letter ended without having arrived. */
export type Loss = 'expired' | 'refused';

interface MailboxTexts {
  letter(name: string, when: string, body: string): string;
  answer(name: string): string;
  delivered(number: number, name: string, time: string): string;
  held(number: number, name: string, hold: Hold): string;
  lost(number: number, name: string, loss: Loss): string;
}

const HOLD_EN: Readonly<Record<Hold, string>> = {
  unknown: 'I do not know its key yet',
  changed: 'its key has changed and nobody has accepted that',
};
const HOLD_FR: Readonly<Record<Hold, string>> = {
  unknown: 'je ne connais pas encore sa clé',
  changed: "sa clé a changé et personne ne l'a acceptée",
};
const LOSS_EN: Readonly<Record<Loss, (name: string) => string>> = {
  expired: () => 'expired after 7 days, never acked.',
  refused: (name) => `given back: ${name} takes no mail.`,
};
const LOSS_FR: Readonly<Record<Loss, (name: string) => string>> = {
  expired: () => 'expiré après 7 jours, jamais accusé.',
  refused: (name) => `rendu : ${name} ne prend pas de courrier.`,
};

export const MAILBOX_TEXTS: Texts<MailboxTexts> = {
  en: {
    letter: (name, when, body) => `From ${name} ${when}: ${body}`,
    answer: (name) => ` (answer: /tell ${name} ...)`,
    delivered: (number, name, time) => `#${number} delivered to ${name} at ${time} (acked).`,
    held: (number, name, hold) => `#${number} to ${name} is held: ${HOLD_EN[hold]}.`,
    lost: (number, name, loss) => `#${number} ${LOSS_EN[loss](name)}`,
  },
  fr: {
    letter: (name, when, body) => `De ${name} ${when} : ${body}`,
    answer: (name) => ` (répondre : /dire ${name} ...)`,
    delivered: (number, name, time) => `#${number} remis à ${name} à ${time} (accusé reçu).`,
    held: (number, name, hold) => `#${number} à ${name} est retenu : ${HOLD_FR[hold]}.`,
    lost: (number, name, loss) => `#${number} ${LOSS_FR[loss](name)}`,
  },
};

/** What the addressee reads; how to answer is left out where there is no room, or nobody to answer. */
export function letterText({ sender, senderName, writtenAt, body }: Letter, language: Language): string {
  const text = MAILBOX_TEXTS[language];
  const letter = text.letter(senderName, `${dayAndMonth(writtenAt, language)} ${timeOfDay(writtenAt)}`, body);
  const whole = letter + text.answer(senderName);
  return sender.startsWith('mesh:') && byteLength(whole) <= PAGE_BYTES ? whole : letter;
}
