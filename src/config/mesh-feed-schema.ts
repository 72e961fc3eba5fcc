/** What others hear of the mesh, from an MQTT broker. */
import { z } from 'zod';
import { brokerAddress } from './broker-address.js';
import { secret } from './secrets.js';
import { plainText } from './values.js';

const topic = z
  .string()
  .min(1)
  .refine((text) => !/\p{Cc}/u.test(text), 'must not hold control characters')
  .meta({ examples: ['msh/EU_868/2/e/LongFast/#'] })
  .transform((text) => (/(^|\/)#$/.test(text) ? text : `${text.replace(/\/+$/, '')}/#`))
  .refine(
    (text) => !/^(msh\/|\+\/|\/)*#$/.test(text),
    'must name a region and more: # and msh/# are the whole world',
  )
  .refine((text) => !text.slice(0, -1).includes('#'), 'must have its # at the end');

export const meshtasticMqtt = z
  .strictObject({
    enabled: z.boolean().default(false).meta({
      description:
        'On: nodes beyond the reach of the radio are learned from a broker. Nothing is ever sent to it.',
    }),
    brokerUrl: brokerAddress.optional().meta({
      description: 'The MQTT broker, as in mqtt://mqtt.meshtastic.org:1883.',
    }),
    topics: z.array(topic).max(9).prefault([]).meta({
      description: 'What to listen to, as in [msh/EU_868/2/e/LongFast/#].',
    }),
    username: plainText().optional().meta({ description: 'Who we are to the broker.' }),
    password: secret.optional().meta({ description: 'The password for the broker.' }),
    maxDistanceKm: z.number().min(1).max(20_000).default(100).meta({
      description: 'Nodes farther from the bot are left out.',
      unit: 'km',
    }),
    channelKeys: z.record(z.string().min(1).max(12), secret).default({}).meta({
      description:
        "Keys of channels in base64 by the channel's name, beside those of the node's own channels, as in { LongFast: { env: LONGFAST_KEY } }.",
    }),
  })
  .superRefine(({ enabled, brokerUrl, topics }, context) => {
    const missing = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message, input: undefined });
    if (enabled && brokerUrl === undefined) missing('brokerUrl', 'is needed when meshtasticMqtt is enabled');
    if (enabled && topics.length === 0) missing('topics', 'is needed when meshtasticMqtt is enabled');
  })
  .prefault({})
  .meta({
    description:
      'Nodes, positions and neighbours from beyond the reach of the radio, marked as such. The public broker passes no neighbours: for links a broker of your community is needed.',
  });
