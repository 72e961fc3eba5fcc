import type { Request } from '../bot/request.js';
import type { Router } from '../bot/router.js';
import type { BulletinStore } from '../mesh/bulletin-store.js';
import { BROADCAST_NUM, type ChannelIndex } from '../mesh/ids.js';
import type { Delivery, Radio } from '../mesh/radio.js';
import type { Clock, Stop } from '../util/clock.js';
import type { Lifecycle } from '../util/lifecycle.js';
import type { Log } from '../util/log.js';
import { CronTimes } from './cron-times.js';

/** Something that is said on a channel at set times: a text, or what a command answers then. */
export interface Bulletin {
  /** Five fields: minute, hour, day, month, weekday. */
  readonly cron: string;
  /** An IANA name. */
  readonly zone: string;
  readonly channel: ChannelIndex;
  readonly language: Request['language'];
  readonly says: { readonly text: string } | { readonly command: string };
  /** So late it is still told. */
  readonly graceMs: number;
}

export interface BulletinsDeps {
  readonly bulletins: readonly Bulletin[];
  readonly radio: Pick<Radio, 'send'>;
  readonly router: Pick<Router, 'handle'>;
  readonly store: BulletinStore;
  readonly clock: Clock;
  readonly log: Log;
  /** What a command begins with: nothing that is told may. */
  readonly prefixes: readonly string[];
  /** An admin wishes silence: what falls into it is told afterwards, within its grace. */
  isQuiet?(): boolean;
}

const LOOK_EVERY_MS = 10_000;
/** What is marked as told further ahead than any zone or mistake of a day was marked by a clock that was wrong. */
const FAR_AHEAD_MS = 26 * 3_600_000;
/** A bulletin that is told at the last moment still needs its turn on the air. */
const SHORTEST_TTL_MS = 60_000;
/** Nobody can ask for the next page of what was said to all. */
const PAGE_MARK = /\s\(1\/\d+ \S+\)$/;

interface Plan {
  readonly number: number;
  readonly key: string;
  readonly bulletin: Bulletin;
  readonly times: CronTimes;
  /** Wall clock; nothing is due before, unless the clock goes back. */
  nextAt: number;
  isTelling: boolean;
}

/** Tells each bulletin once at its time, whatever restarts and however the clock jumps: rather never than twice. */
export class Bulletins implements Lifecycle {
  readonly name = 'bulletins';
  readonly #deps: BulletinsDeps;
  readonly #plans: readonly Plan[];
  #lookedAt = 0;
  #stop: Stop | undefined;

  constructor(deps: BulletinsDeps) {
    this.#deps = deps;
    this.#plans = deps.bulletins.map((bulletin, index) => ({
      number: index + 1,
      key: keyOf(bulletin),
      bulletin,
      times: new CronTimes(bulletin.cron, bulletin.zone),
      nextAt: 0,
      isTelling: false,
    }));
  }

  start(): void {
    const { store, clock, log } = this.#deps;
    store.keepOnly(this.#plans.map(({ key }) => key));
    for (const { times, number } of this.#plans) {
      if (times.next(clock.now()) === undefined) log.warn('bulletin has no time', { bulletin: number });
    }
    if (this.#plans.length === 0) return;
    this.#stop = clock.every('bulletins.look', LOOK_EVERY_MS, () => this.#look());
    this.#look();
  }

  stop(): void {
    this.#stop?.();
    this.#stop = undefined;
  }

  #look(): void {
    if (this.#deps.isQuiet?.()) return;
    const now = this.#deps.clock.now();
    const wentBack = now < this.#lookedAt;
    this.#lookedAt = now;
    for (const plan of this.#plans) {
      if (plan.isTelling || (now < plan.nextAt && !wentBack)) continue;
      const dueAt = this.#dueAt(plan, now);
      plan.nextAt = plan.times.next(now) ?? Number.POSITIVE_INFINITY;
      if (dueAt !== undefined) void this.#tell(plan, dueAt);
    }
  }

  /** The latest of the times that were not told and are not too long ago: what was missed is made up for once. */
  #dueAt({ key, bulletin, times, number }: Plan, now: number): number | undefined {
    const { store, log } = this.#deps;
    const toldUntil = store.toldUntil(key);
    if (toldUntil !== undefined && toldUntil <= now + FAR_AHEAD_MS) {
      const dueAt = times.last(Math.max(toldUntil, now - bulletin.graceMs), now);
      if (dueAt === undefined) this.#noteMissed({ times, number }, toldUntil, now);
      return dueAt;
    }
    if (toldUntil !== undefined) log.warn('bulletin was told by a wrong clock', { bulletin: number });
    // A bulletin that is new begins with its next time.
    store.mark(key, now);
    return undefined;
  }

  #noteMissed({ times, number }: Pick<Plan, 'times' | 'number'>, toldUntil: number, now: number): void {
    const missedAt = times.next(toldUntil);
    if (missedAt === undefined || missedAt > now) return;
    this.#deps.log.warn('bulletin missed', { bulletin: number, lateMs: Math.round(now - missedAt) });
  }

  async #tell(plan: Plan, dueAt: number): Promise<void> {
    const { store, clock, log, radio } = this.#deps;
    const { key, number: bulletin } = plan;
    const { channel, graceMs } = plan.bulletin;
    plan.isTelling = true;
    const text = await this.#textOf(plan.bulletin);
    plan.isTelling = false;
    // The next process tells what this one no longer can.
    if (!this.#stop) return;
    store.mark(key, dueAt);
    const lateMs = Math.round(clock.now() - dueAt);
    if (text === undefined) {
      log.warn('bulletin not told: no answer to tell', { bulletin, channel });
      return;
    }
    const delivery = await radio.send({
      to: BROADCAST_NUM,
      channel,
      content: { kind: 'text', text },
      priority: 'announcement',
      ttlMs: Math.max(SHORTEST_TTL_MS, graceMs - lateMs),
    });
    this.#note(delivery, { bulletin, channel, lateMs });
  }

  #note(delivery: Delivery, fields: { bulletin: number; channel: ChannelIndex; lateMs: number }): void {
    const { outcome } = delivery;
    const reason = outcome === 'failed' ? { reason: delivery.reason } : {};
    if (outcome === 'failed' || outcome === 'expired') {
      this.#deps.log.warn('bulletin not told', { ...fields, outcome, ...reason });
    } else this.#deps.log.info('bulletin told', { ...fields, outcome });
  }

  async #textOf({ says, language }: Bulletin): Promise<string | undefined> {
    const text = 'text' in says ? says.text : await this.#answerTo(says.command, language);
    const isCommand = this.#deps.prefixes.some((prefix) => text?.trimStart().startsWith(prefix));
    return text && !isCommand ? text : undefined;
  }

  /** What anybody would be answered; a mistake in the command is not for everybody's ears. */
  async #answerTo(text: string, language: Bulletin['language']): Promise<string | undefined> {
    const answer = await this.#deps.router.handle({
      platform: 'console',
      user: { id: 'bulletin', name: 'bulletin', role: 'any' },
      text,
      isDirect: true,
      isBrief: true,
      language,
      receivedAt: this.#deps.clock.now(),
    });
    if (answer?.command === undefined || answer.outcome !== undefined) return undefined;
    return answer.pages[0]?.replace(PAGE_MARK, '…');
  }
}

/** A bulletin that says something else, or at another time, is another one. */
function keyOf({ cron, zone, channel, language, says }: Bulletin): string {
  return JSON.stringify([cron, zone, channel, language, says]);
}
