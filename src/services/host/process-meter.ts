interface Span {
  readonly from: number;
  readonly to: number;
  readonly cpuMs: number;
}

const MINUTE_MS = 60_000;
/** The longest mean that anybody asks for. */
const KEPT_MS = 15 * MINUTE_MS;
const MINUTES_SHOWN = 10;

/** How much of one core a process used, out of counters that are read now and then. */
export class ProcessMeter {
  #spans: Span[] = [];
  #last: { readonly uptime: number; readonly cpuMs: number } | undefined;

  /** `cpuMs` rises with the time that the process was computing. */
  read(uptime: number, cpuMs: number): void {
    const last = this.#last;
    this.#last = { uptime, cpuMs };
    if (!last || uptime <= last.uptime) return;
    this.#spans.push({ from: last.uptime, to: uptime, cpuMs: Math.max(0, cpuMs - last.cpuMs) });
    this.#spans = this.#spans.filter(({ to }) => to > uptime - KEPT_MS);
  }

  /** Percent of one core over the last `ms`; undefined before the second reading. */
  mean(ms: number): number | undefined {
    const now = this.#last?.uptime ?? 0;
    return shareOf(this.#between(now - ms, now));
  }

  /** The highest percentage between two readings of the last quarter of an hour. */
  peak(): number | undefined {
    if (this.#spans.length === 0) return undefined;
    return this.#spans.reduce((most, span) => Math.max(most, shareOf([span]) ?? 0), 0);
  }

  /** Percent minute by minute, the last one at the end; undefined where nothing was read. */
  minutes(): readonly (number | undefined)[] {
    const now = this.#last?.uptime ?? 0;
    return Array.from({ length: MINUTES_SHOWN }, (_, index) => {
      const from = now - (MINUTES_SHOWN - index) * MINUTE_MS;
      return shareOf(this.#between(from, from + MINUTE_MS));
    });
  }

  /** The spans that ended in that time. */
  #between(after: number, until: number): readonly Span[] {
    return this.#spans.filter(({ to }) => to > after && to <= until);
  }
}

function shareOf(spans: readonly Span[]): number | undefined {
  const ms = spans.reduce((sum, { from, to }) => sum + to - from, 0);
  return ms > 0 ? (100 * spans.reduce((sum, { cpuMs }) => sum + cpuMs, 0)) / ms : undefined;
}
