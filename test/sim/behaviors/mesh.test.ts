import { describe, expect, it } from 'vitest';
import { aSimulation } from '../../support/a-simulation.js';

const BROADCAST = 0xffff_ffff;
const MAX_RETRANSMIT = 5;
const SETTLED_MS = 90_000;

async function behindHandshake(name: string, args = '') {
  const world = await aSimulation();
  const client = await world.ready();
  client.clear();
  world.simulation.behave(name, args);
  const text = (id: number, to: number = BROADCAST) =>
    client.text({ from: world.base, to, id, text: `text ${id}` });
  return { ...world, client, text };
}

describe('faults of the mesh', () => {
  it('silence keeps everybody else quiet, and ends by itself', async () => {
    const { client, clock, simulation, text } = await behindHandshake('silence', '600');
    simulation.world.dm('Alpha', 'unheard');
    await text(41);
    await clock.advance(SETTLED_MS);
    expect(client.texts).toEqual([]);
    expect(client.verdicts(41)).toEqual([MAX_RETRANSMIT]);
    await clock.advance(600_000);
    simulation.world.dm('Alpha', 'heard');
    await clock.advance(10_000);
    expect(client.texts).toEqual(['heard']);
  });

  it('storm brings so many packets a second', async () => {
    const { client, clock, simulation } = await behindHandshake('storm', '50');
    await clock.advance(10_000);
    expect(simulation.stats()['world.heard'] ?? client.packets.length).toBeGreaterThan(100);
    expect(client.end).toBe('open');
  });

  it('loss=100 loses everything, loss=0 nothing', async () => {
    const lost = await behindHandshake('loss', '100');
    lost.simulation.world.say('Alpha', 'lost');
    await lost.clock.advance(20_000);
    expect(lost.client.texts).toEqual([]);
    const kept = await behindHandshake('loss', '0');
    kept.simulation.world.say('Alpha', 'kept');
    await kept.clock.advance(20_000);
    expect(kept.client.texts).toEqual(['kept']);
  });

  it('deaf leaves a peer without the message, and the sender without its acknowledgement', async () => {
    const { client, clock, text, numberOf, simulation } = await behindHandshake('deaf', 'Alpha');
    await text(42, numberOf('Alpha'));
    await clock.advance(SETTLED_MS);
    expect(simulation.world.find('Alpha').screen.texts).toEqual([]);
    expect(simulation.received()).toMatchObject([{ id: 42, acknowledged: false }]);
    expect(client.verdicts(42).length).toBeGreaterThan(0);
  });

  it('partition takes the relays away: a broadcast is not repeated', async () => {
    const { client, clock, text, simulation } = await behindHandshake('partition');
    await text(43);
    await clock.advance(SETTLED_MS);
    expect(client.verdicts(43)).toEqual([MAX_RETRANSMIT]);
    simulation.stopBehavior('partition');
    await text(44);
    await clock.advance(SETTLED_MS);
    expect(client.verdicts(44)).toEqual([0]);
  });

  it('partition=NODE cuts off its surroundings', async () => {
    const { clock, numberOf, text, simulation } = await behindHandshake('partition', 'Oscar');
    await text(45, numberOf('Oscar'));
    await clock.advance(SETTLED_MS);
    expect(simulation.received()).toMatchObject([{ id: 45, acknowledged: false }]);
  });

  it('bad-text brings what is hardly a text', async () => {
    const { client, clock } = await behindHandshake('bad-text', '5');
    await clock.advance(120_000);
    expect(client.texts.some((text) => text.includes('\ufffd'))).toBe(true);
    expect(client.texts).toContain('');
  });

  it('bot-loop answers what is said on the channel', async () => {
    const { client, clock, text } = await behindHandshake('bot-loop');
    await text(46);
    await clock.advance(60_000);
    expect(client.texts.some((one) => one.includes('text 46') && one.includes('🤖'))).toBe(true);
  });
});
