/** What people read of an alert, whichever it is. */
import type { Texts } from '../bot/command.js';
import { span, timeOfDay } from '../bot/format.js';
import { PAGE_BYTES } from '../bot/pages.js';
import type { Language } from '../bot/request.js';
import type { AlertEvent } from '../mesh/alert-store.js';
import { byteLength, cutToBytes } from '../util/text.js';
import type { Told, Watch } from './alert.js';

interface Words {
  lost(label: string, since: string): string;
  regained(label: string): string;
  unstable(label: string): string;
  test(label: string): string;
  morning(parts: string): string;
  since(what: string, time: string): string;
  ended(what: string, time: string, lasted: string): string;
}

const WORDS: Texts<Words> = {
  en: {
    lost: (label, since) => `❓ ${label}: no news since ${since}, I can no longer check.`,
    regained: (label) => `${label}: I am checking again, and will tell when it is over.`,
    unstable: (label) => `${label}: comes and goes. I say no more of it for 2h, unless it gets worse.`,
    test: (label) => `TEST ${label}: this is how an alert looks. Nothing is happening.`,
    morning: (parts) => `🌅 In the night: ${parts}. /alerts`,
    since: (what, time) => `${what} since ${time}`,
    ended: (what, time, lasted) => `${what} ended ${time} (${lasted})`,
  },
  fr: {
    lost: (label, since) => `❓ ${label} : sans nouvelles depuis ${since}, je ne peux plus vérifier.`,
    regained: (label) => `${label} : je vérifie à nouveau, et dirai quand c'est fini.`,
    unstable: (label) => `${label} : va et vient. Je n'en dis plus rien pendant 2h, sauf aggravation.`,
    test: (label) => `TEST ${label} : voici à quoi ressemble une alerte. Il ne se passe rien.`,
    morning: (parts) => `🌅 Cette nuit : ${parts}. /alertes`,
    since: (what, time) => `${what} depuis ${time}`,
    ended: (what, time, lasted) => `${what} fini ${time} (${lasted})`,
  },
};

/** One message, one packet. */
export function render(watch: Watch, event: AlertEvent, told: Told, language: Language): string {
  return cutToBytes(inWords(watch, event, told, language), PAGE_BYTES);
}

/** Of whatever length. */
export function inWords(watch: Watch, event: AlertEvent, told: Told, language: Language): string {
  const texts = watch.texts[language];
  const words = WORDS[language];
  const what = named(watch, told, language);
  switch (event) {
    case 'raised':
    case 'happened':
      return texts.raised(told);
    case 'risen':
      return texts.risen?.(told) ?? texts.raised(told);
    case 'reminded':
      return texts.reminded?.(told) ?? texts.raised(told);
    case 'cleared':
      return texts.cleared(told);
    case 'lost':
      return texts.lost?.(told) ?? words.lost(what, timeOfDay(told.unknownSince ?? told.now));
    case 'regained':
      return texts.regained?.(told) ?? words.regained(what);
    case 'unstable':
      return words.unstable(what);
  }
}

/** In a list: `vigilance 38 orange`. */
export function named(watch: Watch, told: Told, language: Language): string {
  const { label, brief } = watch.texts[language];
  return `${label} ${brief(told)}`.trim();
}

/** In a list, with its time: `vigilance 38 orange since 14:10`. */
export function withTime(watch: Watch, told: Told, isOver: boolean, language: Language): string {
  const what = named(watch, told, language);
  const words = WORDS[language];
  const { since, lastedMs } = told;
  if (!isOver) return words.since(what, timeOfDay(since));
  return words.ended(what, timeOfDay(since + lastedMs), span(lastedMs, language));
}

/** What was gathered in the night, on one line. */
export function morningLine(parts: readonly string[], language: Language): string {
  const { morning } = WORDS[language];
  let shown = parts.length;
  let line = morning(parts.join('; '));
  while (byteLength(line) > PAGE_BYTES && shown > 1) {
    shown -= 1;
    line = morning(`${parts.slice(0, shown).join('; ')}; +${parts.length - shown}`);
  }
  return cutToBytes(line, PAGE_BYTES);
}

/** How an alert looks, marked so that nobody takes it for one. */
export function testText(watch: Watch, told: Told, language: Language): string {
  const { test } = WORDS[language];
  const { label, raised } = watch.texts[language];
  return cutToBytes(`${test(label)}\n${raised(told)}`, PAGE_BYTES);
}

/** An alert as it would be told with the facts of its sample. */
export function sampleOf({ sample }: Watch, now: number): Told {
  const lastedMs = 300_000;
  return { facts: sample, peak: sample, level: 1, peakLevel: 1, since: now - lastedMs, lastedMs, now };
}
