import { UserError } from '../../util/errors.js';
import { cleanName, cutToBytes, fold } from '../../util/text.js';
import type { Call } from '../command.js';
import { fitPage, join } from '../compose.js';
import type { BotContext, CommandDefinition } from '../context.js';
import { age, dayAndMonth, startOfDay, timeOfDay } from '../format.js';
import { type Part, partsOf } from '../parts.js';
import type { Language } from '../request.js';
import { table } from '../table.js';
import { DIAG_TEXTS, type DiagTexts } from './diag-texts.js';

export const diag: CommandDefinition = {
  name: 'diag',
  aliases: ['diagnostic'],
  role: 'known',
  places: ['direct', 'telegram', 'console'],
  group: 'here',
  isMinor: true,
  args: { min: 0, max: Number.POSITIVE_INFINITY },
  texts: {
    en: { name: 'diag', usage: '[service]', summary: 'every part and how it is', example: '/diag weather' },
    fr: { name: 'diag', usage: '[service]', summary: "l'état de chaque partie", example: '/diag meteo' },
  },
  options: {
    en: { service: 'one of the parts that diag lists, in full' },
    fr: { service: 'une des parties de la liste, en détail' },
  },
  see: ['link', 'sys'],
  create: (context) => ({
    run: async (call) => {
      const shown: Shown = { now: context.clock.now(), language: call.language };
      const parts = await partsOf(context, call.language);
      if (call.rest.trim() !== '') return details(partNamed(parts, call), shown);
      return call.request.isBrief ? brief(parts, shown) : long(context, parts, { ...shown, call });
    },
  }),
};

interface Shown {
  readonly now: number;
  readonly language: Language;
}

const MAX_NAME_BYTES = 24;

/** Throws `UserError` with all names when there is none of this one. */
function partNamed(parts: readonly Part[], { rest, language }: Call): Part {
  const wanted = fold(rest.trim());
  const words = ({ name }: Part) => [name, nameIn('en', name), nameIn('fr', name)].map(fold);
  const part = parts.find((candidate) => words(candidate).includes(wanted));
  if (part) return part;
  const names = parts.map(({ name }) => nameIn(language, name)).join(', ');
  throw new UserError(DIAG_TEXTS[language].none(cutToBytes(cleanName(rest), MAX_NAME_BYTES), names));
}

function nameIn(language: Language, name: string): string {
  return DIAG_TEXTS[language].names[name] ?? name;
}

function isWell({ state }: Part): boolean {
  return state === 'ok' || state === 'off';
}

/** What fails stays when there is no room; what nobody uses goes first. */
function brief(parts: readonly Part[], { now, language }: Shown): string {
  const text = DIAG_TEXTS[language];
  const well = parts.filter(isWell);
  const dropOf = (part: Part) => (part.state === 'off' ? 3 : isUnasked(part) ? 4 : 2);
  const shown = well.map((part) => ({ text: wellIn(part, { now, language }), drop: dropOf(part) }));
  const failing = parts
    .filter((part) => !isWell(part))
    .map((part) => ({ parts: [{ text: troubleIn(part, { now, language }) }] }));
  const head = { parts: [{ text: counted(parts, text, (part) => isWell(part) && !isUnasked(part)) }] };
  return fitPage([head, { parts: shown }, ...failing]);
}

/** What nobody has used yet is not known to be well. */
function counted(parts: readonly Part[], text: DiagTexts, isOk: (part: Part) => boolean): string {
  const unused = parts.filter(isUnasked).length;
  const off = parts.filter((part) => part.state === 'off' && !isOk(part)).length;
  return join([
    text.count(parts.filter(isOk).length, parts.length),
    off > 0 ? text.off(off) : undefined,
    unused > 0 ? text.unused(unused) : undefined,
  ]);
}

function isUnasked({ state, since, value }: Part): boolean {
  return state === 'ok' && since === undefined && value === undefined;
}

/** `weather 12m`, `mqtt off` */
function wellIn(part: Part, { now, language }: Shown): string {
  return `${nameIn(language, part.name)} ${howWell(part, { now, language })}`;
}

