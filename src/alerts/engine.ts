import type { AlertEvent, AlertStore } from '../mesh/alert-store.js';
import type { Clock, Stop } from '../util/clock.js';
import type { Lifecycle } from '../util/lifecycle.js';
import type { Log } from '../util/log.js';
import { type AlertFacts, type Sight, type Told, UNKNOWN, type Watch } from './alert.js';
import { type AlertState, happen, NORMAL, next, type Step } from './machine.js';
import { fromStored, toStored, wallOf } from './stamps.js';

/** One matter: what is watched, and how it stands. */
export interface Matter {
  readonly watch: Watch;
  /** Empty where there can be only one. */
  readonly subject: string;
  readonly state: AlertState;
  /** What was seen last in this process. */
  readonly sight?: Sight;
}

/** Something that people are to be told. */
export interface AlertNews {
  readonly matter: Matter;
  readonly event: AlertEvent;
}

export interface EngineDeps {
  readonly watches: readonly Watch[];
  readonly store: Pick<AlertStore, 'states' | 'putState' | 'removeState'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Hears what people are to be told. */
  tell(news: AlertNews): void;
  /** Called at every look, after it. */
  afterLook(): void;
}

/** New data is looked at when it comes, and without it this often. */
const LOOK_MS = 10_000;
/** What is not watched any more is forgotten after so long, without a word. */
const FORGET_MS = 7 * 24 * 3_600_000;

/** Looks at every watch, remembers how each matter stands, and says what is news. */
export class AlertEngine implements Lifecycle {
  readonly name = 'alerts';
  readonly #deps: EngineDeps;
  readonly #matters = new Map<string, Matter>();
  readonly #failing = new Set<Watch>();
  #stopLooking: Stop = () => {};

  constructor(deps: EngineDeps) {
    this.#deps = deps;
  }

  /** In the order of the watches. */
  get matters(): readonly Matter[] {
    const all = [...this.#matters.values()];
    return this.#deps.watches.flatMap((watch) => all.filter((matter) => matter.watch === watch));
  }

  /** Names of what is raised, one for each subject. */
  get raised(): readonly string[] {
    return this.matters.filter(({ state }) => state.level > 0).map(({ watch }) => watch.name);
  }

  get watches(): readonly Watch[] {
    return this.#deps.watches;
  }

  find(alert: string, subject: string): Matter | undefined {
    return this.#matters.get(keyOf(alert, subject));
  }

  start(): void {
    this.#load();
    for (const watch of this.#deps.watches)
      watch.start?.({
        changed: () => this.#look(watch),
        happened: ({ subject = '', facts }) => this.#happened(watch, subject, facts),
      });
    this.#stopLooking = this.#deps.clock.every('alerts.look', LOOK_MS, () => this.#lookAtAll());
  }

  stop(): void {
    this.#stopLooking();
    for (const watch of this.#deps.watches) watch.stop?.();
  }

  /** What a message about it is made of. */
  told({ subject, state, watch }: Matter): Told {
    const { clock } = this.#deps;
    const { since = clock.uptime(), endedAt, unknownSince, lastLevel, peakLevel } = state;
    const isOver = state.level === 0;
    const facts = state.facts ?? watch.sample;
    return {
      ...(subject !== '' && { subject }),
      facts,
      peak: state.peak ?? facts,
      level: Math.max(1, isOver ? lastLevel : state.level),
      peakLevel: Math.max(1, peakLevel),
      since: wallOf(since, clock),
      lastedMs: Math.max(0, (isOver ? (endedAt ?? clock.uptime()) : clock.uptime()) - since),
      now: clock.now(),
      ...(unknownSince !== undefined && { unknownSince: wallOf(unknownSince, clock) }),
    };
  }

  #load(): void {
    const { store, watches, clock } = this.#deps;
    for (const { alert, subject, state } of store.states()) {
      const watch = watches.find(({ name }) => name === alert);
      if (watch)
        this.#matters.set(keyOf(alert, subject), { watch, subject, state: fromStored(state, clock) });
    }
  }

  #lookAtAll(): void {
    for (const watch of this.#deps.watches) this.#look(watch);
    this.#deps.afterLook();
  }

  #look(watch: Watch): void {
    const known = this.#of(watch);
    const seen = new Set<string>();
    for (const sight of this.#sightsOf(watch, known)) {
      seen.add(sight.subject ?? '');
      this.#take(watch, sight);
    }
    for (const matter of known) if (!seen.has(matter.subject)) this.#unmentioned(matter);
  }

  #of(watch: Watch): readonly Matter[] {
    return [...this.#matters.values()].filter((matter) => matter.watch === watch);
  }

  /** A watch that fails is a bug of ours, and what it watches is unknown. */
  #sightsOf(watch: Watch, known: readonly Matter[]): readonly Sight[] {
    try {
      const raised = known.filter(({ state }) => state.level > 0).map(({ subject }) => subject);
      const sights = watch.look(raised);
      this.#failing.delete(watch);
      return sights;
    } catch (err) {
      if (!this.#failing.has(watch)) this.#deps.log.error('watch failed', { alert: watch.name, err });
      this.#failing.add(watch);
      return [];
    }
  }

  #take(watch: Watch, sight: Sight): void {
    const subject = sight.subject ?? '';
    const before = this.find(watch.name, subject)?.state ?? NORMAL;
    const worst = (a: AlertFacts, b: AlertFacts) => watch.worst?.(a, b) ?? b;
    const rules = { levels: watch.levels, worst };
    this.#settle(before, { watch, subject, sight }, next(before, sight, rules, this.#deps.clock.uptime()));
  }

