import type { Department } from '../../mesh/departments.js';
import type { ValueStore } from '../../mesh/value-store.js';
import type { Clock, Stop } from '../../util/clock.js';
import { known } from '../../util/known.js';
import type { Lifecycle } from '../../util/lifecycle.js';
import type { Log } from '../../util/log.js';
import type { Random } from '../../util/random.js';
import { ServiceFailure } from '../failure.js';
import type { ServiceReport, Trouble } from '../service-health.js';
import { Upstream } from '../upstream.js';
import { type Held, ValueCache } from '../value-cache.js';
import { type Bulletin, type Colour, type Outlook, outlookOf, type Period } from './bulletin.js';
import { unreadable, type VigilanceSource } from './source.js';

/**
 * Why the colour is not known. `overseas`: its bulletins are another product. `waiting`: nobody has answered yet.
 * `failing`: no source can be read. `expired`: the last bulletin is over. `unsaid`: it came and gives no colour.
 */
export interface Unknown {
  readonly why: 'overseas' | 'waiting' | 'failing' | 'expired' | 'unsaid';
  /** ms since 1970 */
  readonly since?: number;
}

export interface VigilanceReading {
  readonly department: Department;
  /** The newest there is, also when it is over. */
  readonly bulletin?: Bulletin;
  readonly today?: Period;
  readonly tomorrow?: Period;
  /** The colour of now; absent while `unknown`. */
  readonly colour?: Colour;
  readonly unknown?: Unknown;
  /** The last colour that was known, and how old its bulletin is. */
  readonly last?: { readonly colour: Colour; readonly at: number; readonly ageMs: number };
  /** The clock on the wall jumped since it was fetched. */
  readonly isAgeUncertain: boolean;
  /** Of the source that is asked first. */
  readonly trouble?: Trouble;
}

export interface VigilanceOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** In the order in which they are asked. */
  readonly sources: readonly VigilanceSource[];
  /** Kept up to date in the background. */
  readonly department?: Department;
  /** A bulletin older than this says nothing any more. */
  readonly maxAgeMs: number;
  readonly values?: ValueStore;
  /** Told of each change of a source. */
  readonly onChange?: (report: ServiceReport) => void;
}

/** Whoever asks has an answer within this, good or not. */
const MAX_WAIT_MS = 7500;
/** For what was last known; whether it still holds is another question. */
const KEEP_MS = 48 * 3_600_000;
const MAX_DEPARTMENTS = 120;
/** Of the bulletins that are kept: another shape needs another number. */
const FORMAT = 1;
/** Not confirmed for so many checks, a bulletin may have been overtaken by another one. */
const CHECKS_TO_DOUBT = 4;

interface Asked {
  readonly source: VigilanceSource;
  readonly upstream: Upstream;
}

/** The official weather warnings of France, by department. */
export class VigilanceService implements Lifecycle {
  readonly name = 'vigilance';
  readonly #options: VigilanceOptions;
  readonly #asked: readonly Asked[];
  readonly #cache: ValueCache<Bulletin>;
  readonly #checkMs: number;
  /** By source and department, in uptime: those without a key are not asked twice within their time. */
  readonly #askedAt = new Map<string, number>();
  #stop: Stop = () => {};

