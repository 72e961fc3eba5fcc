import type { Stream } from '../random.js';
import { BEHAVIORS } from './registry.js';

/** A fault as a campaign runs it. */
export interface DrawnBehavior {
  readonly name: string;
  readonly args: string;
  /** How long it lasts; 0 for what is over at once. */
  readonly seconds: number;
}

/** Every fault, with arguments under which a good client recovers. */
export const DRAWABLE: readonly DrawnBehavior[] = [...BEHAVIORS.values()].map((kind) => ({
  name: kind.name,
  args: kind.drawArgs ?? '',
  seconds: kind.drawSeconds,
}));

/** One fault by chance. */
export function drawBehavior(stream: Stream): DrawnBehavior {
  return stream.pick(DRAWABLE);
}
