/** The machine that the bot runs on. */
import { z } from 'zod';
import { plainText, seconds } from './values.js';

export const host = z
  .strictObject({
    thermalZone: plainText().optional().meta({
      description:
        'The sensor of the processor on Linux, by its folder (thermal_zone0) or its type (cpu-thermal). Default: the first whose type begins with cpu, soc or x86_pkg.',
    }),
    sampleSeconds: seconds(1, 600).default(10).meta({
      description: 'Between two looks at temperature, load and memory. The disk is looked at once a minute.',
      unit: 's',
    }),
  })
  .prefault({})
  .meta({ description: 'The machine that the bot runs on, for /sys, /cpu and the alerts about it.' });
