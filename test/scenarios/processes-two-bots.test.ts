import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { STAGE_MS, Stage } from '../support/processes.js';

let stage: Stage;

beforeAll(async () => {
  stage = await Stage.build();
}, STAGE_MS);

afterAll(() => stage.end());

describe('two bots with data folders of their own on one node', () => {
  it('are one: the second is refused with the owner’s name, and the first never loses its link', async () => {
    const { sim, port, address } = await stage.simulatedNode('--nodes', '4');
    const first = stage.start(['run', '--node', address, '--data', 'first']);
    await first.shows('"link ready"');
    for (const name of [address, `localhost:${port}`]) {
      const second = await stage.run(['run', '--node', name, '--data', 'second']);
      expect(second.exitCode).toBe(75);
      expect(second.err).toContain(
        `is already held by process ${first.child.pid} (meshbot run, data folder `,
      );
      expect(second.err).toContain(join(stage.folder, 'first'));
      expect(second.out).not.toContain('link ready');
    }
    expect(await stage.run(['diag', address, '--duration', '5'])).toMatchObject({ exitCode: 75 });
    const { out } = await stage.run(['status', '--json', '--data', 'first']);
    expect(JSON.parse(out)).toMatchObject({ link: { state: 'ready', outages: { count: 0 } } });
    expect(await first.end('SIGTERM')).toBe(0);
    expect(first.logged('link lost')).toEqual([]);
    await sim.end('SIGTERM');
  });

  it('follow each other, also when the first was killed', async () => {
    const { sim, address } = await stage.simulatedNode('--nodes', '4');
    const first = stage.start(['run', '--node', address, '--data', 'third']);
    await first.shows('"link ready"');
    await first.end('SIGKILL');
    const second = stage.start(['run', '--node', address, '--data', 'fourth']);
    await second.shows('"link ready"');
    expect(await second.end('SIGTERM')).toBe(0);
    expect(readdirSync(join(stage.folder, 'run'))).toEqual([]);
    await sim.end('SIGTERM');
  });
});

describe('many processes that find the same dead lock', () => {
  const PROCESSES = 5;
  const ROUNDS = 20;

  /** Takes the lock in each round's folder, at the same time as all others, and keeps what it got until it is killed. */
  function racer(): string {
    const module = (path: string) => JSON.stringify(pathToFileURL(join(stage.product, path)).href);
    return `
      import { existsSync } from 'node:fs';
      import { MachineClaims } from ${module('radio/node-lock.js')};
      import { Claims } from ${module('radio/claims.js')};
      const log = { warn: (...told) => console.log('warned', JSON.stringify(told)) };
      const take = (round) => {
        const runDir = \`run-\${round}\`;
        new MachineClaims({ runDir, command: 'racer', log, claims: new Claims() }).take({ name: 'x' }, ['node:1']);
        console.log('won', round);
      };
      console.log('here');
      while (!existsSync('go')) await new Promise((resolve) => setTimeout(resolve, 1));
      const begin = Date.now() + 50;
      for (let round = 0; round < ${ROUNDS}; round++) {
        while (Date.now() < begin + round * 5);
        try {
          take(round);
        } catch (error) {
          if (error.exitCode !== 75) console.log('failed', error);
        }
      }
      console.log('done');
      setInterval(() => {}, 1000);`;
  }

  it('leave it to exactly one of them', async () => {
    const main = join(stage.folder, 'racer.mjs');
    writeFileSync(main, racer());
    for (let round = 0; round < ROUNDS; round++) mkdirSync(join(stage.folder, `run-${round}`));
    const go = join(stage.folder, 'go');
    writeFileSync(go, '');
    const dead = stage.start([], { main });
    await dead.shows('done');
    await dead.end('SIGKILL');
    rmSync(go);
    const racers = Array.from({ length: PROCESSES }, () => stage.start([], { main }));
    await Promise.all(racers.map((program) => program.shows('here')));
    writeFileSync(go, '');
    await Promise.all(racers.map((program) => program.shows('done')));
    await Promise.all(racers.map((program) => program.end('SIGKILL')));
    const told = racers.flatMap(({ out }) => out.split('\n')).filter((line) => !/^(here|done|)$/.test(line));
    expect(told.toSorted()).toEqual(Array.from({ length: ROUNDS }, (_, round) => `won ${round}`).toSorted());
  });
});
