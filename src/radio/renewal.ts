import type { Clock } from '../util/clock.js';
import type { Session } from './session.js';

export interface RenewalDeps {
  readonly clock: Clock;
  /** 0: never. */
  readonly afterMs: number;
  /** Something is in flight, whose fate this connection will tell. */
  isBusy(): boolean;
}

const LOOK_AGAIN_MS = 1000;
/** On a mesh that never rests it is done all the same. */
const LONGEST_BUSY_MS = 120_000;

/**
 * Ends a session that has lasted, as the operator wishes, whether it works or not. The goodbye makes the node keep
 * what comes for the connection that follows at once.
 */
export async function renewLater(session: Session, deps: RenewalDeps): Promise<void> {
  const { clock, afterMs, isBusy } = deps;
  if (afterMs === 0) return;
  const { over } = session;
  try {
    await clock.sleep('link.renewal', afterMs, over);
    const latest = clock.uptime() + LONGEST_BUSY_MS;
    while (isBusy() && clock.uptime() < latest) await clock.sleep('link.renewal', LOOK_AGAIN_MS, over);
  } catch {
    return;
  }
  await session.sayGoodbye();
}
