import { describe, expect, it } from 'vitest';
import { BEHAVIORS } from '../../src/sim/behaviors/registry.js';
import { BRAVO } from '../support/builders.js';
import { expectAllAsBefore, type Fault, type FaultFacts, playFault } from '../support/fault-run.js';

const outageMs = ({ story }: FaultFacts) => Number(story.log.find('link restored')[0]?.fields['outageMs']);
const counted = ({ story }: FaultFacts, name: string) => story.simulation.events.counters[name] ?? 0;
/** How the bot's answer to Bravo ended. */
const bravosEnd = ({ deliveries }: FaultFacts) => deliveries.find(({ message }) => message.to === BRAVO);

const LINK: readonly Fault[] = [
  {
    name: 'fin',
    seconds: 0,
    losses: ['closed_by_node'],
    check: (facts) => expect(outageMs(facts)).toBeLessThan(1000),
  },
  {
    name: 'rst',
    seconds: 0,
    losses: ['reset'],
    check: (facts) => expect(outageMs(facts)).toBeLessThan(1000),
  },
  { name: 'rst', args: 'frame', seconds: 10, losses: ['reset'], bravo: 'perhaps' },
  { name: 'freeze', seconds: 20 },
  { name: 'half-open', seconds: 60, losses: ['silent'] },
  {
    name: 'refuse',
    seconds: 30,
    reconnects: true,
    losses: ['closed_by_node'],
    check: (facts) => expect(outageMs(facts)).toBeLessThanOrEqual(32_000),
  },
  {
    name: 'accept-close',
    seconds: 60,
    reconnects: true,
    losses: ['closed_by_node'],
    check: (facts) => expect(outageMs(facts)).toBeLessThanOrEqual(62_000),
  },
  { name: 'reboot', seconds: 12, losses: ['reset'] },
  { name: 'reboot', args: '12,fin', seconds: 12, losses: ['closed_by_node'] },
  {
    name: 'thief',
    seconds: 200,
    losses: ['closed_by_node', 'closed_by_node', 'evicted'],
    check: ({ story }) => {
      const told = story.log.find('link yielding');
      expect(told).toMatchObject([{ level: 'warn', fields: { losses: 3, nextTryMs: 10_000 } }]);
      expect(told[0]?.fields['remedy']).toMatch(/another client/);
    },
  },
  {
    name: 'wifi-restart',
    seconds: 300,
    losses: ['reset', 'reset'],
    check: ({ story }) => {
      const starts = story.app.radio.report().outages.map(({ startedAt }) => startedAt);
      expect((starts[1] ?? 0) - (starts[0] ?? 0)).toBeGreaterThan(120_000);
    },
  },
];

const BYTES: readonly Fault[] = [
  { name: 'torn', args: '7', seconds: 60, bravo: 'perhaps' },
  // Every frame is torn: whether two of them make one that looks whole is chance.
  { name: 'torn', seconds: 60, losses: 'perhaps', bravo: 'perhaps' },
  { name: 'stray94', seconds: 60 },
  { name: 'pair-in-payload', seconds: 60, bravo: 'perhaps' },
  {
    name: 'garbage',
    seconds: 60,
    check: ({ story }) => expect(story.log.find('noise').length).toBeGreaterThan(3),
  },
  { name: 'oversize', seconds: 60 },
  { name: 'oversize', args: '513,1', seconds: 60 },
  { name: 'undecodable', args: '1', seconds: 60 },
  { name: 'unknown-variant', args: '1', seconds: 60 },
  { name: 'zero-frame', args: '1', seconds: 60 },
  {
    name: 'dump-stall',
    seconds: 60,
    reconnects: true,
    losses: ['closed_by_node'],
    check: (facts) => {
      expect(outageMs(facts)).toBeGreaterThan(12_000);
      expect(facts.opened).toBe(2);
    },
  },
  {
    name: 'dump-cut',
    seconds: 60,
    reconnects: true,
    losses: ['closed_by_node'],
    check: (facts) => expect(facts.opened).toBe(3),
  },
  { name: 'slow', seconds: 60 },
  { name: 'bytewise', seconds: 30 },
  { name: 'coalesce', seconds: 60 },
];

/** Twice the patience with a handshake in which nothing comes. */
const asksOnceMore = (facts: FaultFacts) => {
  expect(facts.opened).toBe(2);
  expect(outageMs(facts)).toBeGreaterThan(20_000);
  expect(outageMs(facts)).toBeLessThan(30_000);
};
const triesAnew = (facts: FaultFacts) => {
  expect(facts.opened).toBeGreaterThan(2);
  expect(outageMs(facts)).toBeGreaterThan(60_000);
};

