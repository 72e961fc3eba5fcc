import { type Department, findDepartment } from '../../mesh/departments.js';
import { COLOURS, type Colour, type Hazard, type Period } from '../../services/vigilance/bulletin.js';
import type { VigilanceReading } from '../../services/vigilance/vigilance.js';
import { UserError } from '../../util/errors.js';
import type { Call } from '../command.js';
import { fitPage, join, type Line } from '../compose.js';
import type { BotContext, CommandDefinition } from '../context.js';
import { creditIn } from '../credit.js';
import { FAILURE_WORDS } from '../failure-words.js';
import { age } from '../format.js';
import { capitalized } from '../local-format.js';
import type { Language } from '../request.js';
import { momentIn, withHours } from './vigi-hours.js';
import { COLOUR_ICONS, COLOUR_WORDS, PHENOMENON_WORDS, VIGI_TEXTS } from './vigi-texts.js';

export const vigi: CommandDefinition = {
  name: 'vigi',
  aliases: ['vigilance'],
  switchedOnBy: 'vigilance.enabled',
  role: 'any',
  places: ['direct', 'channel', 'telegram', 'console'],
  group: 'sky',
  args: { min: 0, max: Number.POSITIVE_INFINITY },
  texts: {
    en: { name: 'vigi', usage: '[department]', summary: 'official weather warnings', example: '/vigi 38' },
    fr: { name: 'vigi', usage: '[département]', summary: 'vigilance Météo-France', example: '/vigi 38' },
  },
  options: {
    en: { department: 'its number, as 38, 06 or 2A; without it, the one of this place' },
    fr: { département: "son numéro : 38, 06 ou 2A ; sans lui, celui d'ici" },
  },
  see: ['weather', 'rain'],
  create: (context) => ({
    isAvailable: () => context.outside?.vigilance !== undefined,
    run: async (call) => {
      const department = departmentFor(context, call);
      const reading = await context.outside?.vigilance?.read(department, call.signal);
      return told(
        context,
        call,
        reading ?? { department, isAgeUncertain: false, unknown: { why: 'waiting' } },
      );
    },
  }),
};

/** Throws `UserError` when it is not known which one is meant. */
function departmentFor({ outside }: BotContext, { rest, language }: Call): Department {
  const wanted = rest.trim();
  const department = wanted === '' ? outside?.vigilance?.home : findDepartment(wanted);
  if (!department) throw new UserError(VIGI_TEXTS[language].usage);
  return department;
}

interface Shown {
  readonly reading: VigilanceReading;
  readonly language: Language;
  readonly now: number;
}

function told({ clock }: BotContext, { request, language }: Call, reading: VigilanceReading): string {
  const shown: Shown = { reading, language, now: clock.now() };
  const { today, colour } = reading;
  if (!today || colour === undefined)
    return join([unknown(shown), request.isBrief ? '' : trouble(shown)], '\n');
  return request.isBrief ? brief(shown, today, colour) : long(shown, today, colour);
}

function unknown({ reading, language, now }: Shown): string {
  const text = VIGI_TEXTS[language];
  const { code } = reading.department;
  const { why, since = now } = reading.unknown ?? { why: 'waiting' };
  const at = momentIn(since, now, language);
  const heads = {
    waiting: text.waiting(code),
    failing: text.unknown(code, text.failing(at)),
    expired: text.unknown(code, text.expired(at)),
    unsaid: text.unknown(code, text.unsaid),
    overseas: text.unknown(code, text.overseas),
  };
  const { last } = reading;
  const lastKnown =
    last &&
    text.last(
      COLOUR_WORDS[language][last.colour],
      momentIn(last.at, now, language),
      age(last.ageMs, language),
    );
  return join([heads[why], lastKnown, why === 'waiting' ? '' : text.link], ' ');
}

/** The worst with its hours first; the lower a colour, the sooner it goes. */
function brief({ reading, language, now }: Shown, { hazards }: Period, colour: Colour): string {
  const text = VIGI_TEXTS[language];
  const words = COLOUR_WORDS[language];
  const { department, bulletin, tomorrow } = reading;
  const named = ({ phenomenon }: Hazard) => PHENOMENON_WORDS[language][phenomenon];
  const of = (wanted: Colour) => hazards.filter((hazard) => hazard.colour === wanted);
  const lower = COLOURS.slice(1, Math.max(1, COLOURS.indexOf(colour))).reverse();
  const worst = of(colour).map((hazard) => withHours(named(hazard), hazard));
  const lines: Line[] = [
    `${COLOUR_ICONS[colour]} ${text.head(department.code, words[colour].toUpperCase())}`,
    colour === 'green' ? text.calm : capitalized(join(worst)),
  ].map((line) => ({ parts: [{ text: line }] }));
  const others = lower.map((wanted, index): Line => {
    const phenomena = join(of(wanted).map(named));
    const line = phenomena && text.also(capitalized(words[wanted]), phenomena);
    return { parts: [{ text: line, drop: 2 + index }] };
  });
  const next = text.tomorrow(tomorrow?.colour ? words[tomorrow.colour] : text.unknownColour);
  // Whose words they are; that they came by way of a copy stands in the long form.
  const [author = ''] = creditIn(bulletin?.credit ?? '', language).split(',');
  const source = `${author} ${momentIn(bulletin?.at ?? now, now, language)}`;
  const ends = [{ parts: [{ text: next, drop: 1 }] }, { parts: [{ text: source }] }];
  return fitPage([...lines, ...others, ...ends]);
}

function long(shown: Shown, today: Period, colour: Colour): string {
  const { reading, language, now } = shown;
  const text = VIGI_TEXTS[language];
  const { department, bulletin, tomorrow } = reading;
  const head = text.head(text.place(department.name, department.code), COLOUR_WORDS[language][colour]);
  return join(
    [
      `${COLOUR_ICONS[colour]} ${head}`,
      ...day(text.today, today, language),
      ...day(text.next, tomorrow, language),
      bulletin && text.source(creditIn(bulletin.credit, language), momentIn(bulletin.at, now, language)),
      trouble(shown),
      text.link,
    ],
    '\n',
  );
}

function day(name: string, period: Period | undefined, language: Language): string[] {
  const colour = period?.colour ? COLOUR_WORDS[language][period.colour] : VIGI_TEXTS[language].unknownColour;
  const hazards = (period?.hazards ?? []).map((hazard) => {
    const words = PHENOMENON_WORDS[language][hazard.phenomenon];
    return `• ${COLOUR_ICONS[hazard.colour]} ${hazard.colour === 'green' ? words : withHours(words, hazard)}`;
  });
  return [`${name}${language === 'fr' ? ' ' : ''}: ${colour}`, ...hazards];
}

function trouble({ reading, language, now }: Shown): string {
  if (!reading.trouble) return '';
  const { since, reason } = reading.trouble;
  return VIGI_TEXTS[language].trouble(momentIn(since, now, language), FAILURE_WORDS[language][reason]);
}
