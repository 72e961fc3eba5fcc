import type { AlertEvent, Covered, MatterKey } from '../mesh/alert-store.js';
import type { Matter } from './engine.js';

/** Something is so, and people should know. */
export function isBad(event: AlertEvent): boolean {
  return event === 'raised' || event === 'risen' || event === 'reminded';
}

export function isOver(event: AlertEvent): boolean {
  return event === 'cleared' || event === 'unstable';
}

export function keyOf({ watch, subject }: Matter): MatterKey {
  return { alert: watch.name, subject };
}

export function isSameMatter(a: MatterKey, b: MatterKey): boolean {
  return a.alert === b.alert && a.subject === b.subject;
}

/** Of each matter only what was said of it last. */
export function newestOfEach(covers: readonly Covered[]): readonly Covered[] {
  return covers.filter((each, index) => !covers.slice(index + 1).some((later) => isSameMatter(each, later)));
}

/** Bad news must still be so; what has happened, or is over, stays true. */
export function isStillTrue({ event, episode }: Covered, matter: Matter | undefined): boolean {
  if (!isBad(event)) return true;
  return matter !== undefined && matter.state.level > 0 && matter.state.episode === episode;
}
