import type { HouseStore } from '../mesh/house-store.js';
import { PRIMARY_CHANNEL, parseNodeId } from '../mesh/ids.js';
import type { Radio } from '../mesh/radio.js';
import type { Clock, Stop } from '../util/clock.js';
import type { Lifecycle } from '../util/lifecycle.js';
import type { Call, Texts } from './command.js';
import { wait } from './format.js';
import { LANGUAGES, type Language } from './request.js';

const TEXTS: Texts<(away: string) => string> = {
  en: (away) => `Back online. I was away ${away}.`,
  fr: (away) => `De retour. Absent ${away}.`,
};

const DAY_MS = 86_400_000;
const NOTICE_TTL_MS = 3_600_000;
/** What was promised so long ago is not news any more. */
const STALE_MS = DAY_MS;
const MAX_HOST_REBOOTS = 2;

export interface RestartsDeps {
  readonly radio: Pick<Radio, 'on' | 'send'>;
  readonly clock: Pick<Clock, 'now'>;
  /** Without it a restart is forgotten by it. */
  readonly store?: Pick<HouseStore, 'farewell' | 'putFarewell' | 'hostReboots' | 'putHostReboots'>;
  /** Tells somebody beyond the mesh; false where no way leads to him. */
  notify?(userId: string, text: string): boolean;
}

/** What outlives a restart that somebody ordered: who is to be told that we are back, and how often it was. */
export class Restarts implements Lifecycle {
  readonly name = 'restarts';
  readonly #deps: RestartsDeps;
  #stop: Stop = () => {};

  constructor(deps: RestartsDeps) {
    this.#deps = deps;
  }

  /** The store is open by now, and the radio has not begun. */
  start(): void {
    this.#stop = this.#deps.radio.on('state', ({ state }) => {
      if (state === 'ready') this.#greet();
    });
  }

  stop(): void {
    this.#stop();
  }

  /** We go by the order of that person. */
  sayFarewell({ request, language }: Pick<Call, 'request' | 'language'>): void {
    this.#deps.store?.putFarewell({ userId: request.user.id, language, at: this.#deps.clock.now() });
  }

  /** We stay after all. */
  takeBackFarewell(): void {
    this.#deps.store?.putFarewell(undefined);
  }

  /** False when the host was rebooted as often as it may be in a day. */
  takeHostReboot(): boolean {
    const { store, clock } = this.#deps;
    const now = clock.now();
    const recent = (store?.hostReboots() ?? []).filter((at) => Math.abs(now - at) < DAY_MS);
    if (recent.length >= MAX_HOST_REBOOTS) return false;
    store?.putHostReboots([...recent, now]);
    return true;
  }

  /** It was not rebooted after all. */
  giveBackHostReboot(): void {
    const { store } = this.#deps;
    store?.putHostReboots(store.hostReboots().slice(0, -1));
  }

  /** Once, as soon as the node can carry it. */
  #greet(): void {
    this.#stop();
    const { store, clock, radio, notify } = this.#deps;
    const farewell = store?.farewell();
    if (!farewell) return;
    this.takeBackFarewell();
    const { userId, language, at } = farewell;
    const awayMs = clock.now() - at;
    if (awayMs < 0 || awayMs > STALE_MS) return;
    const text = TEXTS[isLanguage(language) ? language : 'en'](wait(awayMs));
    const to = userId.startsWith('mesh:') ? parseNodeId(userId.slice('mesh:'.length)) : undefined;
    if (to === undefined) {
      notify?.(userId, text);
      return;
    }
    const head = { to, channel: PRIMARY_CHANNEL, priority: 'reply' } as const;
    void radio.send({ ...head, content: { kind: 'text', text }, ttlMs: NOTICE_TTL_MS });
  }
}

function isLanguage(text: string): text is Language {
  return (LANGUAGES as readonly string[]).includes(text);
}
