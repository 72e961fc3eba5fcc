import { createHash } from 'node:crypto';
import { create, toBinary } from '@bufbuild/protobuf';
import { Admin, Portnums } from '@meshtastic/protobufs';
import { describe, expect, it } from 'vitest';
import { Simulation } from '../../src/sim/simulation.js';
import { SystemClock } from '../../src/util/clock.js';
import { UserError } from '../../src/util/errors.js';
import { aSimulation } from '../support/a-simulation.js';
import { BareClient } from '../support/bare-client.js';
import { FakeClock } from '../support/fake-clock.js';

const HOUR_MS = 3_600_000;
const BROADCAST = 0xffff_ffff;

/** All bytes that a client of this seed gets in an hour in which it asks and speaks. */
async function hashOfAnHour(seed: string): Promise<string> {
  const { clock, simulation, ready, base } = await aSimulation({ seed, traffic: true });
  const client = await ready();
  for (let minute = 0; minute < 60; minute++) {
    await client.heartbeat();
    await client.text({ from: base, to: BROADCAST, id: 1000 + minute, text: `minute ${minute}` });
    await clock.advance(60_000);
  }
  await simulation.stop();
  return createHash('sha256').update(client.bytes).digest('hex');
}

/** Waits for what a socket needs, on the real clock. */
async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; tries < 400 && !condition(); tries++)
    await new Promise((resolve) => setTimeout(resolve, 5));
  expect(condition()).toBe(true);
}

