/** Kills the bot at random moments while it sends, starts it again, and looks what became of all that it accepted. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatNodeId } from '../../src/mesh/ids.js';
import { Chance, type Stream } from '../../src/sim/random.js';
import { Simulation } from '../../src/sim/simulation.js';
import { SystemClock } from '../../src/util/clock.js';
import { BotRun } from './bot-run.js';

export interface KillOptions {
  readonly kills: number;
  readonly seed: string;
  /** The product's `main.js`. */
  readonly main: string;
}

export interface KillOutcome {
  readonly kills: number;
  readonly accepted: number;
  readonly delivered: number;
  /** Not on the screen, and the bot said so. */
  readonly told: number;
  readonly lost: readonly string[];
  readonly twice: readonly string[];
  /** The first copy's acknowledgement was lost on the air, and the node gave up. */
  readonly excused: number;
  /** Starts that complained, of a database that did not open or of anything else. */
  readonly complaints: readonly string[];
  readonly isGood: boolean;
}

/** Bots that are killed at the same time. */
const LANES = 4;
const NODES = 4;
const WHO = 'Alpha';
/** From the start to the kill: while it starts, connects, sends, or waits for an acknowledgement. */
const LIFE_MS = [50, 7000] as const;
const MAX_TEXTS = 4;
const EMPTY_WITHIN_MS = 1_200_000;

const clock = new SystemClock();

export async function runKills({ kills, seed, main }: KillOptions): Promise<KillOutcome> {
  const lanes = Math.min(LANES, kills);
  const share = (lane: number) => Math.floor(kills / lanes) + (lane < kills % lanes ? 1 : 0);
  const outcomes = await Promise.all(
    Array.from({ length: lanes }, (_, lane) =>
      killAgainAndAgain({ kills: share(lane), seed: `${seed}/${lane}`, main }),
    ),
  );
  const sum = (pick: (outcome: KillOutcome) => number) =>
    outcomes.reduce((total, outcome) => total + pick(outcome), 0);
  return {
    kills: sum((outcome) => outcome.kills),
    accepted: sum((outcome) => outcome.accepted),
    delivered: sum((outcome) => outcome.delivered),
    told: sum((outcome) => outcome.told),
    lost: outcomes.flatMap(({ lost }) => lost),
    twice: outcomes.flatMap(({ twice }) => twice),
    excused: sum((outcome) => outcome.excused),
    complaints: outcomes.flatMap(({ complaints }) => complaints),
    isGood: outcomes.every(({ isGood }) => isGood),
  };
}

async function killAgainAndAgain({ kills, seed, main }: KillOptions): Promise<KillOutcome> {
  const stream = new Chance(seed).stream('kills');
  const simulation = new Simulation({ clock, seed, nodes: NODES, traffic: false, front: 'tcp' });
  await simulation.start();
  const folder = mkdtempSync(join(tmpdir(), 'meshbot-kills-'));
  const runs: BotRun[] = [];
  const start = () => {
    const run = new BotRun({ main, address: `127.0.0.1:${simulation.port}`, folder });
    runs.push(run);
    return run;
  };
  const to = formatNodeId(simulation.world.find(WHO).nodeNum);
  const accepted: string[] = [];
  try {
    for (let kill = 1; kill <= kills; kill++)
      accepted.push(...(await liveAndDie(start(), stream, { name: `life ${kill}`, to })));
    const last = start();
    await untilEmpty(last);
    const exitCode = await last.end('SIGTERM');
    return judge(simulation, runs, { kills, accepted, exitCode });
  } finally {
    await simulation.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Texts that the bot accepted before it was killed. */
async function liveAndDie(
  run: BotRun,
  stream: Stream,
  { name, to }: { readonly name: string; readonly to: string },
): Promise<string[]> {
  const accepted: string[] = [];
  const lifeMs = stream.int(...LIFE_MS);
  const texts = Array.from({ length: stream.int(1, MAX_TEXTS) }, (_, n) => `${name}, text ${n + 1}`);
  const hand = async () => {
    for (const text of texts) if (await run.accepts(text, to)) accepted.push(text);
  };
  const handing = hand();
  await clock.sleep('kills.life', lifeMs);
  await run.end('SIGKILL');
  await handing;
  return accepted;
}

async function untilEmpty(run: BotRun): Promise<void> {
  const giveUpAt = clock.uptime() + EMPTY_WITHIN_MS;
  while ((await run.waiting()) !== 0 && clock.uptime() < giveUpAt) await clock.sleep('kills.empty', 1000);
}

function judge(
  simulation: Simulation,
  runs: readonly BotRun[],
  { kills, accepted, exitCode }: { kills: number; accepted: readonly string[]; exitCode: number | null },
): KillOutcome {
  const { screen } = simulation.world.find(WHO);
  const { events } = simulation.events;
  const gaveUp = new Set(events.filter(({ kind }) => kind === 'gave up').map(({ numbers }) => numbers['id']));
  const toldIds = new Set(
    runs.flatMap(({ lines }) => lines.filter(({ msg }) => msg === 'delivery').map(({ id }) => id)),
  );
  const idsOf = (text: string) =>
    simulation
      .received()
      .filter((sent) => sent.text === text)
      .map(({ id }) => id);
  const missing = accepted.filter((text) => screen.withText(text).length === 0);
  const lost = missing.filter((text) => !idsOf(text).some((id) => toldIds.has(id)));
  const again = accepted.filter((text) => screen.withText(text).length > 1);
  const twice = again.filter((text) => !screen.withText(text).some(({ id }) => gaveUp.has(id)));
  const complaints = runs.flatMap(complaintsOf);
  if (exitCode !== 0) complaints.push(`the last bot ended with ${exitCode}`);
  return {
    kills,
    accepted: accepted.length,
    delivered: accepted.length - missing.length,
    told: missing.length - lost.length,
    lost,
    twice,
    excused: again.length - twice.length,
    complaints,
    isGood: lost.length + twice.length + complaints.length === 0,
  };
}

function complaintsOf({ lines, complaints }: BotRun): string[] {
  const errors = lines.filter(({ level }) => level === 'error').map((line) => JSON.stringify(line));
  return complaints === '' ? errors : [...errors, complaints];
}

/** Text for people. */
export function tableOfKills(outcome: KillOutcome): string {
  const { kills, accepted, delivered, told, lost, twice, excused, complaints } = outcome;
  return [
    `${kills} kills at random moments, ${LANES} bots at a time`,
    `accepted ${accepted}, delivered ${delivered}, told as not delivered ${told}, lost ${lost.length}, ` +
      `twice ${twice.length}, late copies ${excused}, complaints ${complaints.length}`,
    ...lost.map((text) => `lost: ${text}`),
    ...twice.map((text) => `twice: ${text}`),
    ...complaints.map((text) => `complaint: ${text}`),
  ].join('\n');
}
