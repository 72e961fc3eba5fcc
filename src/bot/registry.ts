import { fold, nearest } from '../util/text.js';
import type { Command, CommandDescription, CommandDirectory } from './command.js';
import { COMMANDS } from './commands/index.js';
import type { Language } from './request.js';
import { wordsOf } from './words.js';

/** Typing mistakes that still name a command. */
const MAX_EDITS = 2;

/** Every command by its name and aliases. */
export class Registry implements CommandDirectory {
  readonly commands: readonly Command[];
  readonly #byWord = new Map<string, Command>();

  constructor(commands: readonly Command[]) {
    this.commands = commands;
    for (const command of commands) {
      for (const word of wordsOf(command)) this.#add(fold(word), command);
    }
  }

  /** Case, accents and ligatures do not matter, nor does punctuation behind the word. */
  find(word: string): Command | undefined {
    return this.#byWord.get(fold(word)) ?? this.#byWord.get(fold(word.replace(/[?!.,;:]+$/u, '')));
  }

  /** Names in the asker's language win over the others. */
  nearest(word: string, language: Language, among: readonly Command[]): string | undefined {
    const shown = among.map((command) => command.texts[language].name);
    return nearest(fold(word), [...shown, ...among.flatMap(wordsOf)], MAX_EDITS);
  }

  #add(word: string, command: Command): void {
    const taken = this.#byWord.get(word);
    if (taken) throw new Error(`"${word}" names both /${taken.name} and /${command.name}`);
    this.#byWord.set(word, command);
  }
}

/** Every command there is, for the manual and for menus: needs no running bot. */
export function allCommands(): readonly CommandDescription[] {
  return COMMANDS;
}
