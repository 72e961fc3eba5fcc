import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { Channel, Mesh } from '@meshtastic/protobufs';
import { describe, expect, it } from 'vitest';
import type { Switches } from '../../../src/sim/switches.js';
import { BASE, Bench, notices, Port, readChannel, statuses, verdicts } from './bench.js';

const NO_GAPS = { gaps: { textSeconds: 0, tracerouteSeconds: 0, othersSeconds: 0 } };

describe('the transmitter', () => {
  it.each<[Partial<Switches>, number]>([
    [{ regionSet: false }, 34],
    [{ txEnabled: false }, 34],
    [{}, 0],
  ])('with %o answers with status %i', (switches, res) => {
    const bench = new Bench(switches);
    bench.configure();
    bench.text('hello');
    expect(statuses(bench.read())).toMatchObject([{ res }]);
  });

  it('keeps broadcasts off LoRa that are not for it', async () => {
    const bench = new Bench();
    bench.configure();
    bench.text('hello', { to: 1 });
    expect(statuses(bench.read())).toMatchObject([{ res: 35 }]);
    await bench.clock.advance(5000);
    expect(bench.onAir).toEqual([]);
  });

  it.each([4, 16])(
    'a transmit queue of %i places refuses the next with 32 and says when it drains',
    async (txQueue) => {
      const bench = new Bench({ txQueue, queueStatusQueue: 32, idRing: 0, ...NO_GAPS });
      bench.configure();
      for (let n = 0; n <= txQueue; n++) bench.text(`text ${n}`);
      const results = statuses(bench.read());
      expect(results.map((status) => status.res)).toEqual([...Array(txQueue).fill(0), 32]);
      expect(results.at(-1)).toMatchObject({ free: 0, maxlen: txQueue });
      await bench.clock.advance(1500);
      expect(statuses(bench.read())).toMatchObject([{ meshPacketId: 0, res: 0 }]);
    },
  );

  it('gives its last place to something more urgent', async () => {
    const bench = new Bench({ txQueue: 2, queueStatusQueue: 8, ...NO_GAPS });
    bench.configure();
    for (let n = 0; n < 2; n++) bench.send({}, { portnum: Port.PRIVATE_APP });
    bench.text('urgent');
    expect(statuses(bench.read()).map((status) => status.res)).toEqual([0, 0, 0]);
    await bench.clock.advance(10_000);
    expect(bench.onAir.map((packet) => readChannel(packet).portnum)).toEqual([
      Port.TEXT_MESSAGE_APP,
      Port.PRIVATE_APP,
    ]);
    expect(bench.events.counters['dropped.transmit']).toBe(1);
  });

  it('tells and keeps settings that are no preset', async () => {
    const custom = { presetName: 'Custom', spreadingFactor: 12, bandwidthKhz: 125, codingRate: 8 };
    const bench = new Bench({}, undefined, custom);
    const lora = bench
      .configure()
      .flatMap(({ value }) =>
        typeof value === 'object' && 'payloadVariant' in value && value.payloadVariant.case === 'lora'
          ? [value.payloadVariant.value]
          : [],
      );
    expect(lora).toMatchObject([{ usePreset: false, spreadFactor: 12, bandwidth: 125, codingRate: 8 }]);
    bench.text('hello');
    await bench.clock.advance(2000);
    expect(bench.onAir).toEqual([]);
    await bench.clock.advance(3000);
    expect(bench.onAir[0]?.channelHash).toBe(bench.hashOf('Custom'));
  });

  it('sends one packet at a time, in airtime', async () => {
    const bench = new Bench(NO_GAPS);
    bench.configure();
    for (let n = 0; n < 3; n++) bench.text('x'.repeat(200));
    await bench.clock.advance(2500);
    expect(bench.onAir).toHaveLength(1);
    await bench.clock.advance(5000);
    expect(bench.onAir).toHaveLength(3);
  });

  it.each([1, 100])('keeps a duty cycle of %i percent', async (dutyCyclePercent) => {
    const bench = new Bench({ dutyCyclePercent, queueStatusQueue: 99, ...NO_GAPS });
    bench.configure();
    for (let n = 0; n < 30; n++) {
      bench.text('x'.repeat(200));
      await bench.clock.advance(3000);
    }
    bench.read();
    const id = bench.text('one more');
    const frames = bench.read();
    const isOver = dutyCyclePercent === 1;
    expect(statuses(frames)).toMatchObject([{ res: isOver ? 9 : 0 }]);
    expect(verdicts(frames)).toEqual(isOver ? [[BASE, id, 9]] : []);
    expect(notices(frames)).toEqual(
      isOver ? ['Duty cycle limit exceeded. You can send again in 59 mins'] : [],
    );
  });

  it('may send again when the hour has moved on', async () => {
    const bench = new Bench({ dutyCyclePercent: 1, ...NO_GAPS });
    bench.configure();
    for (let n = 0; n < 30; n++) {
      bench.text('x'.repeat(200));
      await bench.clock.advance(3000);
    }
    await bench.clock.advance(60 * 60_000);
    bench.read();
    bench.text('one more');
    expect(statuses(bench.read()).at(-1)).toMatchObject({ res: 0 });
  });

  it.each([true, false])('signatures %s', async (signatures) => {
    const bench = new Bench({ signatures });
    const packet = await bench.sentBy(() => bench.text('x'.repeat(100)));
    const plain = 2 + 102 + 2;
    expect(packet?.payload.length).toBe(plain + (signatures ? 66 : 0));
    expect(Buffer.from(readChannel(packet).payload).toString()).toBe('x'.repeat(100));
  });

  it('leaves a broadcast unsigned that has no room', async () => {
    const bench = new Bench({ signatures: true });
    const packet = await bench.sentBy(() => bench.text('x'.repeat(170)));
    expect(packet?.payload.length).toBeLessThan(180);
  });

  it('cuts positions to what their channel allows', async () => {
    const bench = new Bench();
    bench.configure();
    const settings = { psk: Uint8Array.of(1), moduleSettings: { positionPrecision: 12 } };
    bench.admin({ case: 'setChannel', value: { index: 0, role: Channel.Channel_Role.PRIMARY, settings } });
    const position = create(Mesh.PositionSchema, { latitudeI: 451_900_000, longitudeI: -57_200_000 });
    bench.send({}, { portnum: Port.POSITION_APP, payload: toBinary(Mesh.PositionSchema, position) });
    await bench.clock.advance(5000);
    const sent = fromBinary(Mesh.PositionSchema, readChannel(bench.onAir[0]).payload);
    expect(sent.precisionBits).toBe(12);
    expect(Math.abs((sent.latitudeI ?? 0) - 451_900_000)).toBeLessThan(2 ** 19 + 1);
    expect(sent.latitudeI).not.toBe(451_900_000);
    expect(Math.abs((sent.longitudeI ?? 0) + 57_200_000)).toBeLessThan(2 ** 19 + 1);
  });
});
