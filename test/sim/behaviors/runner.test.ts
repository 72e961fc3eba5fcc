import { describe, expect, it } from 'vitest';
import { DRAWABLE, drawBehavior } from '../../../src/sim/behaviors/draw.js';
import { BEHAVIORS } from '../../../src/sim/behaviors/registry.js';
import { Chance } from '../../../src/sim/random.js';
import { UserError } from '../../../src/util/errors.js';
import { aSimulation } from '../../support/a-simulation.js';

/** Twenty that last, from all parts; none of them closes for good. */
const TWENTY = [
  'freeze=5',
  'thief=30,1',
  'wifi-restart=50',
  'torn=9',
  'stray94=3',
  'pair-in-payload=1',
  'garbage=40',
  'oversize=65535,7',
  'undecodable=5',
  'zero-frame=4',
  'dump-stall=2,10',
  'slow=2000',
  'bytewise',
  'lose-status=2',
  'foreign-status=5',
  'lose-acks=0.3',
  'duplicate=0.2',
  'reorder=3',
  'storm=20',
  'loss=30',
];

describe('behaviours', () => {
  it('are known by their names, each once', () => {
    expect(BEHAVIORS.size).toBe(51);
    for (const [name, kind] of BEHAVIORS) expect(kind.name).toBe(name);
  });

  it('all start with what a campaign gives them, and stop without a trace', async () => {
    const { clock, simulation, ready } = await aSimulation();
    await ready();
    for (const { name, args } of DRAWABLE) {
      simulation.behave(name, args);
      await clock.advance(500);
    }
    await simulation.stop();
    await clock.advance(0);
    expect(clock.pending()).toEqual([]);
    expect(simulation.active).toEqual([]);
  });

  it('are drawn alike for the same seed, and in time all of them', () => {
    const drawn = (seed: string) => {
      const stream = new Chance(seed).stream('campaign');
      return Array.from({ length: 1000 }, () => drawBehavior(stream).name);
    };
    expect(drawn('a')).toEqual(drawn('a'));
    expect(drawn('a')).not.toEqual(drawn('b'));
    expect(new Set(drawn('a')).size).toBe(BEHAVIORS.size);
  });

  it('work twenty at a time, neither throw nor leave a timer', async () => {
    const { clock, simulation, ready, connect } = await aSimulation({ traffic: true });
    await ready();
    for (const spec of TWENTY) simulation.scheduleBehavior(spec);
    for (let round = 0; round < 6; round++) {
      const client = await reconnect(connect);
      await client?.wantConfig();
      await clock.advance(20_000);
    }
    expect(simulation.active.length).toBeGreaterThanOrEqual(19);
    await simulation.stop();
    await clock.advance(0);
    expect(clock.pending()).toEqual([]);
  });

  it('give back the switches that they changed, in whatever order they stop', async () => {
    const { simulation } = await aSimulation();
    const before = structuredClone(simulation.switches.values);
    simulation.behave('rate-limit', '2');
    simulation.behave('rate-limit', '3');
    simulation.behave('tx-off');
    expect(simulation.switches.values.gaps.textSeconds).toBe(12);
    simulation.stopBehavior('rate-limit');
    simulation.stopBehavior('tx-off');
    expect(simulation.switches.values).toEqual(before);
    await simulation.stop();
  });

  it('leave their starts and stops in the event list', async () => {
    const { clock, simulation } = await aSimulation();
    simulation.scheduleBehavior('discard-input=5@10');
    await clock.advance(20_000);
    const events = simulation.events.events.filter((event) => event.part === 'behavior');
    expect(events.map(({ kind, numbers }) => [kind, numbers])).toEqual([
      ['start', { name: 'discard-input', args: '5' }],
      ['stop', { name: 'discard-input' }],
    ]);
    expect((events[1]?.at ?? 0) - (events[0]?.at ?? 0)).toBe(5000);
    await simulation.stop();
  });

  it('are not started by a plan that was given up', async () => {
    const { clock, simulation } = await aSimulation();
    simulation.scheduleBehavior('freeze=5@10');
    await simulation.stop();
    await clock.advance(20_000);
    expect(clock.pending()).toEqual([]);
    expect(simulation.active).toEqual([]);
  });
});

