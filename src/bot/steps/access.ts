import { UserError } from '../../util/errors.js';
import type { Step } from '../command.js';
import { hasRole, isHeardAt, isSetUp } from '../permissions.js';
import type { BotSettings } from '../settings.js';
import { COMMON } from '../texts.js';
import { placeError } from '../usage.js';

/** Place, set-up and role: what is missing is told. */
export function createAccess(settings: Pick<BotSettings, 'channels' | 'commands'>): Step {
  return async ({ request, language }, command, next) => {
    const text = COMMON[language];
    const { name } = command.texts[language];
    if (!isHeardAt(request, command, settings)) throw placeError(command, language);
    if (!isSetUp(request, command, settings)) throw new UserError(text.notSetUp(name));
    if (hasRole(request.user.role, command.role)) return next();
    throw new UserError(command.role === 'admin' ? text.roleMissing(name) : text.proofMissing);
  };
}
