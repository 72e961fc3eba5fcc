import { randomInt } from 'node:crypto';

/** A number from 0 (included) to 1 (excluded). Injected, so that a test or a simulation can seed it. */
export type Random = () => number;

const STEPS = 2 ** 47;

export const systemRandom: Random = () => randomInt(STEPS) / STEPS;
