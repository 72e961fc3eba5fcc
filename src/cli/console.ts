import { EXIT, type ExitCode, ExitError } from '../util/errors.js';
import type { JsonLineClient } from '../util/json-line-client.js';
import { askBot, type BotPlace, connectToBot } from './bot-client.js';
import { type CliIo, isInteractive, printLine } from './io.js';
import { Repl } from './repl.js';

/** `meshbot console`: a person, or a script through a pipe, talks to the running bot. */
export async function talk(place: BotPlace, io: CliIo): Promise<ExitCode> {
  const client = await connectToBot(place, io);
  try {
    if (isInteractive(io)) printLine(io, 'You are talking to the bot. Try /help; quit or Ctrl-D leaves.');
    const repl = await createBotRepl(client, io);
    let hasBotEnded = false;
    void client.closed.then(() => {
      hasBotEnded = true;
      repl.close();
    });
    await repl.run();
    if (hasBotEnded) throw new ExitError(EXIT.unavailable, 'the bot ended.');
    return EXIT.done;
  } finally {
    client.close();
  }
}

/** A prompt whose lines the bot answers. */
export async function createBotRepl(client: JsonLineClient, io: CliIo): Promise<Repl> {
  const completions = (await askBot(client, { do: 'completions' }, io.signal)) as string[];
  return new Repl({
    io,
    prompt: 'meshbot> ',
    completions,
    ask: async (text) => ((await askBot(client, { do: 'ask', text })) as { text?: string }).text,
  });
}
