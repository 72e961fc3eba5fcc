/** How long each question to the history takes. */
import { SqliteHistory } from '../../src/history/sqlite-history.js';
import type { History, TimeSpan } from '../../src/mesh/history.js';
import { PRIMARY_CHANNEL } from '../../src/mesh/ids.js';
import type { SystemClock } from '../../src/util/clock.js';
import type { Row } from '../table.js';
import { openDatabase } from './database.js';
import { atMost, bestOf, p95Of, QUIET } from './figures.js';
import { NODES, OWN } from './packets.js';
import { KEEP_ALL, retentionOf } from './retention.js';

const HOUR_MS = 3_600_000;
export const ANSWER = { limit: 50, unit: 'ms' };
const NODE = NODES[0] ?? OWN;

type Ask = (history: History, last: (hours: number) => TimeSpan) => unknown;

/** Each as far back as a command may ask. */
const QUESTIONS: Readonly<Record<string, Ask>> = {
  'traffic 24 h': (history, last) => history.traffic(last(24)),
  'traffic by kind 168 h': (history, last) => history.trafficByKind(last(168)),
  'traffic 168 h': (history, last) => history.traffic(last(168)),
  'senders of texts 168 h': (history, last) => history.senders(last(168), 'text'),
  'talkers 3 h': (history, last) => history.talkers(last(3), 5),
  'talkers 168 h': (history, last) => history.talkers(last(168), 20),
  'who sends too often 168 h': (history, last) =>
    history.frequent(last(168), { telemetry: 672, position: 672, nodeInfo: 168 }),
  'sums of all senders 168 h': (history, last) => history.senderSums(last(168)),
  'hours 48 h': (history, last) => history.hours(last(48)),
  'hours 168 h': (history, last) => history.hours(last(168)),
  'hours of telemetry 168 h': (history, last) => history.hours(last(168), 'telemetry'),
  'hours of channel use 168 h': (history, last) => history.channelHours(last(168)),
  'channel use 168 h': (history, last) => history.channelUse(last(168)),
  'hops 24 h': (history, last) => history.hops(last(24)),
  'hops 168 h': (history, last) => history.hops(last(168)),
  'hops without nodes 168 h': (history, last) => history.hopShares(last(168)),
  'relays 24 h': (history, last) => history.relays(last(24)),
  'days of a hundred senders': (history, last) => history.senderDays(NODES.slice(0, 100), last(336)),
  'links 24 h': (history, last) => history.links(last(24)),
  'links 720 h': (history, last) => history.links(last(720)),
  'linked pairs 720 h': (history, last) => history.linkedPairs(last(720)),
  'overview of links 720 h': (history, last) => history.linkOverview(last(720)),
  'links of a node 720 h': (history, last) => history.links(last(720), NODE),
  'reception 24 h': (history, last) => history.reception(NODE, last(24)),
  'mean signal 168 h': (history, last) => history.directMean(NODE, last(168)),
  'traffic of a node 24 h': (history, last) => history.trafficOf(NODE, last(24)),
  'traffic of a node 168 h': (history, last) => history.trafficOf(NODE, last(168)),
  'hours of a node 168 h': (history, last) => history.hoursOf(NODE, last(168)),
  'texts 24 h': (history, last) => history.texts({ ...last(24), channels: [PRIMARY_CHANNEL], limit: 40 }),
  'count of texts 168 h': (history, last) =>
    history.countTexts({ ...last(168), channels: [PRIMARY_CHANNEL] }),
  'unreadable 24 h': (history, last) => history.unreadable(OWN, last(24)),
  'measured values 24 h': (history, last) => history.metrics(NODE, last(24)),
  'positions 720 h': (history, last) => history.positions(NODE, last(720)),
  'changes of a node': (history) => history.changes(NODE),
  'deliveries 168 h': (history, last) => history.deliveries(last(168)),
  'page of 500 packets': (history, last) => history.packetPage({ ...last(720), limit: 500 }),
  'what cleaning would delete': (history, last) => history.countBefore(last(168).from),
  'since when': (history) => history.heardSince(),
  sizes: (history) => history.sizes(),
};

export async function benchQuestions(folder: string, tries: number, clock: SystemClock): Promise<Row[]> {
  const { database, writer } = openDatabase(folder);
  const retention = retentionOf(database, clock, KEEP_ALL);
  const deps = { database, writer, retention, settings: KEEP_ALL, clock, log: QUIET, own: () => OWN };
  const history = new SqliteHistory(deps);
  const now = clock.now();
  const last = (hours: number) => ({ from: now - hours * HOUR_MS, to: now });
  const rows: Row[] = [];
  for (const [name, ask] of Object.entries(QUESTIONS)) {
    const p95 = await bestOf(tries, ANSWER.limit, () => p95Of(() => ask(history, last)));
    rows.push(atMost(`question: ${name}, p95`, p95, ANSWER));
  }
  database.stop();
  return rows;
}
