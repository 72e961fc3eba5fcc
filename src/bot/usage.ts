import { UserError } from '../util/errors.js';
import type { Call, CommandDescription, CommandPlace } from './command.js';
import { hasRole } from './permissions.js';
import type { Language } from './request.js';
import type { BotSettings } from './settings.js';
import { COMMON } from './texts.js';
import { textsFor } from './words.js';

export function usageError(command: CommandDescription, call: Pick<Call, 'request' | 'language'>): UserError {
  const { name, usage, example } = textsFor(command, call);
  return new UserError(COMMON[call.language].usage(name, usage, example));
}

/** Who may change the configuration, and has room to read, is told what to change there. */
export function notSetUpError(
  command: CommandDescription,
  { request, language }: Pick<Call, 'request' | 'language'>,
  { commands }: Pick<BotSettings, 'commands'>,
): UserError {
  const text = COMMON[language];
  const { name, switchedOnBy } = command;
  const key = commands.disabled.includes(name) ? `commands.${name}.enabled` : switchedOnBy;
  const isOperator = hasRole(request.user.role, 'admin') && !request.isBrief;
  const answer = text.notSetUp(command.texts[language].name);
  return new UserError(isOperator && key !== undefined ? `${answer} ${text.switchOn(key)}` : answer);
}

/** It is a command, but not here: names the places where it is one. */
export function placeError(command: CommandDescription, language: Language): UserError {
  const words = COMMON[language].places;
  const has = (...places: CommandPlace[]) => places.some((place) => command.places.includes(place));
  const places = [
    ...(has('direct') ? [words.direct] : []),
    ...(has('channel', 'listed-channel') ? [words.channel] : []),
    ...(has('console') ? [words.console] : []),
  ];
  // Where many have no account it is named only when nothing else would be.
  const shown = places.length > 0 ? places : ['Telegram'];
  return new UserError(COMMON[language].wrongPlace(command.texts[language].name, shown));
}
