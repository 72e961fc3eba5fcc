/** What people may subscribe to, in their words. */
import { type Subscription, type SubscriptionOptions, TOPICS, type Topic } from '../mesh/user-store.js';
import { fold } from '../util/text.js';
import type { Texts } from './command.js';
import type { Language, Role } from './request.js';

interface TopicTexts {
  readonly name: string;
  /** Options, as printed in a list. */
  readonly options: string;
  /** What it tells. */
  readonly about: string;
}

export const TOPIC_TEXTS: Texts<Readonly<Record<Topic, TopicTexts>>> = {
  en: {
    vigi: { name: 'vigi', options: 'orange|red', about: 'weather warnings of Météo-France, orange and red' },
    blitz: {
      name: 'blitz',
      options: '5-100 km',
      about: 'lightning near here, the distance is yours to choose',
    },
    link: { name: 'link', options: '', about: 'the link to my node, and watched nodes, lost and back' },
    system: { name: 'system', options: '', about: 'what ails the bot and its host' },
  },
  fr: {
    vigi: { name: 'vigi', options: 'orange|rouge', about: 'vigilance de Météo-France, orange et rouge' },
    blitz: {
      name: 'foudre',
      options: '5-100 km',
      about: "la foudre près d'ici, à la distance de votre choix",
    },
    link: { name: 'lien', options: '', about: 'le lien à mon nœud et les nœuds suivis, perdus et revenus' },
    system: { name: 'systeme', options: '', about: 'les ennuis du robot et de sa machine' },
  },
};

const TOPIC_WORDS: Readonly<Record<string, Topic>> = {
  vigi: 'vigi',
  vigilance: 'vigi',
  blitz: 'blitz',
  lightning: 'blitz',
  foudre: 'blitz',
  orage: 'blitz',
  link: 'link',
  lien: 'link',
  system: 'system',
  systeme: 'system',
};

export const DEFAULT_KILOMETERS = 50;
const MIN_KILOMETERS = 5;
const MAX_KILOMETERS = 100;

const OPTION_WORDS: ReadonlyMap<string, SubscriptionOptions> = new Map([
  ['night', { atNight: true }],
  ['nuit', { atNight: true }],
  ['nonight', { atNight: false }],
  ['sansnuit', { atNight: false }],
  ['km', {}],
  ['orange', { colour: 'orange' }],
  ['red', { colour: 'red' }],
  ['rouge', { colour: 'red' }],
]);

export function readTopic(word: string): Topic | undefined {
  return TOPIC_WORDS[fold(word)];
}

/** What an asker of that role may hear of, if there is anything to warn of it. */
export function topicsOf(role: Role): readonly Topic[] {
  return TOPICS.filter((topic) => topic !== 'system' || role === 'admin');
}

export function topicName(topic: Topic, language: Language): string {
  return TOPIC_TEXTS[language][topic].name;
}

/** `vigi blitz`; empty for none. */
export function topicNames(subscriptions: readonly Subscription[], language: Language): string {
  const has = new Set(subscriptions.map(({ topic }) => topic));
  return TOPICS.filter((topic) => has.has(topic))
    .map((topic) => topicName(topic, language))
    .join(' ');
}

/** What may be typed behind a topic, numbers left out. */
export function optionWords(topic: Topic, language: Language): readonly string[] {
  const { options } = TOPIC_TEXTS[language][topic];
  const own = options.split('|').filter((word) => /^\p{L}+$/u.test(word));
  return [...own, ...(language === 'fr' ? ['nuit', 'sansnuit'] : ['night', 'nonight'])];
}

/** Options as people write them; undefined where one of them means nothing for that topic. */
export function readOptions(topic: Topic, words: readonly string[]): SubscriptionOptions | undefined {
  let options: SubscriptionOptions = {};
  for (const word of words) {
    const option = readOption(topic, fold(word));
    if (!option) return undefined;
    options = { ...options, ...option };
  }
  return options;
}

function readOption(topic: Topic, word: string): SubscriptionOptions | undefined {
  const option = OPTION_WORDS.get(word);
  if (option && (!option.colour || topic === 'vigi')) return option;
  const kilometers = Number(/^(\d{1,3})(?:km)?$/.exec(word)?.[1]);
  const isInRange = kilometers >= MIN_KILOMETERS && kilometers <= MAX_KILOMETERS;
  return topic === 'blitz' && isInRange ? { kilometers } : undefined;
}
