/** What the sensors say, told to the mesh. */
import { z } from 'zod';
import { seconds } from './values.js';

const point = z.strictObject({
  volts: z.number().min(0).max(80).meta({ description: 'The voltage of the battery…', unit: 'V' }),
  percent: z.number().min(0).max(100).meta({ description: '…and how full it is then.', unit: '%' }),
});

export const telemetry = z
  .strictObject({
    enabled: z.boolean().default(false).meta({
      description: 'On: what the ESPHome device measures goes to the mesh as telemetry of the node.',
    }),
    intervalSeconds: seconds(3600, 604_800).default(3600).meta({
      description:
        'Between two times, 10 % more or less. Less than an hour is not allowed: the air is for all.',
      unit: 's',
    }),
    kinds: z
      .array(z.enum(['environment', 'power']))
      .default(['environment', 'power'])
      .meta({ description: 'environment: temperature, humidity, pressure. power: voltage and current.' }),
    device: z.boolean().default(false).meta({
      description: "Tell the battery as the node's own too. The node tells its own battery anyway.",
    }),
    batteryCurve: z
      .array(point)
      .min(2)
      .max(20)
      .refine(
        (points) =>
          points.every(({ volts }, index) => index === 0 || volts > (points[index - 1]?.volts ?? 0)),
        'must go on with ever higher volts',
      )
      .prefault([
        { volts: 11, percent: 0 },
        { volts: 13.8, percent: 100 },
      ])
      .meta({ description: 'How full a battery of that voltage is, straight between the points.' }),
  })
  .prefault({})
  .meta({ description: 'What the sensors of the ESPHome device say, told to the mesh now and then.' });
