import { Channel } from '@meshtastic/protobufs';
import { describe, expect, it } from 'vitest';
import type { Switches } from '../../../src/sim/switches.js';
import { ALPHA, BASE, Bench, BRAVO, Port, readChannel, readDirect, statuses, verdicts } from './bench.js';

const NO_GAPS = { gaps: { textSeconds: 0, tracerouteSeconds: 0, othersSeconds: 0 } };

describe('a text to everybody', () => {
  it('is taken, and leaves encrypted after its airtime', async () => {
    const bench = new Bench();
    const packet = await bench.sentBy(() => bench.text('hello'));
    expect(packet).toMatchObject({ from: BASE, channelHash: 8, hopLimit: 3, hopStart: 3, relayNode: 0x5e });
    expect(Buffer.from(readChannel(packet).payload).toString()).toBe('hello');
    expect(statuses(bench.read())).toMatchObject([{ res: 0, free: 15, maxlen: 16 }]);
  });

  it('is sent as from the node whatever the client writes', async () => {
    const packet = await new Bench().sentBy(() => {});
    expect(packet).toBeUndefined();
    const bench = new Bench();
    expect(await bench.sentBy(() => bench.text('hello', { from: ALPHA }))).toMatchObject({ from: BASE });
  });

  it.each([
    [232, 0],
    [233, 7],
  ])('of %i bytes ends with status %i', (bytes, res) => {
    const bench = new Bench();
    bench.configure();
    const id = bench.text('x'.repeat(bytes));
    const frames = bench.read();
    expect(statuses(frames)).toMatchObject([{ res }]);
    expect(verdicts(frames)).toEqual(res === 0 ? [] : [[BASE, id, res]]);
  });

  it('on a disabled channel is refused with NO_CHANNEL', () => {
    const bench = new Bench();
    bench.configure();
    const id = bench.text('hello', { channel: 3 });
    expect(verdicts(bench.read())).toEqual([[BASE, id, 6]]);
  });

  it('dataBytes sets what fits', () => {
    const bench = new Bench({ dataBytes: { channel: 100, pki: 50 }, ...NO_GAPS });
    bench.configure();
    bench.text('x'.repeat(94));
    bench.text('x'.repeat(95));
    expect(statuses(bench.read()).map((status) => status.res)).toEqual([0, 7]);
    bench.text('x'.repeat(44), { to: ALPHA });
    bench.text('x'.repeat(45), { to: ALPHA });
    expect(statuses(bench.read()).map((status) => status.res)).toEqual([0, 7]);
  });
});

describe('channels', () => {
  it('that are secondary and have no key of their own use the primary one', async () => {
    const bench = new Bench();
    bench.configure();
    const { SECONDARY } = Channel.Channel_Role;
    bench.admin({ case: 'setChannel', value: { index: 1, role: SECONDARY, settings: { name: 'Side' } } });
    const packet = await bench.sentBy(() => bench.text('hello', { channel: 1 }));
    expect(packet?.channelHash).toBe(bench.hashOf('Side'));
    expect(Buffer.from(readChannel(packet).payload).toString()).toBe('hello');
  });
});

describe('odd packets', () => {
  it('without an id get one', async () => {
    const bench = new Bench();
    const packet = await bench.sentBy(() => bench.text('hello', { id: 0 }));
    expect(packet?.id).toBeGreaterThan(0);
    expect(statuses(bench.read())).toMatchObject([{ meshPacketId: packet?.id }]);
  });

  it('without content are refused with BAD_REQUEST, and other messages are ignored', () => {
    const bench = new Bench();
    bench.configure();
    bench.write({ case: 'packet', value: { from: BASE, to: ALPHA, id: 5 } });
    expect(verdicts(bench.read())).toEqual([[BASE, 5, 32]]);
    bench.write({ case: 'xmodemPacket', value: {} });
    expect(bench.read()).toEqual([]);
  });

  it('that claim to be positions and are none leave as they are', async () => {
    const bench = new Bench();
    const payload = Uint8Array.of(0xff, 0xff);
    const packet = await bench.sentBy(() => bench.send({}, { portnum: Port.POSITION_APP, payload }));
    expect(readChannel(packet).payload).toEqual(payload);
  });
});

