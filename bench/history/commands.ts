/** How long each command that asks the history takes, through the router of the whole bot on that database. */
import { type App, createApp } from '../../src/app.js';
import type { Request } from '../../src/bot/request.js';
import { loadConfig } from '../../src/config.js';
import { toNodeNum } from '../../src/mesh/ids.js';
import type { Transport } from '../../src/radio/transport.js';
import { Simulation } from '../../src/sim/simulation.js';
import type { SystemClock } from '../../src/util/clock.js';
import type { Row } from '../table.js';
import { atMost, bestOf, p95Of, QUIET } from './figures.js';
import { NODES, OWN } from './packets.js';
import { ANSWER } from './questions.js';

/** Each as far back as it may ask. `NODE` is one that is heard directly. */
const LINES = [
  'nodes',
  'nodes new',
  'info NODE',
  'nodeinfo NODE',
  'nodeinfo NODE 168',
  'neighbors',
  'neighbors NODE',
  'hop 24',
  'hop 168',
  'propag 24',
  'propag 720 10',
  'keys',
  'keys NODE',
  'my',
  'missed 24',
  'stats',
  'stats global 168',
  'stats top 3',
  'stats top 168 20',
  'stats packets 168',
  'stats channel 168',
  'stats histo all 48',
  'stats histo tele 48',
  'stats traffic 24',
  'health 24',
  'health 168',
  'fullnodes 365',
  'mqtt 168',
  'db',
  'db info',
  'db neighbors',
  'db clean 168',
];

/** As many as the directory takes. */
const FAR_NODES = 2000;
const NOBODY = 'mqtt://127.0.0.1:9';

export async function benchCommands(copy: string, tries: number, clock: SystemClock): Promise<Row[]> {
  const simulation = new Simulation({ clock, seed: 'bench', traffic: false, front: 'memory' });
  await simulation.start();
  const transport: Transport = {
    address: 'simulation:4403',
    identities: () => Promise.resolve(['bench']),
    open: () => Promise.resolve(simulation.connectMemory()),
  };
  const defaults = loadConfig({ env: {}, overrides: { nodeAddress: transport.address, dataDir: copy } });
  // Whoever asks /mqtt asks the directory: no broker is needed.
  const meshtasticMqtt = { ...defaults.meshtasticMqtt, enabled: true, brokerUrl: NOBODY };
  const config = { ...defaults, meshtasticMqtt, weather: { ...defaults.weather, enabled: false } };
  const app = createApp({ config, clock, log: QUIET, transport });
  const ready = new Promise<void>((resolve) => {
    app.radio.on('state', ({ state }) => state === 'ready' && resolve());
  });
  await app.start();
  await ready;
  for (let index = 0; index < FAR_NODES; index++)
    app.nodes.learnFar({ nodeNum: toNodeNum(0x7000_0000 + index) }, clock.now());
  const rows: Row[] = [];
  for (const line of LINES.filter((text) => isThere(app, text)))
    rows.push(await measure(app, line, tries, clock));
  await app.stop();
  await simulation.stop();
  return rows;
}

function isThere({ bot }: App, line: string): boolean {
  const [word = ''] = line.split(' ');
  return bot.registry.commands.some(({ name }) => name === word);
}

/** The slower one of its two forms; the short one is for the mesh alone. */
async function measure(app: App, line: string, tries: number, clock: SystemClock): Promise<Row> {
  const text = line.replace('NODE', `!${(NODES[0] ?? OWN).toString(16)}`);
  const ask = async (isBrief: boolean) => {
    const answer = await app.bot.router.handle(aRequest(text, isBrief, clock));
    if (answer?.command === undefined || answer.outcome === 'failed')
      throw new Error(`${text}: ${answer?.pages[0]}`);
  };
  let slowest = 0;
  for (const isBrief of isForMesh(app, line) ? [true, false] : [false]) {
    slowest = Math.max(slowest, await bestOf(tries, ANSWER.limit, () => p95Of(() => ask(isBrief))));
  }
  return atMost(`command: ${line}, p95`, slowest, ANSWER);
}

function isForMesh({ bot }: App, line: string): boolean {
  const [word = ''] = line.split(' ');
  return bot.registry.find(word)?.places.includes('direct') ?? false;
}

function aRequest(text: string, isBrief: boolean, clock: SystemClock): Request {
  return {
    platform: 'console',
    user: { id: 'console', name: 'console', role: 'admin', nodeNum: NODES[0] ?? OWN },
    text,
    isDirect: true,
    isBrief,
    language: 'en',
    receivedAt: clock.now(),
  };
}
