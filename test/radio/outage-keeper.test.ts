import { beforeEach, describe, expect, it } from 'vitest';
import type { OutageRecord } from '../../src/mesh/outage-store.js';
import type { TelemetryPacket } from '../../src/mesh/packet.js';
import type { LinkState, LossReason } from '../../src/mesh/radio.js';
import { FlightRecorder } from '../../src/radio/flight-recorder.js';
import { OutageKeeper } from '../../src/radio/outage-keeper.js';
import { ALPHA, anOwnNode, aText, BASE } from '../support/builders.js';
import { FakeClock } from '../support/fake-clock.js';
import { FakeRadio } from '../support/fake-radio.js';
import { MemoryOutageStore } from '../support/memory-outage-store.js';

const MINUTE_MS = 60_000;

let clock: FakeClock;
let store: MemoryOutageStore;
let radio: FakeRadio;
let keeper: OutageKeeper;

beforeEach(() => {
  clock = new FakeClock();
  store = new MemoryOutageStore();
  boot();
});

/** A new process on the same store. */
function boot(): void {
  radio = new FakeRadio();
  radio.own = anOwnNode({ nodeNum: BASE, rebootCount: 7 });
  keeper = new OutageKeeper({ radio, recorder: new FlightRecorder(clock), store, clock });
  keeper.start();
}

function enter(state: LinkState, reason?: LossReason): void {
  radio.change({ state, ...(reason && { reason }) });
}

/** One try that fails. */
function tryInVain(reason: LossReason): void {
  enter('connecting');
  enter('waiting', reason);
}

function becomeReady(rebootCount = 7): void {
  enter('connecting');
  enter('configuring');
  radio.own = anOwnNode({ nodeNum: BASE, rebootCount });
  enter('ready');
}

const last = (): OutageRecord | undefined => store.last(1)[0];

interface Stats {
  readonly packetsRx: number;
  readonly uptimeSeconds: number;
  readonly time?: number;
  readonly from?: TelemetryPacket['from'];
}

/** The node tells its counters. */
function tellStats({ packetsRx, uptimeSeconds, from = BASE, ...rest }: Stats): void {
  const others = { packetsTx: 0, packetsRxBad: 0, packetsRxDuplicate: 0, onlineNodes: 2, totalNodes: 2 };
  const { text: _, isReaction: __, ...header } = aText('');
  radio.receive({
    ...header,
    kind: 'telemetry',
    from,
    receivedAt: clock.now(),
    telemetry: { variant: 'localStats', metrics: { packetsRx, uptimeSeconds, ...others } },
    ...rest,
  });
}

describe('an outage', () => {
  it('is stored when it begins, with the recording up to the loss', () => {
    becomeReady();
    enter('waiting', 'silent');
    expect(last()).toEqual({
      key: 1,
      startedAt: clock.now(),
      reason: 'silent',
      endedAt: null,
      lengthMs: null,
      seenAt: clock.now(),
      hasGap: false,
      tries: 0,
      lastReason: null,
      heard: null,
      restarted: null,
    });
    expect(store.recording(1).map(({ what, reason }) => [what, reason])).toEqual([
      ['connecting', undefined],
      ['configuring', undefined],
      ['ready', undefined],
      ['waiting', 'silent'],
    ]);
  });

  it('ends with its measured length, its tries, and why the last one failed', async () => {
    becomeReady();
    enter('waiting', 'closed_by_node');
    const startedAt = clock.now();
    tryInVain('refused');
    await clock.advance(3000);
    tryInVain('unreachable');
    const seenAt = clock.now();
    clock.jump(3_600_000);
    await clock.advance(2000);
    becomeReady();
    expect(last()).toMatchObject({
      startedAt,
      reason: 'closed_by_node',
      endedAt: clock.now(),
      lengthMs: 5000,
      seenAt,
      tries: 3,
      lastReason: 'unreachable',
      restarted: false,
    });
    expect(keeper.last).toMatchObject({ lengthMs: 5000, tries: 3 });
  });

  it('is none before the first link', () => {
    tryInVain('refused');
    becomeReady();
    enter('stopped');
    expect(store.last(1)).toEqual([]);
    expect(keeper.last).toBeUndefined();
    expect(keeper.report()).toEqual({ last: null, outages: [] });
  });

  it('that lasts is written once a minute, not for each try', async () => {
    becomeReady();
    enter('waiting', 'silent');
    for (let index = 0; index < 600; index++) {
      tryInVain('unreachable');
      await clock.advance(1000);
    }
    expect(store.writes).toBeLessThanOrEqual(11);
    expect(last()).toMatchObject({ tries: expect.any(Number), lastReason: 'unreachable' });
    expect(last()?.tries).toBeGreaterThan(500);
  });

  it('was a restart of the node when its boot counter rose', () => {
    becomeReady(7);
    enter('waiting', 'silent');
    becomeReady(8);
    expect(last()).toMatchObject({ restarted: true });
  });

  it('may have been a restart of a node without a boot counter', () => {
    becomeReady(0);
    enter('waiting', 'silent');
    becomeReady(0);
    expect(last()).toMatchObject({ restarted: null });
  });

  it('is told of also when the store could not keep it', () => {
    store.add = (outage) => ({ ...outage, key: 5 });
    store.update = () => {};
    becomeReady();
    enter('waiting', 'silent');
    becomeReady();
    expect(keeper.report()).toMatchObject({ last: { key: 5, lengthMs: 0 }, outages: [{ key: 5 }] });
    expect(keeper.report().last?.recording).not.toEqual([]);
  });

  it('is no longer looked for after the end', () => {
    becomeReady();
    keeper.stop();
    enter('waiting', 'silent');
    expect(store.last(1)).toEqual([]);
  });
});

