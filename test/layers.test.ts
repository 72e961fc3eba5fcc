import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
/** Inside the project, so that libraries are found as they are from src. */
const TREES = join(ROOT, 'build', `layers-${process.pid}`);

/** A file and what it imports; `type ` before a name makes it a type-only import. */
type Tree = Readonly<Record<string, readonly string[]>>;

const CLEAN: Tree = {
  'src/main.ts': ['./cli/run.js', './util/clock.js', 'commander'],
  'src/cli/run.ts': ['../app.js', '../config.js', '../sim/node.js', '../radio/link.js', 'pino', 'commander'],
  'src/app.ts': [
    './radio/link.js',
    './platforms/mesh.js',
    './alerts/engine.js',
    './web/page.js',
    './sim/node.js',
  ],
  'src/config.ts': ['./config/schema.js', './util/clock.js', './bot/registry.js', 'yaml'],
  'src/config/schema.ts': ['zod', '../mesh/radio.js', '../radio/address.js'],
  'src/util/clock.ts': ['node:fs'],
  'src/mesh/radio.ts': ['type ../util/clock.js'],
  'src/radio/link.ts': ['../mesh/radio.js', '../util/clock.js', './codec.js', './frame.js', 'node:net'],
  'src/radio/address.ts': ['../util/clock.js'],
  'src/radio/frame.ts': ['../util/clock.js'],
  'src/radio/codec.ts': ['@meshtastic/protobufs', '@bufbuild/protobuf'],
  'src/sim/node.ts': ['../radio/frame.js', '../radio/codec.js', '../mesh/radio.js', '@meshtastic/protobufs'],
  'src/services/host.ts': ['systeminformation', '../mesh/radio.js'],
  'src/history/packets.ts': ['better-sqlite3', '../mesh/radio.js'],
  'src/bot/bot.ts': ['../services/host.js', '../history/packets.js', 'type ../mesh/radio.js'],
  'src/bot/registry.ts': ['./bot.js'],
  'src/platforms/mesh.ts': ['../bot/bot.js', '../mesh/radio.js'],
  'src/alerts/engine.ts': ['../bot/bot.js', '../services/host.js', '../history/packets.js'],
  'src/web/page.ts': ['../history/packets.js', '../mesh/radio.js'],
  'test/bot.test.ts': ['../src/bot/bot.js', '../src/radio/link.js', 'vitest', '@meshtastic/protobufs'],
  'build/types/index.d.ts': [],
};

/** [file, import, the rules that it breaks]. */
const BREACHES: readonly (readonly [string, string, ...string[]])[] = [
  ['src/util/x.ts', '../mesh/radio.js', 'util-imports'],
  ['src/util/config.ts', '../config.js', 'util-imports'],
  ['src/config/x.ts', '../bot/bot.js', 'config-imports'],
  ['src/config/link.ts', '../radio/link.js', 'config-imports'],
  ['src/mesh/x.ts', '../radio/frame.js', 'mesh-imports'],
  ['src/mesh/type.ts', 'type ../radio/frame.js', 'mesh-imports'],
  ['src/radio/x.ts', '../bot/bot.js', 'radio-imports'],
  ['src/radio/config.ts', '../config.js', 'radio-imports'],
  ['src/services/x.ts', '../bot/bot.js', 'services-imports'],
  ['src/history/x.ts', '../services/host.js', 'history-imports'],
  ['src/bot/x.ts', '../radio/link.js', 'bot-imports'],
  ['src/bot/platform.ts', 'type ../platforms/mesh.js', 'bot-imports'],
  ['src/platforms/x.ts', '../services/host.js', 'platforms-imports'],
  ['src/alerts/x.ts', '../platforms/mesh.js', 'alerts-imports'],
  ['src/web/x.ts', '../bot/bot.js', 'web-imports'],
  ['src/sim/x.ts', '../radio/link.js', 'sim-imports'],
  ['src/sim/bot.ts', '../bot/bot.js', 'sim-imports'],
  ['src/cli/x.ts', '../bot/bot.js', 'cli-imports'],
  ['src/radio/app.ts', '../app.js', 'only-cli-imports-app', 'radio-imports'],
  ['src/sim/app.ts', 'type ../app.js', 'only-cli-imports-app', 'sim-imports'],
  ['src/helpers/x.ts', '../util/clock.js', 'unknown-part'],
  ['src/radio/test.ts', '../../test/bot.test.js', 'src-never-imports-test'],
  ['src/mesh/missing.ts', './nowhere.js', 'nothing-unresolved'],
  ['src/util/lonely.ts', '', 'no-orphans'],
  ['src/mesh/protobufs.ts', '@meshtastic/protobufs', 'home-of-meshtasticprotobufs'],
  ['src/mesh/protobuf.ts', 'type @bufbuild/protobuf', 'home-of-bufbuildprotobuf'],
  ['src/bot/zod.ts', 'zod', 'home-of-zod'],
  ['src/util/yaml.ts', 'yaml', 'home-of-yaml'],
  ['src/bot/commander.ts', 'commander', 'home-of-commander'],
  ['src/util/pino.ts', 'type pino', 'home-of-pino'],
  ['src/mesh/host.ts', 'systeminformation', 'home-of-systeminformation'],
  ['src/services/sqlite.ts', 'better-sqlite3', 'home-of-better-sqlite3'],
  ['src/util/property.ts', 'fast-check', 'library-without-home'],
];

