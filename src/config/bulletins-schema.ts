/** What the bot says on a channel unasked: at set times, or when an admin wishes it. */
import { z } from 'zod';
import { byteLength } from '../util/text.js';
import { zoneNamed } from '../util/zone.js';
import { channelIndex, enabled, language, plainText, seconds } from './values.js';

const TEXT_BYTES = 200;
const PREFIX_BYTES = 60;

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** Minute, hour, day, month and weekday. */
const FIELDS: readonly (readonly [min: number, max: number])[] = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
];

/** What is taken here, the clockwork takes too: lists of `*`, numbers and ranges, with steps. */
function isCron(text: string): boolean {
  const fields = text
    .trim()
    .toLowerCase()
    .split(/[ \t]+/);
  return fields.length === FIELDS.length && fields.every((field, at) => isField(field, at));
}

function isField(field: string, at: number): boolean {
  const limits = FIELDS[at] ?? [0, 0];
  const isWeekday = at === FIELDS.length - 1;
  const numbered = isWeekday ? DAYS.reduce((text, day, n) => text.replaceAll(day, `${n}`), field) : field;
  return numbered.split(',').every((part) => isPart(part, limits));
}

function isPart(part: string, [min, max]: readonly [min: number, max: number]): boolean {
  const [, from, to, step] = /^(?:\*|(\d{1,2})(?:-(\d{1,2}))?)(?:\/(\d{1,2}))?$/.exec(part) ?? [part, 'none'];
  const isWithin = (text: string | undefined, least: number) => {
    return text === undefined || (Number(text) >= least && Number(text) <= max);
  };
  // A step goes over a range, not from one number on.
  const isSteppable = step === undefined || from === undefined || to !== undefined;
  const isRising = to === undefined || Number(from) <= Number(to);
  return isWithin(from, min) && isWithin(to, min) && isWithin(step, 1) && isSteppable && isRising;
}

function shortText(maxBytes: number) {
  return plainText().refine(
    (text) => byteLength(text) <= maxBytes,
    `must not be longer than ${maxBytes} bytes`,
  );
}

const bulletin = z
  .strictObject({
    cron: z
      .string()
      .refine(isCron, 'must be five fields: minute hour day month weekday, such as "0 8 * * mon-fri"'),
    channel: channelIndex.prefault(0),
    text: shortText(TEXT_BYTES)
      .refine((text) => !/^\s*[/!]/.test(text), 'must not begin like a command')
      .optional(),
    command: shortText(TEXT_BYTES).optional(),
    language: language.optional(),
    zone: z
      .string()
      .refine((name) => zoneNamed(name) !== undefined, 'must be a time zone such as "Europe/Paris"')
      .optional(),
    graceSeconds: seconds(60, 86_400).default(900),
  })
  .refine(({ text, command }) => (text === undefined) !== (command === undefined), {
    error: 'must have either a text or a command',
  });

export const bulletins = z.array(bulletin).max(50).prefault([]).meta({
  description:
    'What the bot says on a channel at set times, as in { cron: "0 8 * * *", channel: 0, text: "Good morning" } or with command: "weather Lyon" for its answer. Also: language, zone (such as Europe/Paris; default: that of the machine), graceSeconds (900: so late it is still told).',
});

export const announce = z
  .strictObject({
    enabled,
    cooldownSeconds: seconds(0, 86_400).default(300).meta({
      description: 'One admin may use it once in so long.',
      unit: 's',
    }),
    prefix: shortText(PREFIX_BYTES).optional().meta({
      description: 'What every announcement begins with, such as "[Club]". Default: nothing.',
    }),
  })
  .prefault({})
  .meta({ description: 'A text of an admin for everybody on a channel.' });