describe('a wrong word', () => {
  it.each([
    ['nonsense', '', /no behaviour is called "nonsense".*freeze/],
    ['freeze', 'long', /"long" is not a number/],
    ['freeze', '-1', /"-1" is not a number/],
    ['lose-acks', '30', /from 0 to 1/],
    ['storm', '0', /at least 0.1/],
    ['rst', 'softly', /none of now, frame/],
    ['forget-key', '', /needs an argument: forget-key=Alpha/],
    ['deaf', 'Nobody', /Nobody/],
  ])('%s %s is answered with the remedy, and starts nothing', async (name, args, remedy) => {
    const { simulation } = await aSimulation();
    expect(() => simulation.behave(name, args)).toThrow(UserError);
    expect(() => simulation.behave(name, args)).toThrow(remedy);
    expect(simulation.active).toEqual([]);
    await simulation.stop();
  });

  it('in a plan is answered at once', async () => {
    const { simulation } = await aSimulation();
    expect(() => simulation.scheduleBehavior('freeze 5')).toThrow(/NAME\[=ARGS\]@SECONDS/);
    expect(() => simulation.scheduleBehavior('freze=5@60')).toThrow(/no behaviour/);
    await simulation.stop();
  });

  it('for what is not running tells what is', async () => {
    const { simulation } = await aSimulation();
    simulation.behave('freeze');
    expect(() => simulation.stopBehavior('storm')).toThrow(/storm is not running; running: freeze/);
    await simulation.stop();
  });
});

describe('triggers', () => {
  it('start a behaviour at every connection', async () => {
    const { simulation, ready } = await aSimulation();
    const stop = simulation.behaveWhen({ on: 'connection' }, 'dump-cut', '5');
    expect((await ready()).end).toBe('fin');
    expect((await ready()).end).toBe('fin');
    stop();
    expect((await ready()).end).toBe('open');
    await simulation.stop();
  });

  it('start a behaviour at a step of the handshake', async () => {
    const { simulation, ready } = await aSimulation();
    simulation.behaveWhen({ on: 'handshake', step: 'channel' }, 'fin');
    const client = await ready();
    expect(client.end).toBe('fin');
    expect(client.kinds).toEqual(['myInfo', 'deviceuiConfig', 'nodeInfo', 'metadata']);
    await simulation.stop();
  });

  it('start a behaviour at frame n', async () => {
    const { simulation, ready } = await aSimulation();
    simulation.behaveWhen({ on: 'frame', number: 7 }, 'rst');
    const client = await ready();
    expect([client.end, client.kinds.length]).toEqual(['reset', 6]);
    await simulation.stop();
  });

  it('start a behaviour every n seconds', async () => {
    const { clock, simulation } = await aSimulation();
    simulation.behaveWhen({ on: 'every', seconds: 30 }, 'fin');
    await clock.advance(95_000);
    const starts = simulation.events.events.filter(({ kind }) => kind === 'start');
    expect(starts).toHaveLength(3);
    await simulation.stop();
    expect(clock.pending()).toEqual([]);
  });

  it('start a behaviour with a probability per frame', async () => {
    const { simulation, ready } = await aSimulation();
    simulation.behaveWhen({ on: 'chance', share: 0.5 }, 'rst');
    const client = await ready();
    expect(client.end).toBe('reset');
    await simulation.stop();
  });
});

/** While connections are refused there is none. */
async function reconnect<Client>(connect: () => Client): Promise<Client | undefined> {
  try {
    return connect();
  } catch {
    return undefined;
  }
}
