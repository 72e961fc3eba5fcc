/** Telegram: the bot's account there, and who may speak to it. */
import { z } from 'zod';
import { secret } from './secrets.js';
import { channelIndex, seconds, webAddress, whole } from './values.js';

/** As Telegram numbers them: 52 bits at most. */
const MAX_ID = 2 ** 52;

const userId = whole(1, MAX_ID).meta({ examples: [123456789] });
/** Groups have negative numbers. */
const chatId = whole(-MAX_ID, -1).meta({ examples: [-1001234567890] });

export const telegram = z
  .strictObject({
    enabled: z.boolean().default(false).meta({
      description: 'On: people may speak to the bot on Telegram. Out of the box it answers nobody there.',
    }),
    token: secret.optional().meta({
      description: 'The token that @BotFather gave, as { env: NAME } or { file: PATH }.',
    }),
    apiUrl: webAddress
      .default('https://api.telegram.org')
      .transform((url) => url.replace(/\/+$/, ''))
      .meta({ description: 'The server of the Bot API.' }),
    admins: z.array(userId).prefault([]).meta({
      description: 'Numbers of the people on Telegram who are admins. /start tells everybody his own.',
    }),
    users: z.array(userId).prefault([]).meta({
      description: 'Numbers of the people on Telegram who may ask. Others need a code.',
    }),
    chats: z.array(chatId).prefault([]).meta({
      description: 'Numbers of the groups in which those people are answered. They are negative.',
    }),
    sayChannels: z.array(channelIndex).prefault([]).meta({
      description: 'Channels on which those people may say something with /say. Out of the box on none.',
    }),
    pollSeconds: seconds(1, 50).default(50).meta({
      description: 'So long the server holds a question for news open.',
      unit: 's',
    }),
    staleSeconds: seconds(10, 86_400).default(300).meta({
      description: 'What is older when the bot reads it, and would transmit or change something, is refused.',
      unit: 's',
    }),
    removeWebhook: z.boolean().default(false).meta({
      description: 'A webhook of another program on the same token is taken away instead of only reported.',
    }),
  })
  .prefault({})
  .refine(({ enabled, token }) => !enabled || token !== undefined, {
    path: ['token'],
    message: 'is needed when telegram is enabled, as { env: NAME } or { file: PATH }',
  })
  .meta({ description: 'Telegram. Nobody is admitted who is not listed here or was given a code.' });
