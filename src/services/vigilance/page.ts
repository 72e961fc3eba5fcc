/**
 * The public page of a department, where nothing else is to be had. It is made for people and changes without a word,
 * so a colour is taken only when everything speaks for it; there is no colour to fall back to.
 */
import type { CheerioAPI } from 'cheerio/slim';
import type { Department } from '../../mesh/departments.js';
import { toDate } from '../../util/clock.js';
import { fold } from '../../util/text.js';
import { offsetMinutes } from '../../util/zone.js';
import type { Http } from '../http.js';
import { type Bulletin, type Colour, FRANCE, frenchMidnight, instantIn } from './bulletin.js';
import { type Attempt, unreadable, type VigilanceSource } from './source.js';

interface PageOptions {
  readonly http: Http;
  readonly url: string;
  /** What follows the address: the page of this department and no other. */
  readonly slug: string;
  readonly now: () => number;
  readonly checkMs: number;
}

const TIMEOUT_MS = 15_000;
/** Ten times such a page; reading a larger one would keep everybody else waiting. */
const MAX_CHARACTERS = 1_500_000;
const MAX_MARKS = 10_000;
const MAX_DEPTH = 300;
/** They have no end, so they make nothing deeper; a paragraph or an entry of a list may be left open. */
const VOID = new Set([
  'br',
  'hr',
  'img',
  'input',
  'link',
  'meta',
  'path',
  'source',
  'p',
  'li',
  'option',
  'td',
  'tr',
]);

export function createPage({ http, url: base, slug, now, checkMs }: PageOptions): VigilanceSource {
  const url = new URL(`${base.replace(/\/$/, '')}/${encodeURIComponent(slug)}`);
  return {
    name: 'page',
    host: url.host,
    timeoutMs: TIMEOUT_MS,
    checkMs,
    read: async (department: Department, { timeoutMs, signal }: Attempt) => {
      const html = await http.get({ url, accept: 'text/html', timeoutMs, signal });
      return bulletinOn(await pageOf(html), department, now());
    },
  };
}

/** The reader of pages takes 10 MB, so it is loaded by those who read one. */
async function pageOf(html: string): Promise<CheerioAPI> {
  if (!isOfReason(html)) throw unreadable('larger or deeper than any page of a department');
  const { load } = await import('cheerio/slim');
  // A blank before each mark: what stands in two elements is never one word.
  return load(html.replaceAll('<', ' <'));
}

/** Throws `ServiceFailure`, saying what is missing. */
function bulletinOn(page: CheerioAPI, department: Department, now: number): Bulletin {
  if (!isNamed(page, department)) throw unreadable(`the page does not name ${department.name}`);
  page(ELSEWHERE).remove();
  const at = bulletinTime(page, now);
  const colours = [...new Set(coloursOf(page, department))];
  const [colour] = colours;
  if (!colour) throw unreadable('no colour of the department');
  if (colours.length > 1) throw unreadable(`several colours of the department: ${colours.join(', ')}`);
  const period = { from: frenchMidnight(now, 0), to: frenchMidnight(now, 1), colour, hazards: [] };
  return { department: department.code, at, credit: 'Météo-France', periods: [period] };
}

/** Reading takes the square of the depth and of the number of elements, and the stack ends at some thousands. */
function isOfReason(html: string): boolean {
  if (html.length > MAX_CHARACTERS) return false;
  let depth = 0;
  let marks = 0;
  for (const [, end, name = ''] of html.matchAll(/<(\/?)([a-z][a-z0-9]*)/gi)) {
    marks += 1;
    if (!VOID.has(name.toLowerCase())) depth = end ? Math.max(0, depth - 1) : depth + 1;
    if (depth > MAX_DEPTH || marks > MAX_MARKS) return false;
  }
  return true;
}

/** Of the site, of all departments, or of how it is read: not of this department. */
const ELSEWHERE = [
  'script, style, template, noscript, nav, footer, aside, form, select, svg, [hidden], [role=navigation]',
  ...['legend', 'legende', 'carte', 'map', 'menu', 'footer', 'breadcrumb', 'partage'].flatMap((word) => [
    `body [class*="${word}" i]`,
    `body [id*="${word}" i]`,
  ]),
].join(', ');

function isNamed(page: CheerioAPI, { name }: Department): boolean {
  const words = ` ${wordsOf(page('h1').text())} ${wordsOf(page('title').text())} `;
  return words.includes(` ${wordsOf(name)} `);
}

