import type { Clock } from '../util/clock.js';
import { isBarePrefix } from './command-line.js';
import type { House } from './house.js';
import type { SpokenLanguages } from './languages.js';
import type { Limits } from './limits.js';
import { Recent } from './recent.js';
import type { Request } from './request.js';
import type { BotSettings } from './settings.js';
import { isSilentFor } from './steps/house.js';
import { COMMON, type CommonTexts } from './texts.js';

const ONCE_PER_MS = 24 * 3_600_000;
const MAX_KEPT = 2000;

export interface HintDeps {
  readonly clock: Clock;
  readonly languages: SpokenLanguages;
  readonly limits: Limits;
  readonly house: House;
  readonly settings: Pick<BotSettings, 'commands'>;
}

/** Says to somebody who writes to us without a command what we are: on the mesh once a day, elsewhere to a prefix alone. */
export function createHint(deps: HintDeps): (request: Request) => string | undefined {
  const told = new Recent<true>(deps.clock, MAX_KEPT);
  return (request) => {
    const { platform, user, isDirect } = request;
    if (!isDirect) return undefined;
    if (platform !== 'mesh') return whichCommand(deps, request);
    if (told.get(user.id) || isSilentFor(deps.house, request)) return undefined;
    if (deps.limits.gate() === 'admins' || deps.limits.takeGlobal() > 0) return undefined;
    told.set(user.id, true, ONCE_PER_MS);
    return textsOf(deps, request).hint(user.name);
  };
}

function whichCommand(deps: HintDeps, request: Request): string | undefined {
  const isBegun = isBarePrefix(request.text, deps.settings.commands.prefixes);
  return isBegun ? textsOf(deps, request).whichCommand : undefined;
}

function textsOf({ languages }: HintDeps, request: Request): CommonTexts {
  return COMMON[languages.of(request) ?? request.language];
}
