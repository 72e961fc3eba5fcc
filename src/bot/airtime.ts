import type { NodeDb } from '../mesh/node-db.js';
import type { DeviceMetrics } from '../mesh/packet.js';
import type { Radio } from '../mesh/radio.js';
import type { Clock } from '../util/clock.js';

/** How much the bot may say: to all, privately only, or to admins only. */
export type AirtimeGate = 'open' | 'private' | 'admins';

export const PRIVATE_ABOVE_PERCENT = 25;
const ADMINS_ABOVE_PERCENT = 40;
const OWN_ABOVE_PERCENT = 6;
/** The node tells its client every 60 s (firmware src/modules/Telemetry/DeviceTelemetry.cpp:24-47); older is no news. */
const STALE_MS = 300_000;

export interface AirtimeDeps {
  readonly radio: Pick<Radio, 'own'>;
  readonly nodes: NodeDb;
  readonly clock: Clock;
}

/** Judges the air by what the own node measures. Unknown is open. */
export function airtimeGate(deps: AirtimeDeps): AirtimeGate {
  const { channelUtilization = 0, airUtilTx = 0 } = ownMetrics(deps) ?? {};
  if (channelUtilization > ADMINS_ABOVE_PERCENT || airUtilTx > OWN_ABOVE_PERCENT) return 'admins';
  return channelUtilization > PRIVATE_ABOVE_PERCENT ? 'private' : 'open';
}

/** What the own node told of itself lately. */
export function ownMetrics({ radio, nodes, clock }: AirtimeDeps): DeviceMetrics | undefined {
  const own = radio.own && nodes.get(radio.own.nodeNum);
  return own && clock.now() - (own.deviceAt ?? 0) <= STALE_MS ? own.device : undefined;
}
