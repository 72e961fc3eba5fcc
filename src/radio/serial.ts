import type { SerialPort } from 'serialport';
import { type Clock, type Stop, SystemClock } from '../util/clock.js';
import { messageOf } from '../util/errors.js';
import { formatAddress } from './address.js';
import { LinkError } from './loss.js';
import { BY_ID_FOLDER, checkPort, marksOf, openingError, SerialName } from './serial-port.js';
import type { Connection, Transport } from './transport.js';

export interface SerialOptions {
  readonly clock?: Clock;
  /** In place of the system's. */
  readonly byIdFolder?: string;
}

type Port = Awaited<ReturnType<(typeof SerialPort)['binding']['open']>>;

/** The firmware's console speed (firmware 2.7.26 src/configuration.h, SERIAL_BAUD). */
const BAUD_RATE = 115_200;
/** A sleeping UART loses what wakes it, and no frame begins with this (Python client 2.7.11 stream_interface.py). */
const WAKE = new Uint8Array(32).fill(0xc3);
const WAKE_MS = 100;
/** How often it is looked whether the device is still there. */
const PRESENCE_MS = 1000;
/** Much more than two frames; what is behind waits in the system. */
const READ_BYTES = 4096;

/** A cable to a node. The library is loaded at the first try, so that a bot on TCP never needs it. */
export class SerialTransport implements Transport {
  readonly address: string;
  readonly #name: SerialName;
  readonly #clock: Clock;

  constructor(path: string, { clock = new SystemClock(), byIdFolder = BY_ID_FOLDER }: SerialOptions = {}) {
    this.address = formatAddress({ kind: 'serial', path });
    this.#name = new SerialName(path, byIdFolder);
    this.#clock = clock;
  }

  async identities(): Promise<readonly string[]> {
    const path = await this.#name.identity();
    const resolved = path === undefined ? [] : [formatAddress({ kind: 'serial', path })];
    return [...new Set([this.address, ...resolved])];
  }

  async open(signal: AbortSignal): Promise<Connection> {
    signal.throwIfAborted();
    const connection = new SerialConnection(await this.#port(), this.#clock);
    try {
      await this.#name.remember();
      await connection.watch(await this.#name.resolve());
      await connection.write(WAKE);
      await this.#clock.sleep('serial.wake', WAKE_MS, signal);
      return connection;
    } catch (error) {
      await connection.close();
      throw error;
    }
  }

  async #port(): Promise<Port> {
    const path = this.#name.current;
    await checkPort(path);
    const { SerialPort } = await import('serialport');
    // Without `hupcl: false` the end of a connection drops DTR, which restarts many boards. Opening raises it, and USB
    // boards talk only while it is up. No flow control: a UART bridge has its RTS wired to the reset, not to the UART.
    const options = { path, baudRate: BAUD_RATE, hupcl: false, lock: true };
    return SerialPort.binding.open(options).catch((error) => {
      throw openingError(error, path);
    });
  }
}

class SerialConnection implements Connection {
  readonly #port: Port;
  readonly #clock: Clock;
  #stopWatch: Stop | undefined;
  #writing: Promise<void> = Promise.resolve();
  #isWriting = false;
  #closing: Promise<void> | undefined;

  constructor(port: Port, clock: Clock) {
    this.#port = port;
    this.#clock = clock;
  }

  /**
   * Ends the connection when `device` is no longer what it is now. The library reads an endless nothing from a port
   * that hung up while nobody waited for it (bindings-cpp 13.0 unix-read.js), so that its own word is not enough.
   */
  async watch(device: string | undefined): Promise<void> {
    const marks = await marksOf(device);
    const look = async () => {
      if ((await marksOf(device)) !== marks) await this.#release();
    };
    this.#stopWatch = this.#clock.every('serial.presence', PRESENCE_MS, () => void look());
  }

  /** Nobody ends a serial line in good order: it ends when we close it, or throws that it was unplugged. */
  get incoming(): AsyncIterable<Uint8Array> {
    return this.#read();
  }

  async *#read(): AsyncGenerator<Uint8Array> {
    while (!this.#closing) {
      const buffer = Buffer.alloc(READ_BYTES);
      const read = () => this.#port.read(buffer, 0, READ_BYTES);
      const { bytesRead } = await this.#attempt(read, { buffer, bytesRead: 0 });
      if (bytesRead > 0) yield buffer.subarray(0, bytesRead);
    }
  }

  /** One at a time, as the library demands. */
  write(bytes: Uint8Array): Promise<void> {
    this.#writing = this.#writing.catch(() => {}).then(() => this.#writeNow(bytes));
    return this.#writing;
  }

  async #writeNow(bytes: Uint8Array): Promise<void> {
    if (this.#closing) throw new LinkError('stopped', 'the port is closed');
    this.#isWriting = true;
    await this.#attempt(() => this.#port.write(Buffer.from(bytes)), undefined);
    this.#isWriting = false;
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    // What a hung node does not take would hold the close for half a minute (closing_wait of the system).
    if (this.#isWriting) await this.#port.flush().catch(() => {});
    await this.#release();
  }

  /** Also ends whatever still reads or writes. */
  #release(): Promise<void> {
    this.#stopWatch?.();
    // What was pulled out may have nothing left to close.
    return this.#port.close().catch(() => {});
  }

  /** Our own close ends what goes on as `ended`; whatever else fails means that the device is gone. */
  async #attempt<Result>(work: () => Promise<Result>, ended: Result): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      if (this.#closing) return ended;
      throw new LinkError('unplugged', messageOf(error), { cause: error });
    }
  }
}
