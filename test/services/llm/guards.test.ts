import { describe, expect, it } from 'vitest';
import { type GuardOptions, Guards } from '../../../src/services/llm/guards.js';

function setUp(limits: Pick<GuardOptions, 'maxCpuCelsius' | 'minBatteryVolts'>) {
  const machine: { celsius: number | undefined; volts: number | undefined } = { celsius: 48, volts: 13.1 };
  const guards = new Guards({
    ...limits,
    cpuCelsius: async () => machine.celsius,
    batteryVolts: () => machine.volts,
  });
  return { machine, guards };
}

describe('Guards', () => {
  it('refuses from 60 degrees on, until it is 57 or cooler', async () => {
    const { machine, guards } = setUp({ maxCpuCelsius: 60 });
    const seen: unknown[] = [];
    for (const celsius of [59.9, 60, 58, 57.1, 57, 59.9, 60.1]) {
      machine.celsius = celsius;
      seen.push((await guards.check())?.kind);
    }
    expect(seen).toEqual([undefined, 'hot', 'hot', 'hot', undefined, undefined, 'hot']);
  });

  it('names the reading and the limit that counts then', async () => {
    const { machine, guards } = setUp({ maxCpuCelsius: 60 });
    machine.celsius = 63.2;
    expect(await guards.check()).toEqual({ kind: 'hot', celsius: 63.2, limit: 60 });
    machine.celsius = 58;
    expect(await guards.check()).toEqual({ kind: 'hot', celsius: 58, limit: 57 });
  });

  it('refuses below 12.5 volts, until there are 12.8 or more', async () => {
    const { machine, guards } = setUp({ minBatteryVolts: 12.5 });
    const seen: unknown[] = [];
    for (const volts of [12.5, 12.49, 12.6, 12.79, 12.8, 12.5]) {
      machine.volts = volts;
      seen.push((await guards.check())?.kind);
    }
    expect(seen).toEqual([undefined, 'weak', 'weak', 'weak', undefined, undefined]);
  });

  it('lets through what it cannot read, and says what that is', async () => {
    const { machine, guards } = setUp({ maxCpuCelsius: 60, minBatteryVolts: 12.5 });
    machine.celsius = undefined;
    machine.volts = undefined;
    expect(await guards.check()).toBeUndefined();
    expect(guards.unknown).toEqual(['cpu', 'battery']);
    machine.celsius = 50;
    expect(await guards.check()).toBeUndefined();
    expect(guards.unknown).toEqual(['battery']);
  });

  it('watches nothing that is switched off, or that nobody measures', async () => {
    const off = setUp({});
    off.machine.celsius = 95;
    off.machine.volts = 3;
    expect(await off.guards.check()).toBeUndefined();
    expect(off.guards.unknown).toEqual([]);
    const alone = new Guards({ minBatteryVolts: 12.5, cpuCelsius: () => 95 });
    expect(await alone.check()).toBeUndefined();
    expect(alone.unknown).toEqual(['battery']);
  });
});
