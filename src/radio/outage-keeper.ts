import {
  type OutageRecord,
  type OutageReport,
  type OutageStore,
  type RecordedOutage,
  reportOutages,
  withUnstored,
} from '../mesh/outage-store.js';
import type { LinkChange, LossReason, Radio } from '../mesh/radio.js';
import type { Clock, Stop } from '../util/clock.js';
import type { Lifecycle } from '../util/lifecycle.js';
import type { FlightRecorder } from './flight-recorder.js';
import { HeardCounter } from './heard-counter.js';

export interface OutageKeeperDeps {
  readonly radio: Pick<Radio, 'own' | 'on'>;
  readonly recorder: FlightRecorder;
  readonly store: OutageStore;
  readonly clock: Clock;
}

/** An outage of days is tried every 15 s: not each try is worth a write to the disk. */
const PROGRESS_MS = 60_000;

interface Current {
  record: OutageRecord;
  /** Uptime of its beginning; absent when an earlier process saw that. */
  readonly beganAt: number | undefined;
  storedAt: number;
}

/** Keeps each outage with the recording before it, over restarts of the bot. */
export class OutageKeeper implements Lifecycle {
  readonly name = 'outages';
  readonly #deps: OutageKeeperDeps;
  readonly #heard: HeardCounter;
  #wasReady = false;
  #current: Current | undefined;
  #last: RecordedOutage | undefined;
  #stops: readonly Stop[] = [];

  constructor(deps: OutageKeeperDeps) {
    this.#deps = deps;
    this.#heard = new HeardCounter(deps);
  }

  /** The latest, also of an earlier process; one that still lasts has no end. */
  get last(): OutageRecord | undefined {
    return this.#last;
  }

  report(): OutageReport {
    return withUnstored(reportOutages(this.#deps.store), this.#last);
  }

  /** Takes up the outage in which the process before ended. */
  start(): void {
    const { store, radio } = this.#deps;
    const { last } = reportOutages(store);
    this.#last = last ?? undefined;
    this.#wasReady = false;
    if (last?.endedAt === null) {
      const { recording: _, ...record } = last;
      this.#current = { record: { ...record, hasGap: true }, beganAt: undefined, storedAt: -PROGRESS_MS };
    }
    this.#stops = [
      radio.on('state', (change) => this.#take(change)),
      radio.on('packet', (packet) => {
        for (const outage of this.#heard.take(packet)) this.#store(outage);
      }),
    ];
  }

  stop(): void {
    for (const stop of this.#stops) stop();
  }

  #take(change: LinkChange): void {
    this.#deps.recorder.state(change);
    const { state, reason } = change;
    if (state === 'ready') this.#end();
    else if (reason !== undefined) this.#fail(reason);
    else if (state === 'connecting') this.#progress(({ tries }) => ({ tries: tries + 1 }));
    else if (state === 'stopped') this.#storeProgress();
  }

  #fail(reason: LossReason): void {
    if (this.#current) {
      this.#progress(() => ({ lastReason: reason, seenAt: this.#deps.clock.now() }));
      if (this.#deps.clock.uptime() - this.#current.storedAt >= PROGRESS_MS) this.#storeProgress();
    } else if (this.#wasReady) this.#begin(reason);
  }

  #begin(reason: LossReason): void {
    const { store, clock, recorder } = this.#deps;
    const startedAt = clock.now();
    const recording = recorder.events();
    const record = store.add({ ...A_BEGINNING, startedAt, seenAt: startedAt, reason }, recording);
    this.#current = { record, beganAt: clock.uptime(), storedAt: clock.uptime() };
    this.#last = { ...record, recording };
    this.#heard.begin();
  }

  #progress(change: (record: OutageRecord) => Partial<OutageRecord>): void {
    if (!this.#current) return;
    const { record } = this.#current;
    this.#current.record = { ...record, ...change(record) };
  }

  #storeProgress(): void {
    if (!this.#current) return;
    this.#current.storedAt = this.#deps.clock.uptime();
    this.#store(this.#current.record);
  }

  #end(): void {
    const { clock } = this.#deps;
    const current = this.#current;
    this.#wasReady = true;
    this.#current = undefined;
    if (!current) return;
    const { record, beganAt } = current;
    const endedAt = clock.now();
    // Of an outage that began in another process only the wall clock knows.
    const lengthMs = beganAt === undefined ? endedAt - record.startedAt : clock.uptime() - beganAt;
    const ended = { ...record, endedAt, lengthMs: Math.max(0, lengthMs) };
    this.#store(this.#heard.end(ended));
  }

  #store(record: OutageRecord): void {
    this.#deps.store.update(record);
    if (this.#last?.key === record.key) this.#last = { ...this.#last, ...record };
  }
}

const A_BEGINNING = {
  endedAt: null,
  lengthMs: null,
  hasGap: false,
  tries: 0,
  lastReason: null,
  heard: null,
  restarted: null,
} as const;
