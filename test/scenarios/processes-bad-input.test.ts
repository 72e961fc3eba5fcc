import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer as createWebServer } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Program, STAGE_MS, Stage } from '../support/processes.js';

let stage: Stage;

beforeAll(async () => {
  stage = await Stage.build();
}, STAGE_MS);

afterAll(() => stage.end());

it.each([
  "Object.assign(new Error('The module was compiled against a different Node.js version'), { code: 'ERR_DLOPEN_FAILED' })",
  "new Error('Could not locate the bindings file. Tried:')",
])('says what to do when the database was built for another Node.js, or not at all: %s', async (failure) => {
  const hook = `process.dlopen=()=>{throw ${failure}}`;
  const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(hook)}` };
  const { exitCode, err } = await stage.run(['run', '--node', '127.0.0.1:1', '--data', stage.folder], {
    env,
  });
  expect(err).toMatch(
    /^meshbot: better-sqlite3 does not go with Node\.js v\d[^:]*: run "npm rebuild" in the folder of MeshBot/m,
  );
  expect(exitCode).toBe(78);
});

describe('a wrong configuration', () => {
  const problemsOf = (err: string) => {
    const [title, ...problems] = err.trimEnd().split('\n');
    expect(title).toBe('The configuration is wrong:');
    return problems;
  };

  it.each([['run', '--config'], ['check-config']])(
    'ends %s with 78 and tells every problem with its path and what to write instead',
    async (...command) => {
      const file = join(stage.folder, 'wrong.yaml');
      writeFileSync(file, 'languge: fr\nlink: { heartbeatSeconds: soon }\nlog: { level: inf }\n');
      const env = { MESHBOT_LOG__FORMT: 'json' };
      const { exitCode, out, err } = await stage.run([...command, file], { env });
      expect({ exitCode, out }).toEqual({ exitCode: 78, out: '' });
      expect(problemsOf(err).sort()).toEqual([
        '  MESHBOT_LOG__FORMT: unknown environment variable. Did you mean MESHBOT_LOG__FORMAT?',
        '  languge: unknown key. Did you mean language?',
        '  link.heartbeatSeconds: must be a number, not "soon"',
        expect.stringMatching(/^ {2}log\.level: must be one of .*, not "inf"\. Did you mean info\?$/),
        expect.stringMatching(
          /^ {2}node\.address: is missing\. Write your node's address into .*, below "node:", /,
        ),
      ]);
    },
  );

  it.each([
    [
      'is not there',
      () => {},
      /: there is no such file\. "meshbot init" finds your node and writes one, "meshbot config-example" prints one/,
    ],
    ['is a folder', (file: string) => mkdirSync(file), /: is a folder\. Name the file in it$/],
    [
      'is broken',
      (file: string) => writeFileSync(file, 'node:\n  address: [x\n'),
      /, line \d: a \] is missing: close what was opened here or above$/,
    ],
  ])('ends run with 78 and says so when the file %s', async (what, prepare, words) => {
    const file = join(stage.folder, `${what.replaceAll(' ', '-')}.yaml`);
    prepare(file);
    const { exitCode, out, err } = await stage.run(['run', '--config', file]);
    expect({ exitCode, out }).toEqual({ exitCode: 78, out: '' });
    const problems = problemsOf(err);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(words);
    expect(problems[0]).toContain(file);
  });
});

describe('what is no node', () => {
  /** Longer than the 63 bytes that a name may have: unknown without asking any server. */
  const NO_NAME = `${'n'.repeat(64)}.invalid`;
  const servers: Server[] = [];
  const bots = new Map<string, Program>();

  async function portOf(server: Server): Promise<number> {
    servers.push(server.listen(0, '127.0.0.1'));
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  }

  async function aClosedPort(): Promise<number> {
    const server = createServer();
    const port = await portOf(server);
    await once(server.close(), 'close');
    return port;
  }

  // All at once, because they mostly wait.
  beforeAll(async () => {
    const web = await portOf(createWebServer());
    const silence = await portOf(createServer((socket) => socket.on('error', () => {})));
    const addresses = {
      unresolved: NO_NAME,
      refused: `127.0.0.1:${await aClosedPort()}`,
      web: `127.0.0.1:${web}`,
      silence: `127.0.0.1:${silence}`,
    };
    const env = { MESHBOT_LOG__LEVEL: 'debug', MESHBOT_LINK__HANDSHAKE_SILENCE_SECONDS: '2' };
    for (const [name, address] of Object.entries(addresses))
      bots.set(name, stage.start(['run', '--node', address, '--data', name], { env }));
  });

  afterAll(() => {
    for (const server of servers) server.close();
  });

  const NOT_A_NODE = /^something accepts the connection but does not answer as a Meshtastic node/;

  it.each([
    ['unresolved', { reason: 'unresolved', remedy: /^the name is unknown: use the IP address/ }],
    ['refused', { reason: 'refused', remedy: /^nothing listens there: / }],
    ['web', { reason: 'closed_by_node', remedy: NOT_A_NODE, received: /^HTTP\/1\.1 400/ }],
    ['silence', { reason: 'handshake_timeout', remedy: NOT_A_NODE }],
  ])(
    'is told once in words, tried on, and left at a signal: %s',
    async (name, { reason, ...words }) => {
      const bot = bots.get(name);
      if (!bot) throw new Error(`${name} was not started`);
      const tries = () => bot.logged('node not reachable');
      await expect.poll(() => tries().length, { timeout: 30_000 }).toBeGreaterThan(1);
      expect(await bot.end('SIGTERM')).toBe(0);
      const [first, ...later] = tries();
      expect(first).toMatchObject({ level: 'warn', reason, tries: 1 });
      for (const [field, text] of Object.entries(words)) expect(first?.[field]).toMatch(text);
      expect(new Set(later.map(({ level }) => level))).toEqual(new Set(['debug']));
      const told = bot.log
        .filter(({ level }) => level !== 'debug')
        .map(({ level, msg }) => `${level} ${msg}`);
      expect(told).toEqual(['info starting', 'warn node not reachable', 'info stopped']);
      expect(bot.err).toBe('');
    },
    40_000,
  );
});

describe('a command that cannot be done', () => {
  it.each([
    ['send', 'hello'],
    ['status', '--json'],
  ])('ends with 69 and says how to start a bot: %s', async (...command) => {
    const { exitCode, out, err } = await stage.run([...command, '--data', 'nobody']);
    expect({ exitCode, out }).toEqual({ exitCode: 69, out: '' });
    expect(err).toMatch(
      /^meshbot: no bot is running on the data folder .*nobody\. Start one with "meshbot run"/,
    );
  });

  it.each([
    [['send'], /missing required argument 'text'/],
    [['run', '--nod', 'x'], /Did you mean --node\?/],
    [['sim', '--port', '70000'], /a port from 0 to 65535/],
  ])('ends with 2 and says what is wrong with it: %j', async (command, words) => {
    const { exitCode, out, err } = await stage.run(command);
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
    expect(err).toMatch(words);
  });

  it('ends with 75 when another bot has the data folder, which goes on', async () => {
    const bot = stage.start(['run', '--node', '127.0.0.1:1', '--data', 'shared']);
    await bot.shows('node not reachable');
    const { exitCode, err } = await stage.run(['run', '--node', '127.0.0.1:2', '--data', 'shared']);
    expect(exitCode).toBe(75);
    expect(err).toMatch(/^meshbot: .*shared/);
    const { out } = await stage.run(['status', '--json', '--data', 'shared']);
    expect(JSON.parse(out)).toMatchObject({ node: { address: '127.0.0.1:1' } });
    expect(await bot.end('SIGTERM')).toBe(0);
  });
});
