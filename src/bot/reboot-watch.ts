import type { Radio } from '../mesh/radio.js';
import type { Stop } from '../util/clock.js';
import type { Lifecycle } from '../util/lifecycle.js';

/** Knows which outages were reboots of the node: its counter stands higher afterwards. */
export class RebootWatch implements Lifecycle {
  readonly name = 'reboot-watch';
  readonly #radio: Pick<Radio, 'own' | 'on' | 'report'>;
  readonly #reboots = new Set<number>();
  #count: number | undefined;
  #stop: Stop | undefined;

  constructor(radio: Pick<Radio, 'own' | 'on' | 'report'>) {
    this.#radio = radio;
  }

  start(): void {
    this.#stop = this.#radio.on('state', ({ state }) => {
      if (state === 'ready') this.#compare();
    });
  }

  stop(): void {
    this.#stop?.();
  }

  /** Whether the outage that began then was a reboot. */
  wasReboot(startedAt: number): boolean {
    return this.#reboots.has(startedAt);
  }

  /** A node that does not count its reboots says 0. */
  #compare(): void {
    const count = this.#radio.own?.rebootCount ?? 0;
    if (count === 0) return;
    const outage = this.#radio.report().outages.at(-1);
    if (this.#count !== undefined && count > this.#count && outage) this.#reboots.add(outage.startedAt);
    this.#count = count;
  }
}
