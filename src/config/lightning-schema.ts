/** Lightning around the bot. */
import { z } from 'zod';
import { brokerAddress } from './broker-address.js';
import { seconds } from './values.js';

export const lightning = z
  .strictObject({
    enabled: z.boolean().default(false).meta({
      description: 'On: a connection to the broker is kept, and /blitz and its alert are there.',
    }),
    brokerUrl: brokerAddress.default('mqtt://blitzortung.ha.sed.pl:1883').meta({
      description:
        'The MQTT broker that sends the strikes. The default is a server that a volunteer runs for others: one connection and at most nine areas are used.',
    }),
    radiusKm: z.number().min(5).max(300).default(50).meta({
      description: 'How far strikes count.',
      unit: 'km',
    }),
    windowSeconds: seconds(60, 7200).default(900).meta({
      description: 'How long a strike counts as now.',
      unit: 's',
    }),
  })
  .prefault({})
  .meta({
    description:
      'Lightning around the bot, for /blitz. Data by the contributors of Blitzortung.org, for private and non-commercial use; no official warning. The broker learns which areas are watched, some hundred kilometres wide.',
  });