describe('a simulation', () => {
  it('says the same bytes for the same seed, and others for another', async () => {
    const [first, second, other] = [
      await hashOfAnHour('a'),
      await hashOfAnHour('a'),
      await hashOfAnHour('b'),
    ];
    expect(second).toBe(first);
    expect(other).not.toBe(first);
  });

  it('gives its packets other ids at another launch, and is the same mesh all the same', async () => {
    const told = async (launch: number) => {
      const { clock, simulation, ready, base, numberOf } = await aSimulation({ launch });
      const client = await ready();
      simulation.world.say('Alpha', 'hello');
      await clock.advance(10_000);
      await client.text({ from: base, to: numberOf('Alpha'), id: 77, text: 'hello', wantAck: true });
      await clock.advance(30_000);
      const nodes = simulation.node.knownNodes();
      await simulation.stop();
      return { ids: client.packets.map(({ id }) => id), nodes };
    };
    const [first, again, second] = [await told(1), await told(1), await told(2)];
    expect(first.ids.length).toBeGreaterThan(1);
    expect(again).toEqual(first);
    expect(second.nodes).toEqual(first.nodes);
    expect(second.ids.filter((id) => first.ids.includes(id))).toEqual([]);
  });

  it("lets a person write to the client, and puts the answer on the person's screen", async () => {
    const { clock, simulation, ready, base, numberOf } = await aSimulation();
    const client = await ready();
    simulation.world.dm('Alpha', '/ping');
    await clock.advance(10_000);
    const asked = client.packets.find((packet) => packet.from === numberOf('Alpha') && packet.to === base);
    expect(client.texts).toEqual(['/ping']);
    expect(asked?.pkiEncrypted).toBe(true);
    await client.text({ from: base, to: numberOf('Alpha'), id: 77, text: 'pong', replyId: asked?.id ?? 0 });
    await clock.advance(30_000);
    expect(simulation.world.find('Alpha').screen.texts).toMatchObject([
      { from: base, text: 'pong', copies: 1, replyId: asked?.id, isDirect: true },
    ]);
    expect(simulation.received()).toMatchObject([
      { to: numberOf('Alpha'), channel: 0, text: 'pong', id: 77, replyId: asked?.id, acknowledged: true },
    ]);
    await simulation.stop();
  });

  it('counts a text that the node refused as not received', async () => {
    const { clock, simulation, ready, base } = await aSimulation();
    const client = await ready();
    await client.text({ from: base, to: BROADCAST, id: 1, text: 'first' });
    await client.text({ from: base, to: BROADCAST, id: 2, text: 'too soon' });
    await clock.advance(30_000);
    expect(simulation.received().map((text) => text.text)).toEqual(['first']);
    await simulation.stop();
  });

  it('leaves nothing running and no connection when it stops', async () => {
    const { clock, simulation, ready } = await aSimulation({ traffic: true, script: true });
    const client = await ready();
    simulation.behave('storm');
    simulation.scheduleBehavior('freeze=5@100');
    await clock.advance(30_000);
    await simulation.stop();
    await clock.advance(0);
    expect(clock.pending()).toEqual([]);
    expect(client.end).toBe('fin');
  });

  it('costs few timers while nothing happens', async () => {
    const { clock, simulation, ready } = await aSimulation();
    await ready();
    let timers = 0;
    const after = clock.after.bind(clock);
    clock.after = (...args) => {
      timers += 1;
      return after(...args);
    };
    await clock.advance(HOUR_MS);
    expect(timers).toBeLessThan(1000);
    await simulation.stop();
  });

  it('goes away and comes back when a client orders a reboot', async () => {
    const { clock, simulation, ready, base } = await aSimulation();
    const client = await ready();
    const reboot = create(Admin.AdminMessageSchema, { payloadVariant: { case: 'rebootSeconds', value: 1 } });
    const payload = toBinary(Admin.AdminMessageSchema, reboot);
    await client.packet({ from: base, to: base, id: 7 }, Portnums.PortNum.ADMIN_APP, payload);
    await clock.advance(3000);
    expect(simulation.active).toEqual(['reboot']);
    expect(() => simulation.connectMemory()).toThrow(/ECONNREFUSED/);
    await clock.advance(12_000);
    expect(simulation.active).toEqual([]);
    expect((await ready()).kinds).toContain('configCompleteId');
    await simulation.stop();
  });

  it('takes a profile and single switches on top', async () => {
    const { simulation } = await aSimulation({ profile: '2.8', switches: { capacity: 33 } });
    expect(simulation.switches.values).toMatchObject({ handshake: '2.8', rxDiscard: false, capacity: 33 });
    await simulation.stop();
    const wrong = () => new Simulation({ clock: new FakeClock(), seed: 1, front: 'memory', profile: '1.0' });
    expect(wrong).toThrow(UserError);
  });

  it('counts connections, frames and bytes', async () => {
    const { simulation, ready } = await aSimulation();
    const client = await ready();
    expect(simulation.stats()).toMatchObject({
      connects: 1,
      connections: 1,
      framesIn: 1,
      framesOut: client.payloads.length,
      bytesOut: client.bytes.length,
      behaviorsActive: 0,
    });
    await simulation.stop();
  });

  it('is reached over TCP, by a person and back', async () => {
    const simulation = new Simulation({
      clock: new SystemClock(),
      seed: 'tcp',
      front: 'tcp',
      traffic: false,
      switches: { writeMsPerFrame: 0, idlePollMs: 5 },
    });
    await simulation.start();
    const client = await BareClient.overTcp(simulation.port);
    await client.wantConfig(99);
    await until(() => client.kinds.includes('configCompleteId'));
    await client.heartbeat();
    await until(() => client.kinds.includes('queueStatus'));
    await simulation.stop();
    await until(() => client.end !== 'open');
    await expect(BareClient.overTcp(simulation.port)).rejects.toThrow(/ECONNREFUSED/);
  });

  it('says the same frames over TCP as over the memory front', async () => {
    const overMemory = await framesOf('memory');
    const overTcp = await framesOf('tcp');
    expect(overTcp.length).toBeGreaterThan(500);
    expect(Buffer.from(overTcp).equals(Buffer.from(overMemory))).toBe(true);
  });
});

/** What a client gets that shakes hands, sends a heartbeat and a text that is refused. */
async function framesOf(front: 'tcp' | 'memory'): Promise<Uint8Array> {
  const clock = new FakeClock();
  const simulation = new Simulation({ clock, seed: 'both', front, traffic: false });
  await simulation.start();
  const client =
    front === 'tcp'
      ? await BareClient.overTcp(simulation.port)
      : BareClient.overPipe(simulation.connectMemory());
  const base = simulation.world.base.nodeNum;
  const step = async (send: () => Promise<void>) => {
    await send();
    // On a real socket the bytes take real time; the node's clock stands still meanwhile.
    if (front === 'tcp') await new Promise((resolve) => setTimeout(resolve, 50));
    await clock.advance(5000);
  };
  await until(() => (simulation.stats()['connects'] ?? 0) === 1);
  await clock.advance(1000);
  await step(() => client.wantConfig(1));
  await step(() => client.heartbeat());
  await step(() => client.text({ from: base, to: 0xffff_ffff, id: 5, text: 'x'.repeat(233) }));
  const expected = simulation.stats()['bytesOut'] ?? 0;
  await until(() => client.bytes.length === expected);
  await simulation.stop();
  return client.bytes;
}
