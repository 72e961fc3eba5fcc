/** What is remembered of the mesh, and for how long. */
import { z } from 'zod';
import { whole } from './values.js';

const YEARS_OF_DAYS = 3650;

export const history = z
  .strictObject({
    packetDays: whole(2, YEARS_OF_DAYS).default(30).meta({
      description: 'How long every single packet is kept: who, how, how far, never what it says.',
      unit: 'days',
    }),
    messageDays: whole(1, YEARS_OF_DAYS).default(30).meta({
      description: 'How long the texts of messages are kept.',
      unit: 'days',
    }),
    telemetryDays: whole(1, YEARS_OF_DAYS).default(30).meta({
      description: 'How long measured values and positions of nodes are kept.',
      unit: 'days',
    }),
    statsDays: whole(7, YEARS_OF_DAYS).default(365).meta({
      description: 'How long sums by hour and day, and nodes that are heard no more, are kept.',
      unit: 'days',
    }),
    maxMegabytes: whole(16, 1_000_000).default(2000).meta({
      description: 'A database larger than this is warned of. Nothing is deleted for it.',
      unit: 'MB',
    }),
  })
  .prefault({})
  .meta({ description: 'What is remembered of the mesh, and for how long.' });
