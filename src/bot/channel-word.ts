import { type ChannelIndex, isChannelIndex } from '../mesh/ids.js';
import type { Radio } from '../mesh/radio.js';

/** A channel that our node has, out of `ch1`; undefined for one that it has not. Before it told, all may be there. */
export function channelIn(word: string, { own }: Pick<Radio, 'own'>): ChannelIndex | undefined {
  const digits = /^ch(\d{1,2})$/i.exec(word)?.[1];
  const index = Number(digits);
  if (digits === undefined || !isChannelIndex(index)) return undefined;
  const isThere = own?.channels.some(({ index: at, role }) => at === index && role !== 'disabled') ?? true;
  return isThere ? index : undefined;
}

/** Whether a word names a channel, whatever its number. */
export function isChannelWord(word: string): boolean {
  return /^ch\d+$/i.test(word);
}
