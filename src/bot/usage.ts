import { UserError } from '../util/errors.js';
import type { Call, CommandDescription, CommandPlace } from './command.js';
import type { Language } from './request.js';
import { COMMON } from './texts.js';
import { textsFor } from './words.js';

export function usageError(command: CommandDescription, call: Pick<Call, 'request' | 'language'>): UserError {
  const { name, usage, example } = textsFor(command, call);
  return new UserError(COMMON[call.language].usage(name, usage, example));
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
