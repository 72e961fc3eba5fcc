import type { DeliveryFailure } from '../mesh/radio.js';
import type { Texts } from './command.js';

/** Why a message did not get out, in words. */
export const FAILURE_WORDS: Texts<Readonly<Record<DeliveryFailure, string>>> = {
  en: {
    no_ack: 'no neighbour relayed it (3 tries)',
    no_channel: 'my node does not have that channel',
    too_large: 'too long for one packet',
    no_key: 'my node has no key of that node',
    key_rejected: 'that node does not accept our key',
    transmitter_off: 'the transmitter of my node is off',
    rate_limited: 'my node says it sends too often',
    duty_cycle: 'the airtime of this hour is used up',
    queue_full: 'the queue of my node is full',
    refused: 'my node refused it',
  },
  fr: {
    no_ack: "aucun voisin ne l'a relayé (3 essais)",
    no_channel: "mon nœud n'a pas ce canal",
    too_large: 'trop long pour un paquet',
    no_key: "mon nœud n'a pas la clé de ce nœud",
    key_rejected: "ce nœud n'accepte pas notre clé",
    transmitter_off: "l'émetteur de mon nœud est coupé",
    rate_limited: 'mon nœud dit émettre trop souvent',
    duty_cycle: "le temps d'antenne de l'heure est épuisé",
    queue_full: 'la file de mon nœud est pleine',
    refused: "mon nœud l'a refusé",
  },
};
