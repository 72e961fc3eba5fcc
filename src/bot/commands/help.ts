import { byteLength } from '../../util/text.js';
import type { Call, Command, HelpGroup, Texts } from '../command.js';
import { join } from '../compose.js';
import type { BotContext, CommandDefinition } from '../context.js';
import { PAGE_BYTES } from '../pages.js';
import { hasRole, isHeardAt, isSetUp, mayUse } from '../permissions.js';
import type { Language, Role } from '../request.js';
import type { BotSettings } from '../settings.js';
import { unknownError } from '../unknown.js';
import { placeError } from '../usage.js';
import { textsFor, wordsOf } from '../words.js';

interface HelpTexts {
  readonly groups: Readonly<Record<HelpGroup, string>>;
  readonly details: string;
  readonly also: string;
  readonly see: string;
  readonly example: string;
  readonly colon: string;
  readonly roles: Readonly<Record<Role, string>>;
  you(id: string): string;
}

const TEXTS: Texts<HelpTexts> = {
  en: {
    groups: { net: 'Net', sky: 'Sky', stat: 'Stat', here: 'Here', you: 'You' },
    details: '/help CMD = details',
    also: 'Also',
    see: 'See',
    example: 'Ex',
    colon: ':',
    roles: { any: '', known: ' (known)', admin: ' (admin)' },
    you: (id) => `You are ${id}`,
  },
  fr: {
    groups: { net: 'Réseau', sky: 'Ciel', stat: 'Stat', here: 'Ici', you: 'Vous' },
    details: '/aide CMD = détail',
    also: 'Aussi',
    see: 'Voir',
    example: 'Ex',
    colon: ' :',
    roles: { any: '', known: ' (connu)', admin: ' (admin)' },
    you: (id) => `Vous êtes ${id}`,
  },
};

const TITLE = 'MeshBot';

export const help: CommandDefinition = {
  name: 'help',
  aliases: ['aide', 'h', '?'],
  role: 'any',
  places: ['direct', 'listed-channel', 'telegram', 'console'],
  group: 'you',
  args: { min: 0, max: 1 },
  texts: {
    en: { name: 'help', usage: '[command]', summary: 'what I can do', example: '/help ping' },
    fr: { name: 'aide', usage: '[commande]', summary: 'ce que je sais faire', example: '/aide ping' },
  },
  create: (context) => ({
    run: (call) => {
      const [word] = call.args;
      if (word !== undefined) return details(word, call, context);
      const commands = usable(call, context);
      return call.request.isBrief ? overview(commands, call.language) : list(commands, call);
    },
  }),
};

function usable({ request }: Call, { registry, settings }: BotContext): Command[] {
  return registry().commands.filter((command) => mayUse(request, command, settings));
}

function details(word: string, call: Call, { registry, settings }: BotContext): string {
  const bare = word.replace(/^\//, '');
  const command = registry().find(bare);
  if (command && isElsewhere(call, command, settings)) throw placeError(command, call.language);
  if (!command || !mayUse(call.request, command, settings)) {
    throw unknownError(bare, call, { registry: registry(), settings });
  }
  const { language } = call;
  const text = TEXTS[language];
  const { name, usage, summary, example } = textsFor(command, call);
  const also = wordsOf(command).filter((other) => other !== name);
  const see = (command.see ?? []).map((other) => `/${registry().find(other)?.texts[language].name}`);
  const head = `/${join([name, usage], ' ')}${text.colon} ${summary}`;
  const note = command.note?.(language);
  const parts = [
    head,
    note,
    example && `${text.example}${text.colon} ${example}`,
    also.length > 0 ? `${text.also} ${also.join(', ')}` : '',
    see.length > 0 ? `${text.see} ${see.join(' ')}` : '',
  ];
  return join(parts, '. ');
}

/** It would be theirs, but not here. What a channel does not answer to is not talked about there. */
function isElsewhere({ request }: Call, command: Command, settings: BotSettings): boolean {
  const isAllowed = isSetUp(request, command, settings) && hasRole(request.user.role, command.role);
  return request.isDirect && isAllowed && !isHeardAt(request, command, settings);
}

/** One page: with the minor commands when all of them fit, else without. */
function overview(commands: readonly Command[], language: Language): string {
  const all = groups(commands, language);
  if (byteLength(all) <= PAGE_BYTES) return all;
  return groups(
    commands.filter((command) => !command.isMinor),
    language,
  );
}

function groups(commands: readonly Command[], language: Language): string {
  const text = TEXTS[language];
  const lines = (Object.keys(text.groups) as HelpGroup[]).map((group) => {
    const names = commands
      .filter((command) => command.group === group && command.name !== help.name)
      .map((command) => command.texts[language].name);
    return names.length > 0 && [text.groups[group], ...names].join(' ');
  });
  return [TITLE, ...lines, text.details].filter(Boolean).join('\n');
}

function list(commands: readonly Command[], call: Call): string {
  const text = TEXTS[call.language];
  const lines = commands.map((command) => {
    const { name, usage, summary } = textsFor(command, call);
    return `/${join([name, usage], ' ')}${text.colon} ${summary}${text.roles[command.role]}`;
  });
  return [TITLE, ...lines, text.you(call.request.user.id)].join('\n');
}
