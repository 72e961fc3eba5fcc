import type { HostReading } from '../../services/host.js';
import type { Call, Texts } from '../command.js';
import { join } from '../compose.js';
import type { BotContext, CommandDefinition } from '../context.js';
import { decimal, longSpan, span } from '../format.js';
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
}

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
  see: ['link'],
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
  const { hostUpSeconds, cpuCelsius, load, memory: host, disk, rssBytes } = reading;
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
      disk && text.longDisk(decimal(disk.usedPercent, 0, language), gigabytes(disk.freeBytes, language)),
    ],
    '\n',
  );
}

function loads(load: readonly number[], language: Language): string {
  return load.map((value) => decimal(value, 2, language)).join(' ');
}

function megabytes(bytes: number): string {
  return String(Math.round(bytes / MEGA));
}

function gigabytes(bytes: number, language: Language): string {
  const giga = bytes / MEGA / 1000;
  return decimal(giga, giga < 10 ? 1 : 0, language);
}
