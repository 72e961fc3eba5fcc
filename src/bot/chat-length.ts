/** How much of a model's answer is told. */
import { byteLength, cutToBytes, splitGraphemes } from '../util/text.js';
import { paginate } from './pages.js';

const ELLIPSIS = '…';
/** On the mesh: three packets with the marks of their pages. */
const MAX_PAGES = 3;
const MESH_BYTES = 570;
/** A page that was cut at a word has room left; so much less is tried next. */
const STEP_BYTES = 10;
/** In a chat. */
const MAX_CHARS = 3000;
/** A sentence that ends before this share of the text is too far away to stop there. */
const SENTENCE_FROM = 2 / 3;

export interface Said {
  readonly text: string;
  /** The model had more to say. */
  readonly isCutOff: boolean;
}

/** At most three pages. `more` is the longest word that the pages' marks may hold, `maxPages` what they count up to. */
export function forMesh(said: Said, marks: { readonly more: string; readonly maxPages: number }): string {
  for (let bytes = MESH_BYTES; ; bytes -= STEP_BYTES) {
    const text = marked(said, (whole) => beginning(whole, cutToBytes(whole, bytes - byteLength(ELLIPSIS))));
    if (paginate(text, marks).length <= MAX_PAGES) return text;
  }
}

export function forChat(said: Said): string {
  return marked(said, (whole) => beginning(whole, cutToChars(whole)));
}

/** What the model itself broke off is no whole sentence. */
function marked({ text, isCutOff }: Said, shorten: (text: string) => string): string {
  const short = shorten(text);
  return isCutOff && short === text && !text.endsWith(ELLIPSIS) ? text + ELLIPSIS : short;
}

/** `kept` is how much fits, on a grapheme border: it is given up to the end of a sentence, else of a word. */
function beginning(whole: string, kept: string): string {
  if (kept.length === whole.length) return whole;
  const sentence = lastSentenceEnd(kept);
  if (sentence >= kept.length * SENTENCE_FROM) return kept.slice(0, sentence);
  const blank = whole.charAt(kept.length) === ' ' ? kept.length : kept.lastIndexOf(' ');
  return (blank > 0 ? kept.slice(0, blank) : kept) + ELLIPSIS;
}

function lastSentenceEnd(text: string): number {
  const ends = [...text.matchAll(/[.!?…](?=\s|$)/gu)];
  return (ends.at(-1)?.index ?? -1) + 1;
}

/** The last grapheme may be a part of one, so it goes. */
function cutToChars(text: string): string {
  if (text.length <= MAX_CHARS) return text;
  return splitGraphemes(text.slice(0, MAX_CHARS)).slice(0, -1).join('');
}
