/** Every key once: its type, default, unit and meaning. The JSON Schema, the example and the docs come from here. */
import { z } from 'zod';
import { LOG_LEVELS } from '../util/log.js';
import { alerts } from './alerts-schema.js';
import { announce, bulletins } from './bulletins-schema.js';
import { esphome } from './esphome-schema.js';
import { history } from './history-schema.js';
import { host } from './host-schema.js';
import { lightning } from './lightning-schema.js';
import { keys, link, remoteNodes } from './link-schema.js';
import { bot, llm } from './llm-schema.js';
import { meshtasticMqtt } from './mesh-feed-schema.js';
import { metrics } from './metrics-schema.js';
import { missed } from './missed-schema.js';
import { node } from './node-schema.js';
import { reboot } from './reboot-schema.js';
import type { Secret } from './secrets.js';
import { telegram } from './telegram-schema.js';
import { telemetry } from './telemetry-schema.js';
import {
  adminNode,
  channelIndex,
  channelKey,
  enabled,
  language,
  plainText,
  seconds,
  webAddress,
  whole,
} from './values.js';
import { vigilance } from './vigilance-schema.js';
import { weather } from './weather-schema.js';

const position = z
  .strictObject({
    latitude: z.number().min(-90).max(90).meta({ description: 'North is positive.', unit: 'degrees' }),
    longitude: z.number().min(-180).max(180).meta({ description: 'East is positive.', unit: 'degrees' }),
  })
  .optional()
  .meta({ description: "The place that distances are measured from. Default: the node's own position." });

const outbox = z
  .strictObject({
    // A text within 2 s of the one before is refused (firmware 2.7.26 src/mesh/PhoneAPI.cpp:828-859); 0.1 s is for the way.
    textGapSeconds: seconds(2.1, 600).default(2.2).meta({
      description: 'Between two texts. A node refuses a text within 2 s of the one before.',
      unit: 's',
    }),
    replyTtlSeconds: seconds(5, 86_400).default(300).meta({
      description: 'An answer that could not leave for so long is worth nothing any more.',
      unit: 's',
    }),
    alertTtlSeconds: seconds(60, 86_400).default(3600).meta({
      description: 'An alert that could not leave for so long is worth nothing any more.',
      unit: 's',
    }),
    attempts: whole(1, 10).default(3).meta({
      description: 'How often a direct message is sent when nobody acknowledges it.',
      unit: 'sends',
    }),
  })
  .prefault({})
  .meta({ description: 'The one way out.' });

function perUserLimit(commands: number, who: string) {
  return z
    .strictObject({
      commands: whole(1, 10_000)
        .default(commands)
        .meta({ description: 'So many commands…', unit: 'commands' }),
      seconds: seconds(1, 86_400).default(300).meta({ description: '…within so long.', unit: 's' }),
    })
    .prefault({})
    .meta({ description: who });
}

function answerLimit(answers: number, who: string) {
  return z
    .strictObject({
      answers: whole(1, 10_000).default(answers).meta({ description: 'So many answers…', unit: 'answers' }),
      seconds: seconds(1, 86_400).default(300).meta({ description: '…within so long.', unit: 's' }),
    })
    .prefault({})
    .meta({ description: who });
}

const limits = z
  .strictObject({
    perUser: perUserLimit(5, 'One person on the mesh; every command counts, also mistakes.'),
    perAdmin: perUserLimit(20, 'One admin on the mesh.'),
    perTelegramUser: perUserLimit(20, 'One person on Telegram.'),
    perChannel: answerLimit(6, 'One channel; beyond, the bot is silent there.'),
    global: answerLimit(30, 'The whole mesh.'),
    repeatSeconds: seconds(0, 86_400).default(30).meta({
      description: 'The same question on the same channel is answered once in so long.',
      unit: 's',
    }),
    airtime: z.boolean().default(true).meta({
      description: 'Hold back when the channel is busy: answers go by direct message, then to admins only.',
    }),
  })
  .prefault({})
  .meta({ description: 'How much is answered, so that the mesh stays free for people.' });

function channelsSection(commands: readonly string[]) {
  const command = z.enum(commands as [string, ...string[]]);
  return z
    .strictObject({
      commands: z.array(channelIndex).prefault([]).meta({
        description: 'Channel indexes on which commands are answered. Direct messages always are.',
      }),
      allow: z.record(channelKey, z.array(command)).default({}).meta({
        description: 'The commands of a channel in place of the usual list, as in { 1: [ping, my] }.',
      }),
      answerBy: z
        .record(channelKey, z.enum(['dm', 'channel']))
        .default({})
        .meta({
          description: 'Where a question on a channel is answered, as in { 1: dm }. Default: on the channel.',
        }),
      language: z.record(channelKey, language).default({}).meta({
        description: 'The language of a channel, as in { 1: fr }.',
      }),
    })
    .prefault({})
    .meta({ description: 'Where people are answered. Out of the box: by direct message only.' });
}

