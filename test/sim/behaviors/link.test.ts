import { describe, expect, it } from 'vitest';
import { codeOf } from '../../../src/util/errors.js';
import { aSimulation } from '../../support/a-simulation.js';

function refusalOf(connect: () => unknown): string | undefined {
  try {
    connect();
    return undefined;
  } catch (error) {
    return codeOf(error);
  }
}

describe('faults of the link', () => {
  it('fin closes in order', async () => {
    const { clock, simulation, ready } = await aSimulation();
    const client = await ready();
    simulation.behave('fin');
    await clock.advance(0);
    expect(client.end).toBe('fin');
    expect(simulation.active).toEqual([]);
  });

  it('rst resets at once', async () => {
    const { clock, simulation, ready } = await aSimulation();
    const client = await ready();
    simulation.behave('rst');
    await clock.advance(0);
    expect(client.end).toBe('reset');
  });

  it('rst=frame resets in the middle of the next frame', async () => {
    const { clock, simulation, ready } = await aSimulation();
    const client = await ready();
    client.clear();
    simulation.behave('rst', 'frame');
    await client.heartbeat();
    await clock.advance(300);
    expect(client.end).toBe('reset');
    expect(client.payloads).toEqual([]);
  });

  it('freeze accepts and says nothing, and answers when it is over', async () => {
    const { clock, simulation, ready, connect } = await aSimulation();
    const client = await ready();
    client.clear();
    simulation.behave('freeze', '20');
    await client.heartbeat();
    const newcomer = connect();
    await newcomer.wantConfig();
    await clock.advance(19_900);
    expect([client.end, client.bytes.length, newcomer.bytes.length]).toEqual(['open', 0, 0]);
    await clock.advance(3000);
    expect(client.end).toBe('fin');
    expect(newcomer.kinds.at(-1)).toBe('configCompleteId');
  });

  it('freeze stops a handshake where it is, which goes on afterwards', async () => {
    const { clock, simulation, connect } = await aSimulation();
    const client = connect();
    await clock.advance(100);
    await client.wantConfig();
    await clock.advance(100);
    simulation.behave('freeze', '5');
    await clock.advance(10);
    const before = client.kinds.length;
    await clock.advance(4000);
    expect(client.kinds).toHaveLength(before);
    await clock.advance(3000);
    expect(client.kinds.at(-1)).toBe('configCompleteId');
  });

  it('half-open swallows everything, keeps the socket, and resets at the first write afterwards', async () => {
    const { clock, simulation, ready, connect } = await aSimulation();
    const client = await ready();
    client.clear();
    simulation.behave('half-open', '0');
    const newcomer = connect();
    for (let count = 0; count < 5; count++) {
      await client.heartbeat();
      await newcomer.wantConfig();
      await clock.advance(10_000);
    }
    expect([client.end, client.bytes.length]).toEqual(['open', 0]);
    expect([newcomer.end, newcomer.bytes.length]).toEqual(['open', 0]);
    simulation.stopBehavior('half-open');
    await clock.advance(1000);
    expect(client.end).toBe('open');
    await client.heartbeat();
    await clock.advance(0);
    expect(client.end).toBe('reset');
  });

  it('refuse turns new connections away and keeps the one that exists', async () => {
    const { clock, simulation, ready, connect } = await aSimulation();
    const client = await ready();
    simulation.behave('refuse');
    expect(refusalOf(connect)).toBe('ECONNREFUSED');
    client.clear();
    await client.heartbeat();
    await clock.advance(29_999);
    expect(client.kinds).toContain('queueStatus');
    expect(refusalOf(connect)).toBe('ECONNREFUSED');
    await clock.advance(1);
    expect(refusalOf(connect)).toBeUndefined();
  });

  it('accept-close accepts and closes at once', async () => {
    const { clock, simulation, ready, connect } = await aSimulation();
    const client = await ready();
    simulation.behave('accept-close');
    const newcomer = connect();
    await clock.advance(100);
    expect([client.end, newcomer.end]).toEqual(['open', 'fin']);
    await clock.advance(60_000);
    const late = connect();
    await clock.advance(200);
    expect(late.end).toBe('open');
  });

  it('reboot is silent, refuses while it is away, then counts one boot more and resets', async () => {
    const { clock, simulation, ready, connect } = await aSimulation();
    const client = await ready();
    const [before] = client.all('myInfo');
    simulation.behave('reboot', '12');
    client.clear();
    await client.heartbeat();
    await clock.advance(11_000);
    expect([client.end, client.bytes.length]).toEqual(['open', 0]);
    expect(refusalOf(connect)).toBe('ECONNREFUSED');
    await clock.advance(1000);
    await client.heartbeat();
    await clock.advance(0);
    expect(client.end).toBe('reset');
    const [after] = (await ready()).all('myInfo');
    expect(after?.rebootCount).toBe((before?.rebootCount ?? 0) + 1);
  });

  it('reboot=12,fin ends the connection in order', async () => {
    const { clock, simulation, ready, connect } = await aSimulation();
    const client = await ready();
    simulation.behave('reboot', '12,fin');
    await clock.advance(0);
    expect(client.end).toBe('fin');
    expect(refusalOf(connect)).toBe('ECONNREFUSED');
  });

  it('reboot ends in order by itself on a native node, which is back at once', async () => {
    const { clock, simulation, ready, connect } = await aSimulation({ profile: 'native-2.8' });
    const client = await ready();
    simulation.behave('reboot');
    await clock.advance(100);
    expect(client.end).toBe('fin');
    expect(refusalOf(connect)).toBeUndefined();
  });

  it('thief takes the slot again and again', async () => {
    const { clock, simulation, ready } = await aSimulation();
    simulation.behave('thief', '60,0');
    for (let round = 0; round < 3; round++) {
      const client = await ready();
      expect(client.end).toBe('open');
      await clock.advance(60_000);
      expect(client.end).toBe('fin');
    }
  });

  it('thief=60,10 keeps the slot until it hangs up', async () => {
    const { clock, simulation, connect } = await aSimulation({ switches: { slot: 'oldest' } });
    simulation.behave('thief', '60,10');
    await clock.advance(60_200);
    const during = connect();
    await clock.advance(100);
    expect(during.end).toBe('fin');
  });

  it('wifi-restart kills silently in a rhythm and comes back after 8 s', async () => {
    const { clock, simulation, ready, connect } = await aSimulation();
    simulation.behave('wifi-restart', '130');
    for (let round = 0; round < 2; round++) {
      const client = await ready();
      await clock.advance(130_000 - (round === 0 ? 2100 : 10_200));
      client.clear();
      await client.heartbeat();
      await clock.advance(7900);
      expect([client.end, client.bytes.length]).toEqual(['open', 0]);
      expect(refusalOf(connect)).toBe('ECONNREFUSED');
      await clock.advance(200);
      await client.heartbeat();
      await clock.advance(0);
      expect(client.end).toBe('reset');
    }
  });
});
