import { create, toBinary } from '@bufbuild/protobuf';
import { Channel, Telemetry } from '@meshtastic/protobufs';
import { describe, expect, it } from 'vitest';
import { ALPHA, BASE, Bench, BRAVO, notices, Port, packets, statuses, texts } from './bench.js';

function telemetry(batteryLevel: number): Uint8Array {
  const variant = { case: 'deviceMetrics' as const, value: { batteryLevel } };
  return toBinary(Telemetry.TelemetrySchema, create(Telemetry.TelemetrySchema, { variant }));
}

describe('the queues for the client', () => {
  it.each([2, 8])('a queue of %i packets gives up its oldest for a text', (packetQueue) => {
    const bench = new Bench({ packetQueue });
    for (let n = 0; n < packetQueue + 3; n++) bench.hear({ text: `text ${n}` });
    const expected = Array.from({ length: packetQueue }, (_, n) => `text ${n + 3}`);
    expect(texts(bench.configure())).toEqual(expected);
    expect(bench.events.counters['dropped.packets.TEXT_MESSAGE_APP']).toBe(3);
  });

  it('drops what is no text itself when the queue is full', () => {
    const bench = new Bench({ packetQueue: 2 });
    bench.hear({ text: 'one' });
    bench.hear({ text: 'two' });
    bench.hear({ portnum: Port.TELEMETRY_APP, payload: telemetry(50) });
    expect(packets(bench.configure())).toHaveLength(2);
    expect(bench.events.counters['dropped.packets.TELEMETRY_APP']).toBe(1);
  });

  it('a text pushes out an acknowledgement', () => {
    const bench = new Bench({ packetQueue: 1 });
    bench.text('to nobody', { to: 5 });
    bench.hear({ text: 'hello' });
    expect(texts(bench.configure())).toEqual(['hello']);
  });

  it.each([2, 4])('a queue of %i queueStatus loses the oldest', (queueStatusQueue) => {
    const bench = new Bench({
      queueStatusQueue,
      gaps: { textSeconds: 0, tracerouteSeconds: 0, othersSeconds: 0 },
    });
    bench.configure();
    const ids = Array.from({ length: 6 }, (_, n) => bench.text(`text ${n}`));
    expect(statuses(bench.read()).map((status) => status.meshPacketId)).toEqual(ids.slice(-queueStatusQueue));
    expect(bench.events.counters['queueStatusLost']).toBe(6 - queueStatusQueue);
  });

  it.each([1, 2])('a queue of %i notifications loses the oldest', (notificationQueue) => {
    const bench = new Bench({ notificationQueue });
    bench.configure();
    for (let n = 0; n < 4; n++) bench.send({ to: ALPHA }, { portnum: Port.TRACEROUTE_APP });
    expect(notices(bench.read())).toHaveLength(notificationQueue);
  });

  it.each([1, 8])('a queue of %i proxied messages loses the oldest', async (proxyQueue) => {
    const bench = new Bench({ proxyQueue });
    bench.configure();
    const settings = { psk: Uint8Array.of(1), uplinkEnabled: true };
    bench.admin({ case: 'beginEditSettings', value: true });
    bench.admin({ case: 'setChannel', value: { index: 0, role: Channel.Channel_Role.PRIMARY, settings } });
    const mqtt = { enabled: true, proxyToClientEnabled: true };
    bench.admin({ case: 'setModuleConfig', value: { payloadVariant: { case: 'mqtt', value: mqtt } } });
    bench.read();
    for (let n = 0; n < 3; n++) bench.hear({ text: `text ${n}` });
    const proxied = bench.read().filter((frame) => frame.case === 'mqttClientProxyMessage');
    expect(proxied).toHaveLength(Math.min(3, proxyQueue));
    expect(proxied[0]?.value).toMatchObject({ topic: 'msh/2/e/LongFast/!0b07ba5e' });
  });

  it('says queueStatus first, then notifications, then packets', () => {
    const bench = new Bench();
    bench.configure();
    bench.hear({ text: 'hello' });
    bench.send({ to: ALPHA }, { portnum: Port.TRACEROUTE_APP });
    bench.send({ to: ALPHA }, { portnum: Port.TRACEROUTE_APP });
    expect(bench.read().map((frame) => frame.case)).toEqual([
      'queueStatus',
      'queueStatus',
      'clientNotification',
      'packet',
    ]);
  });

  it('belongs to all clients: whoever polls first takes', () => {
    const bench = new Bench({ slot: 'many:2' });
    const first = bench.phone;
    bench.configure();
    bench.phone = bench.node.connect();
    bench.configure();
    bench.hear({ text: 'hello' });
    expect(texts(bench.read())).toEqual(['hello']);
    bench.phone = first;
    expect(texts(bench.read())).toEqual([]);
  });

  it('tells the front whenever there may be work', () => {
    const bench = new Bench();
    let calls = 0;
    const stop = bench.node.onWork(() => calls++);
    bench.hear({ text: 'hello' });
    expect(calls).toBe(1);
    stop();
    bench.hear({ text: 'again', from: BRAVO });
    expect(calls).toBe(1);
  });

  it.each([1, 2] as const)('queueStatusPerPacket %i', async (queueStatusPerPacket) => {
    const bench = new Bench({ queueStatusPerPacket });
    bench.configure();
    const id = bench.text('hello');
    await bench.clock.advance(3000);
    expect(statuses(bench.read()).map(({ meshPacketId, free }) => [meshPacketId, free])).toEqual(
      [
        [id, 15],
        [id, 16],
      ].slice(0, queueStatusPerPacket),
    );
  });

  it.each([true, false])('echoOwn %s', (echoOwn) => {
    const bench = new Bench({ echoOwn });
    bench.configure();
    const id = bench.text('hello');
    const echoes = packets(bench.read()).map((packet) => [packet.from, packet.id]);
    expect(echoes).toEqual(echoOwn ? [[BASE, id]] : []);
  });
});
