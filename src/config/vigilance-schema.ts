/** The official weather warnings of France: whom to ask, and for which department. */
import { z } from 'zod';
import { findDepartment } from '../mesh/departments.js';
import { secret } from './secrets.js';
import { plainText, seconds, webAddress } from './values.js';

export const vigilance = z
  .strictObject({
    enabled: z.boolean().default(false).meta({
      description: 'Off: nobody outside is asked, and /vigi is not known.',
    }),
    department: z
      .string()
      .refine((text) => findDepartment(text) !== undefined, 'must be a department such as "38", "06" or "2A"')
      .optional()
      .meta({ description: 'The department of the bot, in quotes; it is checked in the background.' }),
    source: z.enum(['auto', 'api', 'mirror', 'page']).default('auto').meta({
      description:
        'Whom to ask: the official interface, a copy of it by opendatasoft.com, or the public page. auto: in this order, as far as there is a key and a pageSlug, the next one when one fails.',
    }),
    apiKey: secret.optional().meta({
      description: 'Of the official interface, free at portail-api.meteofrance.fr (product "Vigilance").',
    }),
    checkSeconds: seconds(300, 86_400).default(900).meta({
      description: 'Between two checks. Sources without a key are asked every half hour at most.',
      unit: 's',
    }),
    maxAgeSeconds: seconds(3600, 172_800).default(93_600).meta({
      description: 'A bulletin older than this says nothing any more.',
      unit: 's',
    }),
    pageSlug: plainText().max(60).optional().meta({
      description:
        'The end of the address of your department on the public page, such as isere. Default: that page is not asked.',
    }),
    apiUrl: webAddress
      .default('https://public-api.meteofrance.fr/public/DPVigilance/v1/cartevigilance/encours')
      .meta({ description: 'The official interface.' }),
    mirrorUrl: webAddress.default('https://public.opendatasoft.com').meta({
      description: 'Where the copy is; its data set is put behind it.',
    }),
    pageUrl: webAddress
      .default('https://vigilance.meteofrance.fr/fr')
      .meta({ description: 'The public page; the pageSlug is put behind it.' }),
  })
  .prefault({})
  .superRefine(({ source, apiKey, pageSlug }, context) => {
    if (source === 'api' && apiKey === undefined) {
      const message = 'is missing: vigilance.source api needs a key';
      context.addIssue({ code: 'custom', path: ['apiKey'], message });
    }
    if (source === 'page' && pageSlug === undefined) {
      const message = 'is missing: vigilance.source page needs the end of its address';
      context.addIssue({ code: 'custom', path: ['pageSlug'], message });
    }
  })
  .meta({
    description:
      'The official weather warnings (Vigilance) of a department of France, for /vigi. Data by Météo-France (Licence Ouverte 2.0).',
  });
