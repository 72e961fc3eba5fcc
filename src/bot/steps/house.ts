import type { Step } from '../command.js';
import type { House } from '../house.js';
import type { Request } from '../request.js';
import type { Visitors } from '../visitors.js';

/** Whom the bot keeps silent for: those who are blocked, and while it is quiet all but admins. */
export function isSilentFor(house: House, { user }: Request): 'blocked' | 'quiet' | undefined {
  if (user.role === 'admin') return undefined;
  if (user.nodeNum !== undefined && house.isBlocked(user.nodeNum)) return 'blocked';
  return house.quietUntil === undefined ? undefined : 'quiet';
}

/** What admins decided for the whole bot, before anything else is done or counted. */
export function createHouseRules({ house, visitors }: { house: House; visitors: Visitors }): Step {
  return async ({ request }, _command, next) => {
    const silence = isSilentFor(house, request);
    if (silence) return { silence };
    visitors.note(request);
    return next();
  };
}
