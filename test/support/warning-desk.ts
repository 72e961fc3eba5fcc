import type {
  AlertFacts,
  AlertTexts,
  Judgement,
  LevelRule,
  Sight,
  Watch,
  WatchBell,
} from '../../src/alerts/alert.js';
import { whether } from '../../src/alerts/alert.js';
import { DeliveryBook } from '../../src/alerts/delivery-book.js';
import { Desk } from '../../src/alerts/desk.js';
import { AlertEngine } from '../../src/alerts/engine.js';
import { MeshWay } from '../../src/alerts/mesh-way.js';
import { parseQuietHours } from '../../src/alerts/quiet-hours.js';
import { Teller } from '../../src/alerts/teller.js';
import type { AlertWay } from '../../src/alerts/way.js';
import { Users } from '../../src/bot/users.js';
import type { NodeNum } from '../../src/mesh/ids.js';
import type { Delivery } from '../../src/mesh/radio.js';
import type { Subscription, Topic } from '../../src/mesh/user-store.js';
import { aText } from './builders.js';
import { FakeClock } from './fake-clock.js';
import { FakeRadio } from './fake-radio.js';
import { MemoryAlertStore } from './memory-alert-store.js';
import { RecordingLog } from './recording-log.js';

const TEXTS: AlertTexts = {
  label: 'storm',
  brief: ({ subject = '', level }) => `${subject} level ${level}`.trim(),
  raised: ({ subject = '', level }) => `storm ${subject} ${level}`.replace('  ', ' '),
  reminded: () => 'storm goes on',
  cleared: () => 'storm over',
};

/** Sees what the test says. */
export class PlayedWatch implements Watch {
  readonly name = 'lightning';
  topics: readonly Topic[] = ['blitz'];
  levels: readonly LevelRule[] = [
    { holdMs: 0, clearMs: 0, remindMs: 3_600_000, isSevere: false },
    { holdMs: 0, clearMs: 0, remindMs: 3_600_000, isSevere: true },
  ];
  texts = { en: TEXTS, fr: { ...TEXTS, label: 'orage', raised: () => 'orage' } };
  readonly sample: AlertFacts = {};
  isPublic = true;
  sights: readonly Sight[] = [];
  bell: WatchBell | undefined;
  /** Subjects that were raised when it was asked last. */
  raised: readonly string[] = [];

  look(raised: readonly string[]): readonly Sight[] {
    this.raised = raised;
    return this.sights;
  }

  start(bell: WatchBell): void {
    this.bell = bell;
  }

  /** It is so from now on. */
  see(judgement: Judgement, facts: AlertFacts = {}): void {
    this.sights = [{ judgement, facts }];
    this.bell?.changed();
  }

  seeLevel(level: number): void {
    this.see(level === 0 ? whether(false) : { kind: 'known', raise: level, keep: level });
  }
}

interface WarningOptions {
  readonly quietHours?: string;
  readonly channels?: readonly number[];
  readonly ways?: readonly AlertWay[];
  readonly startAt?: number;
  /** An admin wishes silence. */
  readonly isQuiet?: () => boolean;
}

/** Everything behind an alert but the node: one played watch, people who subscribed, and a radio played by hand. */
export class WarningDesk {
  readonly clock: FakeClock;
  readonly log = new RecordingLog();
  readonly store = new MemoryAlertStore();
  readonly users = new Users();
  readonly watch = new PlayedWatch();
  readonly radio = new FakeRadio();
  readonly #options: WarningOptions;
  #settled = 0;
  #parts: { readonly engine: AlertEngine; readonly teller: Teller; readonly desk: Desk } | undefined;

  constructor(options: WarningOptions = {}) {
    this.#options = options;
    this.clock = new FakeClock(options.startAt);
    this.start();
  }

  get parts() {
    if (!this.#parts) throw new Error('not running');
    return this.#parts;
  }

  start(): void {
    const { clock, log, store } = this;
    const { quietHours = 'off', channels = [], ways = [], isQuiet = () => false } = this.#options;
    const book = new DeliveryBook(store, clock);
    const teller: Teller = new Teller({
      book,
      clock,
      log,
      ways: [new MeshWay(this.radio), ...ways],
      settings: { quietHours: parseQuietHours(quietHours), channels, ttlMs: 3_600_000 },
      subscriptions: () => this.users.subscriptions,
      languageOf: (userId) => this.users.get(userId) ?? 'en',
      isQuiet,
      find: (alert, subject) => engine.find(alert, subject),
      told: (matter) => engine.told(matter),
    });
    const engine: AlertEngine = new AlertEngine({
      watches: [this.watch],
      store,
      clock,
      log,
      tell: (news) => teller.tell(news),
      afterLook: () => teller.look(),
    });
    teller.start();
    engine.start();
    this.#parts = { engine, teller, desk: new Desk({ engine, teller, book, clock }) };
  }

  stop(): void {
    this.parts.engine.stop();
    this.parts.teller.stop();
    this.#parts = undefined;
  }

  restart(): void {
    this.stop();
    this.start();
  }

  subscribe(userId: string, options: Subscription['options'] = {}, topic: Topic = 'blitz'): void {
    this.users.subscribe({ userId, topic, options, since: this.clock.now() });
  }

  /** What is on its way ends like that. */
  end(outcome: Exclude<Delivery['outcome'], 'failed'> | 'no_ack' | 'no_key' = 'delivered'): void {
    const waiting = this.radio.sent.slice(this.#settled);
    this.#settled = this.radio.sent.length;
    for (const message of waiting) {
      const delivery: Delivery =
        outcome === 'no_ack' || outcome === 'no_key'
          ? { outcome: 'failed', reason: outcome, tookMs: 1 }
          : { outcome, tookMs: 1 };
      this.radio.settle({ message, delivery, attempts: 1 });
    }
  }

  hear(from: NodeNum): void {
    this.radio.receive(aText('hi', { from }));
  }

  /** Texts since the last time, and all of them arrive. */
  told(outcome: Parameters<WarningDesk['end']>[0] = 'delivered'): string[] {
    const texts = this.radio.texts().slice(this.#settled);
    this.end(outcome);
    return texts;
  }

  async pass(ms: number): Promise<void> {
    await this.clock.advance(ms);
  }
}
