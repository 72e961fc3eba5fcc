/** How a text for everybody got out, for whoever wished it said. */
import type { ChannelIndex } from '../mesh/ids.js';
import type { Delivery, Radio } from '../mesh/radio.js';
import { channelNameOf } from './channel-names.js';
import type { Texts } from './command.js';
import { FAILURE_WORDS } from './delivery-words.js';
import { wait } from './format.js';
import type { Language } from './request.js';

interface PostingTexts {
  relayed(channel: string, took: string): string;
  sent(channel: string): string;
  readonly notRelayed: string;
  failed(reason: string): string;
  expired(waited: string): string;
}

const TEXTS: Texts<PostingTexts> = {
  en: {
    relayed: (channel, took) => `Posted on ${channel}, a neighbour relayed it (${took}).`,
    sent: (channel) => `Posted on ${channel}.`,
    notRelayed: 'No neighbour relayed it (3 tries).',
    failed: (reason) => `Not posted: ${reason}.`,
    expired: (waited) => `Not posted: no turn on the air for ${waited}.`,
  },
  fr: {
    relayed: (channel, took) => `Publié sur ${channel}, relayé par un voisin (${took}).`,
    sent: (channel) => `Publié sur ${channel}.`,
    notRelayed: "Aucun voisin ne l'a relayé (3 essais).",
    failed: (reason) => `Pas publié : ${reason}.`,
    expired: (waited) => `Pas publié : pas de tour d'antenne pendant ${waited}.`,
  },
};

export interface Posted {
  readonly delivery: Delivery;
  readonly channel: ChannelIndex;
  /** How long it was allowed to wait. */
  readonly ttlMs: number;
}

export function postedWords(
  radio: Pick<Radio, 'own'>,
  language: Language,
  { delivery, channel, ttlMs }: Posted,
): string {
  const text = TEXTS[language];
  const name = channelNameOf(radio, channel);
  if (delivery.outcome === 'expired') return text.expired(wait(ttlMs));
  if (delivery.outcome === 'sent') return text.sent(name);
  if (delivery.outcome !== 'failed') return text.relayed(name, wait(delivery.tookMs));
  if (delivery.reason === 'no_ack') return text.notRelayed;
  return text.failed(FAILURE_WORDS[language][delivery.reason]);
}
