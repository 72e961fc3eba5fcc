import type { Texts } from '../command.js';

export interface DiagTexts {
  /** Names as people know them; what is missing is called as it is in the program. */
  readonly names: Readonly<Record<string, string>>;
  count(ok: number, all: number): string;
  off(count: number): string;
  unused(count: number): string;
  readonly states: Readonly<Record<'off' | 'ok' | 'live' | 'unasked', string>>;
  readonly troubles: Readonly<Record<'stale' | 'down' | 'denied', string>>;
  since(time: string): string;
  lastSuccess(time: string, age: string): string;
  lastError(time: string, reason: string): string;
  nextTry(time: string): string;
  value(time: string, age: string): string;
  none(name: string, known: string): string;
  readonly faults: string;
  readonly columns: readonly [string, string, string, string];
}

export const DIAG_TEXTS: Texts<DiagTexts> = {
  en: {
    names: { vigilance: 'vigi', lightning: 'blitz', 'mesh feed': 'mqtt' },
    count: (ok, all) => `${ok} of ${all} ok`,
    off: (count) => `${count} off`,
    unused: (count) => `${count} unused`,
    states: { off: 'off', ok: 'ok', live: 'live', unasked: 'unused' },
    troubles: { stale: 'OLD', down: 'FAIL', denied: 'REFUSED' },
    since: (time) => `since ${time}`,
    lastSuccess: (time, age) => `Last success ${time} (${age})`,
    lastError: (time, reason) => `Last error ${time}: ${reason}`,
    nextTry: (time) => `Next try ${time}`,
    value: (time, age) => `Newest value of ${time} (${age})`,
    none: (name, known) => `No service "${name}". I know: ${known}`,
    faults: 'My last mistakes:',
    columns: ['part', 'state', 'last success', 'last error'],
  },
  fr: {
    names: {
      node: 'nœud',
      weather: 'météo',
      'weather fallback': 'météo secours',
      geocoding: 'lieux',
      vigilance: 'vigi',
      lightning: 'foudre',
      'mesh feed': 'mqtt',
      llm: 'ia',
      db: 'base',
      disk: 'disque',
    },
    count: (ok, all) => `${ok} sur ${all} ok`,
    off: (count) => `${count} ${count < 2 ? 'éteinte' : 'éteintes'}`,
    unused: (count) => `${count} ${count < 2 ? 'inutilisée' : 'inutilisées'}`,
    states: { off: 'non', ok: 'ok', live: 'ok', unasked: 'inutilisé' },
    troubles: { stale: 'VIEUX', down: 'PANNE', denied: 'REFUS' },
    since: (time) => `depuis ${time}`,
    lastSuccess: (time, age) => `Dernier succès ${time} (${age})`,
    lastError: (time, reason) => `Dernière erreur ${time} : ${reason}`,
    nextTry: (time) => `Prochain essai ${time}`,
    value: (time, age) => `Valeur la plus récente de ${time} (${age})`,
    none: (name, known) => `Pas de service "${name}". Je connais : ${known}`,
    faults: 'Mes dernières erreurs :',
    columns: ['partie', 'état', 'dernier succès', 'dernière erreur'],
  },
};
