/** Why nothing is to be said to a whole channel now, to whoever wishes to. */
import { type AirtimeDeps, ownMetrics, PRIVATE_ABOVE_PERCENT } from './airtime.js';
import type { Texts } from './command.js';
import { decimal, timeOfDay } from './format.js';
import type { House } from './house.js';
import type { Limits } from './limits.js';
import type { Language } from './request.js';

interface SuspensionTexts {
  quiet(until: string): string;
  busy(percent: string): string;
  spent(percent: string): string;
}

const TEXTS: Texts<SuspensionTexts> = {
  en: {
    quiet: (until) => `Quiet until ${until}: not transmitted.`,
    busy: (percent) => `Channel at ${percent} %: not transmitted. Please try again later.`,
    spent: (percent) => `I sent for ${percent} % of this hour: not transmitted. Please try again later.`,
  },
  fr: {
    quiet: (until) => `Silence jusqu'à ${until} : non transmis.`,
    busy: (percent) => `Canal à ${percent} % : non transmis. Réessayez plus tard, merci.`,
    spent: (percent) => `J'ai émis ${percent} % de cette heure : non transmis. Réessayez plus tard, merci.`,
  },
};

export interface SuspensionDeps extends AirtimeDeps {
  readonly house: Pick<House, 'quietUntil'>;
  readonly limits: Pick<Limits, 'gate'>;
}

/** Undefined while something may be said. */
export function suspension(deps: SuspensionDeps, language: Language): string | undefined {
  const { quietUntil } = deps.house;
  if (quietUntil !== undefined) return TEXTS[language].quiet(timeOfDay(quietUntil));
  return deps.limits.gate() === 'open' ? undefined : busyWords(deps, language);
}

/** Undefined while those who are no admins may be heard. */
export function busyForAll(deps: Omit<SuspensionDeps, 'house'>, language: Language): string | undefined {
  return deps.limits.gate() === 'admins' ? busyWords(deps, language) : undefined;
}

function busyWords(deps: AirtimeDeps, language: Language): string {
  const { channelUtilization = 0, airUtilTx = 0 } = ownMetrics(deps) ?? {};
  return channelUtilization > PRIVATE_ABOVE_PERCENT
    ? TEXTS[language].busy(decimal(channelUtilization, 0, language))
    : TEXTS[language].spent(decimal(airUtilTx, 1, language));
}
