import type { Texts } from '../bot/command.js';
import { LINK_TEXTS } from '../bot/commands/link-texts.js';
import { timeOfDay } from '../bot/format.js';
import type { LossReason } from '../mesh/radio.js';
import type { RemoteLook, RemoteNodes } from '../mesh/remote-node.js';
import type { Stop } from '../util/clock.js';
import {
  type AlertTexts,
  type LevelTimes,
  ruleOf,
  type Sight,
  UNKNOWN,
  type Watch,
  type WatchBell,
} from './alert.js';
import { lasting } from './lasting.js';

type DownFacts = { readonly name: string; readonly address: string; readonly reason: LossReason };

const TEXTS: Texts<AlertTexts<DownFacts>> = {
  en: {
    label: 'node down',
    brief: ({ facts }) => facts.name,
    raised: ({ facts: { name, address, reason }, since }) =>
      `🔴 ${name} (${address}) down since ${timeOfDay(since)}: ${LINK_TEXTS.en.causes[reason]}.`,
    reminded: ({ facts: { name, reason }, lastedMs }) =>
      `🔴 ${name} still down, for ${lasting(lastedMs, 'en')}: ${LINK_TEXTS.en.causes[reason]}.`,
    cleared: ({ facts, lastedMs }) => `🟢 ${facts.name} is back after ${lasting(lastedMs, 'en')}.`,
  },
  fr: {
    label: 'nœud en panne',
    brief: ({ facts }) => facts.name,
    raised: ({ facts: { name, address, reason }, since }) =>
      `🔴 ${name} (${address}) en panne depuis ${timeOfDay(since)} : ${LINK_TEXTS.fr.causes[reason]}.`,
    reminded: ({ facts: { name, reason }, lastedMs }) =>
      `🔴 ${name} toujours en panne, depuis ${lasting(lastedMs, 'fr')} : ${LINK_TEXTS.fr.causes[reason]}.`,
    cleared: ({ facts, lastedMs }) => `🟢 ${facts.name} est revenu après ${lasting(lastedMs, 'fr')}.`,
  },
};

export interface RemoteNodeDownDeps {
  readonly remoteNodes: Pick<RemoteNodes, 'all' | 'on'>;
  readonly settings: LevelTimes & {
    /** So many looks in a row have to fail. */
    readonly raise: number;
  };
}

interface Failures {
  readonly looks: number;
  readonly facts: DownFacts;
}

/** A node beside our own that cannot be reached. */
export class RemoteNodeDownWatch implements Watch<DownFacts> {
  readonly name = 'remote-node-down';
  readonly topics = ['link'] as const;
  readonly texts = TEXTS;
  readonly sample: DownFacts = { name: 'Hill', address: '192.168.1.40:4403', reason: 'refused' };
  readonly levels;
  readonly #deps: RemoteNodeDownDeps;
  readonly #failures = new Map<string, Failures>();
  #stop: Stop = () => {};

  constructor(deps: RemoteNodeDownDeps) {
    this.#deps = deps;
    this.levels = [ruleOf(deps.settings)];
  }

  start(bell: WatchBell): void {
    this.#stop = this.#deps.remoteNodes.on('look', (look) => {
      this.#count(look);
      bell.changed();
    });
  }

  stop(): void {
    this.#stop();
  }

  /** A node that was not looked at yet, or that another bot holds, is neither up nor down. */
  look(): readonly Sight<DownFacts>[] {
    return this.#deps.remoteNodes.all().map(({ name, lastLook }) => {
      const failures = this.#failures.get(name);
      if (failures) {
        const raise = failures.looks >= this.#deps.settings.raise ? 1 : 0;
        return { subject: name, judgement: { kind: 'known', raise, keep: 1 }, facts: failures.facts };
      }
      const isUp = lastLook?.outcome.kind === 'reached' || lastLook?.outcome.kind === 'main';
      return { subject: name, judgement: isUp ? { kind: 'known', raise: 0, keep: 0 } : UNKNOWN };
    });
  }

  #count({ name, address, outcome }: RemoteLook): void {
    if (outcome.kind === 'reached' || outcome.kind === 'main') this.#failures.delete(name);
    if (outcome.kind !== 'failed') return;
    const looks = (this.#failures.get(name)?.looks ?? 0) + 1;
    this.#failures.set(name, { looks, facts: { name, address, reason: outcome.reason } });
  }
}
