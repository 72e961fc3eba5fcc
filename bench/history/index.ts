/** `npm run bench:history -- [--packets N] [--days D] [--seed S] [--folder DIR]`; DIR is kept, and taken up when it is filled. */
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { printTable } from '../table.js';
import { benchInsertion, fileBytes } from './database.js';
import { benchQuestions, benchRetention } from './questions.js';
import { benchStartWith } from './start.js';

const { values } = parseArgs({
  options: {
    packets: { type: 'string', default: '10000000' },
    days: { type: 'string', default: '365' },
    seed: { type: 'string', default: '1' },
    folder: { type: 'string' },
  },
});
const [packets, days, seed] = [Number(values.packets), Number(values.days), Number(values.seed)];
const folder = values.folder ?? mkdtempSync(join(tmpdir(), 'meshbot-history-'));
console.log(`Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? 'unknown processor'}`);
console.log(`${packets} packets in ${days} days, in ${folder}, seed ${seed}\n`);
try {
  const made = fileBytes(folder) > 0 ? [] : benchInsertion(folder, { packets, days, seed });
  const start = await benchStartWith(folder);
  printTable([...made, ...start, ...benchQuestions(folder), ...(await benchRetention(folder, days))]);
} finally {
  if (values.folder === undefined) rmSync(folder, { recursive: true, force: true });
}
