import { VigilanceWatch } from '../alerts/vigilance.js';
import type { Config } from '../config.js';
import { findDepartment } from '../mesh/departments.js';
import { VigilanceApi } from '../services/vigilance/api.js';
import { createMirror } from '../services/vigilance/mirror.js';
import { createPage } from '../services/vigilance/page.js';
import type { VigilanceSource } from '../services/vigilance/source.js';
import { VigilanceService } from '../services/vigilance/vigilance.js';
import { type Asking, type ServiceParts, switchedOff } from './asking.js';

/** Those who ask for no key are asked no more often. */
const KEYLESS_CHECK_MS = 1_800_000;

export function createVigilance(asking: Asking): ServiceParts {
  const { vigilance: config } = asking.config;
  if (!config.enabled) return switchedOff('vigilance');
  const department = config.department === undefined ? undefined : findDepartment(config.department);
  const vigilance = new VigilanceService({
    ...asking,
    sources: sourcesFor(asking, config),
    maxAgeMs: config.maxAgeSeconds * 1000,
    onChange: ({ name, state }) => {
      const matter = { alert: 'service-denied', subject: name } as const;
      if (state === 'denied') asking.alerts.raise(matter, { remedy: 'check the key in vigilance.apiKey' });
      else asking.alerts.clear(matter);
    },
    ...(department && { department }),
  });
  return {
    outside: { vigilance },
    reports: () => vigilance.reports(),
    parts: [vigilance],
    watches: (settings) =>
      department ? [new VigilanceWatch({ ...asking, vigilance, settings: settings.vigilance })] : [],
  };
}

/** As the configuration names it; without a wish all that can be asked, the best first. */
function sourcesFor(
  { http, clock }: Asking,
  { source, apiKey, pageSlug, apiUrl, mirrorUrl, pageUrl, ...times }: Config['vigilance'],
): readonly VigilanceSource[] {
  const checkMs = times.checkSeconds * 1000;
  const keyless = { http, checkMs: Math.max(checkMs, KEYLESS_CHECK_MS) };
  const key = apiKey?.reveal();
  const all = [
    ...(key === undefined ? [] : [new VigilanceApi({ http, clock, url: apiUrl, key, checkMs })]),
    createMirror({ ...keyless, url: mirrorUrl }),
    ...(pageSlug === undefined
      ? []
      : [createPage({ ...keyless, url: pageUrl, slug: pageSlug, now: () => clock.now() })]),
  ];
  return source === 'auto' ? all : all.filter(({ name }) => name === source);
}
