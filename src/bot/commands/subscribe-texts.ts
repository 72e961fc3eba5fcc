import type { CommandTexts, Texts } from '../command.js';

interface SubscribeTexts {
  subscribed(what: string): string;
  within(kilometers: number): string;
  readonly onlyRed: string;
  also(topics: string): string;
  quiet(hours: string): string;
  readonly atNight: string;
  stop(topic: string): string;
  full(max: number): string;
  noTopic(topics: readonly string[]): string;
  notHere(topic: string, topics: readonly string[]): string;
  topics(list: string, isBrief: boolean): string;
  youGet(topics: string): string;
  unsubscribed(gone: string, left: string): string;
  hadNot(left: string): string;
  readonly console: string;
}

const ANSWERS: Texts<SubscribeTexts> = {
  en: {
    subscribed: (what) => `Subscribed: ${what}.`,
    within: (kilometers) => ` within ${kilometers} km`,
    onlyRed: ' only red',
    also: (topics) => `You also get ${topics}.`,
    quiet: (hours) => `Quiet ${hours} unless severe.`,
    atNight: 'Also at night.',
    stop: (topic) => `Stop: /unsubscribe ${topic}`,
    full: (max) => `List full (${max}). Ask an admin.`,
    noTopic: (topics) =>
      topics.length > 0
        ? `Topics: ${topics.join(', ')}. Ex: /subscribe ${topics[0]}`
        : 'I warn of nothing here.',
    notHere: (topic, topics) =>
      `${topic} is not set up here: I could not warn you.${topics.length > 0 ? ` Topics: ${topics.join(', ')}` : ''}`,
    topics: (list, isBrief) =>
      isBrief ? `Topics: ${list}; add night.` : `Topics (add night for quiet hours too):\n${list}`,
    youGet: (topics) => (topics ? `You get: ${topics}` : 'You get none.'),
    unsubscribed: (gone, left) =>
      `Unsubscribed: ${gone}. ${left ? `You still get ${left}.` : 'You get none now.'}`,
    hadNot: (left) => `You had not subscribed to that. ${left ? `You get ${left}.` : 'You get none.'}`,
    console: 'Nothing can be sent to a console: what I warn of stands in the log. Subscribe from your node.',
  },
  fr: {
    subscribed: (what) => `Abonné : ${what}.`,
    within: (kilometers) => ` à moins de ${kilometers} km`,
    onlyRed: ' rouge seulement',
    also: (topics) => `Vous avez aussi ${topics}.`,
    quiet: (hours) => `Silence ${hours} sauf danger.`,
    atNight: 'La nuit aussi.',
    stop: (topic) => `Arrêt : /desabonner ${topic}`,
    full: (max) => `Liste pleine (${max}). Demandez à un admin.`,
    noTopic: (topics) =>
      topics.length > 0
        ? `Sujets : ${topics.join(', ')}. Ex : /abonner ${topics[0]}`
        : "Je n'avertis de rien ici.",
    notHere: (topic, topics) =>
      `${topic} n'est pas configuré ici : je ne pourrais pas vous avertir.${topics.length > 0 ? ` Sujets : ${topics.join(', ')}` : ''}`,
    topics: (list, isBrief) =>
      isBrief
        ? `Sujets : ${list}; ajoutez nuit.`
        : `Sujets (ajoutez nuit pour les heures de silence) :\n${list}`,
    youGet: (topics) => (topics ? `Vous : ${topics}` : "Vous n'en avez aucun."),
    unsubscribed: (gone, left) => `Désabonné : ${gone}. ${left ? `Il reste ${left}.` : 'Il ne reste rien.'}`,
    hadNot: (left) => `Vous n'y étiez pas abonné. ${left ? `Vous avez ${left}.` : "Vous n'en avez aucun."}`,
    console:
      "Rien ne s'envoie à une console : mes alertes sont dans le journal. Abonnez-vous depuis votre nœud.",
  },
};

const SUBSCRIBE: Texts<CommandTexts> = {
  en: {
    name: 'subscribe',
    usage: '[TOPIC [option]]',
    summary: 'be warned unasked',
    example: '/subscribe blitz 30',
  },
  fr: {
    name: 'abonner',
    usage: '[SUJET [option]]',
    summary: 'être averti sans demander',
    example: '/abonner foudre 30',
  },
};

const UNSUBSCRIBE: Texts<CommandTexts> = {
  en: {
    name: 'unsubscribe',
    usage: 'TOPIC|all',
    summary: 'no longer be warned',
    example: '/unsubscribe blitz',
  },
  fr: {
    name: 'desabonner',
    usage: 'SUJET|tout',
    summary: 'ne plus être averti',
    example: '/desabonner foudre',
  },
};

export const SUBSCRIBE_TEXTS = { ...ANSWERS, subscribe: SUBSCRIBE, unsubscribe: UNSUBSCRIBE };
