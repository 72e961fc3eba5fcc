import type { Texts } from '../command.js';

interface RelayTexts {
  on(channel: string): string;
  readonly privacy: string;
  readonly noReactions: string;
  readonly rightsUnknown: string;
  off(channel: string): string;
  readonly none: string;
  other(asked: string, bound: string): string;
  status(channel: string, since: string): string;
  paused(why: string): string;
  renamed(channel: string, was: string, now: string): string;
  noChannel(word: string): string;
  taken(channel: string): string;
}

export const RELAY_TEXTS: Texts<RelayTexts> = {
  en: {
    on: (channel) =>
      `Relay on: what people I know say here goes out on ${channel}, and what is said there comes here. Off: /relay off`,
    privacy:
      '⚠ I see only commands here, because of privacy mode. Turn that off at @BotFather (/setprivacy) and add me again, or make me an administrator.',
    noReactions: '⚠ I am no administrator here: reactions from here do not reach the mesh.',
    rightsUnknown: '⚠ Telegram did not tell what I may see here.',
    off: (channel) => `Relay off: nothing goes from here to ${channel} or back any more.`,
    none: 'There is no relay here. On: /relay on [chN]',
    other: (asked, bound) => `There is no relay to ${asked} here, but one to ${bound}.`,
    status: (channel, since) => `Relay on between this chat and ${channel}, since ${since}.`,
    paused: (why) => `Paused towards the mesh. ${why}`,
    renamed: (channel, was, now) =>
      `Relay stopped: ${channel} is called ${now} now, no longer ${was}. If that is meant: /relay on ${channel}`,
    taken: (channel) => `Another topic of this chat is joined to ${channel} already. /relay off there first.`,
    noChannel: (word) => `My node has no channel ${word}.`,
  },
  fr: {
    on: (channel) =>
      `Relais actif : ce que disent ici les gens que je connais part sur ${channel}, et ce qui s'y dit arrive ici. Fin : /relais arret`,
    privacy:
      '⚠ Je ne vois ici que les commandes, à cause du mode privé. Désactivez-le chez @BotFather (/setprivacy) et rajoutez-moi, ou faites-moi administrateur.',
    noReactions: "⚠ Je ne suis pas administrateur ici : les réactions d'ici n'atteignent pas le réseau.",
    rightsUnknown: "⚠ Telegram n'a pas dit ce que je peux voir ici.",
    off: (channel) => `Relais arrêté : plus rien ne passe d'ici à ${channel} ni en retour.`,
    none: "Il n'y a pas de relais ici. Activer : /relais marche [chN]",
    other: (asked, bound) => `Il n'y a pas de relais vers ${asked} ici, mais un vers ${bound}.`,
    status: (channel, since) => `Relais actif entre ce chat et ${channel}, depuis ${since}.`,
    paused: (why) => `En pause vers le réseau. ${why}`,
    renamed: (channel, was, now) =>
      `Relais arrêté : ${channel} s'appelle maintenant ${now}, et non plus ${was}. Si c'est voulu : /relais marche ${channel}`,
    taken: (channel) =>
      `Un autre sujet de ce chat est déjà relié à ${channel}. D'abord, là-bas : /relais arret`,
    noChannel: (word) => `Mon nœud n'a pas de canal ${word}.`,
  },
};
