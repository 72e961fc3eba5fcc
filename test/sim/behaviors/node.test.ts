import { create, toBinary } from '@bufbuild/protobuf';
import { Admin, Portnums } from '@meshtastic/protobufs';
import { describe, expect, it } from 'vitest';
import { aSimulation } from '../../support/a-simulation.js';

const BROADCAST = 0xffff_ffff;
const NO_KEY = 39;
const PEER_LACKS_OUR_KEY = 35;
const RATE_LIMIT = 38;
const DUTY_CYCLE = 9;
const TX_FULL = 32;
const TX_OFF = 34;

async function behindHandshake(name: string, args = '') {
  const world = await aSimulation();
  const client = await world.ready();
  client.clear();
  world.simulation.behave(name, args);
  await world.clock.advance(0);
  const text = (id: number, to: number = BROADCAST) =>
    client.text({ from: world.base, to, id, text: `text ${id}` });
  return { ...world, client, text };
}

function statusOf(client: Awaited<ReturnType<typeof behindHandshake>>['client'], id: number): number[] {
  return client
    .all('queueStatus')
    .filter((status) => status.meshPacketId === id)
    .map((status) => status.res);
}

describe('faults of the node', () => {
  it('full-db lets each new sender take the place of another node', async () => {
    const { clock, simulation } = await behindHandshake('full-db', '60');
    const before = simulation.node.knownNodes();
    await clock.advance(185_000);
    const after = simulation.node.knownNodes();
    expect(after).toHaveLength(before.length);
    expect(before.filter((nodeNum) => !after.includes(nodeNum))).toHaveLength(3);
  });

  it('forget-key makes the node refuse a direct message with 39', async () => {
    const { client, clock, text, numberOf } = await behindHandshake('forget-key', 'Alpha');
    await text(21, numberOf('Alpha'));
    await clock.advance(1000);
    expect(client.verdicts(21)).toEqual([NO_KEY]);
  });

  it('change-key announces another key', async () => {
    const { client, clock, simulation } = await behindHandshake('change-key', 'Bravo');
    await clock.advance(10_000);
    const bravo = simulation.world.find('Bravo');
    const heard = client.packets.filter((packet) => packet.from === bravo.nodeNum);
    const infos = client.onPort(Portnums.PortNum.NODEINFO_APP);
    expect(heard.length).toBeGreaterThan(0);
    expect(
      infos.some((data) => Buffer.from(data.payload).includes(Buffer.from(bravo.keyPair?.publicKey ?? []))),
    ).toBe(true);
  });

  it('lost-our-key makes a peer answer with 35', async () => {
    const { client, clock, text, numberOf } = await behindHandshake('lost-our-key', 'Alpha');
    await text(22, numberOf('Alpha'));
    await clock.advance(60_000);
    expect(client.verdicts(22)).toContain(PEER_LACKS_OUR_KEY);
  });

  it('rate-limit makes the gap between two texts four times as long', async () => {
    const { client, clock, text } = await behindHandshake('rate-limit', '4');
    await text(23);
    await clock.advance(7000);
    await text(24);
    await clock.advance(250);
    expect(client.verdicts(24)).toEqual([RATE_LIMIT]);
    await clock.advance(1500);
    await text(25);
    await clock.advance(500);
    expect(client.verdicts(25)).toEqual([]);
  });

  it('duty-cycle refuses for so many minutes and tells how many are left', async () => {
    const { client, clock, text } = await behindHandshake('duty-cycle', '10');
    await clock.advance(240_000);
    await text(26);
    await clock.advance(1000);
    expect(client.verdicts(26)).toEqual([DUTY_CYCLE]);
    expect(statusOf(client, 26)).toEqual([DUTY_CYCLE]);
    expect(client.all('clientNotification').at(-1)?.message).toContain('in 6 mins');
    await clock.advance(360_000);
    await text(27);
    await clock.advance(1000);
    expect(statusOf(client, 27)).toEqual([0]);
  });

  it('duty-cycle promises a minute where it does not know its end: its last notice may outlive it', async () => {
    const { client, clock, text } = await behindHandshake('duty-cycle', '0');
    await text(26);
    await clock.advance(1000);
    expect(client.all('clientNotification').at(-1)?.message).toContain('in 1 mins');
  });

  it.each([
    ['tx-full', TX_FULL],
    ['tx-off', TX_OFF],
  ])('%s answers with res %i until it is stopped', async (name, res) => {
    const { client, clock, text, simulation } = await behindHandshake(name);
    await text(28);
    await clock.advance(3000);
    expect(statusOf(client, 28)).toEqual([res]);
    simulation.stopBehavior(name);
    await text(29);
    await clock.advance(1000);
    expect(statusOf(client, 29)).toEqual([0]);
  });

  it('clock-unset leaves packets without a time', async () => {
    const { client, clock, simulation } = await behindHandshake('clock-unset');
    simulation.world.dm('Alpha', 'when?');
    await clock.advance(10_000);
    const times = client.packets.filter((packet) => packet.from !== simulation.node.nodeNum);
    expect(times.map((packet) => packet.rxTime)).toEqual(times.map(() => 0));
    expect(times.length).toBeGreaterThan(0);
  });

  it('managed refuses local administration', async () => {
    const { client, clock, base, simulation } = await behindHandshake('managed');
    const ask = (id: number) => {
      const request = create(Admin.AdminMessageSchema, {
        payloadVariant: { case: 'getDeviceMetadataRequest', value: true },
      });
      const header = { from: base, to: base, id, wantResponse: true };
      return client.packet(header, Portnums.PortNum.ADMIN_APP, toBinary(Admin.AdminMessageSchema, request));
    };
    await ask(30);
    await clock.advance(1000);
    expect(client.onPort(Portnums.PortNum.ADMIN_APP)).toEqual([]);
    simulation.stopBehavior('managed');
    await ask(31);
    await clock.advance(1000);
    expect(client.onPort(Portnums.PortNum.ADMIN_APP)).toHaveLength(1);
  });

  it('telemetry-off keeps the node quiet', async () => {
    const { client, clock, simulation } = await behindHandshake('telemetry-off');
    await clock.advance(80_000);
    client.clear();
    await clock.advance(300_000);
    expect(client.onPort(Portnums.PortNum.TELEMETRY_APP)).toEqual([]);
    simulation.stopBehavior('telemetry-off');
    await clock.advance(130_000);
    expect(client.onPort(Portnums.PortNum.TELEMETRY_APP).length).toBeGreaterThan(0);
  });
});
