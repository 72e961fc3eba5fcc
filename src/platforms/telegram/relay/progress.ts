import { LINK_TEXTS } from '../../../bot/commands/link-texts.js';
import { FAILURE_WORDS } from '../../../bot/delivery-words.js';
import { timeOfDay, timeOfDayExact } from '../../../bot/format.js';
import type { Language } from '../../../bot/request.js';
import type { Radio } from '../../../mesh/radio.js';
import type { SpokenEnd, SpokenText } from '../../../mesh/relay-store.js';
import { RELAY_WORDS } from './texts.js';

/** How long somebody's text may wait for its turn on the air. */
export const SPOKEN_TTL_MS = 3_600_000;
const LIMIT = `${SPOKEN_TTL_MS / 60_000} min`;

/** `queued → sent 14:05:33 → relayed by a neighbour 14:05:38 → seen by 3 gateways` */
export function progressWords(text: Omit<SpokenText, 'shown'>): string {
  const language = languageOf(text);
  const words = RELAY_WORDS[language];
  const { linkDown, sentAt, end, gateways } = text;
  if (linkDown && sentAt === undefined && end === undefined) {
    const reason = linkDown.reason === undefined ? undefined : causeOf(linkDown.reason, language);
    return words.linkDown(timeOfDay(linkDown.since), reason, LIMIT);
  }
  return [
    words.queued,
    ...(sentAt === undefined ? [] : [words.sent(timeOfDayExact(sentAt))]),
    ...(end ? endWords(end, language) : []),
    ...(gateways > 0 ? [words.seenBy(gateways)] : []),
  ].join(' → ');
}

export function languageOf({ language }: Pick<SpokenText, 'language'>): Language {
  return language === 'fr' ? 'fr' : 'en';
}

/** What left the node and was not heard of again is sent, and no more. */
function endWords({ outcome, reason, at }: SpokenEnd, language: Language): readonly string[] {
  const words = RELAY_WORDS[language];
  if (outcome === 'sent') return [];
  if (outcome === 'expired') return [words.expired(LIMIT)];
  if (outcome !== 'failed') return [words.relayed(timeOfDayExact(at))];
  return [words.failed(FAILURE_WORDS[language][reason ?? 'refused'])];
}

function causeOf(reason: string, language: Language): string | undefined {
  const causes: Readonly<Record<string, string>> = LINK_TEXTS[language].causes;
  return causes[reason];
}

/** Since when there is no node to speak through; undefined while there is one. */
export function linkDownAt(radio: Pick<Radio, 'state' | 'report'>, now: number): SpokenText['linkDown'] {
  if (radio.state === 'ready') return undefined;
  const { away } = radio.report();
  return { since: away?.since ?? now, ...(away?.reason !== undefined && { reason: away.reason }) };
}
