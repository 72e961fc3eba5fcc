import type { Texts } from '../bot/command.js';
import { LINK_TEXTS } from '../bot/commands/link-texts.js';
import { timeOfDay } from '../bot/format.js';
import type { LossReason, Radio } from '../mesh/radio.js';
import type { Clock, Stop } from '../util/clock.js';
import { type AlertTexts, ruleOf, type Sight, type Watch, type WatchBell, whether } from './alert.js';
import { lasting } from './lasting.js';

export interface LinkWatchDeps {
  readonly radio: Pick<Radio, 'state' | 'own' | 'report' | 'on'>;
  readonly clock: Pick<Clock, 'uptime'>;
  readonly settings: {
    /** An outage that lasts so long is told. */
    readonly alertAfterMs: number;
    readonly clearMs: number;
    readonly remindMs: number;
    /** A reboot that was asked for may take so long. */
    readonly rebootMs: number;
  };
}

type LinkFacts = {
  readonly reason?: LossReason;
  /** Texts that waited when the link came back. */
  readonly waiting: number;
  readonly isReboot: boolean;
};

const TEXTS: Texts<AlertTexts<LinkFacts>> = {
  en: {
    label: 'link',
    brief: ({ facts }) => (facts.reason === undefined ? '' : causeIn(facts, 'en')),
    raised: ({ since, facts }) =>
      `🔴 Node link lost at ${timeOfDay(since)}: ${causeIn(facts, 'en')}. I keep trying; texts wait.`,
    reminded: ({ since, lastedMs, facts }) =>
      `🔴 Node link still lost, since ${timeOfDay(since)} (${lasting(lastedMs, 'en')}): ${causeIn(facts, 'en')}.`,
    cleared: ({ lastedMs, facts }) =>
      `🟢 Node link back after ${lasting(lastedMs, 'en')}${facts.isReboot ? ' (node rebooted)' : ''}.${sent(facts.waiting, 'waiting text', 'sent')}`,
  },
  fr: {
    label: 'lien',
    brief: ({ facts }) => (facts.reason === undefined ? '' : causeIn(facts, 'fr')),
    raised: ({ since, facts }) =>
      `🔴 Lien radio perdu à ${timeOfDay(since)} : ${causeIn(facts, 'fr')}. Je réessaie; les textes attendent.`,
    reminded: ({ since, lastedMs, facts }) =>
      `🔴 Lien radio toujours perdu, depuis ${timeOfDay(since)} (${lasting(lastedMs, 'fr')}) : ${causeIn(facts, 'fr')}.`,
    cleared: ({ lastedMs, facts }) =>
      `🟢 Lien radio revenu après ${lasting(lastedMs, 'fr')}${facts.isReboot ? ' (nœud redémarré)' : ''}.${sent(facts.waiting, 'texte', 'en attente envoyé')}`,
  },
};

function causeIn({ reason }: LinkFacts, language: 'en' | 'fr'): string {
  return LINK_TEXTS[language].causes[reason ?? 'silent'];
}

function sent(count: number, noun: string, rest: string): string {
  if (count === 0) return '';
  const plural = count > 1 ? 's' : '';
  return rest === 'sent'
    ? ` ${count} ${noun}${plural} sent.`
    : ` ${count} ${noun}${plural} ${rest}${plural}.`;
}

/** The link to the node: lost for longer than it may be, and restored. */
export class LinkWatch implements Watch<LinkFacts> {
  readonly name = 'link';
  readonly topics = ['link'] as const;
  readonly texts = TEXTS;
  readonly sample: LinkFacts = { reason: 'silent', waiting: 2, isReboot: true };
  readonly levels;
  readonly #deps: LinkWatchDeps;
  #stop: Stop = () => {};
  #awayAt: number | undefined;
  #askedAt: number | undefined;
  #rebootCount: number | undefined;
  #facts: LinkFacts = { waiting: 0, isReboot: false };

  constructor(deps: LinkWatchDeps) {
    this.#deps = deps;
    const { alertAfterMs: holdMs, clearMs, remindMs } = deps.settings;
    this.levels = [ruleOf({ holdMs, clearMs, remindMs })];
  }

  start(bell: WatchBell): void {
    this.#stop = this.#deps.radio.on('state', ({ state }) => {
      if (state === 'ready') this.#onReady();
      bell.changed();
    });
  }

  stop(): void {
    this.#stop();
  }

  /** Somebody has asked the node to restart. */
  expectReboot(): void {
    this.#askedAt = this.#deps.clock.uptime();
  }

  look(): readonly Sight<LinkFacts>[] {
    const { radio, clock, settings } = this.#deps;
    const { away } = radio.report();
    this.#awayAt = away && (this.#awayAt ?? clock.uptime());
    const { reason, ...others } = this.#facts;
    const known = away && (away.reason ?? reason);
    this.#facts = known === undefined ? others : { ...others, reason: known };
    const isAsked =
      this.#awayAt !== undefined && this.#awayAt - (this.#askedAt ?? -Infinity) < settings.rebootMs;
    const judgement = whether(away !== undefined);
    return [{ judgement, facts: this.#facts, ...(isAsked && { holdMs: settings.rebootMs }) }];
  }

  freshness(): number | undefined {
    return this.#deps.radio.report().lastFrameAgoMs;
  }

  #onReady(): void {
    const { radio } = this.#deps;
    const count = radio.own?.rebootCount;
    const isReboot = count !== undefined && this.#rebootCount !== undefined && count > this.#rebootCount;
    this.#rebootCount = count ?? this.#rebootCount;
    this.#facts = { ...this.#facts, isReboot, waiting: radio.report().outbox.queued };
  }
}
