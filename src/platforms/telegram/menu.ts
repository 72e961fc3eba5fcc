/** The list of commands that Telegram shows beside the text field. */
import type { Command, CommandDirectory } from '../../bot/command.js';
import { hasRole } from '../../bot/permissions.js';
import { LANGUAGES, type Language, type Role } from '../../bot/request.js';
import { cutToBytes, fold } from '../../util/text.js';
import type { Admission } from './admission.js';
import type { BotApi, Menu, MenuCommand } from './bot-api.js';
import { type FailureKind, TelegramFailure } from './failure.js';

/** What passes without anybody's help. */
const PASSING: ReadonlySet<FailureKind> = new Set(['unreachable', 'timeout', 'server', 'flood']);
/** Longest description. */
const MAX_BYTES = 256;
/** Those who are to show a code. */
const STRANGER_WORDS: ReadonlySet<string> = new Set(['start', 'pair']);

export interface MenuSource {
  readonly registry: CommandDirectory;
  readonly admission: Pick<Admission, 'chats' | 'roleOf'>;
  /** Whose private chats get a menu of their own. */
  readonly people: readonly number[];
  readonly language: Language;
  isShown(command: Command): boolean;
}

/** What everybody finds: strangers little, admins everything, each in both languages. */
export function menusFor({ registry, admission, people, language, isShown }: MenuSource): readonly Menu[] {
  const shown = registry.commands.filter(
    (command) => command.places.includes('telegram') && isShown(command),
  );
  const chats: readonly { readonly chat?: number; readonly role: Role }[] = [
    { role: 'any' },
    ...admission.chats.map((chat) => ({ chat, role: 'known' as const })),
    ...people.map((chat) => ({ chat, role: admission.roleOf(chat) })),
  ];
  return chats.flatMap(({ chat, role }) =>
    LANGUAGES.map((each) => ({
      ...(chat !== undefined && { chat }),
      // What is meant for no language in particular is in the one of the configuration.
      ...(each !== language && { language: each }),
      commands: shown.filter((command) => isFor(command, role)).flatMap((command) => entryOf(command, each)),
    })),
  );
}

function isFor(command: Command, role: Role): boolean {
  return role === 'any' ? STRANGER_WORDS.has(command.name) : hasRole(role, command.role);
}

/** Telegram takes 1 to 32 small letters, digits and underscores. */
function entryOf({ texts }: Command, language: Language): readonly MenuCommand[] {
  const { name, summary } = texts[language];
  const command = fold(name);
  return /^[a-z0-9_]{1,32}$/.test(command) ? [{ command, description: cutToBytes(summary, MAX_BYTES) }] : [];
}

/** One after the other; who cannot be shown a menu, because he never wrote to us, goes without. Gives what went wrong. */
export async function showMenus(
  api: Pick<BotApi, 'menu'>,
  menus: readonly Menu[],
  signal: AbortSignal,
): Promise<readonly unknown[]> {
  const failures: unknown[] = [];
  for (const menu of menus) {
    await api.menu(menu, signal).catch((error: unknown) => failures.push(error));
    if (signal.aborted) break;
  }
  return failures;
}

/** What Telegram refuses it refuses again. */
export function isPassing(failure: unknown): boolean {
  return failure instanceof TelegramFailure && PASSING.has(failure.kind);
}
