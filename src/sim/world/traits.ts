import type { Language, Traits } from './person.js';

const PLAIN: Traits = {
  language: 'en',
  talksToBot: false,
  chats: false,
  isImpatient: false,
  moves: false,
  isRouter: false,
  isSensor: false,
  viaMqtt: false,
  isOld: false,
  isKnown: true,
  isForeign: false,
  answersTraceroute: true,
  tellsNeighbors: false,
  hopStart: 3,
  isOnHill: false,
};

/** The leads, in their order. */
export const LEAD_TRAITS: readonly Traits[] = [
  { ...PLAIN, talksToBot: true, chats: true },
  { ...PLAIN, talksToBot: true, chats: true, language: 'fr', tellsNeighbors: true },
  { ...PLAIN, talksToBot: true, chats: true, isImpatient: true, hopStart: 5 },
  { ...PLAIN, chats: true, language: 'fr', moves: true },
  { ...PLAIN, isRouter: true, tellsNeighbors: true, isOnHill: true },
];

/** Kinds by place in a round of twenty: two sensors, trackers and MQTT nodes, one old, foreign and unknown one. */
const KINDS: Readonly<Record<number, Partial<Traits>>> = {
  2: { isSensor: true },
  4: { moves: true },
  5: { viaMqtt: true },
  7: { isOld: true },
  9: { isForeign: true },
  12: { isSensor: true },
  13: { isKnown: false },
  14: { moves: true },
  15: { viaMqtt: true },
};

/** Traits of number `index` among those who are no leads: shares, not chance, so that small meshes have all kinds too. */
export function traitsOf(index: number): Traits {
  const kind = KINDS[index % 20];
  const isRouter = !kind && index % 12 === 10;
  const isPerson = !isRouter && !kind?.isSensor && !kind?.moves;
  const language: Language = index % 3 === 1 ? 'fr' : 'en';
  return {
    ...PLAIN,
    language,
    isRouter,
    chats: isPerson && index % 4 !== 2,
    talksToBot: isPerson && !kind && index % 3 === 0,
    answersTraceroute: index % 10 !== 8,
    tellsNeighbors: isRouter || index % 4 === 1,
    hopStart: [3, 3, 3, 5, 3, 3, 7, 3][index % 8] ?? 3,
    isOnHill: isRouter || index % 5 === 3,
    ...kind,
  };
}

/** Precision of the told position: a fifth tells none, three in ten a coarse one. */
export function precisionOf(index: number): number {
  const step = (index * 7) % 10;
  if (step < 2) return 0;
  return step < 5 ? 13 + (index % 4) : 32;
}

/** The same for the leads, in their order. */
export const LEAD_PRECISION: readonly number[] = [32, 15, 0, 32, 32];
