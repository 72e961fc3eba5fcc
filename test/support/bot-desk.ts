import { onTestFinished } from 'vitest';
import { type Bot, createBot } from '../../src/bot/bot.js';
import type { BotDeps, Outside } from '../../src/bot/context.js';
import type { Answer } from '../../src/bot/router.js';
import { type BotSettings, DEFAULT_BOT_SETTINGS } from '../../src/bot/settings.js';
import type { AuditLog } from '../../src/mesh/audit-log.js';
import type { History } from '../../src/mesh/history.js';
import type { HistoryCare } from '../../src/mesh/history-care.js';
import type { NodeReport } from '../../src/mesh/mesh-node.js';
import { NodeDb } from '../../src/mesh/node-db.js';
import type { Packet } from '../../src/mesh/packet.js';
import type { RemoteNode } from '../../src/mesh/remote-node.js';
import type { RunRecord } from '../../src/mesh/run-record.js';
import type { PlaceSearch } from '../../src/services/geocoding.js';
import type { HostReading } from '../../src/services/host.js';
import type { ServiceReport } from '../../src/services/service-health.js';
import type { WeatherReading } from '../../src/services/weather/weather.js';
import { ALPHA, aReport, aRequest, aUser, BASE, BRAVO, CHARLIE, DELTA, NOW, OSCAR } from './builders.js';
import { FakeClock } from './fake-clock.js';
import { FakeRadio } from './fake-radio.js';
import { HistoryDesk, KEPT } from './history-desk.js';
import { KeyDesk } from './key-desk.js';
import { MemoryAuditLog } from './memory-audit-log.js';
import { RecordingLog } from './recording-log.js';

const HOST: HostReading = {
  hostUpSeconds: 12 * 86_400,
  load: [0.1, 0.2, 0.15],
  cpuCelsius: 48.3,
  memory: { usedBytes: 900_000_000, totalBytes: 8_000_000_000 },
  disk: { usedPercent: 61, freeBytes: 12_000_000_000 },
  rssBytes: 78_000_000,
};

const NO_WEATHER: WeatherReading = { ageMs: 0, isStale: false };

export interface Desk {
  readonly bot: Bot;
  readonly radio: FakeRadio;
  readonly nodes: NodeDb;
  readonly clock: FakeClock;
  readonly log: RecordingLog;
  readonly settings: BotSettings;
  /** The nodes beside its own. */
  remoteNodes: readonly RemoteNode[];
  /** What the bot runs on. */
  host: HostReading;
  /** Why it started. */
  run: RunRecord | undefined;
  /** How those are who are asked outside. */
  services: readonly ServiceReport[];
  /** What the outside tells. */
  weather: WeatherReading;
  search: PlaceSearch;
  /** What admins did. */
  readonly audit: AuditLog;
  /** Where keys are seen. */
  readonly keys: KeyDesk;
  /** What is remembered of the mesh. */
  readonly memory: () => HistoryDesk;
  /** Packets come in: the directory and the history know them. */
  hear(...packets: readonly Packet[]): void;
  /** The first page of the answer to a line of Alpha's. */
  ask(text: string, changes?: Parameters<typeof aRequest>[1]): Promise<string | undefined>;
  answer(text: string, changes?: Parameters<typeof aRequest>[1]): Promise<Answer | undefined>;
}

/** No limit stands in the way of a test that is not about limits. */
export const WIDE_LIMITS: BotSettings['limits'] = {
  perUser: { commands: 1000, seconds: 300 },
  perAdmin: { commands: 1000, seconds: 300 },
  perTelegramUser: { commands: 1000, seconds: 300 },
  perChannel: { answers: 1000, seconds: 300 },
  global: { answers: 1000, seconds: 300 },
  repeatSeconds: 0,
  airtime: true,
};

/** A whole bot with the usual cast, at 14:05:31. */
export function aDesk(
  changes: Partial<BotSettings> = {},
  isOutsideThere = true,
  more: Partial<Outside> = {},
  others: Partial<BotDeps> = {},
): Desk {
  const radio = new FakeRadio();
  const nodes = new NodeDb();
  const clock = new FakeClock(NOW);
  const log = new RecordingLog();
  const settings: BotSettings = { ...DEFAULT_BOT_SETTINGS, limits: WIDE_LIMITS, ...changes };
  for (const report of CAST) nodes.learn(report, NOW);
  const host = { read: async () => desk.host };
  const run = () => desk.run;
  const remoteNodes = { all: () => desk.remoteNodes };
  const outside = {
    weather: { read: async () => desk.weather },
    places: { find: async () => desk.search },
    ...more,
  };
  const memory = lazyMemory({ clock, log, nodes });
  const history = asked(memory);
  const audit = new MemoryAuditLog();
  const keyDesk = new KeyDesk({}, clock);
  const deps = {
    radio,
    nodes,
    history,
    historyCare: history,
    keys: keyDesk.keeper,
    audit,
    remoteNodes,
    clock,
    log,
    random: () => 0,
    settings,
    host,
    services: () => desk.services,
    run,
    ...others,
  };
  const bot = createBot({ ...deps, ...(isOutsideThere && { outside }) });
  const answer: Desk['answer'] = (text, more) => bot.router.handle(aRequest(text, more));
  const ask: Desk['ask'] = async (text, more) => (await answer(text, more))?.pages[0];
  const desk: Desk = {
    bot,
    radio,
    nodes,
    clock,
    log,
    settings,
    remoteNodes: [],
    host: HOST,
    run: undefined,
    services: [],
    weather: NO_WEATHER,
    search: { kind: 'none' },
    audit,
    memory,
    keys: keyDesk,
    hear: (...packets) => memory().receive(...packets),
    ask,
    answer,
  };
  return desk;
}

/** Made when it is needed: most tests need none, and a database takes a while to make. */
function lazyMemory(shared: Pick<HistoryDesk, 'clock' | 'log' | 'nodes'>): () => HistoryDesk {
  let made: HistoryDesk | undefined;
  return () => {
    if (made) return made;
    const desk = new HistoryDesk(KEPT, shared);
    onTestFinished(() => desk.close());
    made = desk;
    return desk;
  };
}

/** The history that is there when it is asked. */
function asked(memory: () => HistoryDesk): History & HistoryCare {
  return new Proxy({} as History & HistoryCare, {
    get: (_none, question) => {
      const { history } = memory();
      return Reflect.get(history, question).bind(history);
    },
  });
}

/** All of them were heard yesterday, and nothing is known of how. */
const CAST: readonly NodeReport[] = [
  aReport({ nodeNum: ALPHA }),
  aReport({ nodeNum: BASE, user: aUser('Base', 'BASE', { hwModel: 'HELTEC_V3' }) }),
  aReport({ nodeNum: BRAVO, user: aUser('Bravo', 'BRAV') }),
  aReport({ nodeNum: CHARLIE, user: aUser('Charlie', 'CHAR') }),
  aReport({ nodeNum: DELTA, user: aUser('Delta', 'DELT') }),
  aReport({ nodeNum: OSCAR, user: aUser('Oscar', 'OSCR', { role: 'ROUTER' }) }),
];
