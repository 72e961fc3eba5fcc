export interface CommandLine {
  readonly word: string;
  /** Split on blanks; `"two words"` is one. */
  readonly args: readonly string[];
  /** Everything behind the word, as it stood. */
  readonly rest: string;
}

export interface CommandSyntax {
  readonly prefixes: readonly string[];
  /** At the console a line is a command without a prefix too. */
  readonly needsPrefix: boolean;
}

/** Reads a line as a command; undefined for plain text. */
export function parseCommandLine(text: string, syntax: CommandSyntax): CommandLine | undefined {
  const line = text.trim();
  const prefix = syntax.prefixes.find((candidate) => line.startsWith(candidate));
  if (prefix === undefined && syntax.needsPrefix) return undefined;
  const body = line.slice(prefix?.length ?? 0);
  const found = /^(\S+)\s*([\s\S]*)$/u.exec(body);
  if (!found) return undefined;
  const [, first = '', rest = ''] = found;
  const word = first === '?' ? first : first.replace(/[?!.,;:]+$/u, '');
  return word ? { word, args: splitArgs(rest), rest } : undefined;
}

/** Somebody begins a command and does not name it. */
export function isBarePrefix(text: string, prefixes: readonly string[]): boolean {
  return prefixes.includes(text.trim());
}

export function splitArgs(rest: string): string[] {
  const args: string[] = [];
  for (const match of rest.matchAll(/"([^"]*)"|(\S+)/gu)) args.push(match[1] ?? match[2] ?? '');
  return args;
}
