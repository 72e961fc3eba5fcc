/**
 * `npm test` and the tests of `npm run check`: all tests with coverage. With --unless-passed they are left out when they
 * have passed on the very same files before, so that a check right behind the tests does not run them twice. With names
 * of files it runs these alone.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';

const READ_BY_TESTS = [
  'src',
  'test',
  'bench',
  'scripts',
  'docs',
  'package.json',
  'package-lock.json',
  'README.md',
];
const CONFIGURATION = ['vitest.config.ts', 'tsconfig.json', 'tsconfig.build.json', '.dependency-cruiser.cjs'];
const STAMP = 'build/tests-passed';

const args = process.argv.slice(2);
const isUnlessPassed = args[0] === '--unless-passed';
const chosen = isUnlessPassed ? [] : args;
const print = fingerprint([...READ_BY_TESTS, ...CONFIGURATION]);

if (isUnlessPassed && lastPassed() === print) {
  console.log('tests: passed on these very files already');
} else {
  const coverage = chosen.length > 0 ? [] : ['--coverage'];
  const vitest = 'node_modules/vitest/vitest.mjs';
  const { status } = spawnSync(process.execPath, [vitest, 'run', ...coverage, ...chosen], {
    stdio: 'inherit',
  });
  if (status === 0 && chosen.length === 0) {
    mkdirSync('build', { recursive: true });
    writeFileSync(STAMP, print);
  }
  process.exitCode = status ?? 1;
}

function lastPassed() {
  try {
    return readFileSync(STAMP, 'utf8');
  } catch {
    return undefined;
  }
}

/** Of the names and contents of files, and of the Node.js that runs them. */
function fingerprint(paths) {
  const hash = createHash('sha256').update(process.version);
  for (const file of paths.flatMap(filesIn).sort()) hash.update(`\0${file}\0`).update(readFileSync(file));
  return hash.digest('hex');
}

function filesIn(path) {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path).flatMap((name) => filesIn(`${path}/${name}`));
}
