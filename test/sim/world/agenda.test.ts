import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Agenda } from '../../../src/sim/world/agenda.js';
import { FakeClock } from '../../support/fake-clock.js';

describe('Agenda', () => {
  it('runs what is planned in the order of time and planning, with one timer of the clock', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(50), { minLength: 1, maxLength: 40 }), async (delays) => {
        const clock = new FakeClock();
        const agenda = new Agenda(clock);
        const ran: { delay: number; order: number; at: number }[] = [];
        delays.forEach((delay, order) => {
          agenda.after(delay, () => ran.push({ delay, order, at: clock.uptime() }));
        });
        expect(clock.pending()).toEqual(['world.agenda']);

        await clock.advance(50);

        const planned = delays.map((delay, order) => ({ delay, order, at: delay }));
        expect(ran).toEqual(planned.sort((a, b) => a.delay - b.delay || a.order - b.order));
        expect(clock.pending()).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });

  it('runs what a task plans for earlier than what was next', async () => {
    const clock = new FakeClock();
    const agenda = new Agenda(clock);
    const ran: string[] = [];
    agenda.after(10, () => agenda.after(5, () => ran.push('inserted')));
    agenda.after(20, () => ran.push('later'));

    await clock.advance(20);

    expect(ran).toEqual(['inserted', 'later']);
  });

  it('leaves out what was called off', async () => {
    const clock = new FakeClock();
    const agenda = new Agenda(clock);
    const ran: string[] = [];
    const stop = agenda.after(10, () => ran.push('called off'));
    agenda.after(20, () => ran.push('kept'));
    stop();

    await clock.advance(30);

    expect(ran).toEqual(['kept']);
  });

  it('repeats at the interval that it is told each time, until stopped', async () => {
    const clock = new FakeClock();
    const agenda = new Agenda(clock);
    const ran: number[] = [];
    let wait = 10;
    const stop = agenda.repeat(
      () => wait,
      () => ran.push(clock.uptime()),
    );
    await clock.advance(20);
    wait = 30;
    await clock.advance(60);
    stop();
    await clock.advance(100);

    expect(ran).toEqual([10, 20, 30, 60]);
  });

  it('leaves no timer behind when it is cleared, and can be used again', async () => {
    const clock = new FakeClock();
    const agenda = new Agenda(clock);
    const ran: string[] = [];
    agenda.after(10, () => ran.push('cleared'));
    agenda.clear();
    expect(clock.pending()).toEqual([]);
    expect(agenda.size).toBe(0);

    agenda.after(10, () => ran.push('new'));
    await clock.advance(10);

    expect(ran).toEqual(['new']);
  });
});
