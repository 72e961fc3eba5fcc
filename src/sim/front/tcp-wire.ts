import type { Socket } from 'node:net';
import { joinBytes, type Wire, type WireListener } from './wire.js';

/** Beyond this the socket is paused, so that a node that reads nothing fills the client's window and not our memory. */
const MAX_UNREAD_BYTES = 65_536;

export class TcpWire implements Wire {
  readonly #socket: Socket;
  #unread: Uint8Array[] = [];
  #unreadBytes = 0;
  #peer: Wire['peer'] = 'open';
  #listener: WireListener | undefined;

  constructor(socket: Socket) {
    this.#socket = socket;
    // Segments leave as they are written, so that behaviours decide about segmentation and not Nagle's algorithm.
    socket.setNoDelay(true);
    socket.on('data', (chunk: Uint8Array) => this.#take(chunk));
    socket.on('end', () => this.#peerEnded('closed'));
    socket.on('error', () => this.#peerEnded('reset'));
    socket.on('close', () => this.#peerEnded('reset'));
    socket.on('drain', () => this.#listener?.onRoom());
  }

  get peer(): Wire['peer'] {
    return this.#peer;
  }

  get unreadBytes(): number {
    return this.#unreadBytes;
  }

  /** What the kernel of this machine has not taken; its own buffer is far larger than an ESP32's. */
  get pendingBytes(): number {
    return this.#socket.writableLength;
  }

  listen(listener: WireListener): void {
    this.#listener = listener;
    if (this.#unreadBytes > 0) listener.onReadable();
  }

  readAll(): Uint8Array {
    const bytes = joinBytes(this.#unread);
    this.#unread = [];
    this.#unreadBytes = 0;
    this.#socket.resume();
    return bytes;
  }

  write(bytes: Uint8Array): void {
    if (this.#socket.writable) this.#socket.write(bytes);
  }

  fin(): void {
    this.#socket.destroySoon();
  }

  rst(): void {
    this.#socket.resetAndDestroy();
  }

  #take(chunk: Uint8Array): void {
    this.#unread.push(chunk);
    this.#unreadBytes += chunk.length;
    if (this.#unreadBytes > MAX_UNREAD_BYTES) this.#socket.pause();
    this.#listener?.onReadable();
  }

  #peerEnded(how: 'closed' | 'reset'): void {
    if (this.#peer === 'reset' || this.#peer === how) return;
    this.#peer = how;
    this.#listener?.onPeerEnd();
  }
}
