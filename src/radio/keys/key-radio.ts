import type { Radio } from '../../mesh/radio.js';
import type { Stop } from '../../util/clock.js';
import type { AdminRequest } from '../codec-admin.js';
import type { ReadySession } from '../link-events.js';
import type { AdminOutcome } from '../local-admin.js';

/** What the keeping of keys needs of the radio. */
export interface KeyRadio extends Pick<Radio, 'own' | 'on' | 'report'> {
  /** Hears of every session that gets ready. */
  onSession(listener: (session: ReadySession) => void): Stop;
  /** Has our own node change something. */
  administer(request: AdminRequest): Promise<AdminOutcome>;
  /** Has the node tell its database once more, each entry as a `node` event; false when not all of it came. */
  fetchNodes(): Promise<boolean>;
}
