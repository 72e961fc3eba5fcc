/** The bot in a process of its own, without pacing and limits, driven and read by the bench over IPC. */
import { setTimeout as sleep } from 'node:timers/promises';
import { createApp } from '../src/app.js';
import { loadConfig } from '../src/config.js';
import { SystemClock } from '../src/util/clock.js';
import type { Log } from '../src/util/log.js';
import { hangingEnvironment } from './hanging.js';

/** What the bench is told. */
export type BotReport =
  | { readonly kind: 'ready' }
  | {
      readonly kind: 'usage';
      readonly cpuSeconds: number;
      readonly rssBytes: number;
      readonly packets: number;
      /** In use after a collection, where there may be one. */
      readonly heapBytes: number;
    }
  | { readonly kind: 'asked'; readonly answers: readonly ServiceAnswer[] };

export interface ServiceAnswer {
  readonly line: string;
  readonly tookMs: number;
}

const [address = '', dataDir = '', hangingPort] = process.argv.slice(2);
const plenty = { seconds: 300 };
const isHanging = hangingPort !== undefined;
const env = isHanging ? hangingEnvironment(Number(hangingPort)) : {};
const config = loadConfig({ env, overrides: { nodeAddress: address, dataDir } });

const silent: Log = {
  error: (message, fields) => console.error(message, fields),
  warn: (message, fields) => {
    if (!isHanging) console.error(message, fields);
  },
  info: () => {},
  debug: () => {},
  named: () => silent,
};

const app = createApp({
  config: {
    ...config,
    limits: {
      ...config.limits,
      perUser: { commands: 10_000, ...plenty },
      perChannel: { answers: 10_000, ...plenty },
      global: { answers: 10_000, ...plenty },
      airtime: false,
    },
  },
  log: silent,
  gaps: { text: 0, traceroute: 0, telemetry: 0 },
});

function tell(report: BotReport): void {
  process.send?.(report);
}

let askers = 0;

/** Nobody asks thirteen things in the same millisecond; all of them hang beside each other all the same. */
const STAGGER_MS = 75;

/** Every command that a service answers, each by somebody else, without waiting for the answers before. */
async function askServices(): Promise<readonly ServiceAnswer[]> {
  const user = { id: `console:${askers++}`, name: 'Bench', role: 'known' } as const;
  const receivedAt = new SystemClock().now();
  const place = { platform: 'console', isDirect: true, isBrief: false, language: 'en' } as const;
  const request = { ...place, user, receivedAt };
  const lines = app.bot.registry.commands
    .filter((command) => command.role !== 'admin' && command.isAvailable?.({ ...request, text: '' }))
    .map(({ texts }) => texts.en.example.split(', ')[0] ?? '');
  return Promise.all(
    lines.map(async (line, index) => {
      await sleep(index * STAGGER_MS);
      const startedAt = performance.now();
      await app.bot.router.handle({ ...request, text: line });
      return { line, tookMs: performance.now() - startedAt };
    }),
  );
}

app.radio.on('state', ({ state }) => {
  if (state === 'ready') tell({ kind: 'ready' });
});

process.on('message', (ask) => {
  if (ask === 'services') void askServices().then((answers) => tell({ kind: 'asked', answers }));
  if (ask === 'usage') {
    globalThis.gc?.();
    const { user, system } = process.cpuUsage();
    tell({
      kind: 'usage',
      cpuSeconds: (user + system) / 1e6,
      rssBytes: process.memoryUsage.rss(),
      packets: app.radio.report().packets,
      heapBytes: process.memoryUsage().heapUsed,
    });
  }
  if (ask === 'stop') void app.stop().then(() => process.disconnect());
});

/** The bench has ended without a word. */
process.on('disconnect', () => process.exit());

await app.start();
