import { byteLength } from '../../util/text.js';
import type { Call, Command, HelpGroup, Texts } from '../command.js';
import { join } from '../compose.js';
import type { BotContext, CommandDefinition } from '../context.js';
import { optionLines } from '../options.js';
import { PAGE_BYTES } from '../pages.js';
import { hasRole, isHeardAt, isSetUp, mayUse } from '../permissions.js';
import type { Language } from '../request.js';
import type { BotSettings } from '../settings.js';
import { unknownError } from '../unknown.js';
import { placeError } from '../usage.js';
import { textsFor, wordsOf } from '../words.js';

interface HelpTexts {
  readonly groups: Readonly<Record<HelpGroup, string>>;
  readonly longGroups: Readonly<Record<LongGroup, string>>;
  readonly details: string;
  readonly also: string;
  readonly see: string;
  readonly example: string;
  readonly colon: string;
  readonly known: string;
  you(id: string): string;
}

/** On a wide screen what only admins may do stands apart. */
type LongGroup = HelpGroup | 'admin';

const TEXTS: Texts<HelpTexts> = {
  en: {
    groups: { net: 'Net', sky: 'Sky', stat: 'Stat', here: 'Here', you: 'You' },
    longGroups: {
      net: 'The mesh and its nodes',
      sky: 'Weather and warnings',
      stat: 'Statistics',
      here: 'This place, its node and me',
      you: 'You, your messages and me',
      admin: 'For admins',
    },
    details: '/help CMD = details',
    also: 'Also',
    see: 'See',
    example: 'Ex',
    colon: ':',
    known: ' (known)',
    you: (id) => `You are ${id}`,
  },
  fr: {
    groups: { net: 'Réseau', sky: 'Ciel', stat: 'Stat', here: 'Ici', you: 'Vous' },
    longGroups: {
      net: 'Le réseau et ses nœuds',
      sky: 'Météo et alertes',
      stat: 'Statistiques',
      here: 'Ce lieu, son nœud et moi',
      you: 'Vous, vos messages et moi',
      admin: 'Pour les admins',
    },
    details: '/aide CMD = détail',
    also: 'Aussi',
    see: 'Voir',
    example: 'Ex',
    colon: ' :',
    known: ' (connu)',
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
  const { isBrief } = call.request;
  const text = TEXTS[language];
  const { name, usage, summary, example } = textsFor(command, call);
  const also = wordsOf(command).filter((other) => other !== name);
  const see = (command.see ?? []).map((other) => `/${registry().find(other)?.texts[language].name}`);
  const head = `/${join([name, usage], ' ')}${text.colon} ${summary}`;
  const note = command.note?.(language);
  const parts = [
    head,
    ...(isBrief ? [] : optionLines(command, usage, language)),
    note,
    example && `${text.example}${text.colon} ${example}`,
    also.length > 0 ? `${text.also} ${also.join(', ')}` : '',
    see.length > 0 ? `${text.see} ${see.join(' ')}` : '',
  ];
  return join(parts, isBrief ? '. ' : '\n');
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
  const groups = (Object.keys(text.longGroups) as LongGroup[]).flatMap((group) => {
    const lines = commands
      .filter((command) => longGroupOf(command) === group)
      .map((command) => lineOf(command, call));
    return lines.length > 0 ? ['', text.longGroups[group], ...lines] : [];
  });
  return [TITLE, ...groups, '', text.you(call.request.user.id)].join('\n');
}

function longGroupOf({ role, group }: Command): LongGroup {
  return role === 'admin' ? role : group;
}

function lineOf(command: Command, call: Call): string {
  const text = TEXTS[call.language];
  const { name, usage, summary } = textsFor(command, call);
  const role = command.role === 'known' ? text.known : '';
  return `/${join([name, usage], ' ')}${text.colon} ${summary}${role}`;
}
