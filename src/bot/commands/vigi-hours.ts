import { FRANCE, type Hazard, type Span } from '../../services/vigilance/bulletin.js';
import { localTime } from '../../util/zone.js';
import { dayIn, timeIn } from '../local-format.js';
import type { Language } from '../request.js';

/** `storms 16h-23h`: when it is as bad as it gets; without hours where none were told. */
export function withHours(words: string, { spans, colour }: Hazard): string {
  const hours = merged(spans.filter((span) => span.colour === colour)).map(
    ({ from, to }) => `${hour(from)}-${hour(to, true)}`,
  );
  return [words, ...hours].join(' ');
}

/** `14:10`, and the day when it is another one, as the clocks of France show. */
export function momentIn(at: number, now: number, language: Language): string {
  const day = dayIn(at, FRANCE, language);
  const time = timeIn(at, FRANCE);
  return day === dayIn(now, FRANCE, language) ? time : `${day} ${time}`;
}

/** Spans that touch are one; they come in order. */
function merged(spans: readonly Span[]): Span[] {
  const apart: Span[] = [];
  for (const span of spans) {
    const last = apart.at(-1);
    if (!last || span.from > last.to) apart.push(span);
    else apart[apart.length - 1] = { ...last, to: Math.max(last.to, span.to) };
  }
  return apart;
}

/** `16h`, `16h30`; the midnight at an end is 24h. */
function hour(at: number, isEnd = false): string {
  const { hour: hours, minute } = localTime(at, FRANCE);
  const shown = isEnd && hours === 0 && minute === 0 ? 24 : hours;
  return `${shown}h${minute === 0 ? '' : String(minute).padStart(2, '0')}`;
}
