import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  byteLength,
  cleanName,
  cutToBytes,
  editDistance,
  encodeText,
  fold,
  nearest,
  splitGraphemes,
} from '../../src/util/text.js';

const FAMILY = '👨‍👩‍👧';
const FLAG = '🇫🇷';
const ACCENT = 'e\u0301';
const anyText = fc.string({ unit: 'binary', maxLength: 60 });

describe('byteLength', () => {
  it.each([
    ['', 0],
    ['abc', 3],
    ['é', 2],
    ['€', 3],
    ['🔔', 4],
    [FAMILY, 18],
  ])('counts the bytes of %j', (text, bytes) => {
    expect(byteLength(text)).toBe(bytes);
  });

  it('agrees with what is encoded, also for half a surrogate pair', () => {
    fc.assert(fc.property(anyText, (text) => byteLength(text) === encodeText(text).length));
    expect(byteLength('\ud83d')).toBe(encodeText('\ud83d').length);
  });
});

describe('splitGraphemes', () => {
  it('keeps together what is seen as one', () => {
    expect(splitGraphemes(`a${FAMILY}${FLAG}${ACCENT}`)).toEqual(['a', FAMILY, FLAG, ACCENT]);
  });
});

describe('cutToBytes', () => {
  it.each([
    ['keeps what fits', 'abc', 3, 'abc'],
    ['cuts to the byte', 'abcd', 3, 'abc'],
    ['does not cut a letter in half', 'aéb', 2, 'a'],
    ['does not cut a family in half', `a${FAMILY}b`, 18, 'a'],
    ['keeps a family that fits', `${FAMILY}b`, 18, FAMILY],
    ['keeps an accent with its letter', `${ACCENT}b`, 2, ''],
    ['gives nothing for no room', 'abc', 0, ''],
  ])('%s', (_what, text, maxBytes, cut) => {
    expect(cutToBytes(text, maxBytes)).toBe(cut);
  });

  it('never gives more than the room, and as much as fits', () => {
    fc.assert(
      fc.property(anyText, fc.nat(80), (text, maxBytes) => {
        const cut = cutToBytes(text, maxBytes);
        expect(byteLength(cut)).toBeLessThanOrEqual(maxBytes);
        expect(text.startsWith(cut)).toBe(true);
        const [next = ''] = splitGraphemes(text.slice(cut.length));
        if (next) expect(byteLength(cut + next)).toBeGreaterThan(maxBytes);
      }),
    );
  });
});

describe('cleanName', () => {
  it.each([
    ['line breaks', 'a\r\nb', 'a b'],
    ['control characters', 'a\u0000\u001bb', 'a b'],
    ['characters that turn the writing round', '\u202eevil\u202c\u200f', 'evil'],
    ['isolates', '\u2066a\u2069', 'a'],
    ['replaced bytes', 'a\ufffd\ufffdb', 'a b'],
    ['a byte order mark', '\ufeffa', 'a'],
    ['a letter mark of Arabic', 'a\u061cb', 'a b'],
    ['a soft hyphen', 'a\u00adb', 'a b'],
    ['a word joiner', 'a\u2060b', 'a b'],
    ['letters that show nothing', '\u3164\u115f\uffa0a', 'a'],
    ['tags without a flag', 'a\u{e0041}\u{e007f}b', 'a b'],
    ['joiners between Latin letters', 'a\u200db\u200cc', 'a b c'],
    ['a joiner that joins no emoji', '🌲\u200da', '🌲 a'],
    ['a second variation selector', 'a\ufe0f\ufe0fb', 'a\ufe0f b'],
    ['a variation selector of nothing', '\ufe0fa', 'a'],
    ['runs of spaces', '  a   b ', 'a b'],
    ['nothing but dirt', '\u0007\u2028', ''],
  ])('takes out %s', (_what, name, clean) => {
    expect(cleanName(name)).toBe(clean);
  });

  it.each([
    ...['Zoé 🌲', FAMILY, 'Привет', FLAG, '👩🏽‍🚒', '🏳️‍🌈', '❤️‍🔥', '1️⃣', '☎\ufe0e', '葛\u{e0100}'],
    ...['\u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}', 'می\u200cخواهم', 'क्\u200dष'],
  ])('leaves %j alone', (name) => {
    expect(cleanName(name)).toBe(name);
  });

  it('leaves no character that turns the writing round or shows nothing, wherever it stands alone', () => {
    const hidden = /[\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\p{Cc}]/u;
    for (let code = 0; code <= 0x10ffff; code++) {
      if (code === 0xd800) code = 0xe000;
      const character = String.fromCodePoint(code);
      if (!hidden.test(character)) continue;
      expect(cleanName(` ${character} `)).toBe('');
    }
  });
});

describe('fold', () => {
  it.each([
    ['Météo', 'meteo'],
    ['NŒUDS', 'noeuds'],
    ['Lætitia', 'laetitia'],
    ['ça', 'ca'],
    ['L’Alpe', "l'alpe"],
    [`${ACCENT}T`, 'et'],
    ['ping', 'ping'],
  ])('makes %j %j', (text, folded) => {
    expect(fold(text)).toBe(folded);
  });
});

describe('editDistance', () => {
  it.each([
    ['', '', 0],
    ['', 'abc', 3],
    ['abc', '', 3],
    ['ping', 'ping', 0],
    ['ping', 'pong', 1],
    ['ping', 'pingg', 1],
    ['kitten', 'sitting', 3],
  ])('from %j to %j is %i', (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
  });

  it('is the same both ways, and 0 only for equals', () => {
    const word = fc.string({ maxLength: 8 });
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(editDistance(a, b)).toBe(editDistance(b, a));
        expect(editDistance(a, b) === 0).toBe(a === b);
      }),
    );
  });
});

describe('nearest', () => {
  const commands = ['ping', 'pong', 'help', 'weather'];

  it.each([
    ['pingg', 1, 'ping'],
    ['weathr', 2, 'weather'],
    ['peng', 1, 'ping'],
    ['xyz', 2, undefined],
    ['halp', 0, undefined],
  ])('finds for %j within %i edits %j', (word, maxDistance, found) => {
    expect(nearest(word, commands, maxDistance)).toBe(found);
  });
});
