import { distanceMeters, type Place } from '../../mesh/geo.js';
import type { Clock, Stop } from '../../util/clock.js';
import type { Lifecycle } from '../../util/lifecycle.js';
import type { Log } from '../../util/log.js';
import type { Random } from '../../util/random.js';
import { MqttFeed } from '../mqtt/feed.js';
import type { Broker } from '../mqtt/session.js';
import type { ServiceReport } from '../service-health.js';
import type { Watched } from './all-clear.js';
import { topicsAround } from './cover.js';
import { sightingsOf } from './sighting.js';
import { type Storm, stormOf } from './storm.js';
import { parseStrike } from './strike.js';
import { StrikeStore } from './strike-store.js';

export interface LightningSettings {
  readonly broker: Broker;
  readonly radiusKm: number;
  /** How far back strikes count as now. */
  readonly windowMs: number;
}

export interface LightningOptions {
  readonly settings: LightningSettings;
  /** Where the bot stands; undefined when unknown. */
  readonly home: () => Place | undefined;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/** Whether what is known is all there is to know. */
export type LightningFeed =
  /** Since then nothing was missed, gaps of up to two minutes aside; ms since 1970. */
  | { readonly state: 'live'; readonly since: number }
  /** Not connected, or what comes cannot be read. */
  | { readonly state: 'down'; readonly since: number }
  | { readonly state: 'no place' };

/** `sightings` of two hours, up to twice the radius. */
export interface LightningReading extends Watched {
  readonly feed: LightningFeed;
  readonly radiusKm: number;
  readonly windowMs: number;
  readonly home?: Place;
  readonly storm: Storm;
}

const NAME = 'lightning';
/** Beyond the radius, to see a storm come. */
const KEEP_RADII = 2;
const LOOK_MS = 60_000;
/** The position of a node trembles; cells are much larger than that. */
const MOVED_SHARE = 0.25;

const decoder = new TextDecoder();

/** Every stroke of lightning around the bot, as a community of amateurs locates them. */
export class LightningService implements Lifecycle {
  readonly name = NAME;
  readonly #options: LightningOptions;
  readonly #store = new StrikeStore();
  readonly #feed: MqttFeed;
  #stopLooking: Stop = () => {};
  #startedAt = 0;
  /** For what is subscribed. */
  #askedFor: Place | undefined;

  constructor(options: LightningOptions) {
    this.#options = options;
    this.#feed = new MqttFeed({
      ...options,
      name: NAME,
      broker: options.settings.broker,
      topics: () => this.#topics(),
      onMessage: (_topic, payload) => this.#take(decoder.decode(payload)),
    });
  }

  start(): void {
    const { clock } = this.#options;
    this.#startedAt = clock.now();
    this.#feed.start();
    this.#stopLooking = clock.every('lightning.home', LOOK_MS, () => this.#followHome());
  }

  async stop(): Promise<void> {
    this.#stopLooking();
    await this.#feed.stop();
  }

  report(): ServiceReport {
    return this.#feed.report();
  }

  read(): LightningReading {
    const { clock, settings } = this.#options;
    const { radiusKm, windowMs } = settings;
    const home = this.#options.home() ?? this.#askedFor;
    const uptime = clock.uptime();
    const { thinnedUntil } = this.#store;
    const sightings = home ? sightingsOf(this.#store.all(uptime), { home, uptime }) : [];
    return {
      feed: this.#feedState(home),
      radiusKm,
      windowMs,
      storm: stormOf(sightings, { radiusKm, windowMs, uptime, thinnedUntil }),
      sightings,
      coveredMs: home ? this.#feed.coveredMs : 0,
      ...(home && { home }),
    };
  }

  #feedState(home: Place | undefined): LightningFeed {
    const { clock } = this.#options;
    if (!home) return { state: 'no place' };
    if (this.#feed.isLive) return { state: 'live', since: clock.now() - this.#feed.coveredMs };
    return { state: 'down', since: this.#feed.trouble?.since ?? this.#startedAt };
  }

  #topics(): readonly string[] {
    this.#askedFor = this.#options.home() ?? this.#askedFor;
    return this.#askedFor ? topicsAround(this.#askedFor, this.#options.settings.radiusKm) : [];
  }

  #followHome(): void {
    const home = this.#options.home();
    if (!home || !this.#askedFor) return;
    const allowedMeters = this.#options.settings.radiusKm * 1000 * MOVED_SHARE;
    if (distanceMeters(home, this.#askedFor) > allowedMeters) this.#feed.renew();
  }

  #take(payload: string): boolean {
    const { clock, settings } = this.#options;
    const report = parseStrike(payload, clock.now());
    if (!report) return false;
    const { ageMs, ...strike } = report;
    const meters = this.#askedFor ? distanceMeters(this.#askedFor, strike) : Number.POSITIVE_INFINITY;
    if (meters <= settings.radiusKm * 1000 * KEEP_RADII) {
      this.#store.add({ ...strike, bornAt: clock.uptime() - ageMs });
    }
    return true;
  }
}
