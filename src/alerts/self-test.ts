import type { Texts } from '../bot/command.js';
import { PAGE_BYTES } from '../bot/pages.js';
import { LANGUAGES } from '../bot/request.js';
import type { AlertEvent } from '../mesh/alert-store.js';
import { parseNodeId } from '../mesh/ids.js';
import type { NodeDb } from '../mesh/node-db.js';
import type { Subscription } from '../mesh/user-store.js';
import type { Clock } from '../util/clock.js';
import { byteLength } from '../util/text.js';
import { type AlertTexts, ruleOf, type Sight, type Watch, whether } from './alert.js';
import { type AlertWay, platformOf } from './way.js';
import { inWords, sampleOf } from './words.js';

type Facts = { readonly problems: readonly string[] };

const TEXTS: Texts<AlertTexts<Facts>> = {
  en: {
    label: 'self-test',
    brief: ({ facts }) => String(facts.problems.length),
    raised: ({ facts }) => `🔧 Not every alert would reach you or others: ${facts.problems.join('; ')}`,
    cleared: () => '🔧 Every alert would reach everybody again.',
  },
  fr: {
    label: 'autotest',
    brief: ({ facts }) => String(facts.problems.length),
    raised: ({ facts }) => `🔧 Toutes les alertes n'arriveraient pas : ${facts.problems.join('; ')}`,
    cleared: () => '🔧 Toutes les alertes arriveraient à nouveau.',
  },
};

export interface SelfTestDeps {
  readonly clock: Pick<Clock, 'uptime' | 'now'>;
  readonly nodes: NodeDb;
  readonly ways: readonly AlertWay[];
  readonly watches: () => readonly Watch[];
  readonly subscriptions: () => readonly Subscription[];
  /** Whether that person is an admin. */
  isAdmin(userId: string): boolean;
}

const HOUR_MS = 3_600_000;
const WEEK_MS = 7 * 24 * HOUR_MS;
/** By then the node has told who is out there. */
const FIRST_AFTER_MS = HOUR_MS;
/** More in one message would tell no more. */
const MAX_PROBLEMS = 4;

const EVENTS: readonly AlertEvent[] = [
  'raised',
  'risen',
  'reminded',
  'cleared',
  'lost',
  'regained',
  'unstable',
];

/** Once a week the whole way of every alert is tried, but for the sending. */
export class SelfTestWatch implements Watch<Facts> {
  readonly name = 'self-test';
  readonly topics = ['system'] as const;
  readonly texts = TEXTS;
  readonly levels = [ruleOf({ remindMs: WEEK_MS })];
  readonly sample: Facts = { problems: ['mesh:!16fad3dc has no key'] };
  readonly #deps: SelfTestDeps;
  readonly #startedAt: number;
  #ranAt: number | undefined;
  #problems: readonly string[] = [];

  constructor(deps: SelfTestDeps) {
    this.#deps = deps;
    this.#startedAt = deps.clock.uptime();
  }

  look(): readonly Sight<Facts>[] {
    const uptime = this.#deps.clock.uptime();
    const isDue = uptime - (this.#ranAt ?? this.#startedAt + FIRST_AFTER_MS - WEEK_MS) >= WEEK_MS;
    if (isDue) {
      this.#ranAt = uptime;
      this.#problems = [...this.#ofWatches(), ...this.#ofPeople()].slice(0, MAX_PROBLEMS);
    }
    if (this.#ranAt === undefined) return [];
    return [{ judgement: whether(this.#problems.length > 0), facts: { problems: this.#problems } }];
  }

  #ofWatches(): readonly string[] {
    return this.#deps
      .watches()
      .filter((watch) => !this.#canBeTold(watch))
      .map(({ name }) => `${name} has no text`);
  }

  #canBeTold(watch: Watch): boolean {
    try {
      const told = sampleOf(watch, this.#deps.clock.now());
      const texts = LANGUAGES.flatMap((language) =>
        EVENTS.map((event) => inWords(watch, event, told, language)),
      );
      return texts.every((text) => text.trim() !== '' && byteLength(text) <= PAGE_BYTES);
    } catch {
      return false;
    }
  }

  #ofPeople(): readonly string[] {
    return this.#deps.subscriptions().flatMap((subscription) => {
      const problem = this.#problemOf(subscription);
      return problem === undefined ? [] : [`${subscription.userId} ${problem}`];
    });
  }

  #problemOf({ userId, topic }: Subscription): string | undefined {
    const { ways, nodes, isAdmin } = this.#deps;
    const platform = platformOf(userId);
    if (!ways.some(({ platforms }) => platforms.includes(platform))) return 'cannot be reached';
    if (topic === 'system' && !isAdmin(userId)) return 'is no admin';
    if (platform !== 'mesh') return undefined;
    const nodeNum = parseNodeId(userId.slice(platform.length + 1));
    const hasKey = nodeNum !== undefined && nodes.get(nodeNum)?.user?.publicKey !== undefined;
    return hasKey ? undefined : 'has no key';
  }
}
