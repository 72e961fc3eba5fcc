/** What is wrong with a line of YAML, for somebody who never heard that word. */
import { excerpt } from '../util/excerpt.js';

/** As the library tells it. */
export interface YamlError {
  readonly code: string;
  readonly message: string;
}

/** The schema goes down four steps; a few thousand exhaust the stack of whoever walks through the values. */
export const MAX_DEPTH = 20;
export const TOO_DEEP = `nothing in a configuration is nested deeper than ${MAX_DEPTH} steps: remove some`;

interface Rule {
  /** Of the code, a blank and the message. */
  readonly when: RegExp;
  words(...parts: string[]): string;
}

const PLAIN = 'write a plain value: nothing in it begins with &, * or !, unless it is in quotes';

/** The first one that fits. */
const RULES: readonly Rule[] = [
  { when: /^MULTIPLE_DOCS/, words: () => 'everything stands in one piece: remove the line "---"' },
  { when: /^TAB_AS_INDENT/, words: () => 'begins with a tab: indent with spaces' },
  { when: /^RESOURCE_EXHAUSTION/, words: () => TOO_DEEP },
  {
    when: /end with a ([\]}])/,
    words: (bracket) => `a ${bracket} is missing: close what was opened here or above`,
  },
  {
    when: /Missing closing (['"])quote/,
    words: (quote) => `the ${quote} that begins here has no ${quote} at its end`,
  },
  {
    when: /^BAD_INDENT .*same column/,
    words: () => 'begins further left or right than the lines beside it: indent them alike',
  },
  {
    when: /^(?:BLOCK_AS_IMPLICIT_KEY|MULTILINE_IMPLICIT_KEY)/,
    words: () =>
      'a value runs into a key: put a value with ": " in it in quotes, begin each key on a line of its own, end it with ":"',
  },
  {
    when: /^BAD_SCALAR_START .* (\S)$/,
    words: (sign) => `a value cannot begin with ${sign}: put it in quotes`,
  },
  { when: /be followed by map values/, words: () => 'a ":" is missing behind the key' },
  { when: /Missing ,/, words: () => 'a comma is missing between two values, or a value lacks its quotes' },
  { when: /Comments must be separated/, words: () => 'a blank is missing before the #' },
  {
    when: /^BLOCK_IN_FLOW/,
    words: () => 'between { } or [ ] keys are parted by commas, and what belongs to them stands in brackets',
  },
  {
    when: /^BAD_DQ_ESCAPE .* (\\\S*)$/,
    words: (sign) => `${sign} means nothing between double quotes: use single quotes`,
  },
  {
    when: /at node end$/,
    words: () => 'something stands behind the end of the value: remove it, or put all of it in quotes',
  },
  { when: /on same line with key/, words: () => 'a list with "-" begins on the line below its key' },
  {
    when: /flow-(?:map|seq)-end/,
    words: () => 'a closing bracket is too much, or its opening one is missing',
  },
  { when: /Block scalar header/, words: () => 'nothing else may stand behind | or >' },
  { when: /^BAD_DIRECTIVE/, words: () => 'remove the line that begins with %' },
  { when: /^KEY_OVER_1024_CHARS/, words: () => 'the key is far too long' },
  { when: /^(?:MULTIPLE_|BAD_ALIAS|ALIAS_PROPS|BAD_PROP_ORDER)/, words: () => PLAIN },
];

const UNCLEAR = 'cannot be understood: look at its quotes, brackets, colons and indentation';

export function wordsFor({ code, message }: YamlError): string {
  if (code === 'TAG_RESOLVE_FAILED') return wordsForTag(message);
  for (const { when, words } of RULES) {
    const found = when.exec(`${code} ${message}`);
    if (found) return words(...found.slice(1).map((part) => excerpt(part)));
  }
  return UNCLEAR;
}

/** A bare `!16fad3dc` is a tag to YAML and would vanish without a word. */
function wordsForTag(message: string): string {
  const nodeId = /![0-9a-fA-F]{8}\b/.exec(message)?.[0];
  if (nodeId) return `put ${nodeId} in quotes: "${nodeId}"`;
  const tag = message.replace('Unresolved tag: ', '').replace('tag:yaml.org,2002:', '!!');
  return `write a plain value, without ${excerpt(tag)} in front`;
}

/** The same key twice in one section. */
export function wordsForTwice(key: string, firstLine: number): string {
  return `${excerpt(key)} stands there twice, also on line ${firstLine}: remove one of them`;
}
