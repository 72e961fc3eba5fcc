import type { Language } from '../bot/request.js';
import type { AlertDelivery, AlertEvent, Covered } from '../mesh/alert-store.js';
import type { Subscription } from '../mesh/user-store.js';
import type { Clock } from '../util/clock.js';
import type { Log } from '../util/log.js';
import type { Told, Watch } from './alert.js';
import { audienceOf, type Listener, listenerFor } from './audience.js';
import { isBad, isOver, isStillTrue, keyOf, newestOfEach } from './covered.js';
import { decide } from './decision.js';
import type { DeliveryBook } from './delivery-book.js';
import type { AlertNews, Matter } from './engine.js';
import { type Message, Post } from './post.js';
import { type QuietHours, quietUntil } from './quiet-hours.js';
import type { AlertWay } from './way.js';
import { morningLine, render, sampleOf, testText, withTime } from './words.js';

export interface TellerSettings {
  readonly quietHours: QuietHours | undefined;
  /** Channel indexes on which public alerts are told. */
  readonly channels: readonly number[];
  /** How long a message may wait for its turn, where its alert names nothing else. */
  readonly ttlMs: number;
}

export interface TellerDeps {
  readonly book: DeliveryBook;
  readonly ways: readonly AlertWay[];
  readonly clock: Clock;
  readonly log: Log;
  readonly settings: TellerSettings;
  subscriptions(): readonly Subscription[];
  languageOf(userId: string): Language;
  /** An admin wishes silence: on the air nothing is told but what is severe. */
  isQuiet?(): boolean;
  /** How a matter stands now. */
  find(alert: string, subject: string): Matter | undefined;
  told(matter: Matter): Told;
}

/** Of one event, over everything that costs airtime. */
const MAX_PER_EVENT = 20;

/** Tells people: who, when, and how often. An error with one of them never stops the others. */
export class Teller {
  readonly #deps: TellerDeps;
  readonly #post: Post;

