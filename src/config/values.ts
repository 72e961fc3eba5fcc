import { z } from 'zod';
import { CHANNEL_COUNT, NOBODY, parseNodeId, toChannelIndex } from '../mesh/ids.js';
import { parseAddress } from '../radio/address.js';
import { messageOf } from '../util/errors.js';

/** What is told of a key besides its type and default. */
export interface KeyNotes {
  readonly description: string;
  readonly unit?: string;
}

export function whole(min: number, max: number) {
  return z.int().min(min).max(max);
}

export function seconds(min: number, max: number) {
  return z.number().min(min).max(max);
}

/** A name or a path; what a terminal or the system would take for something else has no place in it. */
export function plainText() {
  return z
    .string()
    .min(1)
    .refine((text) => !/\p{Cc}/u.test(text), 'must not hold control characters');
}

export const language = z.enum(['en', 'fr']);

/** Of a command. */
export const enabled = z
  .boolean()
  .default(true)
  .meta({ description: 'Off: the bot does not know this command.' });

/** `0` to `7` as it stands as a key in YAML. */
export const channelKey = z.string().regex(/^[0-7]$/, 'must be a channel index from 0 to 7');

export const channelIndex = whole(0, CHANNEL_COUNT - 1).transform(toChannelIndex);

export const nodeAddress = z.string().superRefine((text, context) => {
  try {
    parseAddress(text);
  } catch (error) {
    context.addIssue({ code: 'custom', message: messageOf(error) });
  }
});

export const webAddress = z
  .string()
  .refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), 'must be a web address');

const NODE_ID = /^!?[0-9a-fA-F]{8}$/;
const PUBLIC_KEY_BYTES = 32;

export const nodeId = z
  .string()
  .regex(NODE_ID, 'must be a node id such as "!16fad3dc"')
  .meta({ examples: ['!16fad3dc'] });

const publicKey = z
  .string()
  .refine(
    (text) => Buffer.from(text, 'base64').length === PUBLIC_KEY_BYTES,
    'must be a public key: 32 bytes in base64, as the app shows it',
  );

/** An admin as written, an id or `{ id, publicKey }`, in the one shape that the program uses. */
export const adminNode = z
  .union([nodeId, z.strictObject({ id: nodeId, publicKey: publicKey.optional() })], {
    error: 'must be a node id such as "!16fad3dc", or { id, publicKey }',
  })
  .transform((written) => {
    const { id, publicKey: key } =
      typeof written === 'string' ? { id: written, publicKey: undefined } : written;
    const bytes = key === undefined ? undefined : Uint8Array.from(Buffer.from(key, 'base64'));
    return { nodeNum: parseNodeId(id) ?? NOBODY, ...(bytes && { publicKey: bytes }) };
  });
