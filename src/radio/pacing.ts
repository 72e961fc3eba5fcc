import type { OutgoingContent } from '../mesh/radio.js';

export type PacedKind = OutgoingContent['kind'];

/** Least time between two packets of one kind, ms, whoever sends (firmware 2.7.26 src/mesh/PhoneAPI.cpp:828-859). */
export type Gaps = Readonly<Record<PacedKind, number>>;

/** The node's limits are 2 s, 30 s and 10 s; a little more, because its clock is not ours. */
export const DEFAULT_GAPS: Gaps = { text: 2200, traceroute: 31_000, telemetry: 10_500 };

/** What the gaps above are longer by than the node's own, half of it kept for its clock. */
const SPARE_MS = 100;
/** A node with stricter limits than we know is asked ever more slowly, up to this. */
const MAX_STRETCH = 8;
/** So many packets taken in a row mean that the limits are back to what they were. */
const TAKEN_TO_RELAX = 5;

/** Spaces out what goes to the node. It goes on over reconnects: a polite guest does not gain by losing its link. */
export class Pacing {
  readonly #gaps: Gaps;
  readonly #lastAt = new Map<PacedKind, number>();
  readonly #stretch = new Map<PacedKind, number>();
  #takenInARow = 0;

  constructor(gaps: Gaps) {
    this.#gaps = gaps;
  }

  /** Milliseconds until a packet of that kind may go, 0 for now. */
  waitMs(kind: PacedKind, uptime: number): number {
    const lastAt = this.#lastAt.get(kind);
    if (lastAt === undefined) return 0;
    return Math.max(0, lastAt + this.#gaps[kind] * (this.#stretch.get(kind) ?? 1) - uptime);
  }

  sent(kind: PacedKind, uptime: number): void {
    this.#lastAt.set(kind, uptime);
  }

  /**
   * The node looks for input every quarter of a second at worst, so it may have counted from later than we wrote: a
   * text that waited and a next one that did not would be too close.
   */
  confirmed(kind: PacedKind, uptime: number): void {
    this.#lastAt.set(kind, Math.max(this.#lastAt.get(kind) ?? 0, uptime - SPARE_MS));
  }

  /** The node found it too early. */
  refused(kind: PacedKind): void {
    this.#takenInARow = 0;
    this.#stretch.set(kind, Math.min(MAX_STRETCH, (this.#stretch.get(kind) ?? 1) * 2));
  }

  /** The node let it through. */
  accepted(kind: PacedKind): void {
    this.#takenInARow += 1;
    if (this.#takenInARow % TAKEN_TO_RELAX !== 0) return;
    this.#stretch.set(kind, Math.max(1, (this.#stretch.get(kind) ?? 1) / 2));
  }
}
