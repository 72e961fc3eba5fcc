import { describe, expect, it } from 'vitest';
import { createMemoryConnection } from '../../../src/sim/front/memory-pipe.js';

const bytes = Uint8Array.of(1, 2, 3);

async function readAll(incoming: AsyncIterable<Uint8Array>): Promise<Uint8Array[]> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  return chunks;
}

describe('a memory connection', () => {
  it('carries bytes both ways and ends with the FIN of the node', async () => {
    const { wire, pipe } = createMemoryConnection();
    await pipe.write(bytes);
    expect(wire.unreadBytes).toBe(3);
    expect(wire.readAll()).toEqual(bytes);
    wire.write(bytes);
    expect(wire.pendingBytes).toBe(3);
    wire.fin();
    await expect(readAll(pipe.incoming)).resolves.toEqual([bytes]);
    expect(wire.pendingBytes).toBe(0);
    await expect(pipe.write(bytes)).rejects.toMatchObject({ code: 'EPIPE' });
  });

  it('throws what an RST throws, and loses what was under way', async () => {
    const { wire, pipe } = createMemoryConnection();
    wire.write(bytes);
    wire.rst();
    await expect(readAll(pipe.incoming)).rejects.toMatchObject({ code: 'ECONNRESET' });
    await expect(pipe.write(bytes)).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  it.each([
    ['close', 'closed'],
    ['reset', 'reset'],
  ] as const)('%s ends the client, and tells the node only how', async (end, peer) => {
    const { wire, pipe } = createMemoryConnection();
    const told: string[] = [];
    wire.listen({ onReadable: () => {}, onRoom: () => {}, onPeerEnd: () => told.push(wire.peer) });
    await pipe[end]();
    wire.write(bytes);
    await expect(readAll(pipe.incoming)).resolves.toEqual([]);
    await expect(pipe.write(bytes)).rejects.toMatchObject({ code: 'EPIPE' });
    expect(told).toEqual([peer]);
  });
});
