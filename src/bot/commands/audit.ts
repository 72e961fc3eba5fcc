import type { AuditResult } from '../../mesh/audit-log.js';
import type { Call, Texts } from '../command.js';
import type { BotContext, CommandDefinition } from '../context.js';
import { dayAndMonth, timeOfDayExact } from '../format.js';
import type { Language } from '../request.js';
import { table } from '../table.js';
import { usageError } from '../usage.js';

interface AuditTexts {
  readonly none: string;
  readonly columns: readonly [string, string, string, string, string];
  readonly results: Readonly<Record<AuditResult, string>>;
  /** As the log has them, where people call them otherwise. */
  readonly proofs: Readonly<Record<string, string>>;
  key(fingerprint: string): string;
}

const TEXTS: Texts<AuditTexts> = {
  en: {
    none: 'No order of an admin so far.',
    columns: ['When', 'Who', 'Proof', 'Order', 'Result'],
    results: {
      done: 'done',
      asked: 'asked back',
      refused: 'refused',
      failed: 'failed',
      timeout: 'took too long',
      stopped: 'cut off by a stop',
      silent: 'not answered',
    },
    proofs: {},
    key: (fingerprint) => `key ${fingerprint}`,
  },
  fr: {
    none: "Aucun ordre d'admin jusqu'ici.",
    columns: ['Quand', 'Qui', 'Preuve', 'Ordre', 'Résultat'],
    results: {
      done: 'fait',
      asked: 'confirmation demandée',
      refused: 'refusé',
      failed: 'échoué',
      timeout: 'trop long',
      stopped: "coupé par l'arrêt",
      silent: 'sans réponse',
    },
    proofs: { 'local user': 'utilisateur local', 'telegram account': 'compte Telegram', none: 'aucune' },
    key: (fingerprint) => `clé ${fingerprint}`,
  },
};

const USUAL = 20;
const MOST = 500;

export const audit: CommandDefinition = {
  name: 'audit',
  aliases: [],
  role: 'admin',
  places: ['console'],
  group: 'you',
  isMinor: true,
  args: { min: 0, max: 1 },
  texts: {
    en: {
      name: 'audit',
      usage: '[N 1-500]',
      summary: 'what admins did, the newest first',
      example: '/audit 50',
    },
    fr: {
      name: 'audit',
      usage: '[N 1-500]',
      summary: "ce que les admins ont fait, le plus récent d'abord",
      example: '/audit 50',
    },
  },
  options: {
    en: { N: 'how many entries; else 20' },
    fr: { N: "combien d'entrées ; sinon 20" },
  },
  see: ['users'],
  create: (context) => ({ run: (call) => answer(context, call) }),
};

function answer({ audit: log }: BotContext, call: Call): string {
  const { args, language } = call;
  const [word = String(USUAL)] = args;
  const count = /^\d{1,3}$/.test(word) ? Number(word) : 0;
  if (count < 1 || count > MOST) throw usageError(audit, call);
  const text = TEXTS[language];
  const entries = log.recent(count);
  if (entries.length === 0) return text.none;
  const rows = entries.map(({ at, who, proof, command, result }) => [
    `${dayAndMonth(at, language)} ${timeOfDayExact(at)}`,
    who,
    proofIn(proof, language),
    command,
    text.results[result],
  ]);
  return table(
    text.columns.map((title) => ({ title })),
    rows,
  ).join('\n');
}

function proofIn(proof: string, language: Language): string {
  const text = TEXTS[language];
  const [, fingerprint] = /^key (.+)$/.exec(proof) ?? [];
  return fingerprint === undefined ? (text.proofs[proof] ?? proof) : text.key(fingerprint);
}
