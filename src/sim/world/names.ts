import { toNodeNum } from '../../mesh/ids.js';

const ALPHABET =
  'Echo Foxtrot Golf Hotel India Juliett Kilo Lima Mike November Papa Quebec Romeo Sierra Tango Uniform Victor Whiskey X-ray Yankee Zulu'.split(
    ' ',
  );

/** The people of every story, with numbers that never change. */
export const LEADS = [
  { name: 'Alpha', shortName: 'ALPH', nodeNum: toNodeNum(0x16fad3dc) },
  { name: 'Bravo', shortName: 'BRAV', nodeNum: toNodeNum(0x2b4a7c10) },
  { name: 'Charlie', shortName: 'CHAR', nodeNum: toNodeNum(0x3c9d1e42) },
  { name: 'Delta', shortName: 'DELT', nodeNum: toNodeNum(0x4d71f0a8) },
  { name: 'Oscar', shortName: 'OSCR', nodeNum: toNodeNum(0x5f20c3b7) },
] as const;

export const BASE = { name: 'Base', shortName: 'BASE', nodeNum: toNodeNum(0x0b07ba5e) } as const;

/** From so many nodes on, Base included, some have names that break careless programs. */
export const HARD_NAMES_FROM = 24;

interface Names {
  readonly longName: string;
  readonly shortName: string;
}

/** By place among those who are no leads. The long name of 39 bytes is the longest that a node takes. */
const HARD_NAMES: Readonly<Record<number, Names>> = {
  6: { longName: 'Kilo 🏔️', shortName: '🦊' },
  8: { longName: 'Mike et son très long nom: 39 octets !', shortName: 'MIKE' },
  10: { longName: 'Pa\u0301pa\u0308 Z\u0338\u0335a\u0360lgo', shortName: 'PAPA' },
  11: { longName: 'קוויבק الراديو', shortName: 'קו' },
  12: { longName: '<b>Romeo</b>', shortName: '<b>' },
  14: { longName: "Tango'; DROP TABLE nodes; --", shortName: "'; -" },
  16: { longName: 'Victor', shortName: 'ECHO' },
};

/** This one's number ends in the same byte as Echo's, so that relays of the two look alike. */
export const LAST_BYTE_TWIN = 17;

/** The name in the story of number `index` among those who are no leads. */
export function storyName(index: number): string {
  return ALPHABET[index] ?? `Node ${index + LEADS.length + 1}`;
}

/** What the node of number `index` among those who are no leads is called. */
export function namesOf(index: number, nodeCount: number): Names {
  const hard = nodeCount >= HARD_NAMES_FROM ? HARD_NAMES[index] : undefined;
  if (hard) return hard;
  const longName = storyName(index);
  const shortName = index < ALPHABET.length ? longName.slice(0, 4).toUpperCase() : `N${longName.slice(5)}`;
  return { longName, shortName };
}
