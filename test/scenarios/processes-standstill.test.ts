import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ShownText } from '../../src/sim/world/screen.js';
import { STAGE_MS, Stage, tell } from '../support/processes.js';

/** Longer than the silence that ends a session of this bot: minutes would be no different with its defaults. */
const SUSPENDED_MS = 9000;
const IMPATIENT = { MESHBOT_LINK__HEARTBEAT_SECONDS: '1', MESHBOT_LINK__SILENCE_SECONDS: '6' };

let stage: Stage;

beforeAll(async () => {
  stage = await Stage.build();
}, STAGE_MS);

afterAll(() => stage.end());

const control = (command: string) => tell(join(stage.folder, 'sim.sock'), command);

async function answers(): Promise<string[]> {
  const { texts } = (await control('screen ALPH')) as unknown as { readonly texts: ShownText[] };
  return texts.map(({ text }) => text);
}

it('a suspended bot blames nobody when it wakes: it keeps its link and answers what was asked meanwhile', async () => {
  const { address } = await stage.simulatedNode('--nodes', '4', '--pace', '0.001', '--control', 'sim.sock');
  await control('switch rxDiscard false');
  const bot = stage.start(['run', '--node', address, '--data', 'data'], { env: IMPATIENT });
  await bot.shows('"link ready"');
  bot.child.kill('SIGSTOP');
  await control('dm ALPH /ping');
  await sleep(SUSPENDED_MS);
  bot.child.kill('SIGCONT');
  await expect.poll(answers, { timeout: 15_000 }).toContainEqual(expect.stringMatching(/^Pong Alpha! /));
  await sleep(2000);
  expect(bot.logged('link lost')).toEqual([]);
  expect(bot.logged('link ready')).toHaveLength(1);
  expect(await control('stats')).toMatchObject({ connections: 1 });
  expect(await bot.end('SIGTERM')).toBe(0);
}, 60_000);