describe('a bot that ended in an outage', () => {
  async function endIn(end: () => void): Promise<number> {
    becomeReady();
    enter('waiting', 'silent');
    const startedAt = clock.now();
    await clock.advance(MINUTE_MS);
    tryInVain('unreachable');
    await clock.advance(1000);
    end();
    keeper.stop();
    await clock.advance(9 * MINUTE_MS);
    boot();
    return startedAt;
  }

  it.each([
    ['was killed', () => {}],
    ['was stopped', () => enter('stopped')],
  ])('and %s goes on with it, and says that it was not there all the time', async (_name, end) => {
    const startedAt = await endIn(end);
    expect(keeper.last).toMatchObject({ key: 1, endedAt: null });
    becomeReady(8);
    expect(store.last(5)).toEqual([
      {
        key: 1,
        startedAt,
        reason: 'silent',
        endedAt: clock.now(),
        lengthMs: 10 * MINUTE_MS + 1000,
        seenAt: startedAt + MINUTE_MS,
        hasGap: true,
        tries: 2,
        lastReason: 'unreachable',
        heard: null,
        restarted: null,
      },
    ]);
    expect(store.recording(1)).not.toEqual([]);
  });

  it('counts on when the node is still away, and sees it last longer', async () => {
    const startedAt = await endIn(() => {});
    tryInVain('refused');
    expect(last()).toMatchObject({ hasGap: true, tries: 2, lastReason: 'refused', seenAt: clock.now() });
    expect(last()?.seenAt).toBeGreaterThan(startedAt + MINUTE_MS);
  });

  it('does not make it of negative length when the clock has jumped back', async () => {
    await endIn(() => {});
    clock.jump(-3_600_000);
    becomeReady();
    expect(last()).toMatchObject({ lengthMs: 0 });
  });

  it('has nothing to go on with when the outage was over', () => {
    becomeReady();
    enter('waiting', 'reset');
    becomeReady();
    boot();
    expect(keeper.last).toMatchObject({ reason: 'reset', lengthMs: 0 });
    tryInVain('refused');
    becomeReady();
    expect(store.last(5)).toHaveLength(1);
    expect(last()).toMatchObject({ hasGap: false, tries: 1 });
  });
});

describe('what the node heard meanwhile', () => {
  async function lose(forMs = 5 * MINUTE_MS): Promise<void> {
    enter('waiting', 'silent');
    await clock.advance(forMs);
    becomeReady(radio.own?.rebootCount);
  }

  it('is the difference of its counters, with the time between the two readings', async () => {
    becomeReady();
    tellStats({ packetsRx: 100, uptimeSeconds: 900, time: clock.now() });
    const from = clock.now();
    await clock.advance(10 * MINUTE_MS);
    await lose();
    expect(last()?.heard).toBeNull();
    tellStats({ packetsRx: 142, uptimeSeconds: 1800, time: clock.now() });
    expect(last()?.heard).toEqual({ packets: 42, from, to: clock.now() });
    tellStats({ packetsRx: 150, uptimeSeconds: 2700 });
    expect(last()?.heard).toMatchObject({ packets: 42 });
  });

  it('is none when it heard nothing, and not known when nobody told', async () => {
    becomeReady();
    await lose();
    tellStats({ packetsRx: 10, uptimeSeconds: 900 });
    expect(last()?.heard).toBeNull();
    await lose();
    tellStats({ packetsRx: 10, uptimeSeconds: 1800 });
    expect(last()?.heard).toMatchObject({ packets: 0 });
  });

  it('is told of two outages between the same readings', async () => {
    becomeReady();
    tellStats({ packetsRx: 100, uptimeSeconds: 900 });
    await lose();
    await lose();
    tellStats({ packetsRx: 110, uptimeSeconds: 1800 });
    expect(store.last(2)).toMatchObject([{ heard: { packets: 10 } }, { heard: { packets: 10 } }]);
  });

  it.each([
    ['its boot counter rose', { packetsRx: 500, uptimeSeconds: 2000 }, 8],
    ['its counter stands lower', { packetsRx: 3, uptimeSeconds: 2000 }, 0],
    ['it has not run for as long as we waited', { packetsRx: 500, uptimeSeconds: 1000 }, 0],
  ])('is not known when %s: the node began anew', async (_name, after, boots) => {
    becomeReady(boots === 0 ? 0 : 7);
    tellStats({ packetsRx: 100, uptimeSeconds: 900 });
    enter('waiting', 'silent');
    await clock.advance(15 * MINUTE_MS);
    becomeReady(boots);
    tellStats(after);
    expect(last()?.heard).toBeNull();
  });

  it('waits for a reading from after the outage: one that waited in the node tells half', async () => {
    becomeReady();
    tellStats({ packetsRx: 100, uptimeSeconds: 900, time: clock.now() });
    await lose();
    tellStats({ packetsRx: 105, uptimeSeconds: 1000, time: clock.now() - MINUTE_MS });
    expect(last()?.heard).toBeNull();
    tellStats({ packetsRx: 120, uptimeSeconds: 1800, time: clock.now() });
    expect(last()?.heard).toMatchObject({ packets: 20 });
  });

  it('is nothing that other nodes or other telemetry tell', async () => {
    becomeReady();
    tellStats({ packetsRx: 100, uptimeSeconds: 900 });
    await lose();
    tellStats({ packetsRx: 500, uptimeSeconds: 9000, from: ALPHA });
    radio.receive(aText('hello', { from: BASE }));
    const { text: _, isReaction: __, ...header } = aText('', { from: BASE });
    radio.receive({ ...header, kind: 'telemetry', telemetry: { variant: 'device', metrics: {} } });
    expect(last()?.heard).toBeNull();
  });
});
