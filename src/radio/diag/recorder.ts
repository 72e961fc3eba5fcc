import { formatNodeId } from '../../mesh/ids.js';
import type { OwnNode } from '../../mesh/own-node.js';
import type { LossReason } from '../../mesh/radio.js';
import type { Clock } from '../../util/clock.js';
import type { LogFields } from '../../util/log.js';
import { decodeFromRadio, type FromNode } from '../codec.js';
import { FrameDecoder } from '../frame.js';
import type { TapListener } from '../tapped-transport.js';
import type { ConnectionFacts, DiagFacts, DiagMode } from './facts.js';

/** One line of what is seen, as it is seen. */
export interface DiagEvent {
  /** ms since 1970 */
  readonly at: number;
  readonly event: string;
  readonly fields: LogFields;
}

export interface DiagRecorderOptions {
  readonly mode: DiagMode;
  readonly isCable: boolean;
  readonly clock: Clock;
  readonly onEvent: (event: DiagEvent) => void;
}

type Mutable<Facts> = { -readonly [Key in keyof Facts]: Facts[Key] };

/** Keeps what diag needs to know of every connection, and tells it line by line. */
export class DiagRecorder implements TapListener {
  readonly #options: DiagRecorderOptions;
  readonly #startedAt: number;
  readonly #connections: Mutable<ConnectionFacts>[] = [];
  readonly #failures: LossReason[] = [];
  #decoder: FrameDecoder<FromNode> | undefined;

  constructor(options: DiagRecorderOptions) {
    this.#options = options;
    this.#startedAt = options.clock.uptime();
  }

  get hasConnected(): boolean {
    return this.#connections.length > 0;
  }

  facts(): DiagFacts {
    const { clock, mode, isCable } = this.#options;
    const current = this.#current;
    if (current) this.#measureSilence(current);
    return {
      mode,
      isCable,
      watchedMs: clock.uptime() - this.#startedAt,
      connections: this.#connections.map((connection) => ({ ...connection })),
      failures: [...this.#failures],
    };
  }

  connecting(): void {
    this.#tell('connecting');
  }

  opened(): void {
    this.#connections.push({
      openedAt: this.#options.clock.uptime(),
      bytesIn: 0,
      bytesOut: 0,
      frames: 0,
      packets: 0,
      noiseBytes: 0,
      longestSilenceMs: 0,
    });
    this.#decoder = this.#newDecoder();
    this.#tell('connected');
  }

  received(bytes: Uint8Array): void {
    const current = this.#current;
    if (!current) return;
    this.#measureSilence(current);
    current.lastInAt = this.#options.clock.uptime();
    current.bytesIn += bytes.length;
    this.#decoder?.push(bytes);
  }

  wrote(bytes: Uint8Array): void {
    const current = this.#current;
    if (!current) return;
    current.lastOutAt = this.#options.clock.uptime();
    current.bytesOut += bytes.length;
  }

  ready(own: OwnNode): void {
    const current = this.#current;
    if (!current) return;
    current.readyAt = this.#options.clock.uptime();
    this.#tell('ready', {
      node: formatNodeId(own.nodeNum),
      name: own.longName,
      firmware: own.firmware,
      boots: own.rebootCount,
      tookMs: Math.round(current.readyAt - current.openedAt),
    });
  }

  /** The connection is over, or none came about. */
  down(reason: LossReason): void {
    const current = this.#current;
    if (!current) {
      this.#failures.push(reason);
      this.#tell('not connected', { reason });
      return;
    }
    this.#measureSilence(current);
    const endedAt = this.#options.clock.uptime();
    current.endedAt = endedAt;
    current.reason = reason;
    this.#tell('lost', {
      reason,
      upMs: Math.round(endedAt - current.openedAt),
      sinceLastByteFromNodeMs: Math.round(endedAt - (current.lastInAt ?? current.openedAt)),
      sinceOurLastByteMs: Math.round(endedAt - (current.lastOutAt ?? current.openedAt)),
    });
  }

  get #current(): Mutable<ConnectionFacts> | undefined {
    const last = this.#connections.at(-1);
    return last?.endedAt === undefined ? last : undefined;
  }

  #measureSilence(connection: Mutable<ConnectionFacts>): void {
    const silentMs = this.#options.clock.uptime() - (connection.lastInAt ?? connection.openedAt);
    connection.longestSilenceMs = Math.max(connection.longestSilenceMs, silentMs);
  }

  #newDecoder(): FrameDecoder<FromNode> {
    const { clock } = this.#options;
    return new FrameDecoder((payload) => decodeFromRadio(payload, clock.now()), {
      frame: (message) => this.#take(message),
      noise: (bytes) => this.#noise(bytes),
    });
  }

  #noise(bytes: Uint8Array): void {
    const current = this.#current;
    if (current) current.noiseBytes += bytes.length;
    this.#tell('noise', { bytes: bytes.length });
  }

  #take(message: FromNode): void {
    const current = this.#current;
    if (!current) return;
    current.frames += 1;
    switch (message.kind) {
      case 'myInfo':
        current.rebootCount = message.rebootCount;
        break;
      case 'packet': {
        current.packets += 1;
        const { from, kind, sizeBytes } = message.packet;
        this.#tell('packet', { from: formatNodeId(from), kind, bytes: sizeBytes });
        break;
      }
      case 'queueStatus':
        this.#tell('status', { free: message.status.free, res: message.status.res });
        break;
      case 'notice':
        this.#tell('notice', { text: message.text });
        break;
      default:
        break;
    }
  }

  #tell(event: string, fields: LogFields = {}): void {
    this.#options.onEvent({ at: this.#options.clock.now(), event, fields });
  }
}