describe('hop limits', () => {
  it.each<[Switches['zeroHops'], boolean, number]>([
    ['direct-only', false, 0],
    ['direct-only', true, 3],
    ['never-raised', true, 0],
  ])('zeroHops %s, want_ack %s: 0 leaves as %i', async (zeroHops, wantAck, hopLimit) => {
    const bench = new Bench({ zeroHops });
    expect(await bench.sentBy(() => bench.text('hello', { hopLimit: 0, wantAck }))).toMatchObject({
      hopLimit,
      hopStart: hopLimit,
    });
  });
});

describe('a direct message', () => {
  it('is encrypted for the peer alone', async () => {
    const bench = new Bench();
    const packet = await bench.sentBy(() => bench.text('psst', { to: ALPHA }));
    expect(packet?.channelHash).toBe(0);
    expect(Buffer.from(readDirect(packet, bench.alpha, bench.base)?.payload ?? []).toString()).toBe('psst');
  });

  it.each([
    [220, 0],
    [221, 7],
  ])('of %i bytes ends with status %i', (bytes, res) => {
    const bench = new Bench();
    bench.configure();
    bench.text('x'.repeat(bytes), { to: ALPHA });
    expect(statuses(bench.read())).toMatchObject([{ res }]);
  });

  it('without a key is refused with 39 in status and ROUTING, and with pki 2.7.14 leaves with the channel key', async () => {
    const bench = new Bench();
    bench.configure();
    const id = bench.text('psst', { to: BRAVO });
    const frames = bench.read();
    expect(statuses(frames)).toMatchObject([{ res: 39, meshPacketId: id }]);
    expect(verdicts(frames)).toEqual([[BASE, id, 39]]);
    const old = new Bench({ pki: '2.7.14' });
    const packet = await old.sentBy(() => old.text('psst', { to: BRAVO }));
    expect(Buffer.from(readChannel(packet).payload).toString()).toBe('psst');
  });

  it('with another public key than the stored one is refused with 34', () => {
    const bench = new Bench();
    bench.configure();
    const id = bench.text('psst', { to: ALPHA, pkiEncrypted: true, publicKey: new Uint8Array(32).fill(9) });
    expect(verdicts(bench.read())).toEqual([[BASE, id, 34]]);
  });

  it('with a weak key of the peer is refused with 34', () => {
    const bench = new Bench();
    bench.configure();
    bench.node.setKey(BRAVO, new Uint8Array(32));
    const id = bench.text('psst', { to: BRAVO });
    expect(verdicts(bench.read())).toEqual([[BASE, id, 34]]);
  });

  it('uses the channel key when pki is off, and asking for PKI is refused', async () => {
    const bench = new Bench({ pki: 'off' });
    const packet = await bench.sentBy(() => bench.text('psst', { to: ALPHA }));
    expect(Buffer.from(readChannel(packet).payload).toString()).toBe('psst');
    const other = new Bench({ pki: 'off' });
    other.configure();
    const id = other.text('psst', { to: ALPHA, pkiEncrypted: true });
    expect(verdicts(other.read())).toEqual([[BASE, id, 34]]);
  });

  it('of a position goes with the channel key', async () => {
    const bench = new Bench();
    const packet = await bench.sentBy(() => bench.send({ to: ALPHA }, { portnum: Port.POSITION_APP }));
    expect(readChannel(packet).portnum).toBe(Port.POSITION_APP);
  });

  it.each<[Switches['dmChannel'], number]>([
    ['last-heard', 1],
    ['as-given', 0],
  ])('dmChannel %s puts a position for a peer on channel %i', async (dmChannel, index) => {
    const bench = new Bench({ dmChannel });
    bench.configure();
    const { SECONDARY } = Channel.Channel_Role;
    bench.admin({
      case: 'setChannel',
      value: { index: 1, role: SECONDARY, settings: { name: 'Side', psk: Uint8Array.of(1) } },
    });
    bench.hear({ from: ALPHA, text: 'over here', packet: bench.onChannel('Side', ALPHA, 77, 'over here') });
    bench.send({ to: ALPHA }, { portnum: Port.POSITION_APP });
    await bench.clock.advance(5000);
    expect(bench.onAir.at(-1)?.channelHash).toBe(bench.hashOf(index === 1 ? 'Side' : 'LongFast'));
  });

  it('to itself is acknowledged at once and not given back', () => {
    const bench = new Bench();
    bench.configure();
    const id = bench.text('note', { to: BASE, wantAck: true });
    const frames = bench.read();
    expect(frames.map((frame) => frame.case)).toEqual(['queueStatus', 'packet']);
    expect(verdicts(frames)).toEqual([[BASE, id, 0]]);
    expect(bench.onAir).toEqual([]);
  });
});