function cooldown(defaultSeconds: number, description: string) {
  return seconds(0, 86_400).default(defaultSeconds).meta({ description, unit: 's' });
}

const ownSections = {
  echo: z
    .strictObject({
      enabled,
      mesh: z.boolean().default(true).meta({ description: 'People on the mesh may use it.' }),
      channel: channelIndex.optional().meta({
        description:
          'Where it speaks. Default: the channel of the question, for a direct message the primary one.',
      }),
      cooldownSeconds: cooldown(60, 'One person may use it once in so long.'),
    })
    .prefault({})
    .meta({ description: 'The radio test: the bot repeats a text on the channel.' }),
  trace: z
    .strictObject({ enabled, cooldownSeconds: cooldown(120, 'One person may use it once in so long.') })
    .prefault({})
    .meta({ description: 'The way to a node; it uses airtime.' }),
  missed,
  bot,
  announce,
  reboot,
};

function commandsSection(commands: readonly string[]) {
  const toggle = z.strictObject({ enabled }).prefault({});
  const plain = commands.filter((name) => !Object.hasOwn(ownSections, name));
  return z
    .strictObject({
      prefixes: z
        .array(z.string().regex(/^[^\p{L}\p{N}\s]{1,3}$/u, 'must be one to three signs such as "/"'))
        .min(1)
        .default(['/'])
        .meta({ description: 'What a command begins with.' }),
      maxPages: whole(1, 20).default(6).meta({ description: 'Longest answer on the mesh.', unit: 'packets' }),
      acceptViaMqtt: z.boolean().default(false).meta({
        description: 'Answer channel texts that came over MQTT. Direct messages are answered either way.',
      }),
      ...ownSections,
      ...(Object.fromEntries(plain.map((name) => [name, toggle])) as Record<never, never>),
    })
    .prefault({})
    .transform((written) => ({ ...written, disabled: commands.filter((name) => isOff(written, name)) }))
    .meta({ description: 'The commands. Each can be switched off by its name.' });
}

function isOff(written: object, name: string): boolean {
  const toggle = (written as Readonly<Record<string, { readonly enabled?: boolean } | undefined>>)[name];
  return toggle?.enabled === false;
}

const admins = z
  .strictObject({
    nodes: z.array(adminNode).prefault([]).meta({
      description:
        "Nodes whose encrypted direct messages count as an admin's, as { id, publicKey }; an id without its key proves nothing.",
    }),
  })
  .prefault({})
  .meta({ description: 'Who may do more.' });

const log = z
  .strictObject({
    level: z
      .enum(LOG_LEVELS)
      .default('info')
      .meta({ description: 'The least important lines that are shown.' }),
    format: z.enum(['json', 'text']).optional().meta({
      description: 'JSON for programs or text for people. Default: text on a terminal, else JSON.',
    }),
  })
  .prefault({})
  .meta({ description: 'What the bot tells of itself.' });

/** The whole schema; `commands` are the names that the bot knows. */
export function createSchema(commands: readonly string[]) {
  return z
    .strictObject({
      node,
      language: language.default('en').meta({ description: 'The language of the answers.' }),
      position,
      contactUrl: webAddress.optional().meta({
        description:
          'A page about your bot. Its address goes to the services that are asked, so that they know whom to write to.',
      }),
      dataDir: plainText().default('./data').meta({
        description:
          "The data folder with the bot's database and socket; relative to where the bot is started.",
      }),
      link,
      keys,
      remoteNodes,
      outbox,
      history,
      limits,
      channels: channelsSection(commands),
      commands: commandsSection(commands),
      admins,
      alerts,
      bulletins,
      weather,
      vigilance,
      lightning,
      meshtasticMqtt,
      llm,
      esphome,
      telemetry,
      telegram,
      host,
      metrics,
      log,
    })
    .meta({ title: 'MeshBot configuration' });
}

/** Read only in every depth; a key that is not written is absent, never undefined. */
type Settled<Type> = Type extends Uint8Array | Secret | number | string
  ? Type
  : Type extends object
    ? { readonly [Key in keyof Type]: Settled<Exclude<Type[Key], undefined>> }
    : Type;

/** The configuration with every default filled in. */
export type Config = Settled<z.output<ReturnType<typeof createSchema>>>;
