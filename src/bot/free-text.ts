import type { CommandDirectory } from './command.js';
import { type CommandLine, isBarePrefix, splitArgs } from './command-line.js';
import { mayUse } from './permissions.js';
import type { Request } from './request.js';
import type { BotSettings } from './settings.js';

export interface FreeTextDeps {
  readonly registry: CommandDirectory;
  readonly settings: BotSettings;
}

/** Where the operator wishes it, what somebody writes to us in private without a command is a question to the model. */
export function createFreeText({ registry, settings }: FreeTextDeps) {
  return (request: Request): CommandLine | undefined => {
    const rest = request.text.trim();
    const command = registry.find('bot');
    if (!settings.chat.freeDm || !request.isDirect || rest === '') return undefined;
    if (isBarePrefix(rest, settings.commands.prefixes)) return undefined;
    if (!command || !mayUse(request, command, settings)) return undefined;
    return { word: command.name, args: splitArgs(rest), rest };
  };
}
