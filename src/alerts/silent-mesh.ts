import type { Texts } from '../bot/command.js';
import { timeOfDay } from '../bot/format.js';
import type { NodeDb } from '../mesh/node-db.js';
import type { Radio } from '../mesh/radio.js';
import type { Stop } from '../util/clock.js';
import { type AlertTexts, type LevelTimes, ruleOf, type Sight, type Watch, type WatchBell } from './alert.js';
import { lasting } from './lasting.js';
import {
  judgeSilence,
  type SilenceDeps,
  type SilenceSettings,
  silenceSince,
  type Traffic,
  UsualGap,
  uptimeOf,
} from './silence.js';

type MeshFacts = { readonly silentMs: number };

const TEXTS: Texts<AlertTexts<MeshFacts>> = {
  en: {
    label: 'silent mesh',
    brief: ({ facts }) => lasting(facts.silentMs, 'en'),
    raised: ({ facts }) =>
      `🔴 Nothing heard on the mesh for ${lasting(facts.silentMs, 'en')}. The link to my node is fine: look at its antenna and settings.`,
    cleared: ({ now }) => `🟢 The mesh is heard again, since ${timeOfDay(now)}.`,
  },
  fr: {
    label: 'réseau muet',
    brief: ({ facts }) => lasting(facts.silentMs, 'fr'),
    raised: ({ facts }) =>
      `🔴 Rien entendu sur le réseau depuis ${lasting(facts.silentMs, 'fr')}. Le lien au nœud va bien : voyez son antenne et ses réglages.`,
    cleared: ({ now }) => `🟢 Le réseau s'entend à nouveau, depuis ${timeOfDay(now)}.`,
  },
};

export interface SilentMeshDeps extends SilenceDeps {
  readonly radio: Pick<Radio, 'state' | 'report' | 'on' | 'own'>;
  readonly nodes: Pick<NodeDb, 'all'>;
  readonly history: Traffic;
  readonly settings: SilenceSettings & LevelTimes;
}

/** The link is there, and nothing comes over the air. */
export class SilentMeshWatch implements Watch<MeshFacts> {
  readonly name = 'silent-mesh';
  readonly topics = ['system'] as const;
  readonly texts = TEXTS;
  readonly sample: MeshFacts = { silentMs: 3 * 3_600_000 };
  readonly levels;
  readonly #deps: SilentMeshDeps;
  readonly #usual: UsualGap;
  #heardAt: number | undefined;
  #stop: Stop = () => {};

  constructor(deps: SilentMeshDeps) {
    this.#deps = deps;
    const { clock, history } = deps;
    this.#usual = new UsualGap(clock, history, (span) => history.traffic(span));
    this.levels = [ruleOf(deps.settings)];
  }

  start(bell: WatchBell): void {
    this.#stop = this.#deps.radio.on('packet', ({ from, viaMqtt }) => {
      if (viaMqtt || from === this.#deps.radio.own?.nodeNum) return;
      const wasSilent = this.#heardAt === undefined || this.#silence()?.isHeard === false;
      this.#heardAt = this.#deps.clock.uptime();
      if (wasSilent) bell.changed();
    });
  }

  stop(): void {
    this.#stop();
  }

  look(): readonly Sight<MeshFacts>[] {
    const silence = this.#silence();
    const facts = silence && { facts: { silentMs: silence.silentMs } };
    return [{ judgement: judgeSilence(silence, this.#deps.settings), ...facts }];
  }

  #silence() {
    return silenceSince(this.#heardAt ?? this.#heardBefore(), this.#usual.ms, this.#deps);
  }

  /** What was heard last before the process, by the bot or by its node. */
  #heardBefore(): number | undefined {
    const { nodes, radio, clock } = this.#deps;
    const heard = nodes.all().flatMap(({ nodeNum, viaMqtt, lastHeard }) => {
      const isOnAir = nodeNum !== radio.own?.nodeNum && !viaMqtt;
      return isOnAir && lastHeard !== undefined ? [lastHeard] : [];
    });
    return heard.length === 0 ? undefined : uptimeOf(Math.max(...heard), clock);
  }
}
