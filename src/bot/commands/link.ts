import type { LinkReport, Outage } from '../../mesh/radio.js';
import type { Call } from '../command.js';
import { fitPage, join } from '../compose.js';
import type { BotContext, CommandDefinition } from '../context.js';
import { age, dayAndMonth, decimal, span, startOfDay, timeOfDay, timeOfDayExact, wait } from '../format.js';
import type { Language } from '../request.js';
import { LINK_TEXTS } from './link-texts.js';

const DAY_MS = 24 * 3_600_000;
const MAX_LISTED = 10;

export const link: CommandDefinition = {
  name: 'link',
  aliases: ['lien'],
  role: 'any',
  places: ['direct', 'listed-channel', 'telegram', 'console'],
  group: 'here',
  texts: {
    en: { name: 'link', usage: '', summary: 'how my connection to the node is', example: '/link' },
    fr: { name: 'lien', usage: '', summary: 'état de ma connexion au nœud', example: '/lien' },
  },
  see: ['sys'],
  create: (context) => ({
    run: (call) => {
      const report = context.radio.report();
      const text = fitPage([
        { parts: [{ text: stateLine(context, call.language, report) }] },
        { parts: [{ text: outageLine(context, call.language, report) }] },
        { parts: [{ text: availability(context, call.language, report), drop: 1 }] },
        { parts: [{ text: queueLine(call.language, report) }] },
      ]);
      return call.request.isBrief ? text : join([text, ...details(context, call, report)], '\n');
    },
  }),
};

function stateLine(context: BotContext, language: Language, report: LinkReport): string {
  const text = LINK_TEXTS[language];
  const { own } = context.radio;
  if (report.state === 'ready') {
    const firmware = own?.firmware.split('.').slice(0, 3).join('.');
    return text.up(span(report.sinceMs, language), join([own?.longName, firmware], ' '));
  }
  const last = report.outages.at(-1);
  const tries = text.tries(report.tries, report.nextTryMs === undefined ? undefined : wait(report.nextTryMs));
  const head =
    last && last.endedAt === undefined
      ? text.down(timeOfDay(last.startedAt), cause(context, language, last), causeNow(report, last, language))
      : text.connecting(timeOfDay(context.clock.now() - context.upMs()));
  return `${head} ${tries}`;
}

/** What the last try met, when that is something else. */
function causeNow({ away }: LinkReport, last: Outage, language: Language): string | undefined {
  const reason = away?.reason;
  return reason === undefined || reason === last.reason ? undefined : LINK_TEXTS[language].causes[reason];
}

function cause({ reboots }: BotContext, language: Language, { reason, startedAt }: Outage): string {
  return LINK_TEXTS[language].causes[reboots.wasReboot(startedAt) ? 'reboot' : reason];
}

/** Midnight, or our start when that was later: before it we know nothing. */
function countedFrom({ clock, upMs }: BotContext): { readonly from: number; readonly isWholeDay: boolean } {
  const midnight = startOfDay(clock.now());
  const started = clock.now() - upMs();
  return { from: Math.max(midnight, started), isWholeDay: started <= midnight };
}

function outageLine(context: BotContext, language: Language, { outages }: LinkReport): string {
  const text = LINK_TEXTS[language];
  const { from, isWholeDay } = countedFrom(context);
  const now = context.clock.now();
  const today = outages.filter((outage) => (outage.endedAt ?? now) > from);
  const period = isWholeDay ? text.today : text.since(timeOfDay(from));
  const last = today.at(-1);
  if (!last) return text.noOutage(period);
  return text.outages(
    period,
    today.length,
    span(downMs(today, from, now), language),
    cause(context, language, last),
  );
}

function downMs(outages: readonly Outage[], from: number, now: number): number {
  return outages.reduce(
    (sum, { startedAt, endedAt }) => sum + Math.max(0, (endedAt ?? now) - Math.max(startedAt, from)),
    0,
  );
}

function availability(context: BotContext, language: Language, report: LinkReport): string {
  const text = LINK_TEXTS[language];
  const { from, isWholeDay } = countedFrom(context);
  const now = context.clock.now();
  const up = context.upMs();
  const today = percent(downMs(report.outages, from, now), now - from, language);
  const period = isWholeDay ? text.availableToday : text.since(timeOfDay(from)).toLowerCase();
  const current = report.outages.at(-1);
  const lasting = current && current.endedAt === undefined ? now - current.startedAt : 0;
  const whole = percent(report.outageTotals.totalMs + lasting, up, language);
  const longer =
    up < 2 * DAY_MS ? undefined : `${whole} ${Math.floor(up / DAY_MS)}${language === 'fr' ? 'j' : 'd'}`;
  return text.available(join([`${today} ${period}`, longer]));
}

/** Whoever had an outage never had 100 %. */
function percent(downMs: number, ofMs: number, language: Language): string {
  if (downMs <= 0 || ofMs <= 0) return '100%';
  return `${decimal(Math.min(99.99, Math.max(0, 100 - (100 * downMs) / ofMs)), 2, language)}%`;
}

function queueLine(language: Language, { outbox, lastPacketAgoMs }: LinkReport): string {
  const last = lastPacketAgoMs === undefined ? undefined : age(lastPacketAgoMs, language);
  return LINK_TEXTS[language].queue(outbox.queued, last);
}

function details(context: BotContext, { language }: Call, report: LinkReport): string[] {
  const text = LINK_TEXTS[language];
  const own = context.radio.own && context.nodes.get(context.radio.own.nodeNum);
  // What the node told before it went is no news of the air.
  const { channelUtilization, airUtilTx } = (report.state === 'ready' && own?.device) || {};
  const outages = report.outages.slice(-MAX_LISTED).reverse();
  return [
    ...(report.heartbeatMs === undefined ? [] : [text.heartbeat(Math.round(report.heartbeatMs))]),
    text.air(orDash(channelUtilization, language), orDash(airUtilTx, language)),
    text.heldBack(context.limits.heldBack),
    ...(outages.length > 0 ? [text.lastOutages] : []),
    ...outages.map((outage) => outageEntry(context, language, outage)),
  ];
}

function outageEntry(context: BotContext, language: Language, outage: Outage): string {
  const { startedAt, endedAt } = outage;
  const length =
    endedAt === undefined
      ? LINK_TEXTS[language].lasting(span(context.clock.now() - startedAt, language))
      : span(endedAt - startedAt, language);
  const at = `${dayAndMonth(startedAt, language)} ${timeOfDayExact(startedAt)}`;
  return `• ${at} ${length} ${cause(context, language, outage)}`;
}

function orDash(value: number | undefined, language: Language): string {
  return value === undefined ? '–' : decimal(value, 1, language);
}
