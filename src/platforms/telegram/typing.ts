import type { Clock, Stop } from '../../util/clock.js';
import type { BotApi } from './bot-api.js';
import type { ChatPlace } from './incoming.js';

/** Who gets his answer sooner needs no sign. */
const FIRST_MS = 1000;
/** The sign goes out by itself after 5 s. */
const AGAIN_MS = 4500;

/** Shows in that chat that somebody is at work, as long as he is. */
export async function whileTyping<Answer>(
  {
    api,
    clock,
    signal,
  }: { readonly api: Pick<BotApi, 'typing'>; readonly clock: Clock; readonly signal: AbortSignal },
  { chat, topic }: ChatPlace,
  work: Promise<Answer>,
): Promise<Answer> {
  let stop: Stop = () => {};
  const place = { chat, ...(topic !== undefined && { topic }) };
  const show = () => {
    stop = clock.after('telegram.typing', AGAIN_MS, show);
    // A sign that did not get there is worth no second try.
    api.typing(place, signal).catch(() => {});
  };
  stop = clock.after('telegram.typing', FIRST_MS, show);
  try {
    return await work;
  } finally {
    stop();
  }
}
