import { Portnums } from '@meshtastic/protobufs';
import { describe, expect, it } from 'vitest';
import { aSimulation } from '../../support/a-simulation.js';

const BROADCAST = 0xffff_ffff;
/** Behind the longest way of an acknowledgement on LongFast. */
const SETTLED_MS = 60_000;

/** A ready client, and the behaviour started behind its handshake. */
async function behindHandshake(name: string, args = '') {
  const world = await aSimulation();
  const client = await world.ready();
  client.clear();
  world.simulation.behave(name, args);
  const text = (id: number, to: number = BROADCAST) =>
    client.text({ from: world.base, to, id, text: `text ${id}` });
  return { ...world, client, text };
}

describe('faults of the frames', () => {
  it('wrong-nonce ends the next handshake with another nonce, and only that one', async () => {
    const { client, clock } = await behindHandshake('wrong-nonce');
    await client.wantConfig(500);
    await clock.advance(2000);
    expect(client.all('configCompleteId')).toEqual([501]);
    await client.wantConfig(600);
    await clock.advance(2000);
    expect(client.all('configCompleteId')).toEqual([501, 600]);
  });

  it('no-complete never ends the next handshake', async () => {
    const { client, clock } = await behindHandshake('no-complete');
    await client.wantConfig(500);
    await clock.advance(2000);
    expect(client.kinds).toContain('myInfo');
    expect(client.kinds).not.toContain('configCompleteId');
    await client.wantConfig(600);
    await clock.advance(2000);
    expect(client.all('configCompleteId')).toEqual([600]);
  });

  it('lose-status loses the answer about a packet, and not the one to a heartbeat', async () => {
    const { client, clock, text, simulation } = await behindHandshake('lose-status');
    await text(11);
    await clock.advance(3000);
    await client.heartbeat();
    await clock.advance(1000);
    expect(client.all('queueStatus').map((status) => status.meshPacketId)).toEqual([0]);
    expect(simulation.received()).toHaveLength(1);
  });

  it('foreign-status tells of packets that nobody knows', async () => {
    const { client, clock } = await behindHandshake('foreign-status', '5');
    await clock.advance(10_300);
    const ids = client.all('queueStatus').map((status) => status.meshPacketId);
    expect(ids).toHaveLength(4);
    expect(ids.filter((id) => id === 0)).toHaveLength(2);
  });

  it.each([
    ['0', 1],
    ['1', 0],
  ])('lose-acks=%s lets %i verdicts through', async (share, verdicts) => {
    const { client, clock, text, simulation } = await behindHandshake('lose-acks', share);
    await text(12);
    await clock.advance(SETTLED_MS);
    expect(client.verdicts(12)).toHaveLength(verdicts);
    expect(simulation.received()).toMatchObject([{ id: 12, acknowledged: true }]);
  });

  it('duplicate brings packets twice', async () => {
    const { client, clock, simulation } = await behindHandshake('duplicate', '1');
    simulation.world.dm('Alpha', 'once');
    await clock.advance(10_000);
    expect(client.texts).toEqual(['once', 'once']);
  });

  it('reorder brings all packets, in another order', async () => {
    const { client, clock, simulation } = await behindHandshake('reorder', '4');
    const sent = Array.from({ length: 8 }, (_, count) => `number ${count}`);
    for (const text of sent) {
      simulation.world.say('Alpha', text);
      await clock.advance(700);
    }
    await clock.advance(10_000);
    expect([...client.texts].sort()).toEqual(sent);
    expect(client.texts).not.toEqual(sent);
  });

  it('reorder holds nothing back for ever', async () => {
    const { client, clock, simulation } = await behindHandshake('reorder', '50');
    simulation.world.say('Alpha', 'alone');
    await clock.advance(10_000);
    expect(client.texts).toEqual(['alone']);
  });

  it('replay-history sends old packets behind the handshake', async () => {
    const { client, clock } = await behindHandshake('replay-history', '20');
    await client.wantConfig();
    await clock.advance(2000);
    const old = client.packets.filter((packet) => packet.rxTime < clock.now() / 1000 - 3500);
    expect(old).toHaveLength(20);
    expect(client.kinds.indexOf('packet')).toBeGreaterThan(client.kinds.indexOf('configCompleteId'));
  });

  it('steal lets packets go to another transport', async () => {
    const { client, clock, simulation } = await behindHandshake('steal', '1');
    simulation.world.dm('Alpha', 'gone');
    await client.heartbeat();
    await clock.advance(10_000);
    expect(client.packets).toEqual([]);
    expect(client.all('queueStatus').length).toBeGreaterThan(0);
    expect(simulation.stats()['packetsStolen']).toBeGreaterThan(0);
  });

  it('discard-input throws away what the client sends, for so many seconds', async () => {
    const { client, clock, text, simulation } = await behindHandshake('discard-input', '5');
    await text(13);
    await clock.advance(5000);
    expect(simulation.received()).toEqual([]);
    await text(14);
    await clock.advance(5000);
    expect(simulation.received().map((one) => one.id)).toEqual([14]);
    expect(client.end).toBe('open');
  });

  it('ignore-heartbeats answers everything else', async () => {
    const { client, clock, text } = await behindHandshake('ignore-heartbeats');
    await client.heartbeat();
    await text(15);
    await clock.advance(1000);
    expect(client.all('queueStatus').map((status) => status.meshPacketId)).toEqual([15]);
  });

  it('lets a text of the mesh through when nothing is wrong', async () => {
    const { client, clock, simulation } = await aSimulation().then(async (world) => ({
      ...world,
      client: await world.ready(),
    }));
    simulation.world.dm('Alpha', 'hello');
    await clock.advance(10_000);
    expect(client.texts).toEqual(['hello']);
    expect(client.onPort(Portnums.PortNum.TEXT_MESSAGE_APP)).toHaveLength(1);
  });
});
