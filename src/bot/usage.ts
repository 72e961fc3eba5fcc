import { UserError } from '../util/errors.js';
import type { CommandDescription } from './command.js';
import type { Language } from './request.js';
import { COMMON } from './texts.js';

export function usageError(command: CommandDescription, language: Language): UserError {
  const { name, usage, example } = command.texts[language];
  return new UserError(COMMON[language].usage(name, usage, example));
}
