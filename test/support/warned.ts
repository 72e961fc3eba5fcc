import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type App, type AppOptions, createApp } from '../../src/app.js';
import { type Config, loadConfig } from '../../src/config.js';
import { Chance } from '../../src/sim/random.js';
import { Simulation } from '../../src/sim/simulation.js';
import { FakeClock } from './fake-clock.js';
import { RecordingLog } from './recording-log.js';
import { shownBy } from './talk.js';

let lives = 0;

/** What a story makes of the default configuration; the simulation tells whose keys are whose. */
export type ChangeConfig = (config: Config, simulation: Simulation) => Config;

/** What the app is given beside its configuration. */
export type AppExtra = Pick<AppOptions, 'probe'>;

/** A bot that may be ended and started again on the same data folder, and the people around it. Nobody speaks unless told. */
export class WarnedStory {
  readonly clock = new FakeClock();
  readonly log = new RecordingLog();
  readonly simulation = new Simulation({
    clock: this.clock,
    seed: 'warned',
    traffic: false,
    front: 'memory',
  });
  readonly #dataDir = mkdtempSync(join(tmpdir(), 'meshbot-warned-'));
  readonly #chance = new Chance('warned').stream('app');
  readonly #change: ChangeConfig;
  readonly #extra: AppExtra;
  #app: App | undefined;

  private constructor(change: ChangeConfig, extra: AppExtra) {
    this.#change = change;
    this.#extra = extra;
  }

  static async begin(change?: ChangeConfig): Promise<WarnedStory> {
    const story = await WarnedStory.prepare(change);
    await story.start();
    return story;
  }

  /** All of it but the bot, which is not started yet. */
  static async prepare(
    change: ChangeConfig = (config) => config,
    extra: AppExtra = {},
  ): Promise<WarnedStory> {
    const story = new WarnedStory(change, extra);
    await story.simulation.start();
    return story;
  }

  get app(): App {
    if (!this.#app) throw new Error('the bot is not running');
    return this.#app;
  }

  async start(): Promise<void> {
    const life = lives++;
    const defaults = loadConfig({
      env: {},
      overrides: { nodeAddress: 'simulation:4403', dataDir: this.#dataDir },
    });
    const alone: Config = { ...defaults, weather: { ...defaults.weather, enabled: false } };
    this.#app = createApp({
      ...this.#extra,
      config: this.#change(alone, this.simulation),
      clock: this.clock,
      log: this.log,
      random: () => this.#chance.next(),
      transport: {
        address: 'simulation:4403',
        identities: () => Promise.resolve([`warned-${life}`]),
        open: async () => this.simulation.connectMemory(),
      },
    });
    await this.#app.start();
    await this.clock.advance(5000);
  }

  async stop(): Promise<void> {
    const stopping = this.app.stop();
    await this.clock.advance(3000);
    await stopping;
    this.#app = undefined;
  }

  async end(): Promise<void> {
    if (this.#app) await this.stop();
    await this.simulation.stop();
    rmSync(this.#dataDir, { recursive: true, force: true });
  }

  /** What somebody was told unasked, as the phone shows it. */
  told(name: string): string[] {
    return shownBy(this, name)
      .filter(({ replyId }) => !replyId)
      .map(({ text }) => text);
  }
}
