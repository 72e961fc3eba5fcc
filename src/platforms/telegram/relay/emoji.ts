import { cleanName, splitGraphemes } from '../../../util/text.js';

/** A picture, a flag, or a key with a sign on it. */
const EMOJI = /^(?:\p{Extended_Pictographic}|\p{Regional_Indicator}{2}|[#*0-9]\ufe0f?\u20e3)/u;

/** One sign, of those that stand for a mood and not for a word. */
export function isEmoji(text: string): boolean {
  return EMOJI.test(text) && splitGraphemes(text).length === 1 && cleanName(text) === text;
}
