import type { Texts } from '../bot/command.js';

import type { WriteHealth } from '../history/write-health.js';
import { type AlertTexts, type LevelTimes, ruleOf, type Sight, type Watch, whether } from './alert.js';
import { lasting } from './lasting.js';

type StorageFacts = { readonly failures: number };

const TEXTS: Texts<AlertTexts<StorageFacts>> = {
  en: {
    label: 'storage',
    brief: () => '',
    raised: ({ facts }) =>
      `🔴 My database cannot be written (${facts.failures} failures). I go on in memory: a restart would forget. Is the disk full?`,
    cleared: ({ lastedMs }) => `🟢 My database is written again, after ${lasting(lastedMs, 'en')}.`,
  },
  fr: {
    label: 'stockage',
    brief: () => '',
    raised: ({ facts }) =>
      `🔴 Ma base de données ne s'écrit plus (${facts.failures} échecs). Je continue en mémoire : un redémarrage oublierait. Disque plein ?`,
    cleared: ({ lastedMs }) => `🟢 Ma base de données s'écrit à nouveau, après ${lasting(lastedMs, 'fr')}.`,
  },
};

/** The disk does not take what is to be remembered. */
export class StorageWatch implements Watch<StorageFacts> {
  readonly name = 'storage';
  readonly topics = ['system'] as const;
  readonly texts = TEXTS;
  readonly sample: StorageFacts = { failures: 10 };
  readonly levels;
  readonly #writes: Pick<WriteHealth, 'failuresWithin'>;
  readonly #settings: LevelTimes & { readonly raise: number; readonly withinMs: number };

  constructor(
    writes: Pick<WriteHealth, 'failuresWithin'>,
    settings: LevelTimes & { readonly raise: number; readonly withinMs: number },
  ) {
    this.#writes = writes;
    this.#settings = settings;
    this.levels = [ruleOf(settings)];
  }

  look(): readonly Sight<StorageFacts>[] {
    const { raise, withinMs } = this.#settings;
    const failures = this.#writes.failuresWithin(withinMs);
    const isGood = this.#writes.failuresWithin(RECENT_MS) === 0;
    const judgement =
      failures >= raise ? whether(true) : { kind: 'known' as const, raise: 0, keep: isGood ? 0 : 1 };
    return [{ judgement, facts: { failures } }];
  }
}

/** Something is written at least this often. */
const RECENT_MS = 30_000;
