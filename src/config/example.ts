import { stringify } from 'yaml';
import type { ConfigKey, ConfigSection } from './keys.js';

const HEAD = `# MeshBot configuration.
# Every key but the node's address has a default. A line that begins with "#" and a name shows a default:
# take the "#" away and change it. "meshbot check-config" tells every mistake.
`;

const SAMPLES: Readonly<Record<string, string>> = {
  'node.name': 'Base',
  'position.latitude': '45.19',
  'position.longitude': '5.72',
  'commands.echo.channel': '0',
  'weather.homeName': 'Grenoble',
  'weather.countryCode': 'FR',
  'vigilance.department': '"38"',
  'vigilance.pageSlug': 'isere',
  contactUrl: 'https://example.org/bot',
  'log.format': 'text',
};

/** Values by the paths of their keys. */
export type ExampleValues = Readonly<Record<string, string>>;

/** A commented file in which only the address is left to write, or nothing when `values` has it. */
export function exampleOf(sections: readonly ConfigSection[], values: ExampleValues = {}): string {
  const blocks = sections.map((section) =>
    section.isToggle ? toggleLine(section) : blockOf(section, values),
  );
  return `${[HEAD.trimEnd(), ...blocks].join('\n')}\n`;
}

function toggleLine({ path }: ConfigSection): string {
  return `${'  '.repeat(depthOf(path) - 1)}#${lastOf(path)}: { enabled: true }`;
}

function blockOf(section: ConfigSection, values: ExampleValues): string {
  const depth = depthOf(section.path);
  return ['', ...heading(section, depth), ...section.keys.flatMap((key) => linesOf(key, depth, values))].join(
    '\n',
  );
}

function depthOf(path: string): number {
  return path === '' ? 0 : path.split('.').length;
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}

function heading(section: ConfigSection, depth: number): string[] {
  if (depth === 0) return [];
  const indent = '  '.repeat(depth - 1);
  return [...comment(section.description.split(' '), indent), `${indent}${lastOf(section.path)}:`];
}

function linesOf(key: ConfigKey, depth: number, values: ExampleValues): string[] {
  const indent = '  '.repeat(depth);
  const name = lastOf(key.path);
  const kind = `(${key.kind}${key.unit ? `, ${key.unit}` : ''})`;
  return [
    ...comment([...key.description.split(' '), kind], indent),
    `${indent}${settingOf(key, name, values)}`,
  ];
}

function settingOf(key: ConfigKey, name: string, values: ExampleValues): string {
  const value = values[key.path];
  if (value !== undefined) return `${name}: ${stringify(value, { lineWidth: 0 }).trim()}`;
  return key.path === 'node.address' ? `${name}:` : `#${name}: ${sampleOf(key)}`;
}

function sampleOf(key: ConfigKey): string {
  if (key.default === undefined) return SAMPLES[key.path] ?? '';
  return stringify(key.default, { collectionStyle: 'flow', lineWidth: 0 }).trim();
}

/** Fills lines with `words`, each of which stays whole. */
function comment(words: readonly string[], indent: string): string[] {
  const lines = [''];
  for (const word of words) {
    const line = lines[lines.length - 1] ?? '';
    if (line !== '' && line.length + word.length > 96) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.filter((line) => line !== '').map((line) => `${indent}# ${line}`);
}
