import { distanceMeters } from '../../mesh/geo.js';
import type { NodeNum } from '../../mesh/ids.js';
import type { Route } from '../../mesh/packet.js';
import type { Call } from '../command.js';
import { join } from '../compose.js';
import type { BotContext } from '../context.js';
import { decimal, longDistance, signalColour } from '../format.js';
import { longNameOf, shortNameOf } from '../node-names.js';
import type { Language } from '../request.js';
import type { TraceResult } from '../tracer.js';
import { TRACE_TEXTS } from './trace-texts.js';

type Answered = Extract<TraceResult, { kind: 'answered' }>;
type Stop = NodeNum | undefined;

/** Both ways of a traceroute; every SNR stands between the two nodes of its link. */
export function describeTrace(context: BotContext, call: Call, { packet, tookMs }: Answered): string {
  const { language, request } = call;
  const text = TRACE_TEXTS[language];
  const me = context.radio.own?.nodeNum;
  const head = text.head(
    shortNameOf(context.nodes, packet.from),
    decimal(tookMs / 1000, 1, language),
    packet.towards.relays.length,
  );
  const there: Stop[] = [me, ...packet.towards.relays, packet.from];
  const back: Stop[] = [packet.from, ...packet.back.relays, me];
  const isBackKnown = packet.back.snr.length > 0 || packet.back.relays.length > 0;
  if (request.isBrief) {
    const way = (mark: string, stops: Stop[], route: Route) =>
      `${mark} ${brief(context, language, { stops, snr: route.snr })}`;
    return join(
      [head, way('>', there, packet.towards), isBackKnown ? way('<', back, packet.back) : '< ?'],
      '\n',
    );
  }
  const way = (label: string, stops: Stop[], route: Route) =>
    [label, ...links(context, language, { stops, snr: route.snr })].join('\n');
  return join(
    [
      head,
      way(text.there, there, packet.towards),
      isBackKnown ? way(text.back, back, packet.back) : `${text.back}: ${text.backMissing}`,
    ],
    '\n',
  );
}

interface Way {
  readonly stops: readonly Stop[];
  readonly snr: readonly (number | undefined)[];
}

function brief({ nodes }: BotContext, language: Language, { stops, snr }: Way): string {
  const words = stops.flatMap((stop, index) => {
    const name = stop === undefined ? '?' : shortNameOf(nodes, stop);
    return index === 0 ? [name] : [snrText(snr[index - 1], language), name];
  });
  return words.join(' ');
}

function snrText(snr: number | undefined, language: Language): string {
  return snr === undefined ? '?' : decimal(snr, 1, language);
}

function links(context: BotContext, language: Language, { stops, snr }: Way): string[] {
  return stops.slice(1).map((to, index) => {
    const from = stops[index];
    const value = snr[index];
    const names = `${fullName(context, from)} → ${fullName(context, to)}`;
    const signal = `${signalColour(value, context.modem())} SNR ${value === undefined ? '–' : `${decimal(value, 1, language)} dB`}`;
    return `• ${join([names, signal, far(context, language, { from, to })])}`;
  });
}

function fullName({ nodes }: BotContext, stop: Stop): string {
  return stop === undefined ? '?' : longNameOf(nodes, stop);
}

function far(
  { nodes }: BotContext,
  language: Language,
  { from, to }: { from: Stop; to: Stop },
): string | undefined {
  if (from === undefined || to === undefined) return undefined;
  const [start, end] = [nodes.get(from)?.position, nodes.get(to)?.position];
  return start && end && longDistance(distanceMeters(start, end), language);
}
