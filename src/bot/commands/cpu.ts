import type { BotLoad, HostReading } from '../../services/host.js';
import type { Call, Texts } from '../command.js';
import { join } from '../compose.js';
import type { CommandDefinition } from '../context.js';
import { decimal } from '../format.js';
import type { Language } from '../request.js';
import { megabytes } from './sys.js';

interface CpuTexts {
  readonly bot: string;
  readonly peak: string;
  readonly mega: string;
  readonly loop: string;
  readonly longBot: string;
  readonly minutes: string;
  memory(mega: string): string;
  longLoop(ms: string): string;
  collections(count: number, ms: string): string;
  handles(count: number): string;
  readonly unknown: string;
}

const TEXTS: Texts<CpuTexts> = {
  en: {
    bot: 'Bot CPU',
    peak: 'peak',
    mega: 'MB',
    loop: 'loop p99',
    longBot: 'CPU of the bot, of one core:',
    minutes: 'The last ten minutes, %:',
    memory: (mega) => `Memory ${mega} MB`,
    longLoop: (ms) => `Event loop late by ${ms} ms at most, 99 times of 100`,
    collections: (count, ms) => `Garbage collection ${count} times since the start, ${ms} ms`,
    handles: (count) => `Open handles ${count}`,
    unknown: 'not measured yet',
  },
  fr: {
    bot: 'CPU bot',
    peak: 'max',
    mega: 'Mo',
    loop: 'boucle p99',
    longBot: "CPU du bot, d'un cœur :",
    minutes: 'Les dix dernières minutes, % :',
    memory: (mega) => `Mémoire ${mega} Mo`,
    longLoop: (ms) => `Boucle en retard de ${ms} ms au plus, 99 fois sur 100`,
    collections: (count, ms) => `Ramasse-miettes ${count} fois depuis le démarrage, ${ms} ms`,
    handles: (count) => `Ressources ouvertes ${count}`,
    unknown: 'pas encore mesuré',
  },
};

export const cpu: CommandDefinition = {
  name: 'cpu',
  aliases: [],
  role: 'any',
  places: ['direct', 'telegram', 'console'],
  group: 'here',
  isMinor: true,
  texts: {
    en: { name: 'cpu', usage: '', summary: 'what I use of the machine', example: '/cpu' },
    fr: { name: 'cpu', usage: '', summary: "ce que j'utilise de la machine", example: '/cpu' },
  },
  see: ['sys'],
  create: ({ host }) => ({
    run: async ({ language, request }: Call) => {
      const reading = await host.read();
      return request.isBrief ? brief(reading, language) : long(reading, language);
    },
  }),
};

function brief({ bot, rssBytes, cpuCelsius }: HostReading, language: Language): string {
  const text = TEXTS[language];
  const shares = join(sharesOf(bot, language), ' ');
  const late =
    bot?.loopP99Ms === undefined ? undefined : `${text.loop} ${decimal(bot.loopP99Ms, 0, language)}ms`;
  return join(
    [
      shares && `${text.bot} ${shares}`,
      join([`RSS ${megabytes(rssBytes)}${text.mega}`, late]),
      cpuCelsius === undefined ? undefined : `CPU ${decimal(cpuCelsius, 1, language)}°`,
    ],
    '\n',
  );
}

function sharesOf(bot: BotLoad | undefined, language: Language): (string | undefined)[] {
  const shown = (percent: number | undefined, told: (text: string) => string) =>
    percent === undefined ? undefined : told(`${decimal(percent, 1, language)}%`);
  return [
    shown(bot?.cpuPercent1, (text) => `${text} (1m)`),
    shown(bot?.cpuPercent15, (text) => `${text} (15m)`),
    shown(bot?.cpuPercentPeak, (text) => `${TEXTS[language].peak} ${text}`),
  ];
}

function long({ bot, rssBytes, cpuCelsius }: HostReading, language: Language): string {
  const text = TEXTS[language];
  const minutes = (bot?.cpuMinutes ?? []).map((percent) =>
    percent === undefined ? '–' : decimal(percent, 1, language),
  );
  return join(
    [
      `${text.longBot} ${join(sharesOf(bot, language)) || text.unknown}`,
      minutes.length > 0 ? `${text.minutes} ${minutes.join(' ')}` : undefined,
      text.memory(megabytes(rssBytes)),
      text.longLoop(bot?.loopP99Ms === undefined ? '–' : decimal(bot.loopP99Ms, 0, language)),
      bot?.collections && text.collections(bot.collections.count, decimal(bot.collections.ms, 0, language)),
      bot?.openHandles === undefined ? undefined : text.handles(bot.openHandles),
      `CPU ${cpuCelsius === undefined ? '–' : decimal(cpuCelsius, 1, language)} °C`,
    ],
    '\n',
  );
}
