/** The weather: whom to ask, and how much. */
import { z } from 'zod';
import { seconds, webAddress, whole } from './values.js';

export const weather = z
  .strictObject({
    enabled: z.boolean().default(true).meta({
      description: 'Off: nobody outside is asked, and /weather and /rain are not known.',
    }),
    provider: z.enum(['open-meteo', 'wttr.in']).default('open-meteo').meta({
      description: 'Who is asked first. Neither needs a key.',
    }),
    fallback: z.boolean().default(true).meta({
      description: 'The other one is asked when the first one fails.',
    }),
    homeName: z.string().min(1).max(24).optional().meta({
      description: 'How the place of the bot is called in answers. Default: the name of its node.',
    }),
    countryCode: z
      .string()
      .regex(/^[A-Za-z]{2}$/, 'must be two letters such as FR')
      .optional()
      .meta({ description: 'Of several places of one name, those of this country are meant (FR, CH, …).' }),
    freshSeconds: seconds(60, 86_400).default(900).meta({
      description: 'A value so young is told without asking again.',
      unit: 's',
    }),
    timeoutSeconds: seconds(1, 60).default(7).meta({
      description: 'How long all sources together may take. Whoever asks is answered within 8 s either way.',
      unit: 's',
    }),
    maxCallsPerDay: whole(1, 10_000).default(500).meta({
      description: 'More than this is never asked of one source.',
      unit: 'calls',
    }),
    openMeteoUrl: webAddress.default('https://api.open-meteo.com/v1/forecast').meta({
      description: 'The forecast of Open-Meteo, or a server of your own that speaks like it.',
    }),
    geocodingUrl: webAddress.default('https://geocoding-api.open-meteo.com/v1/search').meta({
      description: 'Where places are looked up by their names.',
    }),
    wttrUrl: webAddress.default('https://wttr.in').meta({ description: 'The address of wttr.in.' }),
  })
  .prefault({})
  .meta({
    description:
      'The weather, for /weather and /rain. Only places go out, rounded to about a kilometre; never who asks. Data by Open-Meteo.com (CC BY 4.0), free for non-commercial use.',
  });
