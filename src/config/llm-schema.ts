/** The language model: where it is, and what it may cost. */
import { z } from 'zod';
import { secret } from './secrets.js';
import { enabled, plainText, seconds, webAddress, whole } from './values.js';

// The HTTP client of Node.js waits 300 s for the first byte of an answer, whatever is asked of it.
const LONGEST_SECONDS = 300;

function timeout(usual: number, where: string) {
  return seconds(5, LONGEST_SECONDS)
    .default(usual)
    .meta({ description: `${where}: from the question to its answer, waiting included.`, unit: 's' });
}

function tokens(usual: number, where: string) {
  return whole(16, 32_768)
    .default(usual)
    .meta({ description: `${where}: the longest answer, thoughts included.`, unit: 'tokens' });
}

/** 0 switches it off. */
function guard(max: number) {
  return z.number().min(0).max(max);
}

export const llm = z
  .strictObject({
    enabled: z.boolean().default(false).meta({
      description: 'On: /bot asks a language model.',
    }),
    baseUrl: webAddress.default('http://127.0.0.1:8080').meta({
      description:
        'A server that speaks like OpenAI, such as llama.cpp on this machine. Elsewhere, questions leave the house.',
    }),
    apiKey: secret.optional().meta({
      description: 'The key of the server, where it asks for one, as { env: NAME } or { file: PATH }.',
    }),
    flavor: z.enum(['llamacpp', 'openai']).default('llamacpp').meta({
      description: 'Which kind of server it is: llama.cpp, or any other of that kind.',
    }),
    model: plainText()
      .default('local')
      .meta({ description: 'The name of the model as the server knows it.' }),
    timeoutSeconds: z
      .strictObject({
        mesh: timeout(120, 'On the mesh'),
        telegram: timeout(300, 'On Telegram and the console'),
      })
      .prefault({})
      .meta({ description: 'How long an asker waits.' }),
    maxTokens: z
      .strictObject({
        mesh: tokens(400, 'On the mesh'),
        telegram: tokens(1500, 'On Telegram and the console'),
      })
      .prefault({})
      .meta({ description: 'How much the model may say.' }),
    freeDm: z.boolean().default(false).meta({
      description: 'A direct message that is no command is a question to the model.',
    }),
    maxCpuCelsius: guard(120).default(60).meta({
      description:
        'From this temperature of the processor on it is not asked, until it is 3° cooler. 0: not watched.',
      unit: '°C',
    }),
    minBatteryVolts: guard(100).default(12.5).meta({
      description:
        'Below this voltage of the battery it is not asked, until there is 0.3 V more. 0: not watched.',
      unit: 'V',
    }),
    contextMessages: whole(0, 40).default(6).meta({
      description: 'So many messages of a talk are remembered, in memory only.',
      unit: 'messages',
    }),
    contextSeconds: seconds(0, 86_400).default(1800).meta({
      description: 'So long after the last one they are forgotten.',
      unit: 's',
    }),
  })
  .prefault({})
  .meta({
    description:
      'A language model for /bot. It is told the question and the talk before it, never who asks, and nothing of the mesh.',
  });

export const bot = z
  .strictObject({
    enabled,
    cooldownSeconds: seconds(0, 86_400).default(20).meta({
      description: 'One person may use it once in so long.',
      unit: 's',
    }),
  })
  .prefault({})
  .meta({ description: 'A question to the language model.' });
