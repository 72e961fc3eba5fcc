import type { Call, Command } from './command.js';
import { type Request, ROLES, type Role } from './request.js';
import type { BotSettings } from './settings.js';
import { wordsOf } from './words.js';

type Settings = Pick<BotSettings, 'channels' | 'commands'>;

export function hasRole(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}

export function neededRole(call: Pick<Call, 'args'>, command: Command): Role {
  return command.roleFor?.(call) ?? command.role;
}

/** Whether the command is meant for the place where it was given. */
export function isHeardAt(request: Request, command: Command, settings: Settings): boolean {
  if (request.platform !== 'mesh') return command.places.includes(request.platform);
  return request.isDirect ? command.places.includes('direct') : isHeardOnChannel(request, command, settings);
}

/** Out of the box on none; on an enabled one the commands that are meant for channels, or those that are listed. */
function isHeardOnChannel(request: Request, command: Command, { channels }: Settings): boolean {
  const { channel } = request;
  if (channel === undefined || !channels.commands.includes(channel)) return false;
  const listed = channels.allow[channel];
  if (!listed) return command.places.includes('channel');
  const isCapable = command.places.includes('channel') || command.places.includes('listed-channel');
  return isCapable && wordsOf(command).some((word) => listed.includes(word));
}

export function isSetUp(request: Request, command: Command, settings: Settings): boolean {
  return !settings.commands.disabled.includes(command.name) && (command.isAvailable?.(request) ?? true);
}

/** Whether help shows it to this asker here. */
export function mayUse(request: Request, command: Command, settings: Settings): boolean {
  return (
    isHeardAt(request, command, settings) &&
    isSetUp(request, command, settings) &&
    hasRole(request.user.role, command.role)
  );
}