const FRAMES: readonly Fault[] = [
  { name: 'wrong-nonce', seconds: 60, reconnects: true, losses: ['closed_by_node'], check: asksOnceMore },
  {
    name: 'wrong-nonce',
    args: '0',
    seconds: 60,
    reconnects: true,
    losses: ['closed_by_node'],
    check: triesAnew,
  },
  { name: 'no-complete', seconds: 60, reconnects: true, losses: ['closed_by_node'], check: asksOnceMore },
  {
    name: 'no-complete',
    args: '0',
    seconds: 60,
    reconnects: true,
    losses: ['closed_by_node'],
    check: triesAnew,
  },
  {
    name: 'lose-status',
    seconds: 60,
    check: (facts) => {
      expect(counted(facts, 'statusLost')).toBeGreaterThan(0);
      expect(facts.bravo.map(({ copies }) => copies)).toEqual([1]);
    },
  },
  { name: 'foreign-status', seconds: 60 },
  {
    name: 'lose-acks',
    args: '1',
    seconds: 60,
    check: (facts) => {
      expect(counted(facts, 'acksLost')).toBeGreaterThan(0);
      expect(bravosEnd(facts)).toMatchObject({ delivery: { outcome: 'sent' } });
    },
  },
  { name: 'lose-acks', seconds: 60 },
  {
    name: 'duplicate',
    args: '1',
    seconds: 60,
    check: ({ story }) => expect(story.log.find('repeat').length).toBeGreaterThan(0),
  },
  { name: 'duplicate', seconds: 60, crowd: ['CHAR', 'DELT'] },
  { name: 'reorder', seconds: 60, crowd: ['CHAR', 'DELT'] },
  {
    name: 'replay-history',
    seconds: 60,
    reconnects: true,
    losses: ['closed_by_node'],
    check: ({ story }) => {
      expect(story.app.mesh.ignored.late).toBe(20);
      expect(story.log.find('command')).toHaveLength(2);
    },
  },
  { name: 'steal', seconds: 60, bravo: 'perhaps' },
  {
    name: 'discard-input',
    seconds: 5,
    asksFirst: true,
    check: (facts) => expect(bravosEnd(facts)?.delivery.tookMs).toBeGreaterThan(3000),
  },
  { name: 'ignore-heartbeats', seconds: 120 },
];

const NODE: readonly Fault[] = [
  {
    name: 'full-db',
    seconds: 300,
    alphaAsksTwice: true,
    check: ({ story }) => expect(story.app.nodes.size).toBeGreaterThan(16),
  },
  { name: 'forget-key', args: 'Alpha', seconds: 0, alphaAsksTwice: true },
  {
    name: 'change-key',
    args: 'Bravo',
    seconds: 60,
    bravo: 0,
    check: ({ story: { app, simulation } }) => {
      const { nodeNum, keyPair } = simulation.world.find('BRAV');
      const known = app.nodes.get(nodeNum);
      expect(known?.user?.publicKey).toEqual(keyPair?.publicKey);
      expect(known?.firstKey?.key).toHaveLength(32);
      expect(known?.firstKey?.key).not.toEqual(keyPair?.publicKey);
    },
  },
  {
    name: 'lost-our-key',
    args: 'Bravo',
    seconds: 0,
    asksFirst: true,
    check: (facts) =>
      expect(bravosEnd(facts)).toMatchObject({ attempts: 2, delivery: { outcome: 'delivered' } }),
  },
  {
    name: 'rate-limit',
    seconds: 120,
    crowd: ['CHAR', 'DELT'],
    check: (facts) => expect(counted(facts, 'refusals.RATE_LIMIT_EXCEEDED')).toBeGreaterThan(0),
  },
  {
    name: 'duty-cycle',
    seconds: 600,
    bravo: 0,
    check: (facts) => {
      expect(bravosEnd(facts)?.delivery.outcome).toMatch(/^failed$|^expired$/);
      expect(bravosEnd(facts)?.attempts).toBe(0);
      expect(facts.story.log.find('node says')[0]?.fields['text']).toMatch(/Duty cycle/i);
    },
  },
  {
    name: 'tx-full',
    seconds: 30,
    check: (facts) => expect(bravosEnd(facts)?.delivery.tookMs).toBeGreaterThan(20_000),
  },
  {
    name: 'tx-off',
    seconds: 30,
    bravo: 0,
    check: (facts) =>
      expect(bravosEnd(facts)).toMatchObject({ delivery: { outcome: 'failed', reason: 'transmitter_off' } }),
  },
  { name: 'clock-unset', seconds: 60 },
  { name: 'managed', seconds: 60 },
  { name: 'telemetry-off', seconds: 300 },
];

const MESH: readonly Fault[] = [
  { name: 'silence', seconds: 600, bravo: 0 },
  {
    name: 'storm',
    seconds: 30,
    bravo: 'perhaps',
    calmSeconds: 120,
    check: ({ story }) => expect(story.app.radio.report().packets).toBeGreaterThan(1000),
  },
  { name: 'loss', seconds: 120, bravo: 'perhaps' },
  {
    name: 'deaf',
    args: 'Bravo',
    seconds: 120,
    bravo: 0,
    check: (facts) => expect(bravosEnd(facts)).not.toMatchObject({ delivery: { outcome: 'delivered' } }),
  },
  { name: 'partition', seconds: 120 },
  {
    name: 'bad-text',
    args: '1',
    seconds: 60,
    calmSeconds: 60,
    check: ({ story }) => {
      expect(story.app.mesh.ignored.empty).toBeGreaterThan(0);
      const outcomes = story.log.find('command').map(({ fields }) => fields['outcome']);
      expect(outcomes.filter((outcome) => outcome === 'answered')).toHaveLength(2);
    },
  },
  { name: 'bot-loop', seconds: 120 },
];

const FAULTS = [...LINK, ...BYTES, ...FRAMES, ...NODE, ...MESH];

it('knows what to expect of every fault that the simulated node can play', () => {
  const known = new Set(FAULTS.map(({ name }) => name));
  expect([...BEHAVIORS.keys()].filter((name) => !known.has(name))).toEqual([]);
});

describe('after a fault the link is up and Alpha is answered once', () => {
  it.each(FAULTS.map((fault) => [fault.args ? `${fault.name}=${fault.args}` : fault.name, fault] as const))(
    'when it was %s',
    async (_title, fault) => {
      const facts = await playFault(fault);
      expectAllAsBefore(facts, fault);
      fault.check?.(facts);
      await facts.story.end();
      expect(facts.story.clock.pending()).toEqual([]);
    },
  );
});
