/** What deletes or moves data: counted and checked first, and done when it is confirmed. */
import { DiskRefusedError } from '../../mesh/history-care.js';
import type { HistorySizes } from '../../mesh/history-sizes.js';
import { UserError } from '../../util/errors.js';
import { count, gigabytes, size } from '../amounts.js';
import type { Call, CommandDescription, Reply } from '../command.js';
import type { BotContext } from '../context.js';
import { decimal } from '../format.js';
import { type HourLimits, hoursIn, inHours } from '../hours.js';
import { usageError } from '../usage.js';
import { DB_TEXTS } from './db-texts.js';

const LIMITS: HourLimits = { least: 24, most: 720 };
const USUAL_HOURS = '168';
const HOUR_MS = 3_600_000;
/** The database may be written anew beside the old one. */
const ROOM_FACTOR = 2;

export function clean(context: BotContext, call: Call, command: CommandDescription): Reply {
  const { language } = call;
  const { history, clock, confirmations } = context;
  const text = DB_TEXTS[language];
  const hours = hoursIn(call.args[1] ?? USUAL_HOURS, LIMITS);
  if (hours === undefined) throw usageError(command, call);
  const before = clock.now() - hours * HOUR_MS;
  const found = history.countBefore(before);
  const period = inHours(hours, language);
  if (found.packets + found.texts + found.links === 0) return text.nothing(period);
  const [packets, texts] = [count(found.packets, language), count(found.texts, language)];
  const freed = size(bytesOf(found.packets, history.sizes()), language);
  return confirmations.ask(call, {
    question: (code) => text.sureClean({ packets, texts, period, size: freed, code }),
    run: async () => {
      const done = await unlessRefused(call, () => context.historyCare.clean(before));
      const free = size(history.sizes().freeBytes, language);
      return text.cleaned(count(done.packets, language), count(done.texts, language), free);
    },
  });
}

/** About: as if every packet, and what belongs to it, took the same room. */
function bytesOf(packets: number, { tables, fileBytes, freeBytes }: HistorySizes): number {
  const all = tables.find(({ table }) => table === 'packets')?.rows ?? 0;
  return Math.round((fileBytes - freeBytes) * Math.min(1, packets / Math.max(1, all)));
}

export function vacuum(context: BotContext, call: Call): Reply {
  const { language } = call;
  const { history, clock, confirmations } = context;
  const text = DB_TEXTS[language];
  checkRoom(context, call);
  const { fileBytes, freeBytes } = history.sizes();
  return confirmations.ask(call, {
    question: (code) => text.sureVacuum(size(fileBytes, language), size(freeBytes, language), code),
    run: async () => {
      checkRoom(context, call);
      const startedAt = clock.uptime();
      const { beforeBytes, afterBytes } = await unlessRefused(call, () => context.historyCare.vacuum());
      const took = decimal((clock.uptime() - startedAt) / 1000, 1, language);
      const [before, after] = [size(beforeBytes, language), size(afterBytes, language)];
      return text.vacuumed(withoutUnitOf(after, before), after, took);
    },
  });
}

/** Throws when the disk is too full. One that does not tell is taken as it comes: nothing is lost by trying. */
function checkRoom({ history }: BotContext, { language }: Call): void {
  const { fileBytes, diskFreeBytes } = history.sizes();
  const needed = ROOM_FACTOR * fileBytes;
  if (diskFreeBytes === undefined || diskFreeBytes >= needed) return;
  const [free, wanted] = [gigabytes(diskFreeBytes, language), gigabytes(needed, language)];
  throw new UserError(DB_TEXTS[language].diskFull(free, wanted));
}

const UNIT = /\p{L}+$/u;

/** `84` beside `21MB`, `84MB` beside `412kB`. */
function withoutUnitOf(other: string, text: string): string {
  return UNIT.exec(other)?.[0] === UNIT.exec(text)?.[0] ? text.replace(UNIT, '') : text;
}

async function unlessRefused<Result>({ language }: Call, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DiskRefusedError) throw new UserError(DB_TEXTS[language].refused);
    throw error;
  }
}