  #unmentioned({ watch, subject, state }: Matter): void {
    if (watch.levels.length === 0) return;
    const { clock, store } = this.#deps;
    if (state.unknownSince !== undefined && clock.uptime() - state.unknownSince > FORGET_MS) {
      this.#matters.delete(keyOf(watch.name, subject));
      store.removeState({ alert: watch.name, subject });
    } else {
      this.#take(watch, { judgement: UNKNOWN, ...(subject !== '' && { subject }) });
    }
  }

  #happened(watch: Watch, subject: string, facts: AlertFacts): void {
    const before = this.find(watch.name, subject)?.state ?? NORMAL;
    this.#settle(before, { watch, subject }, happen(before, facts, this.#deps.clock.uptime()));
  }

  #settle(before: AlertState, what: Omit<Matter, 'state'>, { state, events }: Step): void {
    const matter = { ...what, state };
    const { watch, subject } = what;
    this.#matters.set(keyOf(watch.name, subject), matter);
    if (signatureOf(before, watch) !== signatureOf(state, watch)) {
      const stored = toStored(state, this.#deps.clock);
      this.#deps.store.putState({ alert: watch.name, subject, state: stored });
    }
    for (const event of events) {
      this.#log(matter, event);
      this.#deps.tell({ matter, event });
    }
  }

  #log({ watch, subject, state }: Matter, event: AlertEvent): void {
    const { log } = this.#deps;
    const fields = { alert: watch.name, ...(subject !== '' && { subject }), ...state.facts };
    const isBegin = event === 'raised' || event === 'risen' || event === 'happened';
    // Outages of the link have lines of their own in the log.
    const level = watch.name === 'link' ? 'debug' : isBegin ? 'warn' : 'info';
    if (isBegin) log[level]('alert raised', fields);
    else if (event === 'cleared' || event === 'unstable') log[level]('alert cleared', fields);
    else log.debug('alert goes on', { ...fields, event });
  }
}

function keyOf(alert: string, subject: string): string {
  return JSON.stringify([alert, subject]);
}

/**
 * What is worth a write. Facts that change with every reading are written along with the rest, and that a source is
 * silent matters only while something is raised.
 */
function signatureOf(state: AlertState, { worst }: Watch): string {
  const { facts: _facts, clearSince: _clear, hasGap: _gap, peak, unknownSince, ...rest } = state;
  return JSON.stringify([rest, worst && peak, state.level > 0 && unknownSince]);
}
