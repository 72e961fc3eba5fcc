import type { StartReason } from '../../mesh/run-record.js';
import type { HostReading } from '../../services/host.js';
import type { Call, Texts } from '../command.js';
import { join } from '../compose.js';
import type { BotContext, CommandDefinition } from '../context.js';
import { decimal, longSpan, span, timeOfDay } from '../format.js';
import type { Language } from '../request.js';

interface SysTexts {
  up(host: string | undefined, bot: string): string;
  readonly load: string;
  readonly mega: string;
  disk(percent: string, free: string): string;
  longUp(host: string | undefined, bot: string): string;
  longCpu(celsius: string | undefined, load: string | undefined): string;
  longMemory(host: string | undefined, bot: string): string;
  longDisk(percent: string, free: string): string;
  writes(ms: string): string;
  readonly writesFail: string;
  readonly reasons: Readonly<Record<StartReason, string>>;
  starts(reason: string, inDay: number, inWeek: number): string;
  database(mega: string): string;
  readonly clock: Readonly<Record<ClockWord, string>>;
  jumped(by: string, at: string): string;
}

type ClockWord = 'set' | 'free' | 'unknown';

const TEXTS: Texts<SysTexts> = {
  en: {
    up: (host, bot) => join([host && `Host up ${host}`, `bot ${bot}`]),
    load: 'load',
    mega: 'MB',
    disk: (percent, free) => `Disk ${percent}%, ${free}GB free`,
    longUp: (host, bot) => join([host && `Host up ${host}`, `bot up ${bot}`]),
    longCpu: (celsius, load) => join([celsius && `CPU ${celsius} °C`, load && `load ${load} (1, 5, 15 min)`]),
    longMemory: (host, bot) => join([host && `Memory ${host} used`, `the bot itself ${bot} MB`]),
    longDisk: (percent, free) => `Disk of the data folder ${percent} % full, ${free} GB free`,
    writes: (ms) => `a write takes ${ms} ms`,
    writesFail: 'it CANNOT be written',
    reasons: {
      first: 'for the first time',
      stopped: 'after a stop in good order',
      crashed: 'after a crash or a kill',
      rebooted: 'with the machine',
    },
    starts: (reason, inDay, inWeek) => `Started ${reason}; starts: ${inDay} in 24 h, ${inWeek} in 7 d`,
    database: (mega) => `Database ${mega} MB`,
    clock: {
      set: 'Clock synchronised',
      free: 'Clock NOT synchronised',
      unknown: 'Clock: unknown whether synchronised',
    },
    jumped: (by, at) => `it jumped by ${by} at ${at}`,
  },
  fr: {
    up: (host, bot) => join([host && `Machine ${host}`, `bot ${bot}`]),
    load: 'charge',
    mega: 'Mo',
    disk: (percent, free) => `Disque ${percent}%, ${free}Go libres`,
    longUp: (host, bot) => join([host && `Machine active ${host}`, `bot actif ${bot}`]),
    longCpu: (celsius, load) =>
      join([celsius && `CPU ${celsius} °C`, load && `charge ${load} (1, 5, 15 min)`]),
    longMemory: (host, bot) => join([host && `Mémoire ${host} utilisés`, `le bot lui-même ${bot} Mo`]),
    longDisk: (percent, free) => `Disque des données plein à ${percent} %, ${free} Go libres`,
    writes: (ms) => `une écriture prend ${ms} ms`,
    writesFail: "IMPOSSIBLE d'y écrire",
    reasons: {
      first: 'pour la première fois',
      stopped: 'après un arrêt normal',
      crashed: 'après une panne ou un arrêt brutal',
      rebooted: 'avec la machine',
    },
    starts: (reason, inDay, inWeek) => `Démarré ${reason} ; démarrages : ${inDay} en 24 h, ${inWeek} en 7 j`,
    database: (mega) => `Base de données ${mega} Mo`,
    clock: {
      set: 'Horloge synchronisée',
      free: 'Horloge NON synchronisée',
      unknown: 'Horloge : synchronisation inconnue',
    },
    jumped: (by, at) => `saut de ${by} à ${at}`,
  },
};

const MEGA = 1_000_000;

