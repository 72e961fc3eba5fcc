/** Whether an admin may restart the machine, and how. */
import { z } from 'zod';
import { plainText } from './values.js';

export const reboot = z
  .strictObject({
    enabled: z.boolean().default(false).meta({ description: 'On: admins may restart the machine.' }),
    run: z
      .array(plainText())
      .min(1)
      .default(['systemctl', 'reboot'])
      .meta({ description: 'The program that restarts it, and its arguments; no shell reads them.' }),
  })
  .prefault({})
  .meta({ description: 'The restart of the machine that the bot runs on.' });
