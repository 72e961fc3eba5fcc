import { type Place, travel } from '../../src/mesh/geo.js';
import type { Clock, Stop } from '../../src/util/clock.js';
import { TestBroker } from './broker.js';

const EVERY_MS = 60_000;

/** A network that locates lightning, and a storm that strikes every minute, where a test wants it. */
export class PlayedStorm {
  readonly broker: TestBroker;
  readonly #home: Place;
  #stop: Stop = () => {};
  #count = 0;

  constructor(broker: TestBroker, home: Place) {
    this.broker = broker;
    this.#home = home;
  }

  static async over(home: Place): Promise<PlayedStorm> {
    return new PlayedStorm(await TestBroker.open(), home);
  }

  /** In the south-west at that distance, five strikes at once and one every minute from then on. */
  rage(kilometers: number, clock: Clock): void {
    this.calm();
    for (let strike = 0; strike < 5; strike++) this.#strike(kilometers, clock);
    this.#stop = clock.every('storm', EVERY_MS, () => this.#strike(kilometers, clock));
  }

  calm(): void {
    this.#stop();
  }

  async end(): Promise<void> {
    this.calm();
    await this.broker.stop();
  }

  /** Never two in the same microsecond, which would be one: a number in JSON is no more exact than that. */
  #strike(kilometers: number, clock: Clock): void {
    this.#count += 1;
    const { latitude: lat, longitude: lon } = travel(this.#home, 225, kilometers * 1000);
    const time = `${Math.round(clock.now())}${String(this.#count % 1000).padStart(3, '0')}000`;
    void this.broker.publish('blitzortung/1.1/u/0/h/x', `{"time":${time},"lat":${lat},"lon":${lon}}`);
  }
}
