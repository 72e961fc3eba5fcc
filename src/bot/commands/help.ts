import { byteLength, fold } from '../../util/text.js';
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
  readonly more: string;
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
    more: '/help NAME explains one of them, /help all has a line for each.',
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
    more: "/aide NOM explique l'une d'elles, /aide tout a une ligne pour chacune.",
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
      const { isBrief, platform } = call.request;
      const isWhole = word !== undefined && !isBrief && ALL.has(fold(word));
      if (word !== undefined && !isWhole) return details(word, call, context);
      const commands = usable(call, context);
      if (isBrief) return overview(commands, call.language);
      return isWhole || platform !== 'console' ? list(commands, call) : index(commands, call);
    },
  }),
};

const ALL: ReadonlySet<string> = new Set(['all', 'tout']);

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

/** A screen that scrolls up has room for the names. */
function index(commands: readonly Command[], call: Call): string {
  const text = TEXTS[call.language];
  const lines = longGroups(commands, call.language).map(({ title, members }) => {
    const names = members.map((command) => command.texts[call.language].name);
    return `${title}${text.colon} ${names.join(' ')}`;
  });
  return [TITLE, ...lines, text.more].join('\n');
}

function list(commands: readonly Command[], call: Call): string {
  const groups = longGroups(commands, call.language).flatMap(({ title, members }) => [
    '',
    title,
    ...members.map((command) => lineOf(command, call)),
  ]);
  return [TITLE, ...groups, '', TEXTS[call.language].you(call.request.user.id)].join('\n');
}

/** Those that have anything to show. */
function longGroups(commands: readonly Command[], language: Language) {
  return Object.entries(TEXTS[language].longGroups)
    .map(([group, title]) => ({
      title,
      members: commands.filter((command) => longGroupOf(command) === group),
    }))
    .filter(({ members }) => members.length > 0);
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
