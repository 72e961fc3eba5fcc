import type { NodeDb } from '../mesh/node-db.js';
import type { Radio } from '../mesh/radio.js';
import type { Clock } from '../util/clock.js';

/** How much the bot may say: to all, privately only, or to admins only. */
export type AirtimeGate = 'open' | 'private' | 'admins';

const PRIVATE_ABOVE_PERCENT = 25;
const ADMINS_ABOVE_PERCENT = 40;
const OWN_ABOVE_PERCENT = 6;
/** The node tells its figures at least every 30 min; older ones say nothing of now. */
const STALE_MS = 3_600_000;

export interface AirtimeDeps {
  readonly radio: Pick<Radio, 'own'>;
  readonly nodes: NodeDb;
  readonly clock: Clock;
}

/** Judges the air by what the own node measures. Unknown is open. */
export function airtimeGate(deps: AirtimeDeps): AirtimeGate {
  const own = deps.radio.own && deps.nodes.get(deps.radio.own.nodeNum);
  if (!own?.device || deps.clock.now() - (own.lastHeard ?? 0) > STALE_MS) return 'open';
  const used = own.device.channelUtilization ?? 0;
  if (used > ADMINS_ABOVE_PERCENT || (own.device.airUtilTx ?? 0) > OWN_ABOVE_PERCENT) return 'admins';
  return used > PRIVATE_ABOVE_PERCENT ? 'private' : 'open';
}
