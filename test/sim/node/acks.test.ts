import { fromBinary } from '@bufbuild/protobuf';
import { Mesh } from '@meshtastic/protobufs';
import { describe, expect, it } from 'vitest';
import { toNodeNum } from '../../../src/mesh/ids.js';
import { ALPHA, BASE, Bench, BRAVO, Port, readChannel, verdicts } from './bench.js';

describe('acknowledgements', () => {
  it('come as an implicit ack when a relay repeats a broadcast', async () => {
    const bench = new Bench();
    bench.configure();
    const id = bench.text('hello', { wantAck: true });
    await bench.clock.advance(3000);
    bench.read();
    bench.echoLast();
    bench.echoLast();
    expect(verdicts(bench.read())).toEqual([[BASE, id, 0]]);
    await bench.clock.advance(60_000);
    expect(verdicts(bench.read())).toEqual([]);
  });

  it('do not come for what was sent without want_ack', async () => {
    const bench = new Bench();
    bench.configure();
    bench.text('hello');
    await bench.clock.advance(3000);
    bench.echoLast();
    expect(verdicts(bench.read())).toEqual([]);
  });

  it('come from the addressee', async () => {
    const bench = new Bench();
    bench.configure();
    const id = bench.text('psst', { to: ALPHA, wantAck: true });
    await bench.clock.advance(1500);
    bench.hear({
      to: BASE,
      portnum: Port.ROUTING_APP,
      payload: Uint8Array.of(0x18, 0),
      data: { requestId: id },
    });
    expect(verdicts(bench.read())).toEqual([[ALPHA, id, 0]]);
    await bench.clock.advance(60_000);
    expect(verdicts(bench.read())).toEqual([]);
  });

  it('end as MAX_RETRANSMIT after 21 s when nobody hears a short text', async () => {
    const bench = new Bench({ ownTelemetrySeconds: 0 });
    bench.configure();
    const id = bench.text('psst', { to: ALPHA, wantAck: true });
    await bench.clock.advance(20_000);
    expect(verdicts(bench.read())).toEqual([]);
    await bench.clock.advance(2000);
    expect(verdicts(bench.read())).toEqual([[BASE, id, 5]]);
    expect(bench.onAir).toHaveLength(1);
  });

  it('are waited for longer while others speak', async () => {
    const bench = new Bench();
    bench.configure();
    bench.text('psst', { to: ALPHA, wantAck: true });
    for (let n = 0; n < 4; n++) bench.hear({ from: BRAVO, text: 'x'.repeat(200) });
    bench.read();
    await bench.clock.advance(22_500);
    expect(verdicts(bench.read())).toEqual([]);
    await bench.clock.advance(10_000);
    expect(verdicts(bench.read())).toHaveLength(1);
  });

  it('still come through after MAX_RETRANSMIT', async () => {
    const bench = new Bench();
    bench.configure();
    const id = bench.text('psst', { to: ALPHA, wantAck: true });
    await bench.clock.advance(30_000);
    bench.read();
    bench.hear({
      to: BASE,
      portnum: Port.ROUTING_APP,
      payload: Uint8Array.of(0x18, 0),
      data: { requestId: id },
    });
    expect(verdicts(bench.read())).toEqual([[ALPHA, id, 0]]);
  });

  it('of 35 make the node introduce itself to the peer', async () => {
    const bench = new Bench();
    bench.configure();
    const id = bench.text('psst', { to: ALPHA, wantAck: true });
    await bench.clock.advance(1500);
    bench.hear({
      to: BASE,
      portnum: Port.ROUTING_APP,
      payload: Uint8Array.of(0x18, 35),
      data: { requestId: id },
    });
    await bench.clock.advance(3000);
    const packet = bench.onAir.at(-1);
    expect(packet?.to).toBe(ALPHA);
    expect(fromBinary(Mesh.UserSchema, readChannel(packet).payload).publicKey).toEqual(
      bench.base.keyPair?.publicKey,
    );
  });

  it.each([true, false])('tracerouteAck %s', async (tracerouteAck) => {
    const bench = new Bench({ tracerouteAck });
    const packet = await bench.sentBy(() =>
      bench.send({ to: toNodeNum(ALPHA) }, { portnum: Port.TRACEROUTE_APP }),
    );
    expect(packet?.wantAck).toBe(tracerouteAck);
  });
});
