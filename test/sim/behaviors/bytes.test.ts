import { Portnums } from '@meshtastic/protobufs';
import { describe, expect, it } from 'vitest';
import { aSimulation } from '../../support/a-simulation.js';

/** Kinds of the handshake of an undisturbed node of the same seed. */
async function undisturbed() {
  const { ready } = await aSimulation();
  return (await ready()).kinds;
}

/** A client that shook hands while the behaviour was at work. */
async function disturbed(name: string, args = '', extraMs = 0) {
  const world = await aSimulation();
  world.simulation.behave(name, args);
  const client = await world.ready();
  await world.clock.advance(extraMs);
  return { ...world, client };
}

function hasPair(bytes: Uint8Array): boolean {
  return Buffer.from(bytes).includes(Buffer.of(0x94, 0xc3));
}

describe('faults of the bytes', () => {
  it('torn cuts every n-th frame and goes on with the next', async () => {
    const { client } = await disturbed('torn', '10');
    const whole = await undisturbed();
    expect(client.kinds.length).toBeLessThan(whole.length);
    expect(client.kinds.length).toBeGreaterThan(whole.length / 2);
    expect(client.end).toBe('open');
  });

  it('stray94 puts a start byte before frames, and nothing is lost for one who looks again', async () => {
    const { client } = await disturbed('stray94');
    expect(client.kinds).toEqual(await undisturbed());
    expect(Buffer.from(client.bytes).includes(Buffer.of(0x94, 0x94, 0xc3))).toBe(true);
    expect(client.noiseBytes).toBeGreaterThanOrEqual(client.kinds.length);
  });

  it('pair-in-payload puts the start bytes into texts and into a key', async () => {
    const { client, clock, simulation } = await disturbed('pair-in-payload');
    const second = client;
    simulation.stopBehavior('pair-in-payload');
    simulation.behave('pair-in-payload');
    simulation.world.dm('Alpha', 'hello');
    await clock.advance(10_000);
    expect(second.texts).toEqual(['hello Ôé']);
    expect(second.onPort(Portnums.PortNum.TEXT_MESSAGE_APP).every((data) => hasPair(data.payload))).toBe(
      true,
    );
    const infos = second.onPort(Portnums.PortNum.NODEINFO_APP);
    expect(infos.some((data) => hasPair(data.payload))).toBe(true);
  });

  it('garbage puts noise between frames', async () => {
    const { client } = await disturbed('garbage', '40');
    expect(client.kinds).toEqual(await undisturbed());
    expect(client.noiseBytes).toBeGreaterThan(client.kinds.length);
  });

  it('oversize announces an impossible length and then goes on normally', async () => {
    const { client } = await disturbed('oversize', '65535,2');
    expect(client.kinds).toEqual(await undisturbed());
    expect(Buffer.from(client.bytes).includes(Buffer.of(0x94, 0xc3, 0xff, 0xff))).toBe(true);
  });

  it('undecodable sends frames without meaning', async () => {
    const { client } = await disturbed('undecodable');
    expect(client.messages.map((message) => message.payloadVariant.case)).toEqual(await undisturbed());
    expect(client.payloads.length - client.messages.length).toBe(Math.floor(client.messages.length / 5));
  });

  it.each(['unknown-variant', 'zero-frame'])('%s sends frames without a known kind', async (name) => {
    const { client } = await disturbed(name);
    const whole = await undisturbed();
    const nameless = (kinds: readonly string[]) => kinds.filter((kind) => kind === 'none').length;
    expect(nameless(client.kinds) - nameless(whole)).toBe(Math.floor(whole.length / 5));
  });

  it('dump-stall pauses before frame k and then goes on', async () => {
    const { client, clock } = await disturbed('dump-stall', '12,20');
    expect(client.kinds).toHaveLength(19);
    await clock.advance(12_000);
    expect(client.kinds).toEqual(await undisturbed());
  });

  it('dump-cut closes in the middle of frame k, once', async () => {
    const { client, ready } = await disturbed('dump-cut', '20');
    expect(client.kinds).toHaveLength(19);
    expect(client.end).toBe('fin');
    expect((await ready()).kinds).toEqual(await undisturbed());
  });

  it('slow lets only so many bytes through', async () => {
    const { client, clock } = await disturbed('slow', '200');
    expect(client.bytes.length).toBeLessThanOrEqual(450);
    expect(client.bytes.length).toBeGreaterThan(300);
    await clock.advance(60_000);
    expect(client.kinds.slice(0, (await undisturbed()).length)).toEqual(await undisturbed());
  });

  it('bytewise sends one byte per segment', async () => {
    const { client } = await disturbed('bytewise');
    expect(client.chunks.every((chunk) => chunk.length === 1)).toBe(true);
    expect(client.kinds).toEqual(await undisturbed());
  });

  it('coalesce sends many frames in one segment', async () => {
    const { client } = await disturbed('coalesce', '50', 1000);
    const whole = await undisturbed();
    expect(client.kinds).toEqual(whole);
    expect(client.chunks.length).toBeLessThan(whole.length / 10);
  });
});
