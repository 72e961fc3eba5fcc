/** The bot in a process of its own, without pacing and limits, driven and read by the bench over IPC. */
import { createApp } from '../src/app.js';
import { loadConfig } from '../src/config.js';
import type { Log } from '../src/util/log.js';

/** What the bench is told. */
export type BotReport =
  | { readonly kind: 'ready' }
  | {
      readonly kind: 'usage';
      readonly cpuSeconds: number;
      readonly rssBytes: number;
      readonly packets: number;
    };

const [address = '', dataDir = ''] = process.argv.slice(2);
const plenty = { seconds: 300 };
const config = loadConfig({ env: {}, overrides: { nodeAddress: address, dataDir } });

const silent: Log = {
  error: (message, fields) => console.error(message, fields),
  warn: (message, fields) => console.error(message, fields),
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
  gaps: { text: 0, traceroute: 0 },
});

function tell(report: BotReport): void {
  process.send?.(report);
}

app.radio.on('state', ({ state }) => {
  if (state === 'ready') tell({ kind: 'ready' });
});

process.on('message', (ask) => {
  if (ask === 'usage') {
    const { user, system } = process.cpuUsage();
    tell({
      kind: 'usage',
      cpuSeconds: (user + system) / 1e6,
      rssBytes: process.memoryUsage.rss(),
      packets: app.radio.report().packets,
    });
  }
  if (ask === 'stop') void app.stop().then(() => process.disconnect());
});

await app.start();
