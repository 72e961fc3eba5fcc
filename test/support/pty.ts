import { once } from 'node:events';
import { closeSync, constants, openSync } from 'node:fs';
import type { ReadStream } from 'node:tty';
import * as nodePty from '@lydell/node-pty';
import type { Simulation } from '../../src/sim/simulation.js';

/** What the library has and does not declare. */
interface OpenedPair {
  readonly master: ReadStream;
  readonly slave: ReadStream;
  /** The path of the near end. */
  readonly _pty: string;
}

interface PairOpener {
  open(options: { cols: number; rows: number; encoding: null }): OpenedPair;
}

/** Puts the cable into the node. */
export function plugInto(node: Pick<Simulation, 'connectMemory'>, pty: Pty): void {
  const pipe = node.connectMemory();
  pty.onBytes((bytes) => void pipe.write(bytes).catch(() => {}));
  const talk = async () => {
    for await (const bytes of pipe.incoming) await pty.send(bytes);
  };
  // The plug may be pulled in the middle of a word.
  void talk().catch(() => {});
}

/** A cable without a device: a pseudo-terminal whose near end is the port, and whose far end the test plays. */
export class Pty {
  readonly path: string;
  readonly #master: ReadStream;
  readonly #hold: number;

  constructor() {
    const pair = (nodePty as unknown as PairOpener).open({ cols: 80, rows: 24, encoding: null });
    this.path = pair._pty;
    this.#master = pair.master;
    // Open, so that the cable is in before and after the port is; unread, since what comes is for whoever opens it.
    this.#hold = openSync(pair._pty, constants.O_RDWR | constants.O_NOCTTY);
    pair.slave.destroy();
    this.#master.on('error', () => {});
  }

  send(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#master.write(bytes, (error) => (error ? reject(error) : resolve()));
    });
  }

  onBytes(listener: (bytes: Uint8Array) => void): void {
    this.#master.on('data', listener);
  }

  /** Takes nothing any more, as a node that hangs. */
  hang(): void {
    this.#master.pause();
  }

  /** Pulls the plug. */
  async unplug(): Promise<void> {
    if (this.#master.destroyed) return;
    const gone = once(this.#master, 'close');
    closeSync(this.#hold);
    this.#master.destroy();
    await gone;
  }
}
