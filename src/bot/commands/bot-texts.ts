import type { Texts } from '../command.js';

/** What the command for the language model says beside its answers. */
export interface BotTexts {
  hot(celsius: string, limit: string): string;
  weak(volts: string, limit: string): string;
  full(before: number): string;
  /** The asker's question is not answered yet. */
  working(before: number): string;
  down(since: string): string;
  late(seconds: number): string;
  readonly nothing: string;
  readonly withdrawn: string;
  readonly noneToStop: string;
  context(messages: number): string;
  forgotten(messages: number): string;
  readonly leavesHouse: string;
}

export const BOT_TEXTS: Texts<BotTexts> = {
  en: {
    hot: (celsius, limit) => `Too warm for thinking: CPU ${celsius}° (limit ${limit}). Try later.`,
    weak: (volts, limit) => `Saving the battery: ${volts}V (limit ${limit}). Try later.`,
    full: (before) => `${before} questions before yours, ask again later.`,
    working: (before) =>
      before === 0
        ? 'I am still thinking about your question. /bot stop ends it.'
        : `Your question waits, ${before} before it. /bot stop ends it.`,
    down: (since) => `AI is off since ${since}.`,
    late: (seconds) => `No answer within ${seconds} s.`,
    nothing: 'I have no answer to that.',
    withdrawn: 'Stopped: your question is withdrawn.',
    noneToStop: 'No question of yours is waiting.',
    context: (messages) => `(I remember ${messages} messages. /clear forgets them.)`,
    forgotten: (messages) => `Forgotten (${messages} messages).`,
    leavesHouse: 'Your questions leave this house',
  },
  fr: {
    hot: (celsius, limit) => `Trop chaud pour réfléchir : CPU ${celsius}° (limite ${limit}). Plus tard !`,
    weak: (volts, limit) => `J'économise la batterie : ${volts}V (limite ${limit}). Plus tard !`,
    full: (before) => `${before} questions avant la vôtre, réessayez plus tard.`,
    working: (before) =>
      before === 0
        ? "Je réfléchis encore à votre question. /ia stop l'arrête."
        : `Votre question attend, ${before} avant elle. /ia stop l'arrête.`,
    down: (since) => `L'IA est coupée depuis ${since}.`,
    late: (seconds) => `Pas de réponse en ${seconds} s.`,
    nothing: "Je n'ai pas de réponse à cela.",
    withdrawn: 'Arrêté : votre question est retirée.',
    noneToStop: "Aucune question de vous n'attend.",
    context: (messages) => `(Je me souviens de ${messages} messages. /oubli les efface.)`,
    forgotten: (messages) => `Oublié (${messages} messages).`,
    leavesHouse: 'Vos questions quittent la maison',
  },
};

/** What the model is told of itself: nothing about people, nodes or what was measured. */
export const PROMPTS: Texts<{ readonly mesh: string; readonly chat: string }> = {
  en: {
    mesh: 'You are MeshBot, a friendly assistant on a slow Meshtastic radio network. Answer in English, in plain text without Markdown, links or emoji, in one or two short sentences of at most 180 bytes. You cannot see the network, its nodes or any message. Say so when you do not know.',
    chat: 'You are MeshBot, a friendly assistant of a Meshtastic radio network. Answer in English, in plain text without Markdown, in at most 2500 characters. You cannot see the network, its nodes or any message. Say so when you do not know.',
  },
  fr: {
    mesh: "Tu es MeshBot, l'assistant aimable d'un réseau radio Meshtastic lent. Réponds en français, en texte simple sans Markdown, lien ni emoji, en une ou deux phrases courtes de 180 octets au plus. Tu ne vois ni le réseau, ni ses nœuds, ni aucun message. Dis-le quand tu ne sais pas.",
    chat: "Tu es MeshBot, l'assistant aimable d'un réseau radio Meshtastic. Réponds en français, en texte simple sans Markdown, en 2500 caractères au plus. Tu ne vois ni le réseau, ni ses nœuds, ni aucun message. Dis-le quand tu ne sais pas.",
  },
};
