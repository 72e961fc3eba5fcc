import type { Clock } from '../../util/clock.js';
import { fold } from '../../util/text.js';
import type { Step } from '../command.js';
import { Recent } from '../recent.js';
import { placeKey } from '../request.js';

/** An app that saw no acknowledgement sends the same text again with a new id. */
const RESEND_MS = 10_000;
const MAX_KEPT = 500;

/** Answers the same text of the same asker once. Only the mesh resends. */
export function createDedupe(clock: Clock): Step {
  const heard = new Recent<true>(clock, MAX_KEPT);
  return async ({ request }, _command, next) => {
    if (request.platform !== 'mesh') return next();
    const key = `${placeKey(request, request.isDirect)} ${fold(request.text.trim())}`;
    if (heard.get(key)) return { silence: 'duplicate' };
    heard.set(key, true, RESEND_MS);
    return next();
  };
}
