import type { MeshNode } from '../../mesh/mesh-node.js';
import { join } from '../compose.js';
import type { BotContext } from '../context.js';
import { decimal } from '../format.js';
import { lastHours } from '../hours.js';
import type { Language } from '../request.js';
import { summaryOf } from './graphs-slices.js';
import { NODEINFO_TEXTS } from './nodeinfo-texts.js';

interface BatteryFacts {
  readonly line: string;
  /** It soon ends, as far as can be told. */
  readonly isLow: boolean;
}

/** A day of sun and night has no trend. */
const TREND_HOURS = 6;
/** Percent in an hour: a battery is told in whole percents. */
const STEADY_PERCENT = 0.1;
const LOW_PERCENT = 20;
/** What nodes tell when they hang on a charger (firmware src/Power.cpp). */
const EXTERNAL_PERCENT = 101;

/** Undefined when the node does not tell. */
export function batteryOf(
  { history, clock }: BotContext,
  { nodeNum, device }: MeshNode,
  language: Language,
): BatteryFacts | undefined {
  const text = NODEINFO_TEXTS[language];
  const told = history
    .metrics(nodeNum, lastHours(TREND_HOURS, clock.now()))
    .flatMap(({ at, batteryLevel }) => (batteryLevel === undefined ? [] : [{ at, value: batteryLevel }]));
  const level = told.at(-1)?.value ?? device?.batteryLevel;
  if (level === undefined) return undefined;
  if (level >= EXTERNAL_PERCENT) return { line: text.external, isLow: false };
  const perHour = summaryOf(told.filter(({ value }) => value < EXTERNAL_PERCENT))?.perHour;
  return {
    line: join([text.battery(`${Math.round(level)} %`), trend(perHour, language)]),
    isLow: level <= LOW_PERCENT && (perHour ?? 0) < STEADY_PERCENT,
  };
}

function trend(perHour: number | undefined, language: Language): string | undefined {
  const text = NODEINFO_TEXTS[language];
  if (perHour === undefined) return undefined;
  const size = `${decimal(Math.abs(perHour), 1, language)} %`;
  if (Math.abs(perHour) < STEADY_PERCENT) return text.steady;
  return perHour < 0 ? text.falling(size) : text.rising(size);
}