function howWell(part: Part, { now, language }: Shown): string {
  const { states } = DIAG_TEXTS[language];
  if (part.state === 'off') return states.off;
  if (part.value !== undefined) return part.value;
  if (part.isLive) return states.live;
  if (part.lastSuccess !== undefined) return age(now - part.lastSuccess, language);
  return isUnasked(part) ? states.unasked : states.ok;
}

/** In a table, where the age has its own column. */
function stateIn(part: Part, language: Language): string {
  const { states } = DIAG_TEXTS[language];
  if (part.state === 'off') return states.off;
  if (isUnasked(part)) return states.unasked;
  return join([part.isLive ? states.live : states.ok, part.value]);
}

/** `FAIL esphome since 11:20: timeout` */
function troubleIn(part: Part, shown: Shown): string {
  const { language } = shown;
  const colon = language === 'fr' ? ' :' : ':';
  const head = join([howBad(part, language), nameIn(language, part.name), sinceIn(part, shown)], ' ');
  return join([head, part.lastError?.reason], `${colon} `);
}

function howBad({ state }: Part, language: Language): string {
  const { troubles } = DIAG_TEXTS[language];
  return state === 'stale' || state === 'denied' ? troubles[state] : troubles.down;
}

function sinceIn({ since }: Part, { now, language }: Shown): string {
  return since === undefined ? '' : DIAG_TEXTS[language].since(moment(since, { now, language }));
}

/** `14:05`, and the day when it is not today. */
function moment(at: number, { now, language }: Shown): string {
  const time = timeOfDay(at);
  return startOfDay(at) === startOfDay(now) ? time : `${dayAndMonth(at, language)} ${time}`;
}

function details(part: Part, shown: Shown): string {
  const text = DIAG_TEXTS[shown.language];
  const { lastSuccess, lastError, nextTry, valueAt, settings = {} } = part;
  const old = (at: number) => age(shown.now - at, shown.language);
  const head = isWell(part)
    ? join([wellIn(part, shown), part.state === 'off' ? '' : sinceIn(part, shown)], ' ')
    : troubleIn(part, shown);
  const lines = [
    head,
    lastSuccess === undefined ? '' : text.lastSuccess(moment(lastSuccess, shown), old(lastSuccess)),
    lastError === undefined ? '' : text.lastError(moment(lastError.at, shown), lastError.reason),
    nextTry === undefined ? '' : text.nextTry(moment(nextTry, shown)),
    valueAt === undefined ? '' : text.value(moment(valueAt, shown), old(valueAt)),
  ];
  const keys = Object.entries(settings).map(([key, value]) => `${key} ${value}`);
  return fitPage([
    ...lines.map((line) => ({ parts: [{ text: line }] })),
    ...keys.map((line) => ({ parts: [{ text: line, drop: 1 }] })),
  ]);
}

function long(
  { faults }: BotContext,
  parts: readonly Part[],
  shown: Shown & { readonly call: Call },
): string {
  const { language, call } = shown;
  const text = DIAG_TEXTS[language];
  const columns = text.columns.map((title) => ({ title }));
  const rows = parts.map((part) => {
    const { name, lastSuccess, lastError } = part;
    const state = isWell(part)
      ? stateIn(part, language)
      : join([howBad(part, language), sinceIn(part, shown)], ' ');
    return [
      nameIn(language, name),
      state,
      lastSuccess === undefined
        ? undefined
        : `${moment(lastSuccess, shown)} (${age(shown.now - lastSuccess, language)})`,
      lastError && `${moment(lastError.at, shown)} ${lastError.reason}`,
    ];
  });
  const mistakes = call.request.user.role === 'admin' ? faults.last : [];
  return [
    counted(parts, text, (part) => part.state === 'ok' && !isUnasked(part)),
    ...table(columns, rows),
    ...(mistakes.length > 0 ? [text.faults] : []),
    ...mistakes.map(({ at, reference, command }) => `• ${moment(at, shown)} ${reference} /${command}`),
  ].join('\n');
}
