import { join } from 'node:path';
import { EXIT, type ExitCode, ExitError } from '../util/errors.js';
import type { JsonLineClient } from '../util/json-line-client.js';
import { askBot, type BotPlace, connectToBot, folderOf } from './bot-client.js';
import { CONSOLE_TEXTS, type ConsoleTexts } from './console-texts.js';
import { type CliIo, isInteractive, printLine } from './io.js';
import { LineHistory } from './line-history.js';
import { LiveWatch } from './live-watch.js';
import { Repl } from './repl.js';

/** In the data folder, which belongs to whoever may talk to the bot. */
const HISTORY_FILE = 'console-history';

/** `meshbot console`: a person, or a script through a pipe, talks to the running bot. */
export async function talk(place: BotPlace, io: CliIo): Promise<ExitCode> {
  const client = await connectToBot(place, io);
  try {
    const texts = isInteractive(io) ? await greet(client, io) : CONSOLE_TEXTS.en;
    const history = new LineHistory(join(await folderOf(place, io), HISTORY_FILE));
    const repl = createBotRepl(client, io, { history, texts });
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

/** What the bot tells unasked may be secret: it goes to a terminal alone, where a person sits. */
async function greet(client: JsonLineClient, io: CliIo): Promise<ConsoleTexts> {
  // A bot of an older version knows no such question.
  const welcome = await askBot(client, { do: 'welcome' }, io.signal).catch(() => ({}));
  const { text, language = 'en' } = welcome as { text?: string; language?: 'en' | 'fr' };
  const texts = CONSOLE_TEXTS[language];
  printLine(io, texts.greeting);
  if (text !== undefined) printLine(io, text);
  return texts;
}

interface ReplWishes {
  readonly history?: LineHistory;
  readonly texts?: ConsoleTexts;
}

/** A prompt whose lines the bot answers. */
export function createBotRepl(
  client: JsonLineClient,
  io: CliIo,
  { history, texts = CONSOLE_TEXTS.en }: ReplWishes = {},
): Repl {
  const watch = new LiveWatch(client, (text) => repl.print(text), texts);
  const repl: Repl = new Repl({
    io,
    prompt: 'meshbot> ',
    ...(history && { history }),
    complete: async (line) => {
      const ofBot = (await askBot(client, { do: 'complete', line }, io.signal)) as string[];
      return [...ofBot, ...watch.complete(line)];
    },
    ask: async (text) => {
      const watching = isInteractive(io) ? watch.take(text) : undefined;
      return watching ?? ((await askBot(client, { do: 'ask', text })) as { text?: string }).text;
    },
  });
  return repl;
}
