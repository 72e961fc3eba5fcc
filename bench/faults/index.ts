/** `npm run bench:faults -- --faults N --seed S [--pairs N] [--json] [--only INDEX] [--kills N [--main FILE]]` */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { SystemClock } from '../../src/util/clock.js';
import { runCampaign } from './campaign.js';
import { drawFault, nameOf } from './draw.js';
import { runKills, tableOfKills } from './kills.js';
import { isBad, playFault } from './play-fault.js';
import { complaint, jsonOf, tableOf, targetsOf } from './report.js';

const { values } = parseArgs({
  options: {
    faults: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    pairs: { type: 'string', default: '32' },
    json: { type: 'boolean', default: false },
    only: { type: 'string' },
    kills: { type: 'string' },
    main: { type: 'string', default: 'dist/main.js' },
  },
});
const { seed, json } = values;
const clock = new SystemClock();

async function replay(index: number): Promise<boolean> {
  const fault = drawFault(seed, index);
  console.log(`#${index} ${nameOf(fault)} on ${fault.profile}, ${fault.afterMs} ms into the session`);
  const result = await playFault(fault, clock);
  const startedAt = result.lines[0]?.at ?? 0;
  for (const { at, level, name, msg, fields } of result.lines)
    console.log(`${((at - startedAt) / 1000).toFixed(3)} ${level} ${name} ${msg} ${JSON.stringify(fields)}`);
  const { lines: _, ...facts } = result;
  console.log(JSON.stringify(facts, undefined, 2));
  return !isBad(result);
}

async function kill(count: number): Promise<boolean> {
  const outcome = await runKills({ kills: count, seed, main: resolve(values.main) });
  console.log(json ? JSON.stringify(outcome) : tableOfKills(outcome));
  return outcome.isGood;
}

async function campaign(): Promise<boolean> {
  const outcome = await runCampaign({
    seed,
    faults: Number(values.faults),
    pairs: Number(values.pairs),
    clock,
    onResult: (result) => {
      if (isBad(result)) console.error(complaint(result));
    },
  });
  console.log(json ? JSON.stringify(jsonOf(outcome)) : tableOf(outcome));
  return targetsOf(outcome).every(({ isMet }) => isMet);
}

function run(): Promise<boolean> {
  if (values.only !== undefined) return replay(Number(values.only));
  if (values.kills !== undefined) return kill(Number(values.kills));
  return campaign();
}

process.exitCode = (await run()) ? 0 : 1;
