export interface PollSettings {
  readonly busyPollMs: number;
  readonly idlePollMs: number;
  /** How long after the client's last byte the node polls quickly. */
  readonly busyForMs: number;
}

/**
 * The first instant after `now` at which the node looks at this client: every `busyPollMs` for a while after its
 * last byte, then every `idlePollMs` (firmware 2.7.26 src/mesh/StreamAPI.cpp:12-18, 48-58). Computed when there is
 * something to do, so that an idle node costs nothing.
 */
export function nextPollAt(settings: PollSettings, lastByteAt: number, now: number): number {
  const idleFrom = lastByteAt + settings.busyForMs;
  const busy = nextOnGrid(lastByteAt, settings.busyPollMs, now);
  return busy <= idleFrom ? busy : nextOnGrid(idleFrom, settings.idlePollMs, now);
}

/** The first of `origin + n × stepMs` after `now`. */
export function nextOnGrid(origin: number, stepMs: number, now: number): number {
  const step = Math.max(1, stepMs);
  return now < origin ? origin : origin + (Math.floor((now - origin) / step) + 1) * step;
}
