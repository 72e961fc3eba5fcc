import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { SerialTransport } from '../../src/radio/serial.js';
import type { Connection } from '../../src/radio/transport.js';
import { FakeClock } from '../support/fake-clock.js';
import { Pty } from '../support/pty.js';
import { describeTransport, type TransportHarness } from './transport.js';

const WAKE_BYTES = 32;

/** Far ends get the wake bytes first, which say nothing. */
async function prepare(): Promise<TransportHarness & { readonly pty: Pty }> {
  const pty = new Pty();
  const received: number[] = [];
  let arrived: () => void = () => {};
  pty.onBytes((bytes) => {
    received.push(...bytes);
    arrived();
  });
  const receive = async () => {
    while (received.length <= WAKE_BYTES) {
      await new Promise<void>((resolve) => {
        arrived = resolve;
      });
    }
    return Uint8Array.from(received.splice(0).slice(WAKE_BYTES));
  };
  return {
    pty,
    transport: new SerialTransport(pty.path),
    // The far end of a cable does not see that a program has closed the port.
    farEnd: async () => ({
      send: (bytes) => pty.send(bytes),
      receive,
      close: () => pty.unplug(),
      isGone: async () => {},
    }),
    dispose: () => pty.unplug(),
  };
}

describeTransport('Serial', prepare);

const open = (transport: SerialTransport) => transport.open(new AbortController().signal);

async function readAll({ incoming }: Connection): Promise<void> {
  for await (const _ of incoming);
}

it('throws that the port is unplugged when the cable is pulled, to readers and to writers', async () => {
  const { pty } = await prepare();
  const connection = await open(new SerialTransport(pty.path));
  const reading = expect(readAll(connection)).rejects.toMatchObject({
    name: 'LinkError',
    reason: 'unplugged',
  });
  await pty.unplug();
  await reading;
  await expect(connection.write(Uint8Array.of(1))).rejects.toMatchObject({ reason: 'unplugged' });
  await connection.close();
});

it('does not wait for bytes that the other side does not take', async () => {
  const { pty } = await prepare();
  const connection = await open(new SerialTransport(pty.path));
  pty.hang();
  const writes = [1, 2].map(() => connection.write(new Uint8Array(4 * 1024 * 1024)).catch(() => {}));
  await connection.close();
  await Promise.all(writes);
  await pty.unplug();
});

it('leaves nothing open when the try is aborted while the node wakes', async () => {
  const { pty } = await prepare();
  const clock = new FakeClock();
  const attempt = new AbortController();
  const opening = expect(new SerialTransport(pty.path, { clock }).open(attempt.signal)).rejects.toThrow(
    'enough',
  );
  await expect.poll(() => clock.pending()).toContain('serial.wake');
  attempt.abort(new Error('enough'));
  await opening;
  expect(clock.pending()).toEqual([]);
  const again = await open(new SerialTransport(pty.path));
  await again.close();
  await pty.unplug();
});

it('is refused a port that another connection has open', async () => {
  const { pty } = await prepare();
  const first = await open(new SerialTransport(pty.path));
  await expect(open(new SerialTransport(pty.path))).rejects.toMatchObject({ reason: 'busy' });
  await first.close();
  await pty.unplug();
});

it('is the same node by its by-id name and by its number', async () => {
  const pty = new Pty();
  const folder = mkdtempSync(join(tmpdir(), 'by-id-'));
  const byId = join(folder, 'usb-node');
  symlinkSync(pty.path, byId);
  expect(await new SerialTransport(byId).identities()).toEqual([`serial:${byId}`, `serial:${pty.path}`]);
  expect(await new SerialTransport(pty.path).identities()).toEqual([`serial:${pty.path}`]);
  await pty.unplug();
  expect(await new SerialTransport(byId).identities()).toEqual([`serial:${byId}`]);
  rmSync(folder, { recursive: true });
});
