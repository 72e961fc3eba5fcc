import type { Clock } from '../util/clock.js';
import type { House } from './house.js';
import type { LanguageChoices } from './languages.js';
import type { Limits } from './limits.js';
import { Recent } from './recent.js';
import type { Request } from './request.js';
import { isSilentFor } from './steps/house.js';
import { COMMON } from './texts.js';

const ONCE_PER_MS = 24 * 3_600_000;
const MAX_KEPT = 2000;

export interface HintDeps {
  readonly clock: Clock;
  readonly languages: LanguageChoices;
  readonly limits: Limits;
  readonly house: House;
}

/** Says to somebody who writes to us without a command what we are, once a day. */
export function createHint(deps: HintDeps): (request: Request) => string | undefined {
  const told = new Recent<true>(deps.clock, MAX_KEPT);
  return (request) => {
    const { platform, user, isDirect, language } = request;
    if (platform !== 'mesh' || !isDirect || told.get(user.id)) return undefined;
    if (isSilentFor(deps.house, request)) return undefined;
    if (deps.limits.gate() === 'admins' || deps.limits.takeGlobal() > 0) return undefined;
    told.set(user.id, true, ONCE_PER_MS);
    return COMMON[deps.languages.get(user.id) ?? language].hint(user.name);
  };
}
