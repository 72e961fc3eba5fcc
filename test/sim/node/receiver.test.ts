import { describe, expect, it } from 'vitest';
import { toNodeNum } from '../../../src/mesh/ids.js';
import type { Switches } from '../../../src/sim/switches.js';
import { ALPHA, BASE, Bench, BRAVO, errorOf, identityOf, Port, packets, texts } from './bench.js';

const STRANGER = identityOf(toNodeNum(0x77777701), 'Stranger');

describe('a packet from the air', () => {
  it('reaches the client decoded, with its header and how it was heard', () => {
    const bench = new Bench();
    bench.configure();
    const { id } = bench.hear({ text: 'hello', snr: 7.25, packet: { hopLimit: 1, relayNode: 0xb7 } });
    expect(packets(bench.read())).toMatchObject([
      {
        from: ALPHA,
        to: 0xffff_ffff,
        id,
        channel: 0,
        rxTime: 1_773_316_800,
        rxSnr: 7.25,
        rxRssi: -80,
        hopStart: 3,
        hopLimit: 1,
        relayNode: 0xb7,
        transportMechanism: 1,
        pkiEncrypted: false,
      },
    ]);
  });

  it.each([
    ['lora', 1],
    ['mqtt', 5],
    ['udp', 6],
  ] as const)('by %s is marked with transport %i', (via, transportMechanism) => {
    const bench = new Bench();
    bench.configure();
    bench.hear({ text: 'hello', via });
    expect(packets(bench.read())).toMatchObject([{ transportMechanism }]);
  });

  it('is delivered once however often it is heard, also over a change of client', () => {
    const bench = new Bench();
    bench.configure();
    for (let n = 0; n < 3; n++) bench.hear({ text: 'hello', id: 5 });
    expect(texts(bench.read())).toEqual(['hello']);
    bench.phone.end();
    bench.phone = bench.node.connect();
    bench.hear({ text: 'hello', id: 5 });
    expect(texts(bench.configure())).toEqual([]);
  });

  it('is delivered again after 10 min and after a reboot', async () => {
    const bench = new Bench();
    bench.configure();
    bench.hear({ text: 'hello', id: 5 });
    await bench.clock.advance(600_000);
    bench.hear({ text: 'hello', id: 5 });
    bench.node.reboot();
    bench.phone = bench.node.connect();
    bench.hear({ text: 'hello', id: 5 });
    expect(texts(bench.configure())).toEqual(['hello']);
  });

  it('for somebody else is not delivered', () => {
    const bench = new Bench();
    bench.configure();
    bench.hear({ text: 'psst', to: BRAVO });
    expect(bench.read()).toEqual([]);
  });

  it.each([true, false])('of NEIGHBORINFO is delivered when neighborModule is %s', (neighborModule) => {
    const bench = new Bench({ neighborModule });
    bench.configure();
    bench.hear({ portnum: Port.NEIGHBORINFO_APP });
    expect(packets(bench.read())).toHaveLength(neighborModule ? 1 : 0);
  });

  it.each<[Switches['undecryptable'], number]>([
    ['encrypted', 1],
    ['dropped', 0],
  ])('that it cannot read is %s', (undecryptable, count) => {
    const bench = new Bench({ undecryptable });
    bench.configure();
    bench.hear({ packet: { channelHash: 99, payload: Uint8Array.of(1, 2, 3) } });
    const got = packets(bench.read());
    expect(got).toHaveLength(count);
    expect(got.map((packet) => [packet.channel, packet.payloadVariant.case])).toEqual(
      Array(count).fill([99, 'encrypted']),
    );
  });

  it.each([true, false])('is stamped when clockSet is %s', (clockSet) => {
    const bench = new Bench({ clockSet });
    bench.configure();
    bench.hear({ text: 'hello' });
    expect(packets(bench.read())).toMatchObject([{ rxTime: clockSet ? 1_773_316_800 : 0 }]);
  });

  it('of an ignored node goes no further', () => {
    const bench = new Bench({ flashWriteMs: 0 });
    bench.configure();
    bench.admin({ case: 'setIgnoredNode', value: ALPHA }, false);
    bench.read();
    bench.hear({ text: 'hello' });
    expect(bench.read()).toEqual([]);
  });

  it('is not heard while the node is off', () => {
    const bench = new Bench();
    bench.node.stop();
    bench.hear({ text: 'hello' });
    bench.node.reboot();
    bench.phone = bench.node.connect();
    expect(texts(bench.configure())).toEqual([]);
  });

  it('that is signed is marked so in the field of 2.8', () => {
    const bench = new Bench();
    bench.configure();
    bench.hear({ text: 'hello', signature: new Uint8Array(64) });
    expect(packets(bench.read())[0]?.$unknown).toEqual([{ no: 22, wireType: 0, data: Uint8Array.of(1) }]);
  });
});

describe('a direct message to the node', () => {
  it('is delivered with the key of its sender and acknowledged', async () => {
    const bench = new Bench();
    bench.configure();
    const { id } = bench.hearDirect({ text: 'psst', wantAck: true });
    expect(packets(bench.read())).toMatchObject([
      { from: ALPHA, channel: 0, pkiEncrypted: true, publicKey: bench.alpha.keyPair?.publicKey },
    ]);
    const [ack, ...more] = await bench.answers();
    expect(more).toEqual([]);
    expect(ack).toMatchObject({ portnum: Port.ROUTING_APP, requestId: id, payload: Uint8Array.of(0x18, 0) });
    expect(bench.onAir).toMatchObject([{ to: ALPHA, hopLimit: 2 }]);
  });

  it('is not acknowledged unless that is wanted', async () => {
    const bench = new Bench();
    bench.hearDirect({ text: 'psst' });
    expect(await bench.answers()).toEqual([]);
  });

  it('is acknowledged again when its sender repeats it, and delivered once', async () => {
    const bench = new Bench();
    bench.configure();
    for (let n = 0; n < 2; n++) bench.hearDirect({ text: 'psst', wantAck: true, id: 9 });
    expect(texts(bench.read())).toEqual(['psst']);
    expect((await bench.answers()).map((data) => data.requestId)).toEqual([9, 9]);
  });

  it('from a node without a stored key is answered with 35 and arrives encrypted', async () => {
    const bench = new Bench();
    bench.configure();
    const { id } = bench.hearDirect({ text: 'psst', wantAck: true }, STRANGER);
    expect(packets(bench.read())).toMatchObject([{ channel: 0, payloadVariant: { case: 'encrypted' } }]);
    const [answer] = await bench.answers();
    expect([answer?.requestId, answer && errorOf(answer)]).toEqual([id, 35]);
  });

  it('with a key that does not fit is answered with 6', async () => {
    const bench = new Bench();
    bench.node.setKey(ALPHA, new Uint8Array(32).fill(7));
    bench.hearDirect({ text: 'psst', wantAck: true });
    const [answer] = await bench.answers();
    expect(answer && errorOf(answer)).toBe(6);
  });

  it.each<[Switches['pki'], boolean]>([
    ['2.7.19', false],
    ['2.7.14', false],
    ['2.6', true],
  ])(
    'with the channel key, as old firmware sends it, under pki %s is accepted: %s',
    async (pki, isAccepted) => {
      const bench = new Bench({ pki });
      bench.configure();
      bench.hear({ text: 'psst', to: BASE, wantAck: true });
      expect(texts(bench.read())).toEqual(isAccepted ? ['psst'] : []);
      const [answer] = await bench.answers();
      expect(answer && errorOf(answer)).toBe(isAccepted ? 0 : 6);
    },
  );
});
