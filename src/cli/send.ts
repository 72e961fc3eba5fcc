import type { Delivery, SendReply } from '../app.js';
import { EXIT, type ExitCode } from '../util/errors.js';
import { askBot, type BotPlace, connectToBot } from './bot-client.js';
import { addresseeText, deliveryText } from './delivery-text.js';
import { duration } from './durations.js';
import { type CliIo, Interruption, printLine } from './io.js';
import { awayText } from './status.js';

export interface SendOptions extends BotPlace {
  readonly to?: string;
  readonly channel?: number;
  readonly wait?: boolean;
}

export async function send(text: string, options: SendOptions, io: CliIo): Promise<ExitCode> {
  const { to, channel, wait } = options;
  const client = await connectToBot(options, io);
  try {
    const reply = (await askBot(client, { do: 'send', text, to, channel }, io.signal)) as SendReply;
    if (!wait) printLine(io, `queued for ${addresseeText(reply)}`);
    if (reply.away) printLine(io, waitingText(reply.away, reply.waitsSeconds));
    if (!wait) return EXIT.done;
    const ending = askBot(client, { do: 'delivery', ticket: reply.ticket }, io.signal);
    const delivery = (await ending.catch(whatStays)) as Delivery;
    printLine(io, deliveryText(reply, delivery));
    return hasFailed(delivery) ? EXIT.unavailable : EXIT.done;
  } finally {
    client.close();
  }
}

function waitingText(away: NonNullable<SendReply['away']>, waitsSeconds: number): string {
  const remedy = away.remedy === null ? '' : ` (${away.remedy})`;
  return `the node is not there now: ${awayText(away)}${remedy}. The text waits for it up to ${duration(waitsSeconds)}.`;
}

function whatStays(error: unknown): never {
  if (!(error instanceof Interruption)) throw error;
  throw new Interruption(
    error.exitCode,
    'no longer waiting. The text stays queued in the bot, which goes on without you.',
  );
}

function hasFailed({ outcome }: Delivery): boolean {
  return outcome === 'failed' || outcome === 'expired';
}
