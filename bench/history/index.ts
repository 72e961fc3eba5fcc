/**
 * `npm run bench:history -- [--packets N] [--days D] [--seed S] [--tries N] [--by wall|cpu]
 * [--folder DIR]`. DIR is kept as it was made, and taken up when it is filled. What misses its target is measured again, up to N times. Ends with 1 when one is
 * missed all the same.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { SystemClock } from '../../src/util/clock.js';
import { printTable, type Row } from '../table.js';
import { benchCommands } from './commands.js';
import { benchInsertion, copyDatabase, fileBytes, insert, newestIn } from './database.js';
import { type By, measureBy, told } from './figures.js';
import { benchQuestions } from './questions.js';
import { benchRetention } from './retention.js';
import { benchStartWith } from './start.js';

const { values } = parseArgs({
  options: {
    packets: { type: 'string', default: '10000000' },
    days: { type: 'string', default: '365' },
    seed: { type: 'string', default: '1' },
    tries: { type: 'string', default: '5' },
    by: { type: 'string', default: 'wall' },
    folder: { type: 'string' },
  },
});
const [packets, days, seed, tries] = [values.packets, values.days, values.seed, values.tries].map(Number) as [
  number,
  number,
  number,
  number,
];

/** The moment of the newest packet goes on as time passes, also when the database was made yesterday. */
class MeshClock extends SystemClock {
  readonly #ahead: number;

  constructor(newest: number) {
    super();
    this.#ahead = newest + 1000 - super.now();
  }

  override now(): number {
    return super.now() + this.#ahead;
  }
}

const by: By = values.by === 'cpu' ? 'cpu' : 'wall';
measureBy(by);
const load = () =>
  `load ${loadavg()
    .map((one) => one.toFixed(1))
    .join(' ')}`;
const work = mkdtempSync(join(tmpdir(), 'meshbot-history-'));
const folder = values.folder ?? join(work, 'made');
console.log(
  `Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? 'unknown processor'}, ${load()}`,
);
console.log(
  `${packets} packets of 1000 nodes in ${days} days, in ${folder}, seed ${seed}, measured by ${by}\n`,
);
try {
  const rows = await benchAll();
  printTable(rows);
  console.log(`\n${load()} at the end`);
  if (rows.some(({ isMet }) => !isMet)) process.exitCode = 1;
} finally {
  rmSync(work, { recursive: true, force: true });
}

async function benchAll(): Promise<Row[]> {
  const made: Row[] = [];
  if (fileBytes(folder) === 0) {
    const { rate, slowest } = insert(folder, { packets, days, seed, until: new SystemClock().now() });
    made.push(
      told('made at', `${rate.toFixed(0)} packets/s`),
      told('  its slowest tenth', `${slowest.toFixed(0)} packets/s`),
    );
  }
  const newest = newestIn(folder);
  const clock = new MeshClock(newest);
  const copy = copyDatabase(folder, join(work, 'copy'));
  const more = Math.max(100_000, packets / 50);
  return [
    ...made,
    told('file', `${(fileBytes(folder) / packets).toFixed(1)} MB per million packets`),
    ...(await benchStartWith(copy, tries, by)),
    ...(await benchQuestions(copy, tries, clock)),
    ...(await benchCommands(copy, tries, clock)),
    ...(await benchRetention(copy, tries)),
    ...benchInsertion(copy, tries, {
      packets: more,
      days: (days * more) / packets,
      seed: seed + 1,
      until: newest,
    }),
  ];
}
