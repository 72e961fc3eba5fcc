import type { Texts } from '../bot/command.js';

import { longNameOf } from '../bot/node-names.js';
import { formatNodeId, type NodeNum } from '../mesh/ids.js';
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

type NodeFacts = { readonly name: string; readonly silentMs: number; readonly usualMs?: number };

const TEXTS: Texts<AlertTexts<NodeFacts>> = {
  en: {
    label: 'silent node',
    brief: ({ facts }) => facts.name,
    raised: ({ facts: { name, silentMs, usualMs } }) =>
      `🔴 ${name} silent for ${lasting(silentMs, 'en')}${usualMs === undefined ? '' : ` (usual ${lasting(usualMs, 'en')})`}.`,
    cleared: ({ facts, peak }) => `🟢 ${facts.name} is back, silent ${lasting(peak.silentMs, 'en')}.`,
  },
  fr: {
    label: 'nœud muet',
    brief: ({ facts }) => facts.name,
    raised: ({ facts: { name, silentMs, usualMs } }) =>
      `🔴 ${name} muet depuis ${lasting(silentMs, 'fr')}${usualMs === undefined ? '' : ` (d'habitude ${lasting(usualMs, 'fr')})`}.`,
    cleared: ({ facts, peak }) => `🟢 ${facts.name} est revenu après ${lasting(peak.silentMs, 'fr')}.`,
  },
};

export interface NodeSilentDeps extends SilenceDeps {
  readonly radio: Pick<Radio, 'state' | 'report' | 'on'>;
  readonly nodes: NodeDb;
  readonly history: Traffic;
  readonly watched: readonly NodeNum[];
  readonly settings: SilenceSettings & LevelTimes;
}

/** Nodes that somebody wants to be heard: silent for longer than they usually are, while the link was there. */
export class NodeSilentWatch implements Watch<NodeFacts> {
  readonly name = 'node-silent';
  readonly topics = ['link'] as const;
  readonly texts = TEXTS;
  readonly sample: NodeFacts = { name: 'Oscar', silentMs: 7_500_000, usualMs: 900_000 };
  readonly levels;
  readonly #deps: NodeSilentDeps;
  readonly #heardAt = new Map<NodeNum, number>();
  readonly #usual: ReadonlyMap<NodeNum, UsualGap>;
  #stop: Stop = () => {};

  constructor(deps: NodeSilentDeps) {
    const { clock, watched, history, settings } = deps;
    this.#deps = deps;
    this.#usual = new Map(
      watched.map((nodeNum) => [
        nodeNum,
        new UsualGap(clock, history, (span) => history.trafficOf(nodeNum, span)),
      ]),
    );
    this.levels = [ruleOf(settings)];
  }

  start(bell: WatchBell): void {
    this.#stop = this.#deps.radio.on('packet', ({ from }) => {
      if (!this.#usual.has(from)) return;
      const wasSilent = this.#silence(from)?.isHeard === false;
      this.#heardAt.set(from, this.#deps.clock.uptime());
      if (wasSilent) bell.changed();
    });
  }

  stop(): void {
    this.#stop();
  }

  look(): readonly Sight<NodeFacts>[] {
    return this.#deps.watched.map((nodeNum) => this.#sight(nodeNum));
  }

  /** How long it was silent before it came back is the longest silence that was seen. */
  worst(before: NodeFacts, now: NodeFacts): NodeFacts {
    return now.silentMs >= before.silentMs ? now : before;
  }

  #sight(nodeNum: NodeNum): Sight<NodeFacts> {
    const { settings, nodes } = this.#deps;
    const silence = this.#silence(nodeNum);
    const subject = formatNodeId(nodeNum);
    const judgement = judgeSilence(silence, settings);
    if (!silence) return { subject, judgement };
    const { silentMs, usualMs } = silence;
    const name = longNameOf(nodes, nodeNum);
    return { subject, judgement, facts: { name, silentMs, ...(usualMs !== undefined && { usualMs }) } };
  }

  #silence(nodeNum: NodeNum) {
    const { clock, nodes } = this.#deps;
    const heardAt = this.#heardAt.get(nodeNum) ?? uptimeOf(nodes.get(nodeNum)?.lastHeard, clock);
    return silenceSince(heardAt, this.#usual.get(nodeNum)?.ms, this.#deps);
  }
}
