import type { Radio } from '../mesh/radio.js';
import type { Texts } from './command.js';
import { age } from './format.js';
import type { Language } from './request.js';

const TEXTS: Texts<{ ok(last: string | undefined): string; readonly down: string }> = {
  en: { ok: (last) => `Node link ok${last ? `, last packet ${last} ago` : ''}.`, down: 'Node link down.' },
  fr: {
    ok: (last) => `Lien radio ok${last ? `, dernier paquet il y a ${last}` : ''}.`,
    down: 'Lien radio coupé.',
  },
};

/** Whether silence is that of the mesh, or our own. */
export function linkHealth(radio: Radio, language: Language): string {
  const { state, lastPacketAgoMs } = radio.report();
  if (state !== 'ready') return TEXTS[language].down;
  return TEXTS[language].ok(lastPacketAgoMs === undefined ? undefined : age(lastPacketAgoMs, language));
}
