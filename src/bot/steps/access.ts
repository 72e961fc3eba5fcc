import { UserError } from '../../util/errors.js';
import type { Command, CommandPlace, Step } from '../command.js';
import { hasRole, isHeardAt, isSetUp } from '../permissions.js';
import type { Language } from '../request.js';
import type { BotSettings } from '../settings.js';
import { COMMON } from '../texts.js';

/** Place, set-up and role: what is missing is told. */
export function createAccess(settings: Pick<BotSettings, 'channels' | 'commands'>): Step {
  return async ({ request, language }, command, next) => {
    const text = COMMON[language];
    const { name } = command.texts[language];
    if (!isHeardAt(request, command, settings)) throw new UserError(wrongPlace(command, language));
    if (!isSetUp(request, command, settings)) throw new UserError(text.notSetUp(name));
    if (hasRole(request.user.role, command.role)) return next();
    throw new UserError(command.role === 'admin' ? text.roleMissing(name) : text.proofMissing);
  };
}

function wrongPlace(command: Command, language: Language): string {
  const words = COMMON[language].places;
  const has = (...places: CommandPlace[]) => places.some((place) => command.places.includes(place));
  const places = [
    ...(has('direct') ? [words.direct] : []),
    ...(has('channel', 'listed-channel') ? [words.channel] : []),
    ...(has('console') ? [words.console] : []),
  ];
  return COMMON[language].wrongPlace(command.texts[language].name, places);
}
