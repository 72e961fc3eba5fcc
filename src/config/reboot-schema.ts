/** Whether an admin may restart the machine, and how. */
import { existsSync, statSync } from 'node:fs';
import { z } from 'zod';
import { plainText } from './values.js';

/** No shell takes a line apart: "systemctl reboot" would be a program of that name. */
function isProgram(word: string): boolean {
  if (word.trim() === '') return false;
  return !/\s/u.test(word) || (word.includes('/') && existsSync(word) && statSync(word).isFile());
}

export const reboot = z
  .strictObject({
    enabled: z.boolean().default(false).meta({ description: 'On: admins may restart the machine.' }),
    run: z
      .array(plainText())
      .min(1)
      .refine(([program = '']) => isProgram(program), {
        path: [0],
        message: 'must be a program: write each word as an element of its own, as in [systemctl, reboot]',
      })
      .default(['systemctl', 'reboot'])
      .meta({ description: 'The program that restarts it, and its arguments; no shell reads them.' }),
  })
  .prefault({})
  .meta({ description: 'The restart of the machine that the bot runs on.' });
