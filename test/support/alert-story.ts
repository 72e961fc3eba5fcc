/** Each alert from its beginning to its end, as people read it on the mesh and on Telegram. */
import { expect } from 'vitest';
import { Secret } from '../../src/config/secrets.js';
import type { Config } from '../../src/config.js';
import type { Topic } from '../../src/mesh/user-store.js';
import type { Simulation } from '../../src/sim/simulation.js';
import { FakeBotApi, TOKEN } from './bot-api.js';
import type { LogLine } from './recording-log.js';
import { shownBy } from './talk.js';
import { turns } from './until.js';
import { type AppExtra, type ChangeConfig, WarnedStory } from './warned.js';

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
/** Longer than the mesh is spared a second word of one matter. */
export const REMIND_MS = 35 * MINUTE;

/** A section of `alerts` in the configuration. */
type Section = {
  [Name in keyof Config['alerts']]: Config['alerts'][Name] extends { enabled: boolean } ? Name : never;
}[keyof Config['alerts']];

export interface AlertStoryOptions extends AppExtra {
  /** No other alert is told. */
  readonly section: Section;
  /** In place of the defaults of its section. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** What Alpha, an admin on the mesh, and the admin on Telegram ask for. */
  readonly topic: Topic;
  readonly config?: ChangeConfig;
  /** Time that passes between the turns of sockets, less than anybody waits for an answer; default a second. */
  readonly stepMs?: number;
}

/** One alert as a sequence; how long each step may take is in ms. */
export interface AlertLife {
  /** As in the log: `node-silent`. */
  readonly alert: string;
  /** It becomes so. */
  begin(): void | Promise<void>;
  readonly raised: { readonly text: RegExp; readonly withinMs: number };
  /** At the time of the reminder, counted from what was told before. */
  readonly reminded?: { readonly text: RegExp; readonly afterMs: number };
  /** It is over. */
  end(): void | Promise<void>;
  readonly cleared: { readonly text: RegExp; readonly withinMs: number };
  /** While it lasts, nothing may leave on the air: then people there hear of it afterwards, or never. Default `at once`. */
  readonly onMesh?: 'at once' | 'afterwards' | 'never';
}

/** Something that has happened and has no end. */
export type AlertOnce = Pick<AlertLife, 'alert' | 'begin' | 'raised'>;

const ADMIN = 11;
/** A text may be lost on the air, and is then sent again only when no receipt has come. */
const ANSWERS_MS = 5 * MINUTE;
/** Long enough for a message, its copies and its receipts. */
const ARRIVES_MS = MINUTE;
const OUTAGE_MS = 5 * MINUTE;
/** Behind the longest wait between two tries to connect, the handshake, and what waits before the alert. */
const BACK_MS = 3 * MINUTE;
const QUIET_MS = 10 * MINUTE;

/** The whole app with a mesh, Telegram over loopback and a database on disk, through all that one alert may meet. */
export class AlertStory {
  readonly api: FakeBotApi;
  readonly warned: WarnedStory;
  readonly #options: AlertStoryOptions;

  private constructor(warned: WarnedStory, api: FakeBotApi, options: AlertStoryOptions) {
    this.warned = warned;
    this.api = api;
    this.#options = options;
  }

  static async begin(options: AlertStoryOptions): Promise<AlertStory> {
    let url = '';
    const change: ChangeConfig = (config, simulation) => settle(config, { options, simulation, url });
    const { probe } = options;
    const warned = await WarnedStory.prepare(change, probe && { probe });
    const api = new FakeBotApi(warned.clock);
    await api.start();
    url = api.url;
    const story = new AlertStory(warned, api, options);
    await story.start();
    await story.#subscribe();
    return story;
  }

