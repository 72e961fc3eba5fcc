import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configWarnings, loadConfig } from '../../src/config.js';
import { ConfigError, type ConfigProblem } from '../../src/util/errors.js';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'config-'));
  file = join(folder, 'meshbot.yaml');
});

afterEach(() => rmSync(folder, { recursive: true }));

function load(yaml: string, env: NodeJS.ProcessEnv = {}) {
  writeFileSync(file, yaml);
  return loadConfig({ file, env });
}

function problems(work: () => unknown): readonly ConfigProblem[] {
  try {
    work();
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

/** The one problem as `path: message`. */
function problem(yaml: string, env: NodeJS.ProcessEnv = {}): string {
  const found = problems(() => load(yaml, env)).map((one) => `${one.path}: ${one.message}`);
  expect(found).toHaveLength(1);
  return found[0] ?? '';
}

const NODE = 'node: { address: 192.168.1.38 }\n';

describe('loadConfig', () => {
  it('needs nothing but the address', () => {
    const config = loadConfig({ env: {}, overrides: { nodeAddress: 'radio.local' } });
    expect(config.node.address).toBe('radio.local');
    expect(config).toMatchObject({
      language: 'en',
      dataDir: './data',
      link: { heartbeatSeconds: 10, silenceSeconds: 42, connectSeconds: 10, handshakeSilenceSeconds: 20 },
      outbox: { textGapSeconds: 2.2, replyTtlSeconds: 300, attempts: 3 },
      limits: {
        perUser: { commands: 5, seconds: 300 },
        perAdmin: { commands: 20, seconds: 300 },
        perTelegramUser: { commands: 20, seconds: 300 },
        perChannel: { answers: 6, seconds: 300 },
        global: { answers: 30, seconds: 300 },
        repeatSeconds: 30,
        airtime: true,
      },
      channels: { commands: [], allow: {}, answerBy: {}, language: {} },
      commands: { prefixes: ['/'], maxPages: 6, acceptViaMqtt: false, disabled: ['reboot'] },
      admins: { nodes: [] },
      log: { level: 'info' },
    });
    expect(config.link.retryMaxSeconds).toBe(15);
  });

  it('reads a file', () => {
    const config = load(`${NODE}language: fr
position: { latitude: 45.19, longitude: 5.72 }
channels: { commands: [1], allow: { 1: [ping] }, answerBy: { 1: dm }, language: { 1: fr } }
commands: { prefixes: ["/", "!"], echo: { mesh: false, channel: 2 } }
`);
    expect(config).toMatchObject({
      language: 'fr',
      position: { latitude: 45.19, longitude: 5.72 },
      channels: { commands: [1], allow: { 1: ['ping'] }, answerBy: { 1: 'dm' }, language: { 1: 'fr' } },
      commands: {
        prefixes: ['/', '!'],
        echo: { enabled: true, mesh: false, channel: 2, cooldownSeconds: 60 },
      },
    });
  });

  it('takes the command line before the environment before the file', () => {
    const env = { MESHBOT_NODE__ADDRESS: 'from-environment', MESHBOT_DATA_DIR: '/environment' };
    writeFileSync(file, 'node: { address: from-file }\ndataDir: /file\nlanguage: fr\n');
    const config = loadConfig({ file, env, overrides: { nodeAddress: 'from-line' } });
    expect(config).toMatchObject({ node: { address: 'from-line' }, dataDir: '/environment', language: 'fr' });
  });

  it('reads numbers, lists and maps from the environment, and text as it stands', () => {
    const config = load(NODE, {
      MESHBOT_LINK__HEARTBEAT_SECONDS: '7',
      MESHBOT_CHANNELS__COMMANDS: '[0, 2]',
      MESHBOT_CHANNELS__ANSWER_BY: '{ 2: dm }',
      MESHBOT_LIMITS__PER_USER__COMMANDS: '9',
      MESHBOT_NODE__NAME: '123',
      MESHBOT_CONFIG: '/elsewhere',
      HOME: '/root',
    });
    expect(config).toMatchObject({
      node: { name: '123' },
      link: { heartbeatSeconds: 7 },
      channels: { commands: [0, 2], answerBy: { 2: 'dm' } },
      limits: { perUser: { commands: 9, seconds: 300 } },
    });
  });

  it('collects the commands that are switched off', () => {
    const config = load(`${NODE}commands: { ping: { enabled: false }, echo: { enabled: false } }\n`);
    expect([...config.commands.disabled].sort()).toEqual(['echo', 'ping', 'reboot']);
  });

  it('brings both ways to write an admin into one shape', () => {
    const key = Buffer.alloc(32, 7);
    const config = load(
      `${NODE}admins: { nodes: ["!16fad3dc", 2B4A7C10, { id: "!3c9d1e42", publicKey: "${key.toString('base64')}" }] }\n`,
    );
    expect(config.admins.nodes).toEqual([
      { nodeNum: 0x16fad3dc },
      { nodeNum: 0x2b4a7c10 },
      { nodeNum: 0x3c9d1e42, publicKey: Uint8Array.from(key) },
    ]);
  });

  it('takes an empty file, and sections and keys with nothing behind them, as not written', () => {
    expect(problem('')).toBe(
      `node.address: is missing. Write your node's address into ${file}, below "node:", as in "address: 192.168.1.38", or name it with --node when you run`,
    );
    expect(load(`${NODE}link:\nlog:\n  level:\n`).link.heartbeatSeconds).toBe(10);
  });
});

describe('problems of a configuration', () => {
  it('are told all at once, from every source', () => {
    const found = problems(() =>
      load('lin: 3\nnode: { adress: x }\nlimits: { perUser: { commands: many } }\n', {
        MESHBOT_LINK__HEARTBEAT_SECONDS: 'soon',
        MESHBOT_LINK__HARTBEAT_SECONDS: '1',
      }),
    );
    expect(found.map((one) => one.path).sort()).toEqual([
      'MESHBOT_LINK__HARTBEAT_SECONDS',
      'limits.perUser.commands',
      'lin',
      'link.heartbeatSeconds (MESHBOT_LINK__HEARTBEAT_SECONDS)',
      'node.address',
      'node.adress',
    ]);
  });

  it.each([
    ['lnk: {}', 'lnk: unknown key. Did you mean link?'],
    ['link: { heartbeat: 5 }', 'link.heartbeat: unknown key'],
    [
      'link: { hearbeatSeconds: 5 }',
      'link.hearbeatSeconds: unknown key. Did you mean link.heartbeatSeconds?',
    ],
    [
      'link: { HEARTBEATSECONDS: 5 }',
      'link.HEARTBEATSECONDS: unknown key. Did you mean link.heartbeatSeconds?',
    ],
    ['silenceSeconds: 50', 'silenceSeconds: unknown key. Did you mean link.silenceSeconds?'],
    ['silenceSecond: 50', 'silenceSecond: unknown key. Did you mean link.silenceSeconds?'],
    ['matrix: { token: x }', 'matrix: unknown key'],
    ['commands: { pong: { enabled: false } }', 'commands.pong: unknown key. Did you mean commands.ping?'],
    ['zzzzzzzzzzzz: 1', 'zzzzzzzzzzzz: unknown key'],
  ])('name an unknown key with the nearest known one: %s', (line, expected) => {
    expect(problem(`${NODE}${line}\n`)).toBe(expected);
  });

  it.each([
    ['link: { heartbeatSeconds: soon }', 'link.heartbeatSeconds: must be a number, not "soon"'],
    ['link: { heartbeatSeconds: 0 }', 'link.heartbeatSeconds: must be at least 1'],
    ['outbox: { textGapSeconds: 2 }', 'outbox.textGapSeconds: must be at least 2.1'],
    ['outbox: { attempts: 1.5 }', 'outbox.attempts: must be a whole number, not 1.5'],
    ['outbox: { attempts: 99 }', 'outbox.attempts: must be at most 10'],
    ['link: 5', 'link: must be a section with keys, not 5'],
    ['link: []', 'link: must be a section with keys, not []'],
    ['limits: { airtime: "no" }', 'limits.airtime: must be true or false, not "no"'],
    ['dataDir: 5', 'dataDir: must be text (put it in quotes), not 5'],
    ['dataDir: ""', 'dataDir: must not be empty'],
    ['language: de', 'language: must be one of en, fr, not "de"'],
    ['log: { level: warning }', 'log.level: must be one of error, warn, info, debug, not "warning"'],
    ['log: { level: wran }', 'log.level: must be one of error, warn, info, debug, not "wran"'],
    [
      'log: { level: DEBUG }',
      'log.level: must be one of error, warn, info, debug, not "DEBUG". Did you mean debug?',
    ],
    ['channels: { commands: 1 }', 'channels.commands: must be a list such as [0, 1], not 1'],
    ['channels: { commands: [8] }', 'channels.commands.0: must be at most 7'],
    ['channels: { allow: { 8: [ping] } }', 'channels.allow.8: must be a channel index from 0 to 7'],
    ['channels: { answerBy: 1 }', 'channels.answerBy: must be a map such as { 1: … }, not 1'],
    ['commands: { prefixes: [] }', 'commands.prefixes: must not be empty'],
    ['commands: { prefixes: [a] }', 'commands.prefixes.0: must be one to three signs such as "/"'],
    [
      'admins: { nodes: [12345] }',
      'admins.nodes.0: must be a node id such as "!16fad3dc", or { id, publicKey }',
    ],
    ['admins: { nodes: [alpha] }', 'admins.nodes.0: must be a node id such as "!16fad3dc"'],
    [
      'admins: { nodes: [{ id: "!16fad3dc", publicKey: short }] }',
      'admins.nodes.0.publicKey: must be a public key: 32 bytes in base64, as the app shows it',
    ],
    ['position: { latitude: 45 }', 'position.longitude: is missing'],
    [
      'link: { silenceSeconds: 10 }',
      'link.silenceSeconds: must be longer than link.heartbeatSeconds, or every session ends before its first answer',
    ],
  ])('say what to write instead: %s', (line, expected) => {
    expect(problem(`${NODE}${line}\n`)).toBe(expected);
  });

  it.each([
    ['{ name: all, address: hill }', 'remoteNodes.0.name: means something else in /nodes'],
    ['{ name: "7", address: hill }', 'remoteNodes.0.name: means something else in /nodes'],
    ['{ name: a, address: hill }, { name: a, address: cave }', 'remoteNodes.1.name: is the name of another'],
    ['{ name: a, address: hill }, { name: b, address: hill }', 'remoteNodes.1.address: is the address of'],
  ])('name a remote node that could not be told from others: %s', (nodes, expected) => {
    expect(problem(`${NODE}remoteNodes: [${nodes}]\n`)).toContain(expected);
  });

  it('suggest a command that exists', () => {
    expect(problem(`${NODE}channels: { allow: { 1: [pong] } }\n`)).toMatch(
      /^channels\.allow\.1\.0: must be one of .*, not "pong"\. Did you mean ping\?$/,
    );
  });

  it('name the forms of an address', () => {
    expect(problem('node: { address: "host:0" }\n')).toMatch(/^node\.address: "host:0": the port must be/);
    expect(load('node: { address: serial:/dev/ttyACM0 }\n').node.address).toBe('serial:/dev/ttyACM0');
    const found = problems(() => loadConfig({ env: {}, overrides: { nodeAddress: 'a b' } }));
    expect(found).toMatchObject([{ path: 'node.address (--node)' }]);
  });

  it('name the variable of the environment, with the nearest one for a wrong name', () => {
    expect(problem(NODE, { MESHBOT_LOG__LEVLE: 'info' })).toBe(
      'MESHBOT_LOG__LEVLE: unknown environment variable. Did you mean MESHBOT_LOG__LEVEL?',
    );
    expect(problem(NODE, { MESHBOT_QQQQQQQQQQQQ: '1' })).toBe(
      'MESHBOT_QQQQQQQQQQQQ: unknown environment variable',
    );
    expect(problem(NODE, { MESHBOT_CHANNELS__COMMANDS: '[1' })).toBe(
      'MESHBOT_CHANNELS__COMMANDS: must be list, not "[1": a ] is missing: close what was opened here or above',
    );
  });

  it('say what is wrong with the file itself', () => {
    const message = (path: string) => problems(() => loadConfig({ file: path, env: {} }));
    expect(message(join(folder, 'none.yaml'))).toEqual([
      {
        path: join(folder, 'none.yaml'),
        message:
          'there is no such file. "meshbot init" finds your node and writes one, "meshbot config-example" prints one to fill in',
      },
    ]);
    expect(message(folder)).toEqual([{ path: folder, message: 'is a folder. Name the file in it' }]);
    expect(message('\0')).toMatchObject([{ path: '\0' }]);
  });

  it.skipIf(process.getuid?.() === 0)('say that the file may not be read', () => {
    writeFileSync(file, NODE);
    chmodSync(file, 0);
    expect(problems(() => loadConfig({ file, env: {} }))).toEqual([
      {
        path: file,
        message: 'may not be read by this user. Change its owner or its mode, or those of its folder',
      },
    ]);
  });

  it('name the line of broken YAML', () => {
    expect(problem('node:\n  address: [1\nlanguage: fr\n')).toMatch(/meshbot\.yaml, line \d: /);
    expect(problem(`${NODE}language: en\nlanguage: fr\n`)).toMatch(
      /meshbot\.yaml, line 3: language stands there twice, also on line 2: remove one of them$/,
    );
    expect(problem('- a list\n')).toMatch(/must hold keys such as "node:"/);
  });

  it.each([
    ['a: &a [1]\nb: *a\n', /line 2: write the value itself instead of \*a$/],
    ['a: &a [*a, *a, *a]\n', /line 1: write the value itself instead of \*a$/],
    ['%YAML 1.1\n---\nchannels: { commands: !!set { 1 } }\n', /line 3: .* without !!set in front$/],
    [
      'node: { address: a }\n---\nnode: { address: b }\n',
      /line 2: everything stands in one piece: remove the line "---"$/,
    ],
    ['node: { address: "a\\0b" }\n', /^node\.address: "a b" is not a node address/],
    [`${NODE}link: { heartbeatSeconds: .nan }\n`, /must be a number, not \.nan$/],
    [`${NODE}link: { silenceSeconds: -.inf }\n`, /must be a number, not -\.inf$/],
    [`${NODE}link: { heartbeatSeconds: ${'y'.repeat(5000)} }\n`, /^.{90,110}…$/],
    [`${NODE}"\\e[31m${'k'.repeat(500)}": 1\n`, /^\[31mk{40,60}…: unknown key$/],
    [`${NODE}dataDir: "a\\0b"\n`, /^dataDir: must not hold control characters$/],
    ['node: { address: "/dev/tty\\0x" }\n', /^node\.address: "\/dev\/tty x" is not a node address/],
    [`node: { address: ${'a'.repeat(254)} }\n`, /^node\.address: "a{60}" is not a node address/],
    ['node: { address: a, name: "\\e[2J" }\n', /^node\.name: must not hold control characters$/],
    [`${NODE}outbox: { attempts: 0xFFFFFFFFFFFFFFFFFF }\n`, /^outbox\.attempts: must be at most 10$/],
    [`${NODE}outbox: { attempts: -1e30 }\n`, /^outbox\.attempts: must be at least 1$/],
    [
      `${NODE}? ${'['.repeat(2)}a]]\n: 1\n`,
      /line 2: a key is a single word: write no list or map in its place$/,
    ],
    [`${NODE}~: 1\n`, /^"": unknown key$/],
    [
      `${NODE}link.silenceSeconds: 50\n`,
      /^link\.silenceSeconds: unknown key\. Write silenceSeconds below link, /,
    ],
    [`${NODE}"\\ufefflanguage": fr\n`, /^language: unknown key\. It holds a sign that cannot be seen/],
    ['node:\n  <<: { address: x }\n  address: y\n', /^node\.<<: unknown key$/],
    ['node:\n\taddress: x\n', /line 2: begins with a tab: indent with spaces$/],
    ['node: { address: x }\0', /is not UTF-8 text: save it as UTF-8$/],
    [' '.repeat(1_100_000), /is larger than 1 MB/],
  ])('are told of what is meant to be more than a configuration: %j', (yaml, expected) => {
    expect(problem(yaml)).toMatch(expected);
  });

  it.each([
    ['&a [*a]', 'write the value itself instead of *a'],
    ['!foo [1]', 'write a plain value, without !foo in front'],
    ['[!16fad3dc]', 'put !16fad3dc in quotes: "!16fad3dc"'],
  ])('are told of more than a plain value in a variable of the environment too: %s', (text, remedy) => {
    expect(problem(NODE, { MESHBOT_CHANNELS__COMMANDS: text })).toBe(
      `MESHBOT_CHANNELS__COMMANDS: must be list, not "${text}": ${remedy}`,
    );
  });

  it('show no control characters of the name of a variable', () => {
    expect(problem(NODE, { 'MESHBOT_\u001b[31m': '1' })).toBe('MESHBOT_ [31m: unknown environment variable');
  });

  it('are told of a thousand values in one another, wherever they stand', () => {
    const deep = '['.repeat(1000) + ']'.repeat(1000);
    const remedy = 'nothing in a configuration is nested deeper than 20 steps: remove some';
    expect(problem(`${NODE}dataDir: ${deep}\n`)).toBe(`${file}, line 2: ${remedy}`);
    expect(problem(NODE, { MESHBOT_CHANNELS__COMMANDS: deep })).toMatch(`…: ${remedy}`);
    const maps = (depth: number) => `x: ${'{ a: '.repeat(depth)}1${' }'.repeat(depth)}\n`;
    expect(problem(NODE + maps(20))).toBe(`${file}, line 2: ${remedy}`);
    expect(problem(NODE + maps(19))).toBe('x: unknown key');
  });

  it.each([
    ['utf-16 with its mark', Buffer.from(`\ufeff${NODE}`, 'utf16le')],
    ['utf-16', Buffer.from(NODE, 'utf16le')],
    ['Latin-1', Buffer.from('node: { address: a, name: Hérisson }\n', 'latin1')],
  ])('are told of a file in %s', (_, bytes) => {
    writeFileSync(file, bytes);
    expect(problems(() => loadConfig({ file, env: {} }))).toEqual([
      { path: file, message: 'is not UTF-8 text: save it as UTF-8' },
    ]);
  });

  it.each([
    ['a byte order mark', `\ufeff${NODE}language: fr\n`],
    ['line ends of Windows', `${NODE}language: fr\n`.replaceAll('\n', '\r\n')],
    ['marks of the begin and the end', `---\n${NODE}language: fr\n...\n`],
    ['an anchor that nobody uses', `${NODE}language: &l fr\n`],
    ['tabs beside values', `${NODE}language:\tfr\t# French\n`],
  ])('are not made of %s', (_, yaml) => {
    expect(load(yaml)).toMatchObject({ node: { address: '192.168.1.38' }, language: 'fr' });
  });

  it('are told of a file that would keep us waiting', () => {
    expect(problems(() => loadConfig({ file: '/dev/zero', env: {} }))).toEqual([
      { path: '/dev/zero', message: 'is no regular file. Name the file itself' },
    ]);
    // It claims to be empty and goes on for terabytes.
    const [endless] = problems(() => loadConfig({ file: '/proc/self/pagemap', env: {} }));
    expect(endless).toMatchObject({ path: '/proc/self/pagemap' });
    writeFileSync(file, NODE);
    expect(problems(() => loadConfig({ file: `${file}/x`, env: {} }))).toEqual([
      { path: `${file}/x`, message: 'cannot be there: a part of that path is a file' },
    ]);
  });

  it('show how to write a node id that YAML takes for a tag', () => {
    expect(problem(`${NODE}admins: { nodes: [!16fad3dc] }\n`)).toBe(
      `${file}, line 2: put !16fad3dc in quotes: "!16fad3dc"`,
    );
    expect(problem(`${NODE}dataDir: !path x\n`)).toMatch(
      /line 2: write a plain value, without !path in front$/,
    );
  });
});

describe('configWarnings', () => {
  it('is silent about the defaults', () => {
    expect(configWarnings(load(NODE))).toEqual([]);
  });

  it('warns of a deadline that a living node can miss', () => {
    const config = load(`${NODE}link: { heartbeatSeconds: 20, silenceSeconds: 49 }\n`);
    expect(configWarnings(config)).toEqual([
      {
        path: 'link.silenceSeconds',
        message: 'below 50 (link.heartbeatSeconds + 30) a node that only stalls is taken for dead',
      },
    ]);
    expect(configWarnings(load(`${NODE}link: { silenceSeconds: 40 }\n`))).toEqual([]);
  });

  it('warns of an admin who is none, and of a remote node that is our own', () => {
    const config = load(
      `${NODE}admins: { nodes: ["!16fad3dc"] }\nremoteNodes: [{ name: Me, address: "tcp://192.168.1.38:4403" }]\n`,
    );
    expect(configWarnings(config)).toEqual([
      {
        path: 'admins.nodes.0',
        message: '!16fad3dc is no admin without its publicKey: an id alone proves nothing',
      },
      {
        path: 'remoteNodes.0.address',
        message: "is node.address, the bot's own node, which is never looked at",
      },
    ]);
  });
});