  constructor(deps: TellerDeps) {
    this.#deps = deps;
    this.#post = new Post({
      ...deps,
      isStillTrue: (covered) => this.#isStillTrue(covered),
      onTold: (covered, userId) => this.#takeBack(covered, userId),
    });
  }

  /** Whether there is anybody who could be told. */
  get hasAudience(): boolean {
    const { subscriptions, settings, ways } = this.#deps;
    const isImplied = ways.some((way) => way.implied('system').length > 0);
    return subscriptions().length > 0 || settings.channels.length > 0 || isImplied;
  }

  start(): void {
    this.#post.start();
  }

  stop(): void {
    this.#post.stop();
  }

  tell({ matter, event }: AlertNews): void {
    if (isOver(event)) this.#post.dropHeld(keyOf(matter));
    const listeners = this.#listenersTo(matter, event);
    if (!this.hasAudience) this.#tellNobody(matter, event);
    let scarce = 0;
    for (const listener of listeners) {
      if (listener.way.isScarce) scarce += 1;
      this.#tellOne(matter, event, { ...listener, isTooMany: scarce > MAX_PER_EVENT });
    }
  }

  /** Sends one person how that alert looks, on the way that it would take; false where no way leads to him. */
  test(watch: Watch, userId: string, language: Language): boolean {
    const { ways, clock } = this.#deps;
    const listener = listenerFor(userId, ways, true);
    if (!listener) return false;
    const text = testText(watch, sampleOf(watch, clock.now()), language);
    this.#post.send({ userId, text, covers: [], isSevere: false, ttlMs: this.#ttlMs(watch, listener) });
    return true;
  }

  /** Does what has become due. */
  look(): void {
    const { book, clock } = this.#deps;
    const now = clock.now();
    book.clean();
    const due = book.open.filter((each) => isDue(each, now) && !this.#isKeptQuiet(each));
    const gathered = due.filter(({ reason }) => reason === 'quiet');
    for (const userId of new Set(gathered.map((each) => each.userId)))
      this.#goodMorning(
        userId,
        gathered.filter((each) => each.userId === userId),
      );
    for (const held of due) if (held.reason !== 'quiet') this.#release(held);
    this.#post.expire();
  }

  #listenersTo(matter: Matter, event: AlertEvent): readonly Listener[] {
    const { settings, subscriptions, ways, book } = this.#deps;
    const audience = audienceOf(matter, { ways, subscriptions, channels: settings.channels });
    if (isBad(event) || event === 'happened') return audience;
    // The end of an alert, and that it cannot be checked, concern those who heard of it, and nobody else.
    return book.toldOf(keyOf(matter), matter.state.episode).flatMap((userId) => {
      const atNight = audience.find((each) => each.userId === userId)?.atNight ?? false;
      return listenerFor(userId, ways, atNight) ?? [];
    });
  }

  #tellNobody(matter: Matter, event: AlertEvent): void {
    // The engine has told the log what it is; here stand the words that nobody reads.
    const { log, told } = this.#deps;
    const text = render(matter.watch, event, told(matter), 'en');
    log.debug('alert without recipient', { alert: matter.watch.name, text });
  }

  #tellOne(matter: Matter, event: AlertEvent, listener: Listener & { readonly isTooMany: boolean }): void {
    const { log } = this.#deps;
    try {
      this.#decide(matter, event, listener);
    } catch (err) {
      log.error('alert not told', { alert: matter.watch.name, to: listener.userId, err });
    }
  }

  #decide(matter: Matter, event: AlertEvent, listener: Listener & { readonly isTooMany: boolean }): void {
    const { book, clock, settings } = this.#deps;
    const { userId, way, atNight, isTooMany } = listener;
    const message = this.#message(matter, event, listener);
    const now = clock.now();
    const night = message.isSevere || atNight ? undefined : quietUntil(now, settings.quietHours);
    const quiet = this.#isKeptQuiet(message) ? (night ?? now) : night;
    const toldAt = book.telling(keyOf(matter), userId)?.at ?? 0;
    const decision = decide({
      event,
      now,
      ...(quiet !== undefined && { quietUntil: quiet }),
      // A stamp ahead of us is one from before the clock was set back.
      freeAt: Math.min(toldAt, now) + way.throttleMs,
      isOnItsWay: this.#post.isOnItsWay(keyOf(matter), userId),
      isTooMany,
    });
    if (decision.kind === 'send') this.#post.send(message);
    else if (decision.kind === 'drop') book.add({ ...message, state: 'dropped', reason: decision.reason });
    else book.add({ ...message, state: 'held', reason: decision.reason, dueAt: decision.until });
  }

  /** As long as it lasts: nobody knows when an admin will end it. */
  #isKeptQuiet({ userId, isSevere }: Pick<Message, 'userId' | 'isSevere'>): boolean {
    const isQuiet = this.#deps.isQuiet?.() ?? false;
    return isQuiet && !isSevere && (this.#post.wayTo(userId)?.isScarce ?? false);
  }

  #message(matter: Matter, event: AlertEvent, listener: Listener): Message {
    const { told, languageOf } = this.#deps;
    const { watch, state } = matter;
    const { userId } = listener;
    const isSevere = isBad(event) && (watch.levels[state.level - 1]?.isSevere ?? false);
    const covers = [{ ...keyOf(matter), event, episode: state.episode }];
    const text = render(watch, event, told(matter), languageOf(userId));
    return { userId, covers, text, isSevere, ttlMs: this.#ttlMs(watch, listener) };
  }

  #ttlMs({ ttlMs }: Watch, { way }: Listener): number {
    return way.ttlMs ?? ttlMs ?? this.#deps.settings.ttlMs;
  }

  /** He may be told again, if it is still so. */
  #release(held: AlertDelivery): void {
    const { book, find, ways } = this.#deps;
    const [covered] = held.covers;
    const matter = covered && find(covered.alert, covered.subject);
    const isTrue = covered !== undefined && this.#isStillTrue(covered);
    book.change(held, { state: 'dropped', reason: isTrue ? 'superseded' : 'over' });
    const listener = listenerFor(held.userId, ways, false);
    if (listener && matter && isTrue) this.#tellOne(matter, 'raised', { ...listener, isTooMany: false });
  }

  #goodMorning(userId: string, held: readonly AlertDelivery[]): void {
    const { book, languageOf } = this.#deps;
    const worth = held.filter(({ covers }) => covers.every((covered) => this.#isStillTrue(covered)));
    for (const each of held)
      book.change(each, { state: 'dropped', reason: worth.includes(each) ? 'gathered' : 'over' });
    const last = worth.at(-1);
    if (!last) return;
    const language = languageOf(userId);
    const covers = newestOfEach(worth.flatMap((each) => each.covers));
    const parts = covers.flatMap((covered) => this.#inMorning(covered, language) ?? []);
    const text = covers.length === 1 ? last.text : morningLine(parts, language);
    this.#post.send({ userId, covers, text, isSevere: false, ttlMs: last.ttlMs });
  }

  #inMorning({ alert, subject, event }: Covered, language: Language): string | undefined {
    const { find, told } = this.#deps;
    const matter = find(alert, subject);
    return matter && withTime(matter.watch, told(matter), isOver(event), language);
  }

  #isStillTrue(covered: Covered): boolean {
    return isStillTrue(covered, this.#deps.find(covered.alert, covered.subject));
  }

  /** Who hears of an alert that is over meanwhile hears that too. */
  #takeBack({ alert, subject, event, episode }: Covered, userId: string): void {
    const { find, ways } = this.#deps;
    const matter = find(alert, subject);
    const wasEnded = isBad(event) && matter?.state.level === 0 && matter.state.episode === episode;
    const listener = listenerFor(userId, ways, false);
    if (matter && wasEnded && listener) this.#tellOne(matter, 'cleared', { ...listener, isTooMany: false });
  }
}

function isDue({ state, dueAt = 0 }: AlertDelivery, now: number): boolean {
  return state === 'held' && dueAt <= now;
}
