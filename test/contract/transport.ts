import { describe, expect, it } from 'vitest';
import type { Connection, Transport } from '../../src/radio/transport.js';

/** The other end, whatever carries the bytes. */
export interface FarEnd {
  send(bytes: Uint8Array): Promise<void>;
  /** Resolves with the next bytes that arrive. */
  receive(): Promise<Uint8Array>;
  /** Closes in good order, where there is such a thing. */
  close(): Promise<void>;
  /** Resolves when the near end is gone. */
  isGone(): Promise<void>;
}

export interface TransportHarness {
  readonly transport: Transport;
  /** The far end of the connection that was opened last. */
  farEnd(): Promise<FarEnd>;
  dispose(): Promise<void>;
}

const bytes = (...values: number[]) => Uint8Array.from(values);

/** What every transport owes to the link. */
export function describeTransport(name: string, prepare: () => Promise<TransportHarness>): void {
  describe(`${name} as a transport`, () => {
    const inHarness = (work: (harness: TransportHarness) => Promise<void>) => async () => {
      const harness = await prepare();
      try {
        await work(harness);
      } finally {
        await harness.dispose();
      }
    };
    const open = (harness: TransportHarness) => harness.transport.open(new AbortController().signal);

    it(
      'carries bytes both ways',
      inHarness(async (harness) => {
        const connection = await open(harness);
        const far = await harness.farEnd();
        await connection.write(bytes(1, 2, 3));
        expect([...(await far.receive())]).toEqual([1, 2, 3]);
        await far.send(bytes(4, 5));
        expect(await firstBytes(connection)).toEqual([4, 5]);
        await connection.close();
      }),
    );

    it(
      'ends the incoming bytes when the other side is gone',
      inHarness(async (harness) => {
        const connection = await open(harness);
        const far = await harness.farEnd();
        await far.close();
        expect(await allBytes(connection).catch(() => [])).toEqual([]);
        await connection.close();
      }),
    );

    it(
      'closes once, twice and while somebody reads',
      inHarness(async (harness) => {
        const connection = await open(harness);
        const far = await harness.farEnd();
        const reading = allBytes(connection).catch(() => []);
        await connection.close();
        await connection.close();
        await reading;
        await far.isGone();
      }),
    );

    it(
      'rejects a write after the close',
      inHarness(async (harness) => {
        const connection = await open(harness);
        await connection.close();
        await expect(connection.write(bytes(1))).rejects.toThrow();
      }),
    );

    it(
      'opens nothing for a signal that has aborted',
      inHarness(async (harness) => {
        const reason = new Error('too late');
        await expect(harness.transport.open(AbortSignal.abort(reason))).rejects.toBe(reason);
      }),
    );
  });
}

async function firstBytes(connection: Connection): Promise<number[]> {
  for await (const chunk of connection.incoming) return [...chunk];
  return [];
}

async function allBytes(connection: Connection): Promise<number[]> {
  const all: number[] = [];
  for await (const chunk of connection.incoming) all.push(...chunk);
  return all;
}
