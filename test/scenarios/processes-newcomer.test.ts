import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { STAGE_MS, Stage, tell } from '../support/processes.js';
import { Responder } from '../support/responder.js';

interface Received {
  readonly replyId?: number;
  readonly text: string;
}

let stage: Stage;

beforeAll(async () => {
  stage = await Stage.build();
}, STAGE_MS);

afterAll(() => stage.end());

/** `meshbot init --yes` in the network of the test; nothing else about it is different. */
function initIn(network: Responder['network']): string {
  const module = (path: string) => JSON.stringify(pathToFileURL(join(stage.product, path)).href);
  const file = join(stage.folder, 'init.mjs');
  writeFileSync(
    file,
    `import { init } from ${module('cli/init.js')};
     import { SystemClock } from ${module('util/clock.js')};
     const { stdin: input, stdout: output, stderr: errors, env } = process;
     const { signal } = new AbortController();
     const io = { input, output, errors, env, clock: new SystemClock(), signal };
     process.exitCode = await init({ yes: true, network: ${JSON.stringify(network)} }, io);`,
  );
  return file;
}

it('a newcomer with a node in the network gets the first answer by two commands after the installation', async () => {
  const { port, address } = await stage.simulatedNode(
    '--nodes',
    '4',
    '--pace',
    '0.001',
    '--control',
    'node.sock',
  );
  const control = (command: string) => tell(join(stage.folder, 'node.sock'), command);
  await control('switch rxDiscard false');
  const responder = await Responder.start({ host: '127.0.0.1', port });

  const first = await stage.run([], { main: initIn(responder.network), env: { LANG: 'C' } });
  expect(first).toMatchObject({ exitCode: 0, err: '' });
  expect(first.out).toContain(`1  ${address}  BASE  !0b07ba5e`);
  expect(first.out).toMatch(/Base \(BASE !0b07ba5e\) answers: firmware /);
  expect(first.out).toContain('npm start');
  expect(readFileSync(join(stage.folder, 'meshbot.yaml'), 'utf8')).toContain(`address: ${address}`);

  const bot = stage.start([]);
  await bot.shows('"link ready"');
  const { id } = await control('dm ALPH /ping');
  const answers = async () => {
    const received = (await control('received'))['received'] as Received[];
    return received.filter(({ replyId }) => replyId === id).map(({ text }) => text);
  };
  await expect.poll(answers, { timeout: 15_000 }).toEqual([expect.stringMatching(/^Pong Alpha!/)]);
  expect(await bot.end('SIGTERM')).toBe(0);
  await responder.stop();
});
