/** Everything that the bot is made of, as far as it can fail. */
import type { LinkReport } from '../mesh/radio.js';
import type { ServiceReport } from '../services/service-health.js';
import { known } from '../util/known.js';
import { LINK_TEXTS } from './commands/link-texts.js';
import type { BotContext } from './context.js';
import { SHORT_FAILURES } from './failure-words.js';
import type { Language } from './request.js';

export interface Part extends Omit<ServiceReport, 'lastError'> {
  readonly lastError?: { readonly at: number; readonly reason: string };
  /** In place of how it is, such as how full. */
  readonly value?: string;
}

/** Ours first, then who is asked outside. */
export async function partsOf(context: BotContext, language: Language): Promise<readonly Part[]> {
  const services = (context.services?.() ?? []).map((report) => inWords(report, language));
  const { disk } = await context.host.read();
  return [
    nodePart(context, context.radio.report(), language),
    ...services,
    databasePart(context),
    ...(disk ? [{ name: 'disk', state: 'ok', value: `${Math.round(disk.usedPercent)}%` } as const] : []),
  ];
}

function inWords({ lastError, ...report }: ServiceReport, language: Language): Part {
  if (!lastError) return report;
  return { ...report, lastError: { at: lastError.at, reason: SHORT_FAILURES[language][lastError.reason] } };
}

function nodePart({ clock }: BotContext, report: LinkReport, language: Language): Part {
  const { state, sinceMs, lastFrameAgoMs, away, nextTryMs } = report;
  const now = clock.now();
  const lastSuccess = lastFrameAgoMs === undefined ? undefined : now - lastFrameAgoMs;
  const since = away?.since ?? now - sinceMs;
  if (state === 'ready') return { name: 'node', state: 'ok', since, ...known({ lastSuccess }) };
  const reason = away?.reason === undefined ? undefined : LINK_TEXTS[language].causes[away.reason];
  return {
    name: 'node',
    state: 'down',
    since,
    ...known({
      lastSuccess,
      lastError: reason === undefined ? undefined : { at: since, reason },
      nextTry: nextTryMs === undefined ? undefined : now + nextTryMs,
    }),
  };
}

function databasePart({ clock, history, upMs }: BotContext): Part {
  const failingSince = history.gapSince();
  const since = failingSince ?? clock.now() - upMs();
  return { name: 'db', state: failingSince === undefined ? 'ok' : 'down', since };
}
