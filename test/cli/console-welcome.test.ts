import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runCli } from '../../src/cli/program.js';
import { SystemClock } from '../../src/util/clock.js';
import { EXIT } from '../../src/util/errors.js';
import { JsonLineServer } from '../../src/util/json-lines.js';
import { TestIo } from '../support/test-io.js';

let data: string;
let asked: string[];
let welcome: () => object;
let server: JsonLineServer;

beforeEach(async () => {
  data = mkdtempSync(join(tmpdir(), 'welcome-'));
  asked = [];
  server = new JsonLineServer({
    path: join(data, 'meshbot.sock'),
    clock: new SystemClock(),
    greeting: { pid: 1 },
    answer: async (ask) => {
      const { do: what } = ask as { do: string };
      asked.push(what);
      return what === 'welcome' ? welcome() : { text: 'Pong.' };
    },
  });
  await server.start();
});

afterEach(async () => {
  await server.stop();
  rmSync(data, { recursive: true });
});

async function converse(isTerminal: boolean): Promise<string> {
  const io = new TestIo({ isTerminal });
  const talking = runCli(['console', '--data', data], io);
  if (isTerminal) await io.shows('meshbot> ');
  io.input.write('ping\n');
  await io.shows('Pong.');
  io.input.end('quit\n');
  expect(await talking).toBe(EXIT.done);
  return io.written;
}

it('shows a person before the first prompt what the bot has to tell', async () => {
  welcome = () => ({ text: 'Nobody is an admin yet.\nOn Telegram: /pair 7Q4KW2XZ' });
  expect(await converse(true)).toMatch(
    /leaves\.\nNobody is an admin yet\.\nOn Telegram: \/pair 7Q4KW2XZ\n.*meshbot> /,
  );
});

it('shows nothing where there is nothing to tell, and nothing to a script', async () => {
  welcome = () => ({});
  expect(await converse(true)).not.toContain('undefined');
  asked = [];
  expect(await converse(false)).toBe('Pong.\n');
  expect(asked).toEqual(['ask']);
});

it('frames what a French bot says in French, and understands how the French end what is shown', async () => {
  welcome = () => ({ language: 'fr' });
  const io = new TestIo({ isTerminal: true });
  const talking = runCli(['console', '--data', data], io);
  await io.shows('Vous parlez au robot. Essayez /aide, ou watch ; quit ou Ctrl-D pour partir.');
  io.input.write('watch lien\n');
  await io.shows('Je montre le lien. Fin : watch arret');
  await io.shows('watch a pris fin : ');
  io.input.write('watch arrêt\n');
  await io.shows('Je ne montre plus rien.');
  io.input.write('watch arret\n');
  await io.shows("Rien n'est montré.");
  io.input.write('watch ciel\n');
  await io.shows('Usage : watch [paquets|lien|tout], watch arret');
  io.input.end('quit\n');
  expect(await talking).toBe(EXIT.done);
  expect(io.written).not.toMatch(/You are|Watching|Usage:/);
});

it('talks to a bot that knows no such question', async () => {
  welcome = () => {
    throw new Error('"do" must be one of ask, status');
  };
  expect(await converse(true)).not.toContain('must be');
});
