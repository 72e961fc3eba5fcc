/** Which texts of channels may be told again. */
import { z } from 'zod';
import { PRIMARY_CHANNEL } from '../mesh/ids.js';
import { channelIndex, enabled } from './values.js';

export const missed = z
  .strictObject({
    enabled,
    channels: z.array(channelIndex).prefault([PRIMARY_CHANNEL]).meta({
      description:
        'Channel indexes whose texts /missed and /stats traffic tell again to whoever may use them. Direct messages are never told again.',
    }),
  })
  .prefault({})
  .meta({ description: 'The texts that somebody missed.' });