  get #stepMs(): number {
    return this.#options.stepMs ?? SECOND;
  }

  get simulation(): Simulation {
    return this.warned.simulation;
  }

  async start(): Promise<void> {
    await this.warned.start();
    await this.#untilReady();
  }

  /** The process ends and begins again on the same database. */
  async restart(): Promise<void> {
    await this.warned.stop();
    await this.start();
  }

  async end(): Promise<void> {
    await this.warned.end();
    await this.api.stop();
    expect(this.warned.clock.pending()).toEqual([]);
  }

  /** Time passes in steps in which sockets say what they have to say. */
  async pass(ms: number): Promise<void> {
    const end = this.warned.clock.uptime() + ms;
    for (let left = ms; left > 0; left = end - this.warned.clock.uptime()) {
      await this.warned.clock.advance(Math.min(this.#stepMs, left));
      await turns();
    }
  }

  /** Until it is so, and not longer than that. */
  async until(isSo: () => boolean, withinMs: number): Promise<void> {
    const end = this.warned.clock.uptime() + withinMs;
    while (!isSo() && this.warned.clock.uptime() < end) await this.pass(this.#stepMs);
    expect(isSo()).toBe(true);
  }

  /** What Alpha was told unasked. */
  onMesh(): string[] {
    return this.warned.told('ALPH');
  }

  /** What the admin on Telegram was told since the story has begun. */
  onTelegram(): string[] {
    return this.api.texts.filter((text) => !text.startsWith('Subscribed'));
  }

  /** What the bot answers somebody who asks, by default for the alerts. */
  async asked(name: string, line = '/alerts'): Promise<string> {
    const question = this.simulation.world.dm(name, line);
    const replies = () => shownBy(this.warned, name).filter(({ replyId }) => replyId === question);
    await this.until(() => replies().length > 0, ANSWERS_MS);
    return replies()[0]?.text ?? '';
  }

  /** The node takes nobody's connection for a while. */
  cut(ms: number = OUTAGE_MS): void {
    this.simulation.behave('refuse', String(ms / SECOND));
    this.simulation.behave('fin');
  }

  /** The same in the moment in which the bot finds that it has something to tell, and before it tells it. */
  cutAt(msg: 'alert raised' | 'alert cleared', ms?: number): void {
    const { listeners } = this.warned.log;
    const listener = (line: LogLine) => {
      if (line.msg !== msg) return;
      listeners.delete(listener);
      this.cut(ms);
    };
    listeners.add(listener);
  }

  /** `raised` or `cleared`, so many times, of this alert and no other. */
  expectLogged(alert: string, times: { readonly raised: number; readonly cleared: number }): void {
    const { log } = this.warned;
    const named = (msg: string) => log.find(msg).map(({ fields }) => fields['alert']);
    expect(named('alert raised')).toEqual(Array(times.raised).fill(alert));
    expect(named('alert cleared')).toEqual(Array(times.cleared).fill(alert));
  }

  /** So far, nothing more and nothing twice, on both ways. */
  expectTold(mesh: readonly RegExp[], telegram: readonly RegExp[] = mesh): void {
    expect(this.onMesh()).toEqual(mesh.map((text) => expect.stringMatching(text)));
    expect(this.onTelegram()).toEqual(telegram.map((text) => expect.stringMatching(text)));
    expect(this.warned.told('BRAV')).toEqual([]);
  }

  /**
   * Raised once; the same after a while, and after a restart; reminded of; its end told at once where no node is needed
   * for it, and on the mesh after an outage of the link, though the process restarts in the middle; and no more of it.
   */
  async showWhole(life: AlertLife): Promise<void> {
    await this.showEnd(life, await this.#showBegin(life));
  }

  /** What follows after people have been told so far that it is bad. */
  async showEnd(life: AlertLife, bad: readonly RegExp[]): Promise<void> {
    const { alert, raised, cleared, onMesh = 'at once' } = life;
    this.cutAt('alert cleared');
    await life.end();
    await this.until(() => this.onTelegram().length > bad.length, cleared.withinMs);
    const heard = { 'at once': bad, afterwards: [raised.text], never: [] }[onMesh];
    this.expectTold(heard, [...bad, cleared.text]);
    await this.#restartInTheDark();
    await this.#expectAfterOutage(onMesh === 'never' ? [] : [...heard, cleared.text], [...bad, cleared.text]);
    expect(await this.asked('BRAV')).not.toMatch(/^Now: /);
    this.expectLogged(alert, { raised: 1, cleared: 1 });
  }

  /** Until after the reminder; gives what was told. */
  async #showBegin({ begin, raised, reminded, onMesh = 'at once' }: AlertLife): Promise<readonly RegExp[]> {
    const { clock } = this.warned;
    const isHeard = onMesh === 'at once';
    const expectTold = (texts: readonly RegExp[]) => this.expectTold(isHeard ? texts : [], texts);
    await begin();
    await this.until(() => this.onTelegram().length > 0, raised.withinMs);
    const toldAt = clock.uptime();
    await this.pass(ARRIVES_MS);
    expectTold([raised.text]);
    if (isHeard) expect(await this.asked('ALPH')).toMatch(/^Now: /);
    await this.restart();
    await this.pass(QUIET_MS);
    expectTold([raised.text]);
    if (!reminded) return [raised.text];
    await this.pass(toldAt + reminded.afterMs - clock.uptime() + ARRIVES_MS);
    expectTold([raised.text, reminded.text]);
    return [raised.text, reminded.text];
  }

  /** Told at once where no node is needed for it, on the mesh after an outage and a restart, and once. */
  async showOnce({ alert, begin, raised }: AlertOnce): Promise<void> {
    this.cutAt('alert raised');
    await begin();
    await this.until(() => this.onTelegram().length > 0, raised.withinMs);
    this.expectTold([], [raised.text]);
    await this.#restartInTheDark();
    await this.#expectAfterOutage([raised.text]);
    this.expectLogged(alert, { raised: 1, cleared: 0 });
  }

  async #restartInTheDark(): Promise<void> {
    await this.warned.stop();
    await this.warned.start();
    expect(this.warned.app.radio.state).not.toBe('ready');
  }

  async #expectAfterOutage(mesh: readonly RegExp[], telegram = mesh): Promise<void> {
    await this.pass(OUTAGE_MS + BACK_MS);
    this.expectTold(mesh, telegram);
    await this.restart();
    await this.pass(QUIET_MS);
    this.expectTold(mesh, telegram);
  }

  #untilReady(): Promise<void> {
    return this.until(() => this.warned.app.radio.state === 'ready', BACK_MS);
  }

  async #subscribe(): Promise<void> {
    const { topic } = this.#options;
    this.simulation.world.dm('ALPH', `/subscribe ${topic}`);
    this.api.say(ADMIN, `/subscribe ${topic}`);
    await this.until(() => shownBy(this.warned, 'ALPH').length > 0 && this.api.texts.length > 0, ANSWERS_MS);
    const answers = [...shownBy(this.warned, 'ALPH').map(({ text }) => text), ...this.api.texts];
    expect(answers).toEqual(answers.map(() => expect.stringMatching(/^Subscribed: /)));
  }
}

interface Settling {
  readonly options: AlertStoryOptions;
  readonly simulation: Simulation;
  readonly url: string;
}

function settle(config: Config, { options, simulation, url }: Settling): Config {
  const token = new Secret({ env: 'TOKEN' });
  token.load({ TOKEN });
  const { nodeNum, keyPair } = simulation.world.find('ALPH');
  const settled: Config = {
    ...config,
    alerts: onlyThat(config.alerts, options),
    admins: { nodes: [{ nodeNum, ...(keyPair && { publicKey: Uint8Array.from(keyPair.publicKey) }) }] },
    telegram: { ...config.telegram, enabled: true, token, apiUrl: url, admins: [ADMIN] },
  };
  return options.config?.(settled, simulation) ?? settled;
}

/** Every other alert is off, and nobody sleeps. */
function onlyThat(alerts: Config['alerts'], { section, settings }: AlertStoryOptions): Config['alerts'] {
  const off = Object.entries(alerts).map(([name, value]) =>
    typeof value === 'object' && 'enabled' in value ? [name, { ...value, enabled: false }] : [name, value],
  );
  const own = { ...alerts[section], ...settings };
  return { ...alerts, ...Object.fromEntries(off), [section]: own, selfTest: false, quietHours: 'off' };
}
