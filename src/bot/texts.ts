import type { Texts } from './command.js';

/** What the bot says whatever the command. */
export interface CommonTexts {
  unknown(word: string, meant: readonly string[]): string;
  usage(command: string, usage: string, example: string): string;
  roleMissing(command: string): string;
  readonly proofMissing: string;
  wrongPlace(command: string, places: readonly string[]): string;
  readonly places: {
    readonly direct: string;
    readonly channel: string;
    readonly console: string;
  };
  notSetUp(command: string): string;
  /** For whoever may change the configuration. */
  switchOn(key: string): string;
  noNode(text: string): string;
  severalNodes(count: number, text: string, nodes: string): string;
  textTooLong(bytes: number, max: number): string;
  fault(reference: string): string;
  tooSlow(limit: string): string;
  hint(name: string): string;
  readonly whichCommand: string;
  limited(commands: number, window: string, wait: string): string;
  cooling(command: string, pause: string, wait: string): string;
  meshLimited(answers: number, window: string, wait: string): string;
}

export const COMMON: Texts<CommonTexts> = {
  en: {
    unknown: (word, meant) =>
      `Unknown: /${word}.${meant.length > 0 ? ` Did you mean ${orList(meant.map(slashed), 'or')}?` : ''}${meant.includes('help') ? '' : ' /help'}`,
    usage: (command, usage, example) =>
      `Usage: /${command}${usage && ` ${usage}`}${example && `. Ex: ${example}`}`,
    roleMissing: (command) => `Sorry, /${command} is for admins.`,
    proofMissing: 'I need an encrypted DM (PKI) from your node for this.',
    wrongPlace: (command, places) => `/${command} works by ${orList(places, 'or')}.`,
    places: { direct: 'DM', channel: 'channel', console: 'console' },
    notSetUp: (command) => `/${command} is not set up here.`,
    switchOn: (key) => `To switch it on: ${key} in the configuration.`,
    noNode: (text) => `No node "${text}". Try /nodes or its !id.`,
    severalNodes: (count, text, nodes) => `${count} match "${text}": ${nodes}. Which?`,
    textTooLong: (bytes, max) => `Text too long: ${bytes} bytes, ${max} max.`,
    fault: (reference) => `Sorry, my fault. Ref ${reference} (it is in my log).`,
    tooSlow: (limit) => `Sorry, that took longer than ${limit}. Please try again.`,
    hint: (name) => `Hi ${name}, I am a bot. Try /help`,
    whichCommand: 'Which command? Try /help',
    limited: (commands, window, wait) => `⏳ ${commands} commands per ${window}. Next one in ${wait}.`,
    cooling: (command, pause, wait) => `⏳ /${command}: one per ${pause}. Next one in ${wait}.`,
    meshLimited: (answers, window, wait) =>
      `⏳ At most ${answers} answers to the mesh per ${window}. Next one in ${wait}.`,
  },
  fr: {
    unknown: (word, meant) =>
      `Inconnue : /${word}.${meant.length > 0 ? ` Vouliez-vous ${orList(meant.map(slashed), 'ou')} ?` : ''}${meant.includes('aide') ? '' : ' /aide'}`,
    usage: (command, usage, example) =>
      `Usage : /${command}${usage && ` ${usage}`}${example && `. Ex : ${example}`}`,
    roleMissing: (command) => `Désolé, /${command} est réservée aux admins.`,
    proofMissing: 'Il me faut un DM chiffré (PKI) de votre nœud.',
    wrongPlace: (command, places) => `/${command} marche en ${orList(places, 'ou')}.`,
    places: { direct: 'DM', channel: 'canal', console: 'console' },
    notSetUp: (command) => `/${command} n'est pas configurée ici.`,
    switchOn: (key) => `Pour l'activer : ${key} dans la configuration.`,
    noNode: (text) => `Aucun nœud "${text}". Essayez /noeuds ou son !id.`,
    severalNodes: (count, text, nodes) => `${count} pour "${text}" : ${nodes}. Lequel ?`,
    textTooLong: (bytes, max) => `Texte trop long : ${bytes} octets, ${max} max.`,
    fault: (reference) => `Désolé, erreur chez moi. Réf ${reference} (dans mon journal).`,
    tooSlow: (limit) => `Désolé, cela a duré plus de ${limit}. Réessayez, merci.`,
    hint: (name) => `Bonjour ${name}, je suis un robot. Essayez /aide`,
    whichCommand: 'Quelle commande ? Essayez /aide',
    limited: (commands, window, wait) => `⏳ ${commands} commandes par ${window}. La suivante dans ${wait}.`,
    cooling: (command, pause, wait) => `⏳ /${command} : une par ${pause}. La suivante dans ${wait}.`,
    meshLimited: (answers, window, wait) =>
      `⏳ Au plus ${answers} réponses au mesh par ${window}. La suivante dans ${wait}.`,
  },
};

function slashed(command: string): string {
  return `/${command}`;
}

function orList(words: readonly string[], or: string): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} ${or} ${last}`;
}