export const sys: CommandDefinition = {
  name: 'sys',
  aliases: ['systeme'],
  role: 'any',
  places: ['direct', 'telegram', 'console'],
  group: 'here',
  texts: {
    en: { name: 'sys', usage: '', summary: 'the machine I run on', example: '/sys' },
    fr: { name: 'sys', usage: '', summary: 'la machine sur laquelle je tourne', example: '/sys' },
  },
  see: ['cpu', 'link'],
  create: (context) => ({
    run: async (call) => {
      const reading = await context.host.read();
      return call.request.isBrief ? brief(context, call, reading) : long(context, call, reading);
    },
  }),
};

function brief(context: BotContext, { language }: Call, reading: HostReading): string {
  const text = TEXTS[language];
  const { hostUpSeconds, cpuCelsius, load, disk } = reading;
  const host = hostUpSeconds === undefined ? undefined : span(hostUpSeconds * 1000, language);
  const cpu = [
    cpuCelsius === undefined ? undefined : `${decimal(cpuCelsius, 1, language)}°`,
    load && `${text.load} ${loads(load, language)}`,
  ];
  const heat = join(cpu, ' ');
  return join(
    [
      text.up(host, span(context.upMs(), language)),
      heat && `CPU ${heat}`,
      memory(reading, language),
      disk && text.disk(decimal(disk.usedPercent, 0, language), gigabytes(disk.freeBytes, language)),
    ],
    '\n',
  );
}

function memory({ memory: host, rssBytes }: HostReading, language: Language): string {
  const { mega } = TEXTS[language];
  const bot = `bot ${megabytes(rssBytes)}${mega}`;
  if (!host) return `RAM ${bot}`;
  const percent = Math.round((100 * host.usedBytes) / host.totalBytes);
  return `RAM ${megabytes(host.usedBytes)}/${megabytes(host.totalBytes)}${mega} ${percent}%, ${bot}`;
}

function long(context: BotContext, { language }: Call, reading: HostReading): string {
  const text = TEXTS[language];
  const { hostUpSeconds, cpuCelsius, load, memory: host, rssBytes } = reading;
  const used = host && `${megabytes(host.usedBytes)} / ${megabytes(host.totalBytes)} ${text.mega}`;
  return join(
    [
      `MeshBot ${context.settings.version}, Node ${process.versions.node}`,
      text.longUp(
        hostUpSeconds === undefined ? undefined : longSpan(hostUpSeconds * 1000, language),
        longSpan(context.upMs(), language),
      ),
      text.longCpu(
        cpuCelsius === undefined ? '–' : decimal(cpuCelsius, 1, language),
        load && loads(load, language),
      ),
      text.longMemory(used, megabytes(rssBytes)),
      longDisk(reading, language),
      text.database(databaseSize(context, language)),
      startedBy(context, language),
      clockState(reading, language),
    ],
    '\n',
  );
}

function longDisk({ disk, failedWrites = 0, writeMs }: HostReading, language: Language): string {
  const text = TEXTS[language];
  return join([
    disk && text.longDisk(decimal(disk.usedPercent, 0, language), gigabytes(disk.freeBytes, language)),
    failedWrites > 0
      ? text.writesFail
      : writeMs === undefined
        ? ''
        : text.writes(decimal(writeMs, 0, language)),
  ]);
}

function databaseSize({ history }: BotContext, language: Language): string {
  const mega = history.sizes().fileBytes / MEGA;
  return decimal(mega, mega < 10 ? 1 : 0, language);
}

function startedBy({ run }: BotContext, language: Language): string | undefined {
  const record = run?.();
  const text = TEXTS[language];
  return record && text.starts(text.reasons[record.reason], record.startsInDay, record.startsInWeek);
}

function clockState({ clock }: HostReading, language: Language): string {
  const text = TEXTS[language];
  const { isSynchronised, lastJump } = clock ?? {};
  const word: ClockWord = isSynchronised === undefined ? 'unknown' : isSynchronised ? 'set' : 'free';
  if (!lastJump) return text.clock[word];
  const by = `${lastJump.ms < 0 ? '-' : '+'}${span(Math.abs(lastJump.ms), language)}`;
  return join([text.clock[word], text.jumped(by, timeOfDay(lastJump.at))]);
}

function loads(load: readonly number[], language: Language): string {
  return load.map((value) => decimal(value, 2, language)).join(' ');
}

export function megabytes(bytes: number): string {
  return String(Math.round(bytes / MEGA));
}

function gigabytes(bytes: number, language: Language): string {
  const giga = bytes / MEGA / 1000;
  return decimal(giga, giga < 10 ? 1 : 0, language);
}
