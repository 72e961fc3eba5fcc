import { describe, expect, it } from 'vitest';
import { ALPHA, BASE, Bench, errorOf, notices, Port, readChannel, statuses, verdicts } from './bench.js';

const RATE_LIMIT = 38;

describe('repeated ids', () => {
  it('are swallowed without a word, even when the first one was refused', async () => {
    const bench = new Bench();
    bench.configure();
    bench.text('one');
    const refused = bench.text('two');
    bench.read();
    await bench.clock.advance(5000);
    bench.text('two', { id: refused });
    expect(bench.read()).toEqual([]);
    expect(bench.events.counters['idsSwallowed']).toBe(1);
  });

  it.each([
    [20, 19, false],
    [20, 20, true],
    [0, 0, true],
  ])('with idRing %i and %i ids in between, taken again: %s', (idRing, between, isTaken) => {
    const bench = new Bench({ idRing });
    bench.configure();
    const id = bench.send({}, { portnum: Port.PRIVATE_APP });
    for (let n = 0; n < between; n++) bench.send({}, { portnum: Port.PRIVATE_APP });
    bench.read();
    bench.send({ id }, { portnum: Port.PRIVATE_APP });
    expect(statuses(bench.read())).toHaveLength(isTaken ? 1 : 0);
  });

  it('are forgotten with the connection', () => {
    const bench = new Bench();
    bench.configure();
    const id = bench.text('hello');
    bench.phone.end();
    bench.phone = bench.node.connect();
    bench.configure();
    bench.text('hello', { id });
    expect(statuses(bench.read())).toMatchObject([{ meshPacketId: id, res: 0 }]);
  });
});

describe('gaps', () => {
  it('refuses a text within 2 s with status 0 and RATE_LIMIT_EXCEEDED', async () => {
    const bench = new Bench();
    bench.configure();
    bench.text('one');
    await bench.clock.advance(1999);
    bench.read();
    const id = bench.text('two');
    const frames = bench.read();
    expect(statuses(frames)).toMatchObject([{ meshPacketId: id, res: 0 }]);
    expect(verdicts(frames)).toEqual([[BASE, id, RATE_LIMIT]]);
    expect(bench.events.counters['refusals.RATE_LIMIT_EXCEEDED']).toBe(1);
  });

  it('does not start the gap anew with a refused text', async () => {
    const bench = new Bench();
    bench.configure();
    bench.text('one');
    await bench.clock.advance(1500);
    bench.text('refused');
    await bench.clock.advance(500);
    bench.read();
    bench.text('two');
    expect(verdicts(bench.read())).toEqual([]);
  });

  it('follows the switch gaps', () => {
    const bench = new Bench({ gaps: { textSeconds: 0, tracerouteSeconds: 0, othersSeconds: 0 } });
    bench.configure();
    bench.text('one');
    bench.text('two');
    for (let n = 0; n < 2; n++) bench.send({ to: ALPHA }, { portnum: Port.TRACEROUTE_APP });
    const frames = bench.read();
    expect(verdicts(frames)).toEqual([]);
    expect(notices(frames)).toEqual([]);
  });

  it('notifies about a second traceroute within 30 s, and about one to everybody', async () => {
    const bench = new Bench();
    bench.configure();
    bench.send({ to: ALPHA }, { portnum: Port.TRACEROUTE_APP });
    await bench.clock.advance(29_000);
    bench.read();
    bench.send({ to: ALPHA }, { portnum: Port.TRACEROUTE_APP });
    expect(notices(bench.read())).toEqual(['TraceRoute can only be sent once every 30 seconds']);
    bench.send({}, { portnum: Port.TRACEROUTE_APP });
    expect(notices(bench.read())).toEqual(['Multi-hop traceroute to broadcast address is not allowed']);
  });

  it.each([Port.POSITION_APP, Port.WAYPOINT_APP, Port.ALERT_APP, Port.TELEMETRY_APP])(
    'drops a second packet of port %i within 10 s without a word, each port for itself',
    async (portnum) => {
      const bench = new Bench();
      bench.configure();
      for (let n = 0; n < 2; n++) bench.send({}, { portnum });
      const frames = bench.read();
      expect(frames.map((frame) => frame.case)).toEqual(['queueStatus', 'queueStatus']);
      await bench.clock.advance(9000);
      expect(bench.onAir).toHaveLength(1);
      await bench.clock.advance(1000);
      bench.send({}, { portnum });
      await bench.clock.advance(3000);
      expect(bench.onAir).toHaveLength(2);
    },
  );

  it('puts the refusal of a packet with from 0 on the air, to nobody', async () => {
    const bench = new Bench();
    bench.configure();
    bench.text('one', { from: 0 });
    const id = bench.text('two', { from: 0 });
    expect(verdicts(bench.read())).toEqual([]);
    await bench.clock.advance(5000);
    const refusal = bench.onAir.find((packet) => packet.to === 0);
    expect(readChannel(refusal)).toMatchObject({ portnum: Port.ROUTING_APP, requestId: id });
    expect(errorOf(readChannel(refusal))).toBe(RATE_LIMIT);
  });

  it('lets refusals push an accepted text out of the transmit queue when from is 0', async () => {
    const bench = new Bench();
    bench.configure();
    for (let n = 0; n < 25; n++) bench.text(`text ${n}`, { from: 0 });
    await bench.clock.advance(60_000);
    expect(bench.onAir.filter((packet) => packet.to === 0)).not.toEqual([]);
    expect(bench.textsOnAir()).toEqual([]);
  });

  it('lets the first of 25 texts pass when from is set', async () => {
    const bench = new Bench({ packetQueue: 32 });
    bench.configure();
    for (let n = 0; n < 25; n++) bench.text(`text ${n}`);
    expect(verdicts(bench.read())).toHaveLength(24);
    await bench.clock.advance(60_000);
    expect(bench.textsOnAir()).toEqual(['text 0']);
  });

  it('says nothing about the refusal when refusalTo is none', () => {
    const bench = new Bench({ refusalTo: 'none' });
    bench.configure();
    bench.text('one');
    const id = bench.text('two');
    const frames = bench.read();
    expect(verdicts(frames)).toEqual([]);
    expect(statuses(frames).at(-1)).toMatchObject({ meshPacketId: id, res: 0 });
  });

  it('knows nothing of the gaps of another connection', () => {
    const bench = new Bench();
    bench.configure();
    bench.text('one');
    bench.phone = bench.node.connect();
    bench.configure();
    bench.text('two');
    expect(verdicts(bench.read())).toEqual([]);
  });
});
