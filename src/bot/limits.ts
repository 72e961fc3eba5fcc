import type { Clock } from '../util/clock.js';
import { fold } from '../util/text.js';
import { type AirtimeDeps, type AirtimeGate, airtimeGate } from './airtime.js';
import { Recent } from './recent.js';
import { askerKey, type Request } from './request.js';
import type { LimitSettings } from './settings.js';
import { SlidingWindow } from './sliding-window.js';

const MAX_KEPT = 5000;
const ALL = 'all';
/** On Telegram, where words cost nothing, somebody is told so often that he has to wait. */
const NOTICE_MS = 60_000;

export interface LimitsDeps extends AirtimeDeps {
  readonly clock: Clock;
  readonly settings: { readonly limits: LimitSettings };
}

/** Counts what the bot is asked, and what the mesh is told. The console is not counted. */
export class Limits {
  readonly #deps: LimitsDeps;
  readonly #commands: SlidingWindow;
  readonly #answers: SlidingWindow;
  readonly #cooling: Recent<true>;
  readonly #noticed: Recent<true>;
  readonly #asked: Recent<true>;
  #heldBack = 0;

  constructor(deps: LimitsDeps) {
    this.#deps = deps;
    this.#commands = new SlidingWindow(deps.clock);
    this.#answers = new SlidingWindow(deps.clock);
    this.#cooling = new Recent(deps.clock, MAX_KEPT);
    this.#noticed = new Recent(deps.clock, MAX_KEPT);
    this.#asked = new Recent(deps.clock, MAX_KEPT);
  }

  /** Answers that were not given because the air was busy. */
  get heldBack(): number {
    return this.#heldBack;
  }

  holdBack(): void {
    this.#heldBack++;
  }

  gate(): AirtimeGate {
    return this.#limits.airtime ? airtimeGate(this.#deps) : 'open';
  }

  /** Counts a command of this asker; gives 0, or the time to wait when he has had his share. */
  takeCommand(request: Request): number {
    const { commands, windowMs } = this.#share(request);
    return this.#commands.take(askerKey(request.user), commands, windowMs);
  }

  /**
   * Counts what is put on the air for somebody elsewhere as if he had asked on the mesh; gives 0, or the time to wait
   * when he has had his share.
   */
  takeOnMesh(request: Request): number {
    const { commands, windowMs } = this.onMesh(request);
    return this.#commands.take(`${askerKey(request.user)} mesh`, commands, windowMs);
  }

  /** What the mesh grants to somebody of that role. */
  onMesh({ user }: Request): { commands: number; windowMs: number } {
    const { perAdmin, perUser } = this.#limits;
    const { commands, seconds } = user.role === 'admin' ? perAdmin : perUser;
    return { commands, windowMs: seconds * 1000 };
  }

  /** What is left of the asker's share, and how long until he gets one back. */
  left(request: Request): { left: number; of: number; windowMs: number; nextMs: number } {
    const { commands, windowMs } = this.#share(request);
    const key = askerKey(request.user);
    const left = Math.max(0, commands - this.#commands.used(key, windowMs));
    return { left, of: commands, windowMs, nextMs: this.#commands.oldestLeavesMs(key, windowMs) };
  }

  /** True once in a while: whether this asker may be told that he has to wait. */
  takeNotice(request: Request): boolean {
    const key = askerKey(request.user);
    if (this.#noticed.get(key)) return false;
    const isOnMesh = request.platform === 'mesh';
    this.#noticed.set(key, true, isOnMesh ? this.#share(request).windowMs : NOTICE_MS);
    return !isOnMesh || this.takeGlobal() === 0;
  }

  /** False when the same question was put on the same channel a moment ago, by whomever. */
  takeQuestion(request: Request): boolean {
    const key = `${request.channel} ${fold(request.text.trim())}`;
    if (this.#asked.get(key)) return false;
    this.#asked.set(key, true, this.#limits.repeatSeconds * 1000);
    return true;
  }

  /** False when enough was said on that channel. */
  takeChannel(request: Pick<Request, 'channel'>): boolean {
    const { answers, seconds } = this.#limits.perChannel;
    return this.#answers.take(`channel ${request.channel}`, answers, seconds * 1000) === 0;
  }

  /** Counts an answer to the whole mesh; gives 0, or the time until there is room. */
  takeGlobal(): number {
    const { answers, windowMs } = this.ofMesh;
    return this.#answers.take(ALL, answers, windowMs);
  }

  /** The same for this asker: an admin's is given whether there is room or not, and counted all the same. */
  takeGlobalFor({ user }: Request): number {
    if (user.role !== 'admin') return this.takeGlobal();
    this.#answers.add(ALL, this.ofMesh.windowMs);
    return 0;
  }

  /** What the whole mesh is granted. */
  get ofMesh(): { answers: number; windowMs: number } {
    const { answers, seconds } = this.#limits.global;
    return { answers, windowMs: seconds * 1000 };
  }

  coolingMs(request: Request, command: string): number {
    return this.#cooling.leftMs(`${askerKey(request.user)} ${command}`);
  }

  startCooling(request: Request, command: string, ms: number): void {
    this.#cooling.set(`${askerKey(request.user)} ${command}`, true, ms);
  }

  endCooling(request: Request, command: string): void {
    this.#cooling.delete(`${askerKey(request.user)} ${command}`);
  }

  get #limits(): LimitSettings {
    return this.#deps.settings.limits;
  }

  #share(request: Request): { commands: number; windowMs: number } {
    if (request.platform !== 'telegram') return this.onMesh(request);
    const { commands, seconds } = this.#limits.perTelegramUser;
    return { commands, windowMs: seconds * 1000 };
  }
}
