import { describe, expect, it } from 'vitest';
import { type TapListener, TappedTransport } from '../../src/radio/tapped-transport.js';
import type { Connection } from '../../src/radio/transport.js';
import { MemoryTransport, systemError } from '../support/memory-transport.js';

const BYTES = Uint8Array.of(1, 2, 3);

async function tapped(received?: TapListener['received']) {
  const inner = new MemoryTransport();
  const told: unknown[] = [];
  const transport = new TappedTransport(inner, {
    opened: () => told.push('opened'),
    wrote: (bytes) => told.push(bytes),
    ...(received && { received }),
  });
  return { inner, told, transport, connection: await transport.open(new AbortController().signal) };
}

async function readAll(connection: Connection): Promise<Uint8Array[]> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of connection.incoming) chunks.push(chunk);
  return chunks;
}

describe('a tapped transport', () => {
  it('is the same node by the same names', async () => {
    const { inner, transport } = await tapped();
    expect(transport.address).toBe(inner.address);
    expect(await transport.identities()).toEqual(await inner.identities());
    expect(transport.movedFrom).toBeUndefined();
  });

  it('tells what is opened and written, in the order of the calls', async () => {
    const { inner, told, connection } = await tapped();
    inner.peer.writeError = systemError('EPIPE');
    await expect(connection.write(BYTES)).rejects.toThrow('EPIPE');
    expect(told).toEqual(['opened', BYTES]);
    await connection.close();
    expect(inner.peer.isClosed).toBe(true);
  });

  it.each([false, true])(
    'passes on what comes in, told first when somebody wants to know: %s',
    async (wants) => {
      const heard: Uint8Array[] = [];
      const { inner, connection } = await tapped(wants ? (bytes) => heard.push(bytes) : undefined);
      inner.peer.sendBytes(BYTES);
      inner.peer.fin();
      expect(await readAll(connection)).toEqual([BYTES]);
      expect(heard).toEqual(wants ? [BYTES] : []);
    },
  );

  it('tells nothing of an attempt that fails', async () => {
    const { inner, told, transport } = await tapped();
    inner.next.push(systemError('ECONNREFUSED'));
    await expect(transport.open(new AbortController().signal)).rejects.toThrow('ECONNREFUSED');
    expect(told).toEqual(['opened']);
  });
});
