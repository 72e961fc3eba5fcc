import type { History } from '../../mesh/history.js';
import { HistoryAwayError } from '../../mesh/history-away.js';
import type { Clock } from '../../util/clock.js';
import type { Reply, Step } from '../command.js';
import { RECORDS } from '../records.js';
import { whenIn } from '../when.js';

/** An answer from what is remembered says first what it cannot know, and since when. */
export function createRecords(history: Pick<History, 'gapSince'>, clock: Pick<Clock, 'now'>): Step {
  return async (call, command, next) => {
    const text = RECORDS[call.language];
    const when = (at: number) => whenIn(at, clock.now(), call.language);
    const gapSince = command.asksHistory ? history.gapSince() : undefined;
    try {
      const reply = await next();
      return gapSince === undefined ? reply : after(text.gap(when(gapSince)), reply);
    } catch (error) {
      if (!(error instanceof HistoryAwayError)) throw error;
      return { text: text.away(when(error.since)), outcome: 'failed' };
    }
  };
}

function after(line: string, reply: Reply): Reply {
  if (typeof reply === 'string') return `${line}\n${reply}`;
  return 'silence' in reply ? reply : { ...reply, text: `${line}\n${reply.text}` };
}
