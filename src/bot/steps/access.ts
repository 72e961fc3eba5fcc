import { UserError } from '../../util/errors.js';
import type { Step } from '../command.js';
import { hasRole, isHeardAt, isSetUp, neededRole } from '../permissions.js';
import type { BotSettings } from '../settings.js';
import { COMMON } from '../texts.js';
import { notSetUpError, placeError } from '../usage.js';

/** Place, set-up and role: what is missing is told. */
export function createAccess(settings: Pick<BotSettings, 'channels' | 'commands'>): Step {
  return async (call, command, next) => {
    const { request, language } = call;
    const text = COMMON[language];
    const { name } = command.texts[language];
    if (!isHeardAt(request, command, settings)) throw placeError(command, language);
    if (!isSetUp(request, command, settings)) throw notSetUpError(command, call, settings);
    const needed = neededRole(call, command);
    if (hasRole(request.user.role, needed)) return next();
    const order = needed === command.role ? name : `${name} ${call.args[0]}`;
    throw new UserError(needed === 'admin' ? text.roleMissing(order) : text.proofMissing);
  };
}
