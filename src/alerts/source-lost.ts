import type { Texts } from '../bot/command.js';
import { timeOfDay } from '../bot/format.js';
import type { ServiceReport } from '../services/service-health.js';
import { type AlertTexts, type LevelTimes, ruleOf, type Sight, type Watch, whether } from './alert.js';
import { lasting } from './lasting.js';
import { subjectWord } from './subjects.js';

type SourceFacts = { readonly service: string; readonly lastSuccess?: number };

const TEXTS: Texts<AlertTexts<SourceFacts>> = {
  en: {
    label: 'source lost',
    brief: ({ facts }) => subjectWord(facts.service, 'en'),
    raised: ({ facts: { service, lastSuccess }, lastedMs }) =>
      `❓ ${subjectWord(service, 'en')} lost for ${lasting(lastedMs, 'en')}${lastSuccess === undefined ? '' : ` (last answer ${timeOfDay(lastSuccess)})`}${doesWarn(service) ? ': what it would warn of I cannot see' : ''}.`,
    cleared: ({ facts, lastedMs }) =>
      `🟢 ${subjectWord(facts.service, 'en')} answers again after ${lasting(lastedMs, 'en')}.`,
  },
  fr: {
    label: 'source perdue',
    brief: ({ facts }) => subjectWord(facts.service, 'fr'),
    raised: ({ facts: { service, lastSuccess }, lastedMs }) =>
      `❓ ${subjectWord(service, 'fr')} : perdu depuis ${lasting(lastedMs, 'fr')}${lastSuccess === undefined ? '' : ` (dernière réponse ${timeOfDay(lastSuccess)})`}${doesWarn(service) ? ' : je ne vois pas ce dont il avertirait' : ''}.`,
    cleared: ({ facts, lastedMs }) =>
      `🟢 ${subjectWord(facts.service, 'fr')} répond à nouveau après ${lasting(lastedMs, 'fr')}.`,
  },
};

export interface SourceLostDeps {
  readonly reports: () => readonly ServiceReport[];
  readonly settings: LevelTimes & {
    /** For services that do not warn of danger. */
    readonly otherHoldMs: number;
  };
}

/** Services that people count on to be warned. */
const WARNING = ['vigilance', 'lightning'];

function doesWarn(service: string): boolean {
  return WARNING.some((word) => service.startsWith(word));
}

/** A service outside that has told nothing for long. */
export class SourceLostWatch implements Watch<SourceFacts> {
  readonly name = 'source-lost';
  readonly topics = ['system'] as const;
  readonly texts = TEXTS;
  readonly sample: SourceFacts = { service: 'vigilance', lastSuccess: 1_773_316_800_000 };
  readonly levels;
  readonly #deps: SourceLostDeps;

  constructor(deps: SourceLostDeps) {
    this.#deps = deps;
    this.levels = [ruleOf(deps.settings)];
  }

  /** A service that nobody has asked yet is neither lost nor there. */
  look(): readonly Sight<SourceFacts>[] {
    const { reports, settings } = this.#deps;
    const inUse = reports().filter(({ state, since, lastSuccess, lastError }) => {
      const isAsked = since !== undefined || lastSuccess !== undefined || lastError !== undefined;
      return state !== 'off' && isAsked;
    });
    return inUse.map(({ name: service, state, lastSuccess }) => ({
      subject: service,
      judgement: whether(state !== 'ok'),
      facts: { service, ...(lastSuccess !== undefined && { lastSuccess }) },
      ...(!doesWarn(service) && { holdMs: settings.otherHoldMs }),
    }));
  }
}
