/** A thunderstorm as a demo without internet plays it: the messages are of the real form, the storm is made up. */
import { type Place, travel } from '../../mesh/geo.js';
import type { Clock } from '../../util/clock.js';
import type { Lifecycle } from '../../util/lifecycle.js';
import { PlayedBroker } from './mqtt-broker.js';

const STRIKE_MS = 12_000;
/** So much of the storm is there already for whoever begins to listen. */
const PAST_MS = 28 * 60_000;
/** It comes and goes between these distances, in turn. */
const NEAREST_KM = 6;
const FARTHEST_KM = 46;
const KM_PER_MS = 30 / 3_600_000;
const SOUTH_WEST = 225;
/** Half as wide, in degrees and in kilometres. */
const SPREAD = { degrees: 20, km: 4 };

export class DemoLightning implements Lifecycle {
  readonly name = 'demo lightning';
  readonly #clock: Clock;
  readonly #home: Place;
  readonly #broker: PlayedBroker;
  #stop = () => {};

  constructor(clock: Clock, home: Place) {
    this.#clock = clock;
    this.#home = home;
    this.#broker = new PlayedBroker(this.name, () => this.#tellPast());
  }

  get url(): string {
    return this.#broker.url;
  }

  async start(): Promise<void> {
    await this.#broker.start();
    this.#stop = this.#clock.every('demo.strike', STRIKE_MS, () => this.#strike(this.#clock.now()));
  }

  async stop(): Promise<void> {
    this.#stop();
    await this.#broker.stop();
  }

  #tellPast(): void {
    const now = this.#clock.now();
    const first = Math.ceil((now - PAST_MS) / STRIKE_MS) * STRIKE_MS;
    for (let at = first; at < now; at += STRIKE_MS) this.#strike(at);
  }

  /** The cell in the topic is left out: whoever listens gets all there is, as all of it is around him. */
  #strike(at: number): void {
    const { latitude: lat, longitude: lon } = placeOf(at, this.#home);
    const text = `{"time":${Math.round(at)}000000,"lat":${lat.toFixed(4)},"lon":${lon.toFixed(4)},"status":1,"demo":true}`;
    const [filter] = this.#broker.filters;
    if (filter !== undefined) this.#broker.publish(filter.replace(/#$/, 'demo'), Buffer.from(text));
  }
}

function placeOf(at: number, home: Place): Place {
  const way = FARTHEST_KM - NEAREST_KM;
  const phase = (at * KM_PER_MS) % (2 * way);
  const km = NEAREST_KM + Math.abs(way - phase);
  // Golden ratios scatter evenly, and the same moment always has the same strike.
  const [first, second] = [0.618_034, 0.754_878].map((ratio) => 2 * (((at / STRIKE_MS) * ratio) % 1) - 1);
  const bearing = SOUTH_WEST + SPREAD.degrees * (first ?? 0);
  return travel(home, bearing, (km + SPREAD.km * (second ?? 0)) * 1000);
}
