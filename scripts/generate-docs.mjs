/**
 * Writes docs/configuration.md and docs/commands.md from the built schema and registry, and the generated part of
 * docs/operations.md. With --check nothing is written, and a committed file that differs ends with 1.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { stringify } from 'yaml';
import { LINK_TEXTS } from '../dist/bot/commands/link-texts.js';
import { FAILURE_WORDS } from '../dist/bot/delivery-words.js';
import { allCommands } from '../dist/bot/registry.js';
import { configSections } from '../dist/config.js';
import { REMEDY } from '../dist/radio/link-journal.js';
import { EARLIER_OPTIONS } from './earlier-options.mjs';

/** Where a command can be given. */
const PLACES = {
  direct: 'direct message',
  channel: 'channel',
  'listed-channel': 'channel, if listed',
  telegram: 'Telegram',
  console: 'console',
};

const pages = {
  'docs/configuration.md': configurationPage(configSections()),
  'docs/commands.md': commandsPage(allCommands()),
  'docs/operations.md': operationsPage(read(fileOf('docs/operations.md'))),
};
const isCheck = process.argv.includes('--check');
let stale = 0;

for (const [name, text] of Object.entries(pages)) {
  const file = fileOf(name);
  if (!isCheck) writeFileSync(file, text);
  else if (read(file) !== text) {
    console.error(`${name} is not what the program says. Run "npm run build && npm run docs" and commit it.`);
    stale += 1;
  }
}
process.exitCode = stale > 0 ? 1 : 0;

function fileOf(name) {
  return new URL(`../${name}`, import.meta.url);
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** Written by hand but for the part between the marks; nothing that the program may say is left out of it. */
function operationsPage(written) {
  const marks = /(<!-- begin generated: loss reasons -->\n)[\s\S]*?(<!-- end generated: loss reasons -->)/;
  const required = [
    ...Object.keys(REMEDY).map((reason) => `### \`${reason}\`\n`),
    ...Object.keys(FAILURE_WORDS.en).map((reason) => `\n| \`${reason}\` |`),
  ];
  const missing = required.filter((text) => !written.includes(text));
  if (!marks.test(written)) missing.push('the marks of the generated part');
  if (missing.length > 0) throw new Error(`docs/operations.md lacks ${missing.join(', ')}`);
  return written.replace(marks, (_, begin, end) => `${begin}${lossReasons()}\n${end}`);
}

function lossReasons() {
  const rows = Object.entries(REMEDY).map(([reason, remedy]) =>
    row([`[\`${reason}\`](#${reason})`, LINK_TEXTS.en.causes[reason], remedy]),
  );
  return [row(['`reason`', 'in `/link` and `status`', '`remedy`']), row(Array(3).fill('---')), ...rows].join(
    '\n',
  );
}

function configurationPage(sections) {
  const head = `# Configuration

MeshBot reads one YAML file: the one named by \`--config\` or \`$MESHBOT_CONFIG\`, else the first of \`./meshbot.yaml\`,
\`~/.config/meshbot/meshbot.yaml\` and \`/etc/meshbot/meshbot.yaml\`. Only the node's address has no default.
\`meshbot config-example\` prints a commented file to start from, \`meshbot check-config\` tells every mistake in one,
and \`meshbot config-schema\` prints the JSON Schema for an editor.

The command line wins over the environment, and the environment over the file. In the environment a key is written
in capitals, with \`__\` between its parts: \`link.heartbeatSeconds\` is \`MESHBOT_LINK__HEARTBEAT_SECONDS\`. Lists and maps
are written there as in YAML: \`MESHBOT_CHANNELS__COMMANDS='[0, 2]'\`. A node id needs quotes: \`"!16fad3dc"\`.`;
  const toggles = sections.filter((section) => section.isToggle);
  const texts = sections.filter((section) => !section.isToggle).map(sectionText);
  return `${[head, ...texts, togglesText(toggles), earlierText(sections)].join('\n\n')}\n`;
}

/** Whoever comes from the Python bot finds his options again. */
function earlierText(sections) {
  const known = new Set(sections.flatMap(({ keys }) => keys.map(({ path }) => path)));
  const unknown = EARLIER_OPTIONS.flatMap(([, keys]) => keys).filter((key) => !known.has(key));
  if (unknown.length > 0) throw new Error(`scripts/earlier-options.mjs names no keys: ${unknown.join(', ')}`);
  const code = (names) => names.map((name) => `\`${name}\``).join(' ');
  const rows = EARLIER_OPTIONS.map(([old, keys, remark]) => row([code(old), code(keys) || '–', remark]));
  return [
    '## From the Python bot',
    'What the options of its `config.py` are called here. Its database is not read: the history begins anew.',
    [row(['there', 'here', 'difference']), row(Array(3).fill('---')), ...rows].join('\n'),
  ].join('\n\n');
}

function togglesText(toggles) {
  const names = toggles.map(({ path }) => `\`${path.replace('commands.', '')}\``);
  return [
    '## commands.NAME',
    'Each of these commands can be switched off: `commands: { ping: { enabled: false } }`.',
    `${names.join(', ')}.`,
  ].join('\n\n');
}

function sectionText({ path, description, keys }) {
  const rows = keys.map((key) =>
    row([`\`${key.path}\``, key.kind, key.unit ?? '', defaultText(key), key.description]),
  );
  const table = [row(['key', 'value', 'unit', 'default', 'meaning']), row(Array(5).fill('---')), ...rows];
  const parts = [`## ${path || 'General'}`, description, keys.length > 0 ? table.join('\n') : ''];
  return parts.filter((part) => part !== '').join('\n\n');
}

function defaultText(key) {
  if (key.default === undefined) return '–';
  return `\`${stringify(key.default, { collectionStyle: 'flow', lineWidth: 0 }).trim()}\``;
}

function commandsPage(commands) {
  const head = `# Commands

People write a command to the bot's node as a direct message, with a \`/\` in front. On a channel it answers only where
the configuration says so (\`channels.commands\`), and only what is meant for channels. At the console the \`/\` may be
left out. Names and aliases work in both languages at any time; upper and lower case and accents do not matter.

Who: **any** is everybody; **known** has a direct message encrypted with the key that the bot saw first for that node;
**admin** is known and written in \`admins.nodes\` with the key.
`;
  const table = [
    row(['command', 'also', 'who', 'where', 'what it does']),
    row(Array(5).fill('---')),
    ...commands.map((command) =>
      row([
        `\`${signature(command, 'en')}\``,
        command.aliases.map((alias) => `\`${alias}\``).join(' ') || '–',
        command.role,
        placesText(command),
        command.texts.en.summary,
      ]),
    ),
    '',
  ];
  return [head, ...table, ...french(commands)].join('\n');
}

function french(commands) {
  return [
    '## En français',
    '',
    row(['commande', 'ce qu’elle fait']),
    row(Array(2).fill('---')),
    ...commands.map((command) => row([`\`${signature(command, 'fr')}\``, command.texts.fr.summary])),
    '',
  ];
}

function placesText(command) {
  return command.places.flatMap((place) => PLACES[place] ?? []).join(', ');
}

function signature(command, language) {
  const { name, usage } = command.texts[language];
  return `/${name}${usage && ` ${usage}`}`;
}

/** A cell's own bars would end it. */
function row(cells) {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
