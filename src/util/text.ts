const encoder = new TextEncoder();
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Length in bytes of UTF-8, which is what a packet counts. */
export function byteLength(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}

export function encodeText(text: string): Uint8Array {
  return encoder.encode(text);
}

export function splitGraphemes(text: string): string[] {
  return Array.from(graphemes.segment(text), (part) => part.segment);
}

/** The longest beginning of `text` of at most `maxBytes` bytes that ends on a grapheme border. */
export function cutToBytes(text: string, maxBytes: number): string {
  if (byteLength(text) <= maxBytes) return text;
  let kept = '';
  let bytes = 0;
  for (const { segment } of graphemes.segment(text)) {
    bytes += byteLength(segment);
    if (bytes > maxBytes) break;
    kept += segment;
  }
  return kept;
}

/** Control, direction and invisible characters, line breaks included: what a name or a log field must not carry. */
const UNSAFE = String.raw`\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\ufff9-\ufffd`;
/** Scripts whose letters look different beside a joiner or a non-joiner. */
const JOINING = ['Arab', 'Deva', 'Beng', 'Knda', 'Mlym', 'Sinh', 'Taml', 'Telu']
  .map((script) => String.raw`\p{Script=${script}}`)
  .join('');
/** Invisible characters in the only places where they change what is seen. */
const MEANT = [
  // England is a black flag with its letters as tags.
  String.raw`(?<=\u{1f3f4})[\u{e0020}-\u{e007e}]{2,6}\u{e007f}`,
  String.raw`(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f])\u200d(?=\p{Extended_Pictographic})`,
  String.raw`(?<=[${JOINING}])[\u200c\u200d](?=[${JOINING}])`,
  String.raw`(?<=[^\s${UNSAFE}])[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]`,
].join('|');
const UNSAFE_OR_MEANT = new RegExp(`(${MEANT})|[${UNSAFE}]`, 'gu');

/** A name as it may be shown: nothing invisible or turned round, no line breaks, letters and emoji kept. */
export function cleanName(name: string): string {
  return name
    .replace(UNSAFE_OR_MEANT, (_match, meant: string | undefined) => meant ?? ' ')
    .replace(/\s+/gu, ' ')
    .trim();
}

/**
 * Folds case, accents, ligatures and the apostrophes of telephones, so that `Météo` equals `meteo` and `nœuds` equals
 * `noeuds`.
 */
export function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()
    .replaceAll('œ', 'oe')
    .replaceAll('æ', 'ae')
    .replaceAll('’', "'");
}

/** Number of single-character edits (insert, delete, replace) between two words. */
export function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(replaced, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    previous = row;
  }
  return previous[b.length] ?? 0;
}

/** The nearest of `candidates` within `maxDistance` edits of `word`, the first one when several are as near. */
export function nearest(word: string, candidates: Iterable<string>, maxDistance: number): string | undefined {
  let best: string | undefined;
  let bestDistance = maxDistance + 1;
  for (const candidate of candidates) {
    const distance = editDistance(word, candidate);
    if (distance >= bestDistance) continue;
    best = candidate;
    bestDistance = distance;
  }
  return best;
}
