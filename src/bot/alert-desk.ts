import type { AlertDelivery } from '../mesh/alert-store.js';
import type { Topic } from '../mesh/user-store.js';
import type { Language } from './request.js';

/** How one matter stands, for a wide screen. */
export interface AlertRow {
  /** As people call it: `host CPU`, `silent node Oscar`. */
  readonly label: string;
  /** `dark`: nobody can tell, and people should know; `unseen`: of a sensor that there never was. */
  readonly state: 'normal' | 'pending' | 'raised' | 'dark' | 'unseen';
  /** How it is told while it is raised; else empty, as is `advice`. */
  readonly words: string;
  /** What can be done, where the words do not say it. */
  readonly advice: string;
  /** Of what is raised or not known: ms since 1970. */
  readonly since?: number;
}

/** What the bot warns of unasked, for the commands that speak of it. */
export interface AlertDesk {
  /** What is raised: `vigilance 38 orange since 14:10`. */
  active(language: Language): readonly string[];
  /** What ended, or happened, after that time: `link 09:12 (42s)`. */
  ended(after: number, language: Language): readonly string[];
  /** What nobody can tell now: `vigilance UNKNOWN since 11:20`. */
  unknown(language: Language): readonly string[];
  /** What is watched and fresh: `vigilance 8m`, `lightning live`, `link 4s`. */
  sources(language: Language): readonly string[];
  rows(language: Language): readonly AlertRow[];
  /** The last messages, the newest first. */
  deliveries(limit: number): readonly AlertDelivery[];
  /** Each alert by a word that `test` understands. */
  namesIn(language: Language): readonly string[];
  /** What is watched at all. */
  readonly topics: readonly Topic[];
  /** Somebody would be told. */
  readonly hasAudience: boolean;
  /** Sends one person how that alert looks. */
  test(name: string, userId: string, language: Language): 'sent' | 'unknown' | 'no_way';
}
