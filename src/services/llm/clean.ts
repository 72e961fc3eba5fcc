/** Makes out of what a model says what may be told: no thoughts, no marks, nothing that another bot would obey. */
import { cleanName } from '../../util/text.js';

/** `<think>`, `</thinking>`, `<THINK >`, `<think\ntype="deep">`: whatever models open and close their thoughts with. */
const TAG = /<(\/?)\s{0,4}think(?:ing)?(?:\s[^<>]{0,200})?>/gi;

/** Empty when nothing is left. `prefixes` are what a command begins with. */
export function cleanAnswer(content: string, prefixes: readonly string[]): string {
  return withoutPrefix(cleanName(withoutMarks(withoutThoughts(content))), prefixes);
}

/**
 * What was said outside the thoughts. An opening tag that is never closed swallows all that follows, because a thought
 * that was cut off has no end; a closing tag without an opening one ends a thought that began in the prompt.
 */
function withoutThoughts(text: string): string {
  let kept = '';
  let depth = 0;
  let from = 0;
  for (const tag of text.matchAll(TAG)) {
    const isClosing = tag[1] === '/';
    if (isClosing && depth === 0) kept = '';
    else if (depth === 0) kept += text.slice(from, tag.index);
    depth = Math.max(0, depth + (isClosing ? -1 : 1));
    from = tag.index + tag[0].length;
  }
  return depth > 0 ? kept : kept + text.slice(from);
}

/** Markdown as far as it is only marks: the `*` of a product and the `_` of a name stay. */
const MARKS: readonly (readonly [mark: RegExp, kept: string])[] = [
  [/^[ \t]{0,3}(?:```|~~~)[^\n`]{0,40}$/gm, ''],
  [/^[ \t]{0,3}(?:[-*_][ \t]?){3,20}$/gm, ''],
  [/^[ \t]{0,12}(?:#{1,6}|>|[-*+•])[ \t]{1,8}/gm, ''],
  [/!?\[([^[\]\n]{1,300})\]\([^()\s]{1,500}\)/g, '$1'],
  [/(\*\*|__)(?=\S)([^*_\n]{1,500})(?<=\S)\1/g, '$2'],
  [/(?<![\p{L}\p{N}*_])([*_])(?=[^\s*_])([^*_\n]{1,500})(?<=[^\s*_])\1(?![\p{L}\p{N}*_])/gu, '$2'],
  [/`{1,3}([^`\n]{1,500})`{1,3}/g, '$1'],
];

function withoutMarks(text: string): string {
  return MARKS.reduce((marked, [mark, kept]) => marked.replace(mark, kept), text);
}

/** Bots that obey each other's answers would never end. */
function withoutPrefix(text: string, prefixes: readonly string[]): string {
  const isBlank = (at: number) => text.charAt(at) === ' ';
  const prefixAt = (at: number) => prefixes.find((prefix) => text.startsWith(prefix, at)) ?? '';
  let at = 0;
  for (let step = 1; step > 0; at += step) step = prefixAt(at).length || (isBlank(at) ? 1 : 0);
  return text.slice(at);
}