  constructor(options: VigilanceOptions) {
    this.#options = options;
    const { clock, log, sources, values } = options;
    this.#checkMs = sources[0]?.checkMs ?? 0;
    this.#asked = sources.map((source, index) => ({ source, upstream: this.#upstreamOf(source, index) }));
    const kept = values && { store: values, name: 'vigilance', format: FORMAT, sourceAt: timeOf };
    this.#cache = new ValueCache({
      clock,
      log,
      freshMs: () => this.#checkMs,
      serveMs: 2 * this.#checkMs,
      keepMs: KEEP_MS,
      waitMs: MAX_WAIT_MS,
      maxEntries: MAX_DEPARTMENTS,
      ...(kept && { kept }),
    });
  }

  get home(): Department | undefined {
    return this.#options.department;
  }

  start(): void {
    this.#cache.restore();
    if (!this.home || this.home.isOverseas) return;
    this.#check();
    this.#stop = this.#options.clock.every('vigilance.check', this.#checkMs, () => this.#check());
  }

  stop(): void {
    this.#stop();
    this.#cache.stop();
  }

  /** What is known within `MAX_WAIT_MS`; never rejects. */
  async read(department: Department, signal?: AbortSignal): Promise<VigilanceReading> {
    if (department.isOverseas) return overseas(department);
    const load = (ended: AbortSignal) => this.#load(department, ended);
    return this.#readingOf(department, await this.#cache.get(department.code, load, signal));
  }

  /** What is held of home, at once and without asking anybody. */
  peekHome(): VigilanceReading | undefined {
    if (!this.home) return undefined;
    return this.home.isOverseas
      ? overseas(this.home)
      : this.#readingOf(this.home, this.#cache.peek(this.home.code));
  }

  reports(): readonly ServiceReport[] {
    return this.#asked.map(({ upstream }) => upstream.report());
  }

  #upstreamOf({ name, host, checkMs }: VigilanceSource, index: number): Upstream {
    const { clock, random, log, onChange, department } = this.#options;
    const settings = {
      host,
      'vigilance.department': department?.code ?? '-',
      'vigilance.checkSeconds': String(checkMs / 1000),
    };
    return new Upstream({
      name: index === 0 ? 'vigilance' : `vigilance ${name}`,
      host,
      clock,
      random,
      log,
      settings,
      valueAt: () => this.#cache.newestAt(),
      ...(name === 'api' && { remedy: 'check vigilance.apiKey' }),
      ...(onChange && { onChange }),
    });
  }

  #check(): void {
    const { home } = this;
    if (home) void this.#cache.refresh(home.code, (ended) => this.#load(home, ended));
  }

  /** One source after the other. */
  async #load(department: Department, signal: AbortSignal): Promise<Bulletin> {
    let failure = new ServiceFailure('paused');
    for (const asked of this.#asked) {
      const held = asked.source.peek?.(department);
      if (held && this.#outlook(held).today) return held;
      if (!this.#isDue(asked.source, department)) continue;
      try {
        return await this.#ask(asked, department, signal);
      } catch (error) {
        if (!(error instanceof ServiceFailure)) throw error;
        failure = error;
      }
    }
    throw failure;
  }

  #ask({ source, upstream }: Asked, department: Department, signal: AbortSignal): Promise<Bulletin> {
    const until = this.#options.clock.uptime() + source.timeoutMs;
    const attempt = async (timeoutMs: number) =>
      this.#believed(await source.read(department, { timeoutMs, signal }));
    return upstream.call(attempt, { until, tries: source.name === 'page' ? 1 : 3, signal });
  }

  #isDue({ name, checkMs }: VigilanceSource, { code }: Department): boolean {
    const now = this.#options.clock.uptime();
    const key = `${name} ${code}`;
    const before = this.#askedAt.get(key);
    // A check that comes a moment early is still the next one.
    if (name !== 'api' && before !== undefined && now - before < 0.9 * checkMs) return false;
    this.#askedAt.set(key, now);
    return true;
  }

  /** A copy may lag behind: what is older than what we know would take back a warning. */
  #believed(bulletin: Bulletin): Bulletin {
    const known = this.#cache.peek(bulletin.department)?.value;
    if (known && known.at > bulletin.at && this.#outlook(known).today) throw unreadable('an older bulletin');
    if (!this.#outlook(bulletin).today) throw unreadable('the bulletin is not of today');
    return bulletin;
  }

  #outlook(bulletin: Bulletin): Outlook {
    return outlookOf(bulletin, this.#options.clock.now(), this.#options.maxAgeMs);
  }

  #readingOf(department: Department, held: Held<Bulletin> | undefined): VigilanceReading {
    const trouble = this.#asked[0]?.upstream.trouble;
    const about = { department, isAgeUncertain: held?.isAgeUncertain ?? false, ...known({ trouble }) };
    if (!held) {
      const unknown: Unknown = trouble ? { why: 'failing', since: trouble.since } : { why: 'waiting' };
      return { ...about, unknown };
    }
    const { value: bulletin } = held;
    const isDoubtful = held.ageMs > CHECKS_TO_DOUBT * this.#checkMs || held.isAgeUncertain;
    const outlook = isDoubtful ? {} : this.#outlook(bulletin);
    const colour = outlook.today?.colour;
    if (colour) return { ...about, bulletin, ...outlook, colour };
    const unknown = this.#whyUnknown(bulletin, outlook, trouble);
    return { ...about, bulletin, ...outlook, unknown, ...known({ last: this.#lastOf(bulletin) }) };
  }

  #whyUnknown({ at, periods }: Bulletin, { today }: Outlook, trouble: Trouble | undefined): Unknown {
    if (today) return { why: 'unsaid', since: at };
    if (trouble) return { why: 'failing', since: trouble.since };
    const over = periods.map(({ to }) => to).filter((to) => to <= this.#options.clock.now());
    return over.length > 0 ? { why: 'expired', since: Math.max(...over) } : { why: 'waiting' };
  }

  #lastOf({ at, periods }: Bulletin): VigilanceReading['last'] {
    const now = this.#options.clock.now();
    const colour = periods.findLast((period) => period.from <= now && period.colour)?.colour;
    return colour && { colour, at, ageMs: Math.max(0, now - at) };
  }
}

function overseas(department: Department): VigilanceReading {
  return { department, isAgeUncertain: false, unknown: { why: 'overseas' } };
}

function timeOf({ at }: Bulletin): number {
  return at;
}
