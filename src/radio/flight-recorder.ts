import type { FlightEvent } from '../mesh/outage-store.js';
import type { LinkChange } from '../mesh/radio.js';
import type { Clock } from '../util/clock.js';
import type { FromNode } from './codec.js';
import { type Draft, type FrameFacts, factsOfFrame, factsOfMessage } from './flight-facts.js';
import { HEADER_BYTES } from './frame.js';
import { printable, SAMPLE_BYTES } from './link-journal.js';
import type { SessionListener } from './session.js';
import type { TapListener } from './tapped-transport.js';

/** About a quarter of an hour of a quiet link, with a heartbeat and its answer every 10 s. */
const MAX_EVENTS = 200;

/**
 * Keeps what passed between node and bot lately. Frames from the node come as the session has decoded them, so that
 * nothing is read twice; those to the node are few and are read here.
 */
export class FlightRecorder implements TapListener {
  readonly #clock: Clock;
  readonly #events: Draft<FlightEvent>[] = [];
  #hasFrames = false;
  /** Of the current connection, until its first frame. */
  #sample: Uint8Array | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** What is kept, oldest first. */
  events(): readonly FlightEvent[] {
    return this.#events.map((event) => ({ ...event }));
  }

  opened(): void {
    this.#hasFrames = false;
    this.#sample = undefined;
  }

  wrote(frame: Uint8Array): void {
    this.#add('out', factsOfFrame(frame), frame.length);
  }

  heard(message: FromNode, payloadBytes: number): void {
    this.#hasFrames = true;
    this.#sample = undefined;
    const facts = factsOfMessage(message);
    const bytes = HEADER_BYTES + payloadBytes;
    const isBare = facts.from === undefined && facts.res === undefined && facts.nonce === undefined;
    if (!isBare || !this.#isAdded(facts.what, bytes)) this.#add('in', facts, bytes);
  }

  noise(bytes: Uint8Array): void {
    // Between frames it may be a torn one, and hold anything; the debug log of a node does so too.
    if (!this.#hasFrames) this.#sample ??= new Uint8Array(bytes.subarray(0, SAMPLE_BYTES));
    if (!this.#isAdded('noise', bytes.length)) this.#add('in', { what: 'noise' }, bytes.length);
  }

  state({ state, reason }: LinkChange): void {
    const isOver = reason !== undefined;
    const sample = isOver && this.#sample ? { sample: printable(this.#sample) } : {};
    if (isOver) this.#sample = undefined;
    this.#add('link', { what: state, ...(isOver && { reason }), ...sample });
  }

  /** A handshake of hundreds of frames would push out everything before it: what is alike in a row is one event. */
  #isAdded(what: string, bytes: number): boolean {
    const last = this.#events.at(-1);
    if (last?.way !== 'in' || last.what !== what) return false;
    last.count = (last.count ?? 1) + 1;
    last.bytes = (last.bytes ?? 0) + bytes;
    return true;
  }

  #add(way: FlightEvent['way'], facts: FrameFacts & Partial<FlightEvent>, bytes?: number): void {
    const stamps = { at: this.#clock.now(), uptime: Math.round(this.#clock.uptime()), way };
    const event: Draft<FlightEvent> = Object.assign(facts, stamps);
    if (bytes !== undefined) event.bytes = bytes;
    this.#events.push(event);
    if (this.#events.length > MAX_EVENTS) this.#events.shift();
  }
}

/** A listener of a session that has the recorder listen along. */
export function recorded(listener: SessionListener, recorder: FlightRecorder | undefined): SessionListener {
  if (!recorder) return listener;
  return {
    ready: (own, nodeCount) => listener.ready(own, nodeCount),
    message: (message, payloadBytes) => {
      recorder.heard(message, payloadBytes);
      listener.message(message, payloadBytes);
    },
    noise: (bytes) => {
      recorder.noise(bytes);
      listener.noise(bytes);
    },
  };
}
