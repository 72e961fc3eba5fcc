import { describe, expect, it } from 'vitest';
import { EventLog } from '../../src/sim/event-log.js';
import { FakeClock } from '../support/fake-clock.js';

describe('the event log', () => {
  it('stamps what happens', async () => {
    const clock = new FakeClock();
    const log = new EventLog(clock);
    await clock.advance(500);
    log.add('front', 'accepted', { port: 1 });
    log.add('node', 'rebooted');
    expect(log.events).toEqual([
      { at: clock.now(), part: 'front', kind: 'accepted', numbers: { port: 1 } },
      { at: clock.now(), part: 'node', kind: 'rebooted', numbers: {} },
    ]);
  });

  it('keeps the last 10 000', () => {
    const log = new EventLog(new FakeClock());
    for (let n = 0; n < 25_000; n++) log.add('world', 'said', { n });
    expect(log.events).toHaveLength(10_000);
    expect(log.events.at(-1)?.numbers).toEqual({ n: 24_999 });
  });

  it('counts', () => {
    const log = new EventLog(new FakeClock());
    log.count('frames');
    log.count('bytes', 10);
    log.count('bytes', 5);
    expect(log.counters).toEqual({ frames: 1, bytes: 15 });
  });

  it('waits for the next event that fits', async () => {
    const clock = new FakeClock();
    const log = new EventLog(clock);
    log.add('node', 'rebooted', { boots: 1 });
    const waiting = log.seen((event) => event.kind === 'rebooted', 1000);
    log.add('node', 'refused');
    log.add('node', 'rebooted', { boots: 2 });
    expect((await waiting).numbers).toEqual({ boots: 2 });
    expect(clock.pending()).toEqual([]);
  });

  it('gives up after the time it was given', async () => {
    const clock = new FakeClock();
    const log = new EventLog(clock);
    const failure = expect(log.seen(() => true, 1000)).rejects.toThrow('no such event within 1000 ms');
    await clock.advance(1000);
    await failure;
    log.add('node', 'late');
  });
});