function wordsOf(text: string): string {
  return fold(text)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

const OWNER_ATTRIBUTES = ['department', 'departement', 'dept', 'domain', 'domain-id', 'code-departement'].map(
  (name) => `data-${name}`,
);

/** What the elements that belong to the department say: those that carry its number, else the part under its name. */
function coloursOf(page: CheerioAPI, department: Department): Colour[] {
  const isOwn = (code: string | undefined) => code?.toUpperCase() === department.code;
  const owned = page(OWNER_ATTRIBUTES.map((name) => `[${name}]`).join(', '));
  const codeOf = (element: (typeof owned)[number]) =>
    OWNER_ATTRIBUTES.map((name) => page(element).attr(name)).find((code) => code !== undefined);
  owned.filter((_, element) => !isOwn(codeOf(element))).remove();
  const own = owned.filter((_, element) => isOwn(codeOf(element)));
  const titled = page('h1')
    .filter((_, title) => ` ${wordsOf(page(title).text())} `.includes(` ${wordsOf(department.name)} `))
    .closest('section, article, main');
  const parts = own.length > 0 ? own : titled;
  const elements = parts.add(parts.find('*')).toArray();
  return [
    ...elements.flatMap((element) => Object.entries(page(element).attr() ?? {}).flatMap(colourOfAttribute)),
    ...parts.toArray().flatMap((part) => coloursInText(page(part).text())),
  ];
}

const WORDS: Readonly<Record<string, Colour>> = {
  vert: 'green',
  verte: 'green',
  green: 'green',
  jaune: 'yellow',
  yellow: 'yellow',
  orange: 'orange',
  rouge: 'red',
  red: 'red',
};
const COLOUR_WORD = Object.keys(WORDS)
  .sort((a, b) => b.length - a.length)
  .join('|');
/** A green button is no green vigilance: the class has to say of what it is the colour. */
const COLOUR_CLASS = new RegExp(
  String.raw`(?:^|\s)\S{0,40}(?:vigilance|vigi|niveau|level|couleur|colou?r)[-_]{1,2}(${COLOUR_WORD})(?![a-z])`,
  'gi',
);
const COLOUR_TEXT = new RegExp(String.raw`\b(?:vigilance|niveau) (${COLOUR_WORD})\b`, 'g');

function colourOfAttribute([name, value]: [string, string]): Colour[] {
  if (name === 'class') return wordsIn(value, COLOUR_CLASS);
  if (!/^data-(?:colou?r|couleur|niveau|level)$/.test(name)) return [];
  const colour = WORDS[value.trim().toLowerCase()];
  return colour ? [colour] : [];
}

function coloursInText(text: string): Colour[] {
  return wordsIn(wordsOf(text), COLOUR_TEXT);
}

function wordsIn(text: string, pattern: RegExp): Colour[] {
  return [...text.matchAll(pattern)].flatMap(([, word = '']) => WORDS[word.toLowerCase()] ?? []);
}

const MONTHS = 'janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre'.split(
  ' ',
);
const SAID_AT = new RegExp(
  String.raw`(?:bulletin|diffuse|actualise|mise? a jour|emise?)\D{0,60}(\d{1,2})(?:er)?(?: (${MONTHS.join('|')}) |/(\d\d)/)(\d{4})(?:\D{1,12}(\d{1,2}) ?[h:] ?(\d\d))?`,
  'g',
);
const MINUTE_MS = 60_000;

/** When the bulletin was made; throws unless every date that it shows is today's. */
function bulletinTime(page: CheerioAPI, now: number): number {
  const text = fold(page('body').text()).replace(/\s+/g, ' ');
  const written = [...text.matchAll(SAID_AT)].map(writtenTime);
  const marked = page('time[datetime]')
    .toArray()
    .map((element) => instantIn(page(element).attr('datetime')))
    .filter((at) => at !== undefined);
  const times = [...written, ...marked];
  const isToday = (at: number) => at >= frenchMidnight(now, 0) && at < frenchMidnight(now, 1);
  if (times.length === 0) throw unreadable('no date of the bulletin');
  if (!times.every(isToday)) throw unreadable('a date that is not today');
  return Math.max(...times);
}

/** Without an hour it may be as old as the day. */
function writtenTime([
  ,
  day = '',
  name,
  number,
  year = '',
  hour = '0',
  minute = '00',
]: RegExpExecArray): number {
  const month = name === undefined ? Number(number) : MONTHS.indexOf(name) + 1;
  const two = (value: number | string) => String(value).padStart(2, '0');
  const asUtc = toDate(`${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:00Z`).getTime();
  return Number.isNaN(asUtc) ? asUtc : asUtc - offsetMinutes(asUtc, FRANCE) * MINUTE_MS;
}
