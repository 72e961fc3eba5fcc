import type { SendReply } from '../app.js';
import { EXIT, type ExitCode } from '../util/errors.js';
import { askBot, type BotPlace, connectToBot } from './bot-client.js';
import { type CliIo, printLine } from './io.js';

export interface SendOptions extends BotPlace {
  readonly to?: string;
  readonly channel?: number;
  readonly wait?: boolean;
}

export async function send(text: string, options: SendOptions, io: CliIo): Promise<ExitCode> {
  const { to, channel, wait } = options;
  const client = await connectToBot(options, io);
  try {
    const ask = { do: 'send', text, to, channel, wait };
    const reply = (await askBot(client, ask)) as SendReply;
    printLine(io, replyText(reply));
    return hasFailed(reply) ? EXIT.unavailable : EXIT.done;
  } finally {
    client.close();
  }
}

function hasFailed({ delivery }: SendReply): boolean {
  return delivery?.outcome === 'failed' || delivery?.outcome === 'expired';
}

function replyText({ to, delivery }: SendReply): string {
  if (!delivery) return `queued for ${to}`;
  const took = `${(delivery.tookMs / 1000).toFixed(1)} s`;
  switch (delivery.outcome) {
    case 'delivered':
      return `delivered to ${to}, acknowledged after ${took}`;
    case 'relayed':
      return `sent to ${to}, a neighbour repeated it after ${took}`;
    case 'sent':
      return `sent to ${to}, nothing more is known after ${took}`;
    case 'expired':
      return `not sent to ${to}: its time was over after ${took}`;
    case 'failed':
      return `failed for ${to} after ${took}: ${delivery.reason}`;
  }
}
