/** What the words in the usage of a command stand for. */
import type { CommandDescription, Texts } from './command.js';
import type { Language } from './request.js';

type OptionTexts = Readonly<Record<string, string>>;

const PLACE_EN = 'a town, a post code, 45.19,5.72, or @NODE that tells its position; without it, here';
const PLACE_FR = 'une ville, un code postal, 45.19,5.72, ou @NOEUD qui dit sa position ; sans rien, ici';
const NODE_EN = 'short or long name, !id, or the last 4 digits of it';
const NODE_FR = 'nom court ou long, !id, ou ses 4 derniers chiffres';

const HOURS_EN = 'how far back, as 6, 6h or 2d';
const HOURS_FR = "jusqu'où remonter : 6, 6h ou 2j";

/** The same wherever they stand. */
const COMMON_OPTIONS: Texts<OptionTexts> = {
  en: {
    NODE: NODE_EN,
    node: NODE_EN,
    HOURS: HOURS_EN,
    DAYS: 'how many days back',
    place: PLACE_EN,
    text: 'what to say; blanks need no quotes',
    chN: 'the channel, ch0 to ch7; without it, the primary one',
    command: 'the name of one of them',
  },
  fr: {
    NOEUD: NODE_FR,
    noeud: NODE_FR,
    HEURES: HOURS_FR,
    JOURS: 'combien de jours remonter',
    lieu: PLACE_FR,
    texte: 'ce qui est à dire, sans guillemets',
    chN: 'le canal, ch0 à ch7 ; sans lui, le principal',
    commande: "le nom de l'une d'elles",
  },
};

/** For a command that looks back by `usual` hours when it is not told how far, and what else it takes. */
export function hoursBack(usual: number, others: Partial<Texts<OptionTexts>> = {}): Texts<OptionTexts> {
  return {
    en: { HOURS: `${HOURS_EN}; else ${usual}h`, ...others.en },
    fr: { HEURES: `${HOURS_FR} ; sinon ${usual}h`, ...others.fr },
  };
}

/** Words to be typed as they stand: `text|pos|all`. */
const LITERALS = /\p{Ll}+(?:\|\p{Ll}+)+/gu;

/** A line for each, in the order of the usage: `place: a town, a post code, …`. */
export function optionLines(
  { options }: Pick<CommandDescription, 'options'>,
  usage: string,
  language: Language,
): string[] {
  const own = options?.[language] ?? {};
  const words = usage.replace(LITERALS, ' ').match(/\p{L}+/gu) ?? [];
  const known = new Map(
    [...words, ...Object.keys(own)].map((word) => [word, own[word] ?? COMMON_OPTIONS[language][word]]),
  );
  const colon = language === 'fr' ? ' :' : ':';
  return [...known].flatMap(([word, meaning]) =>
    meaning === undefined ? [] : [`${word}${colon} ${meaning}`],
  );
}
