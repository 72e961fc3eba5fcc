import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Chance } from '../../src/sim/random.js';
import type { ShownText } from '../../src/sim/world/screen.js';
import { type Program, STAGE_MS, Stage, tell } from '../support/processes.js';

const KILLS = 5;
const TEXTS_AT_FIRST = 10;
/** From a start to its kill: while it connects, while a text is on its way, or while it waits for an ack. */
const LIFE_MS = [100, 4000] as const;
const SECONDS = 150;

let stage: Stage;

beforeAll(async () => {
  stage = await Stage.build();
}, STAGE_MS);

afterAll(() => stage.end());

const control = (command: string) => tell(join(stage.folder, 'sim.sock'), command);

async function startBot(address: string): Promise<Program> {
  const bot = stage.start(['run', '--node', address, '--data', 'data']);
  // It listens before it says anything.
  await bot.shows('"msg":"');
  return bot;
}

/** Hands a text to the running bot; false when that was killed before it could accept. */
async function accepts(text: string): Promise<boolean> {
  const { exitCode } = await stage.run(['send', text, '--to', '!16fad3dc', '--data', 'data']);
  return exitCode === 0;
}

async function shownTo(name: string): Promise<string[]> {
  const { texts } = (await control(`screen ${name}`)) as unknown as { readonly texts: ShownText[] };
  return texts.map(({ text }) => text);
}

async function untilEmpty(): Promise<void> {
  const left = async () => {
    const { out } = await stage.run(['status', '--json', '--data', 'data']);
    const { outbox } = JSON.parse(out) as { outbox: { queued: number; inFlight: number } };
    return outbox.queued + outbox.inFlight;
  };
  await expect.poll(left, { timeout: SECONDS * 1000, interval: 1000 }).toBe(0);
}

it(
  'a bot that is killed at any moment keeps what it accepted, and nobody reads it twice',
  async () => {
    const seed = Date.now();
    const chance = new Chance(seed).stream('kills');
    const { address } = await stage.simulatedNode('--nodes', '4', '--pace', '0.001', '--control', 'sim.sock');
    const bots = [await startBot(address)];
    await bots[0]?.shows('"link ready"');
    const accepted: string[] = [];
    const send = async (text: string) => {
      if (await accepts(text)) accepted.push(text);
    };
    await Promise.all(Array.from({ length: TEXTS_AT_FIRST }, (_, index) => send(`text ${index + 1}`)));
    for (let kill = 1; kill <= KILLS; kill++) {
      const sending = send(`in run ${kill}`);
      await sleep(chance.between(...LIFE_MS));
      await bots.at(-1)?.end('SIGKILL');
      await sending;
      bots.push(await startBot(address));
    }
    await send('the last');
    await untilEmpty();
    expect(await bots.at(-1)?.end('SIGTERM')).toBe(0);

    const shown = await shownTo('ALPH');
    const times = (text: string) => shown.filter((other) => other === text).length;
    const told = `with seed ${seed}`;
    expect(accepted.length, told).toBeGreaterThan(TEXTS_AT_FIRST);
    expect(
      shown.filter((text) => times(text) > 1),
      told,
    ).toEqual([]);
    const missing = accepted.filter((text) => times(text) === 0);
    const inVain = bots
      .flatMap((bot) => bot.logged('delivery'))
      .filter(({ outcome }) => outcome !== 'delivered');
    expect(missing.length, `${told}: ${missing.join('; ')}`).toBeLessThanOrEqual(inVain.length);
    expect(
      bots.flatMap((bot) => bot.log).filter(({ level }) => level === 'error'),
      told,
    ).toEqual([]);
    expect(bots.map(({ err }) => err).join(''), told).toBe('');
  },
  SECONDS * 2000,
);
