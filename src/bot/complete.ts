import { formatNodeId } from '../mesh/ids.js';
import type { NodeDb } from '../mesh/node-db.js';
import { cleanName, fold } from '../util/text.js';
import type { Command, CommandDirectory } from './command.js';
import { mayUse } from './permissions.js';
import type { Request } from './request.js';
import type { BotSettings } from './settings.js';
import { textsFor, wordsOf } from './words.js';

export interface CompleteDeps {
  readonly registry: CommandDirectory;
  readonly nodes: NodeDb;
  readonly settings: Pick<BotSettings, 'channels' | 'commands'>;
}

/** A screen has room for no more, and whoever sees so many types on. */
const MAX_OFFERED = 50;

/**
 * Whole lines that begin with what `request.text` is so far: the commands that this asker may use here, and behind one
 * of them what it offers itself, else the words that its usage names, nodes where it takes one, commands behind help.
 */
export function completeLine(request: Request, deps: CompleteDeps): readonly string[] {
  const { text } = request;
  const last = /\S*$/u.exec(text)?.[0] ?? '';
  const before = text.slice(0, text.length - last.length);
  const offered =
    before.trim() === '' ? commandWords(request, last, deps) : argumentWords(request, before, deps);
  const typed = fold(last);
  const fitting = [...new Set(offered)].filter((word) => fold(word).startsWith(typed));
  return fitting.slice(0, MAX_OFFERED).map((word) => `${before}${word} `);
}

function usable(request: Request, { registry, settings }: CompleteDeps): readonly Command[] {
  return registry.commands.filter((command) => mayUse(request, command, settings));
}

function commandWords(request: Request, typed: string, deps: CompleteDeps): string[] {
  const prefix = deps.settings.commands.prefixes.find((each) => typed.startsWith(each)) ?? '';
  return usable(request, deps)
    .flatMap(wordsOf)
    .map((word) => `${prefix}${word}`);
}

function argumentWords(request: Request, before: string, deps: CompleteDeps): string[] {
  const [first = '', ...others] = before.trim().split(/\s+/u);
  const prefix = deps.settings.commands.prefixes.find((each) => first.startsWith(each)) ?? '';
  const command = deps.registry.find(first.slice(prefix.length));
  if (!command || others.length >= (command.args?.max ?? 0)) return [];
  const call = { request, language: request.language, args: others };
  const offered = command.offers?.(call);
  if (offered) return [...offered];
  const { usage } = textsFor(command, call);
  const words = usage.split(/[^\p{L}]+/u);
  return [
    ...words.filter((word) => isLiteral(word, usage)),
    ...(words.some((word) => NODE.test(word)) ? nodeWords(command, deps.nodes) : []),
    ...(words.some((word) => COMMAND.test(word)) ? usable(request, deps).flatMap(wordsOf) : []),
  ];
}

const NODE = /^(node|noeud|name|nom)$/iu;
const COMMAND = /^(command|commande)$/iu;

/** A word to be typed as it stands is one of several: `page|all|new`. */
function isLiteral(word: string, usage: string): boolean {
  return word.length > 1 && word === word.toLowerCase() && usage.includes('|') && !NODE.test(word);
}

/** By short name where it has one that can be typed, else by its id. */
function nodeWords(command: Command, nodes: NodeDb): string[] {
  const taken = nodes.all().filter((node) => command.takesNode?.(node) ?? true);
  return taken.map(({ nodeNum, user }) => {
    const name = cleanName(user?.shortName ?? '');
    return name === '' || /\s/u.test(name) ? formatNodeId(nodeNum) : name;
  });
}
