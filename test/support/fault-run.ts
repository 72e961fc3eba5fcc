import { expect } from 'vitest';
import type { LossReason, SettledMessage } from '../../src/mesh/radio.js';
import type { ShownText } from '../../src/sim/world/screen.js';
import type { FakeClock } from './fake-clock.js';
import { aStory, type Story } from './story.js';
import { ask, shownBy } from './talk.js';

/** A fault as a story plays it. */
interface FaultPlan {
  readonly name: string;
  /** As behind `=`; none for the defaults. */
  readonly args?: string;
  /** After so long it is stopped, if it has not ended by itself. */
  readonly seconds: number;
  /** The node closes the connection once it acts: for what happens to new connections only. */
  readonly reconnects?: boolean;
  /** Bravo's question is on the air already when it begins; else it follows two seconds later. */
  readonly asksFirst?: boolean;
  /** Others who ask in the same moment as Bravo. */
  readonly crowd?: readonly string[];
  /** Alpha gives the mesh so long to calm down. */
  readonly calmSeconds?: number;
  /** Alpha's first question is in vain, and Alpha asks again. */
  readonly alphaAsksTwice?: boolean;
}

/** What came of it. */
export interface FaultFacts {
  readonly story: Story<FakeClock>;
  /** Connections that were opened, the first one included. */
  readonly opened: number;
  readonly losses: readonly LossReason[];
  /** From the end of the fault until the link was up and the node had spoken; undefined when that took too long. */
  readonly readyAfterMs: number | undefined;
  /** What Bravo, who asked while it lasted, was answered, at whatever time. */
  readonly bravo: readonly ShownText[];
  /** The same of Alpha, who asked when it was over. */
  readonly alpha: readonly ShownText[];
  readonly deliveries: readonly SettledMessage[];
}

/** A fault and what is expected of a good client. */
export interface Fault extends FaultPlan {
  /** Why the link was lost, each time; never unless told, and then there is no new connection. */
  readonly losses?: readonly LossReason[] | 'perhaps';
  /** How many answers Bravo gets to the question asked meanwhile; one unless told. */
  readonly bravo?: 0 | 1 | 'perhaps';
  readonly check?: (facts: FaultFacts) => void;
}

const BRAVO_ID = 'mesh:!2b4a7c10';
const BETWEEN_MS = 2000;
/** A silent link is noticed after 42 s at the latest, and a yielding one waits for 10 s. */
const READY_WITHIN_MS = 60_000;
/** A second try after an exchange of keys comes 20 s later, and each try takes up to half a minute. */
const ALPHA_WAITS_MS = 120_000;

/** Plays a fault, lets it pass, and asks whether all is as before. The story goes on: who calls ends it. */
export async function playFault(plan: FaultPlan): Promise<FaultFacts> {
  const story = await aStory();
  const { app, clock, simulation } = story;
  const deliveries: SettledMessage[] = [];
  app.radio.on('delivery', (settled) => deliveries.push(settled));
  const question = await askInTheMidst(story, plan);
  await clock.advance(plan.seconds * 1000);
  if (simulation.active.includes(plan.name)) simulation.stopBehavior(plan.name);
  const readyAfterMs = await untilReady(story);
  await clock.advance((plan.calmSeconds ?? 0) * 1000);
  if (plan.alphaAsksTwice) await ask(story, 'ALPH', '/ping', ALPHA_WAITS_MS);
  const alpha = await ask(story, 'ALPH', '/ping', ALPHA_WAITS_MS);
  const bravo = shownBy(story, 'BRAV').filter(({ replyId }) => replyId === question);
  const losses = app.radio.report().outages.map(({ reason }) => reason);
  return { story, opened: story.opened(), losses, readyAfterMs, bravo, alpha, deliveries };
}

async function askInTheMidst({ simulation, clock }: Story<FakeClock>, plan: FaultPlan) {
  const asked = plan.asksFirst ? simulation.world.dm('BRAV', '/ping') : undefined;
  simulation.behave(plan.name, plan.args);
  if (plan.reconnects) simulation.behave('fin');
  await clock.advance(BETWEEN_MS);
  for (const name of plan.crowd ?? []) simulation.world.dm(name, '/ping');
  return asked ?? simulation.world.dm('BRAV', '/ping');
}

async function untilReady({ app, clock }: Story<FakeClock>): Promise<number | undefined> {
  const since = clock.uptime();
  while (clock.uptime() - since <= READY_WITHIN_MS) {
    const { state, lastFrameAgoMs } = app.radio.report();
    const tookMs = clock.uptime() - since;
    // A link that is lost already may not have noticed: only a frame proves it.
    if (state === 'ready' && lastFrameAgoMs !== undefined && lastFrameAgoMs < tookMs) return tookMs;
    await clock.advance(250);
  }
  return undefined;
}

/** The link is up, both were answered as often as they should be, and the owner was told no more than is true. */
export function expectAllAsBefore(facts: FaultFacts, { losses = [], bravo = 1, crowd = [] }: Fault): void {
  const { log } = facts.story;
  expect(facts.readyAfterMs).toBeDefined();
  if (losses !== 'perhaps') expect(facts.losses).toEqual(losses);
  if (facts.losses.length === 0) expect(facts.opened).toBe(1);
  expect(facts.alpha).toHaveLength(1);
  if (bravo === 'perhaps') expect(facts.bravo.length).toBeLessThanOrEqual(1);
  else expect(facts.bravo).toHaveLength(bravo);
  for (const name of crowd) expect(shownBy(facts.story, name), name).toHaveLength(1);
  for (const { copies } of [...facts.alpha, ...facts.bravo]) expect(copies).toBeLessThanOrEqual(2);
  const ofBravo = log
    .find('command')
    .filter(({ fields }) => fields['user'] === BRAVO_ID && fields['outcome'] === 'answered');
  expect(ofBravo.length).toBeLessThanOrEqual(1);
  const visible = log.lines.filter(({ level }) => level !== 'debug');
  expect(visible.filter(({ msg }) => msg === 'link lost')).toHaveLength(facts.losses.length);
  expect(visible.filter(({ msg }) => msg === 'node not reachable')).toEqual([]);
  expect(visible.filter(({ level }) => level === 'error')).toEqual([]);
}
