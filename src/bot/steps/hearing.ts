import type { Step } from '../command.js';
import { isHeardAt, isSetUp } from '../permissions.js';
import type { BotSettings } from '../settings.js';

/** On a channel, nothing at all is said to what is not meant for it: no error, no hint, no notice. */
export function createHearing(settings: Pick<BotSettings, 'channels' | 'commands'>): Step {
  return async ({ request }, command, next) => {
    const isPublic = request.platform === 'mesh' && !request.isDirect;
    const isHeard = isHeardAt(request, command, settings) && isSetUp(request, command, settings);
    return isPublic && !isHeard ? { silence: 'not heard here' } : next();
  };
}
