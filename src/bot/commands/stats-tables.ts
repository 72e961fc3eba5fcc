/** The tables of the long statistics. */
import type { KindSums, SenderSums, TrafficSums } from '../../mesh/history.js';
import { longSize, percentOf } from '../amounts.js';
import type { Texts } from '../command.js';
import type { BotContext } from '../context.js';
import type { Haste } from '../etiquette.js';
import { decimal, wait } from '../format.js';
import { LONG_KINDS } from '../kind-words.js';
import { fullNameOf } from '../node-names.js';
import type { Language } from '../request.js';
import { table } from '../table.js';

interface TableTexts {
  readonly kind: string;
  readonly node: string;
  readonly packets: string;
  readonly share: string;
  readonly size: string;
  readonly airtime: string;
  readonly airShare: string;
  readonly noAir: string;
  every(kind: string, interval: string): string;
}

const TEXTS: Texts<TableTexts> = {
  en: {
    kind: 'Kind',
    node: 'Node',
    packets: 'Packets',
    share: 'Share',
    size: 'Size',
    airtime: 'Airtime',
    airShare: 'Of the airtime',
    noAir: 'What came by MQTT alone took no airtime here.',
    every: (kind, interval) => `${kind} every ${interval}`,
  },
  fr: {
    kind: 'Type',
    node: 'Nœud',
    packets: 'Paquets',
    share: 'Part',
    size: 'Taille',
    airtime: 'Antenne',
    airShare: "Du temps d'antenne",
    noAir: "Ce qui n'est venu que par MQTT n'a pris aucun temps d'antenne ici.",
    every: (kind, interval) => `${kind} toutes les ${interval}`,
  },
};

/** What was heard by kind, and what it cost. */
export function kindTable(kinds: readonly KindSums[], whole: TrafficSums, language: Language): string[] {
  const text = TEXTS[language];
  const rows = kinds.map((sums) => ({ label: LONG_KINDS[language][sums.kind], sums }));
  return [...sumTable(text.kind, rows, { whole, language }), ...(whole.viaMqtt > 0 ? [text.noAir] : [])];
}

/** Who was heard, and what it cost. */
export function nodeTable(
  { nodes: db }: BotContext,
  nodes: readonly SenderSums[],
  whole: TrafficSums,
  language: Language,
): string[] {
  const rows = nodes.map((sums) => ({ label: fullNameOf(db, sums.nodeNum), sums }));
  return sumTable(TEXTS[language].node, rows, { whole, language });
}

interface SumRow {
  readonly label: string;
  readonly sums: TrafficSums;
}

function sumTable(
  title: string,
  rows: readonly SumRow[],
  { whole, language }: { whole: TrafficSums; language: Language },
): string[] {
  const text = TEXTS[language];
  const numbers = [text.packets, text.share, text.size, text.airtime, text.airShare, 'MQTT'];
  return table(
    [{ title }, ...numbers.map((number) => ({ title: number, isNumber: true }))],
    rows.map(({ label, sums }) => [
      label,
      String(sums.packets),
      percent(sums.packets, whole.packets, language),
      longSize(sums.bytes, language),
      airtime(sums.airtimeMs),
      percent(sums.airtimeMs, whole.airtimeMs, language),
      String(sums.viaMqtt),
    ]),
  );
}

/** In whole seconds: `6 min 46 s`. */
export function airtime(ms: number): string {
  return wait(Math.floor(ms / 1000) * 1000);
}

/** `11.8 %` */
export function percent(part: number, whole: number, language: Language): string {
  return `${decimal(percentOf(part, whole), 1, language)} %`;
}

const TEN_MINUTES_SECONDS = 600;
const TWO_HOURS_SECONDS = 7200;

/** `telemetry every 180 s`, `position every 12 min`, `node info every 3 h` */
export function longHaste({ kind, everySeconds }: Haste, language: Language): string {
  return TEXTS[language].every(LONG_KINDS[language][kind], interval(everySeconds));
}

/** `180 s`, `12 min`, `3 h` */
export function interval(seconds: number): string {
  if (seconds < TEN_MINUTES_SECONDS) return `${seconds} s`;
  if (seconds < TWO_HOURS_SECONDS) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 3600)} h`;
}