const CYCLES: Tree = {
  'src/mesh/a.ts': ['./b.js'],
  'src/mesh/b.ts': ['./a.js'],
  'src/bot/a.ts': ['./b.js'],
  'src/bot/b.ts': ['type ./a.js'],
};

function sourceOf(imports: readonly string[]): string {
  const lines = imports.filter(Boolean).map((name, index) => {
    const isType = name.startsWith('type ');
    return `import ${isType ? 'type ' : ''}* as part${index} from '${name.replace('type ', '')}';\nexport ${isType ? 'type Part' : 'const copy'}${index} = ${isType ? 'typeof ' : ''}part${index};`;
  });
  return `${lines.join('\n')}\nexport const nothing = 0;\n`;
}

function plant(name: string, tree: Tree): string {
  const folder = join(TREES, name);
  for (const [path, imports] of Object.entries(tree)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), sourceOf(imports));
  }
  for (const file of ['tsconfig.json', 'package.json']) cpSync(join(ROOT, file), join(folder, file));
  return folder;
}

interface Verdict {
  readonly exitCode: number;
  readonly output: string;
  /** `file: rule`, sorted. */
  readonly broken: readonly string[];
}

/** Runs what `npm run layers` runs, in that folder. */
function check(folder: string): Promise<Verdict> {
  const command = join(ROOT, 'node_modules', '.bin', 'depcruise');
  const args = ['--config', join(ROOT, '.dependency-cruiser.cjs'), 'src', 'test'];
  return new Promise((resolve) => {
    execFile(command, args, { cwd: folder }, (error, stdout, stderr) => {
      const exitCode = typeof error?.code === 'number' ? error.code : 0;
      const found = stdout.matchAll(/^\s*error (\S+): (\S+)/gm);
      const broken = Array.from(found, ([, rule, file]) => `${file}: ${rule}`).sort();
      resolve({ exitCode, output: stdout + stderr, broken });
    });
  });
}

afterAll(() => rmSync(TREES, { recursive: true, force: true }));

describe('the layers', () => {
  const breaches = Object.fromEntries(BREACHES.map(([file, name]) => [file, [name]]));
  let clean: Verdict;
  let spoilt: Verdict;

  beforeAll(async () => {
    const trees = [plant('clean', CLEAN), plant('spoilt', { ...CLEAN, ...breaches, ...CYCLES })] as const;
    [clean, spoilt] = await Promise.all([check(trees[0]), check(trees[1])]);
  }, 120_000);

  it('let a clean tree pass', () => {
    expect({ broken: clean.broken, exitCode: clean.exitCode }).toEqual({ broken: [], exitCode: 0 });
  });

  it('have read every file and every import', () => {
    const [, modules, dependencies] = /\((\d+) modules, (\d+) dependencies/.exec(clean.output) ?? [];
    expect(Number(modules)).toBeGreaterThanOrEqual(Object.keys(CLEAN).length);
    expect(Number(dependencies)).toBeGreaterThanOrEqual(Object.values(CLEAN).flat().length);
  });

  it('fail for every breach and for nothing else', () => {
    const expected = BREACHES.flatMap(([file, , ...rules]) => rules.map((rule) => `${file}: ${rule}`));
    expect(spoilt.broken.filter((line) => !line.endsWith('no-cycles'))).toEqual(expected.sort());
    expect(spoilt.exitCode).not.toBe(0);
  });

  it('fail for a cycle, also for one that types alone close', () => {
    const cycles = spoilt.broken.filter((line) => line.endsWith('no-cycles'));
    const folders = new Set(cycles.map((line) => dirname(line.replace(/:.*/, ''))));
    expect(folders).toEqual(new Set(['src/bot', 'src/mesh']));
  });

  it('know a home for every library that the program needs', () => {
    const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    const rules = readFileSync(join(ROOT, '.dependency-cruiser.cjs'), 'utf8');
    for (const library of Object.keys(dependencies)) {
      expect(rules).toMatch(new RegExp(`^  '?${library}'?: '\\^src/`, 'm'));
    }
  });
});
