import { REMEDY } from '../radio/link-journal.js';
import type { TriedNode } from '../radio/try-node.js';

/** What `meshbot init` says, in one language. */
export interface InitTexts {
  readonly searching: string;
  readonly found: string;
  readonly foundNone: string;
  readonly whichNode: string;
  readonly askAddress: string;
  readonly saveAnyway: string;
  readonly yes: RegExp;
  readonly regionUnset: string;
  readonly txOff: string;
  readonly noNeighborInfo: string;
  readonly trial: (address: string) => string;
  readonly answers: (node: TriedNode) => string;
  /** What a person may do about a node that does not answer. */
  readonly remedies: Readonly<typeof REMEDY>;
  readonly fails: (address: string, detail: string | undefined, remedy: string) => string;
  readonly notAnAddress: (said: string) => string;
  /** Where nobody can be asked. */
  readonly nameIt: string;
  readonly exists: (file: string) => string;
  readonly several: (list: string) => string;
  readonly notWritten: string;
  readonly next: (file: string, node: string | undefined) => readonly string[];
}

export const INIT_TEXTS: Readonly<Record<'en' | 'fr', InitTexts>> = {
  en: {
    searching: 'Looking for nodes in this network (5 s) …',
    found: 'Found:',
    foundNone:
      'No node has announced itself. Is it on, on Wi-Fi, and in this network? A node on USB is serial:/dev/ttyACM0.',
    whichNode: 'Which one? Its number, or another address: ',
    askAddress: "The node's address (192.168.1.38, or serial:/dev/ttyACM0): ",
    saveAnyway: 'Write the configuration all the same? [y/N] ',
    yes: /^y(es)?$/iu,
    regionUnset: 'Its region is not set, so it may not send: set it in the Meshtastic app (LoRa, region).',
    txOff: 'Its transmitter is switched off: switch it on in the Meshtastic app (LoRa, transmit enabled).',
    noNeighborInfo: 'Its neighbour info module is off, so /neighbors shows only what it hears directly.',
    trial: (address) => `Trying ${address} …`,
    answers: ({ longName, shortName, id, firmware, hwModel, region, presetName, nodes }) =>
      `${longName} (${shortName} ${id}) answers: firmware ${firmware}, ${hwModel}, ${region}, ${presetName}, ${nodes} nodes known.`,
    remedies: REMEDY,
    fails: (address, detail, remedy) =>
      `${address} does not answer as it should${inBrackets(detail)}: ${asSentence(remedy)}`,
    notAnAddress: (said) =>
      `"${said}" is not a node address. Use HOST, HOST:PORT, tcp://HOST:PORT, [v6]:PORT or serial:/dev/ttyACM0.`,
    nameIt: 'Name its address: --node ADDRESS.',
    exists: (file) =>
      `${file} exists already and stays as it is: edit it, move it away, or name another with --config FILE.`,
    several: (list) => `Several nodes were found: name one with --node ADDRESS (${list}).`,
    notWritten: 'Nothing was written.',
    next: (file, node) => [
      `Written: ${file}`,
      'Start the bot:  meshbot run    (in a checkout: npm start)',
      `Then send ${node ?? 'the node'} a direct message from another node: /ping`,
    ],
  },
  fr: {
    searching: 'Recherche de nœuds dans ce réseau (5 s) …',
    found: 'Trouvés :',
    foundNone:
      "Aucun nœud ne s'est annoncé. Est-il allumé, sur le Wi-Fi, et dans ce réseau ? Un nœud en USB est serial:/dev/ttyACM0.",
    whichNode: 'Lequel ? Son numéro, ou une autre adresse : ',
    askAddress: "L'adresse du nœud (192.168.1.38, ou serial:/dev/ttyACM0) : ",
    saveAnyway: 'Écrire la configuration malgré tout ? [o/N] ',
    yes: /^(o(ui)?|y(es)?)$/iu,
    regionUnset:
      "Sa région n'est pas réglée, il ne peut pas émettre : réglez-la dans l'appli Meshtastic (LoRa, région).",
    txOff: "Son émetteur est coupé : rétablissez-le dans l'appli Meshtastic (LoRa, émission active).",
    noNeighborInfo:
      "Son module d'info de voisinage est coupé : /voisins ne montre que ce qu'il reçoit en direct.",
    trial: (address) => `Essai de ${address} …`,
    answers: ({ longName, shortName, id, firmware, hwModel, region, presetName, nodes }) =>
      `${longName} (${shortName} ${id}) répond : firmware ${firmware}, ${hwModel}, ${region}, ${presetName}, ${nodes} nœuds connus.`,
    remedies: {
      closed_by_node:
        'le nœud a coupé : un autre client (appli, autre bot, outil) occupe peut-être sa seule place',
      reset: 'le nœud ou son réseau a redémarré : réessayez',
      broken_pipe: 'la connexion était morte : réessayez',
      refused: "rien n'écoute là : le nœud est-il allumé, son Wi-Fi et son API actifs, le port juste ?",
      unreachable: "aucun chemin vers cette adresse : vérifiez le réseau et l'adresse",
      unresolved: "ce nom est inconnu : prenez l'adresse IP, ou vérifiez le serveur de noms",
      unplugged: "ce port série n'existe pas : vérifiez le câble, l'alimentation du nœud et le nom",
      denied:
        "pas le droit d'ouvrir ce port série : ajoutez l'utilisateur à son groupe, souvent `sudo usermod -aG dialout UTILISATEUR`",
      busy: 'un autre programme tient ce port série : fermez-le',
      connect_timeout: 'pas de réponse à cette adresse : le nœud est-il allumé et dans le même réseau ?',
      handshake_timeout:
        "quelque chose accepte la connexion mais ne répond pas comme un nœud Meshtastic : vérifiez l'adresse et le port",
      silent: 'le nœud ne répond plus : il est figé, sans réseau ou sans courant',
      wrong_node: "un autre nœud que celui qui est voulu répond là : vérifiez l'adresse",
      evicted: 'un autre client prend sans cesse la seule place du nœud : fermez-le',
      stopped: 'arrêté à la demande',
    },
    fails: (address, detail, remedy) =>
      `${address} ne répond pas comme il faut${inBrackets(detail)} : ${asSentence(remedy)}`,
    notAnAddress: (said) =>
      `« ${said} » n'est pas une adresse de nœud. Formes : HÔTE, HÔTE:PORT, tcp://HÔTE:PORT, [v6]:PORT ou serial:/dev/ttyACM0.`,
    nameIt: 'Donnez son adresse : --node ADRESSE.',
    exists: (file) =>
      `${file} existe déjà et reste tel quel : modifiez-le, déplacez-le, ou nommez-en un autre avec --config FICHIER.`,
    several: (list) => `Plusieurs nœuds trouvés : nommez-en un avec --node ADRESSE (${list}).`,
    notWritten: "Rien n'a été écrit.",
    next: (file, node) => [
      `Écrit : ${file}`,
      'Lancer le bot :  meshbot run    (dans une copie du dépôt : npm start)',
      `Puis envoyez à ${node ?? 'ce nœud'} un message direct depuis un autre nœud : /ping`,
    ],
  },
};

function inBrackets(detail: string | undefined): string {
  return detail === undefined ? '' : ` (${detail})`;
}

function asSentence(text: string): string {
  return text.endsWith('?') ? text : `${text}.`;
}
