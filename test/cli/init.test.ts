import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type InitOptions, init } from '../../src/cli/init.js';
import { runCli } from '../../src/cli/program.js';
import { loadConfig } from '../../src/config.js';
import { Simulation } from '../../src/sim/simulation.js';
import { EXIT } from '../../src/util/errors.js';
import { HurriedClock } from '../support/hurried-clock.js';
import { type AnnouncedNode, Responder } from '../support/responder.js';
import { TestIo, type TestIoOptions } from '../support/test-io.js';
import { until } from '../support/until.js';

const clock = new HurriedClock();
const simulation = new Simulation({ clock, seed: 1, nodes: 6, front: 'tcp', traffic: false });
let folder: string;
let file: string;

beforeAll(() => simulation.start());
afterAll(() => simulation.stop());

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'init-'));
  file = join(folder, 'meshbot.yaml');
});

afterEach(() => rmSync(folder, { recursive: true }));

const node = () => `127.0.0.1:${simulation.port}`;
const anIo = (options: TestIoOptions = {}) =>
  new TestIo({ clock, ...options, env: { MESHBOT_RUN_DIR: folder, ...options.env } });

async function initIn(options: InitOptions, io: TestIo, ...nodes: readonly AnnouncedNode[]) {
  const responder = await Responder.start(...nodes);
  try {
    return await init({ config: file, network: responder.network, ...options }, io);
  } finally {
    await responder.stop();
  }
}

describe('with the address of a node', () => {
  it('tries it, tells what it is, and writes a file that runs', async () => {
    const io = anIo();
    expect(await runCli(['init', '--node', node(), '--config', file, '--yes'], io)).toBe(EXIT.done);
    expect(io.written).toMatch(
      /Base \(BASE !0b07ba5e\) answers: firmware 2\.7\..*, LongFast, \d+ nodes known\./,
    );
    expect(io.written).toContain(`Written: ${file}`);
    expect(loadConfig({ file, env: {} })).toMatchObject({ node: { address: node() }, language: 'en' });
    expect(readFileSync(file, 'utf8')).toContain('# MeshBot configuration.');
  });

  it('speaks French to whom the locale says so, and has the bot do so too', async () => {
    const io = anIo({ env: { LANG: 'fr_FR.UTF-8' } });
    expect(await runCli(['init', '--node', node(), '--config', file, '--yes'], io)).toBe(EXIT.done);
    expect(io.written).toContain('répond : firmware');
    expect(io.written).toContain(`Écrit : ${file}`);
    expect(loadConfig({ file, env: {} }).language).toBe('fr');
  });

  it('warns of a node that may not send', async () => {
    simulation.switches.set('regionSet', false);
    const io = anIo();
    expect(await runCli(['init', '--node', node(), '--config', file, '--yes'], io)).toBe(EXIT.done);
    simulation.switches.set('regionSet', true);
    expect(io.written).toContain('Its region is not set');
  });

  it('leaves a file that exists as it is, and asks nothing of the node', async () => {
    writeFileSync(file, 'mine');
    const io = anIo();
    expect(await runCli(['init', '--node', node(), '--config', file], io)).toBe(EXIT.config);
    expect(io.complaints).toContain(`${file} exists already and stays as it is`);
    expect(readFileSync(file, 'utf8')).toBe('mine');
    expect(io.written).toBe('');
  });

  it('writes nothing when it does not answer, and says what to look at', async () => {
    const io = anIo();
    const args = ['init', '--node', '127.0.0.1:1', '--config', file, '--yes', '--language', 'fr'];
    expect(await runCli(args, io)).toBe(EXIT.unavailable);
    expect(io.complaints).toContain(
      "127.0.0.1:1 ne répond pas comme il faut (connect ECONNREFUSED) : rien n'écoute là : le nœud est-il allumé, son Wi-Fi et son API actifs, le port juste ?\n",
    );
    expect(io.complaints).toContain("Rien n'a été écrit.");
    expect(() => readFileSync(file)).toThrow('ENOENT');
  });

  it('writes for a node that does not answer when a person wishes it', async () => {
    const io = anIo({ isTerminal: true });
    const running = init({ config: file, node: '127.0.0.1:1' }, io);
    await io.shows('all the same? [y/N]');
    io.input.write('y\n');
    expect(await running).toBe(EXIT.done);
    expect(loadConfig({ file, env: {} }).node.address).toBe('127.0.0.1:1');
  });

  it('leaves a file that came while it asked as it is', async () => {
    const io = anIo({ isTerminal: true });
    const running = runCli(['init', '--node', '127.0.0.1:1', '--config', file], io);
    await io.shows('all the same? [y/N]');
    writeFileSync(file, 'mine');
    io.input.write('y\n');
    expect(await running).toBe(EXIT.config);
    expect(io.complaints).toContain(`${file} exists already and stays as it is`);
    expect(readdirSync(folder).filter((name) => name.startsWith('meshbot.yaml'))).toEqual(['meshbot.yaml']);
    expect(readFileSync(file, 'utf8')).toBe('mine');
  });

  it('refuses what is no address, a language that it does not speak, and a folder that is not there', async () => {
    expect(await runCli(['init', '--node', 'a b', '--config', file], anIo())).toBe(EXIT.usage);
    const french = anIo({ env: { LANG: 'fr_FR.UTF-8' } });
    expect(await runCli(['init', '--node', '', '--config', file], french)).toBe(EXIT.usage);
    expect(french.complaints).toMatch(/^meshbot: « {2}» n'est pas une adresse de nœud\. Formes : /);
    expect(await runCli(['init', '--language', 'de'], anIo())).toBe(EXIT.usage);
    const nowhere = join(folder, 'missing', 'meshbot.yaml');
    const io = anIo();
    expect(await runCli(['init', '--node', node(), '--config', nowhere, '--yes'], io)).toBe(EXIT.config);
    expect(io.complaints).toContain('ENOENT');
  });
});

describe('without an address', () => {
  it('takes the only node that announces itself', async () => {
    const io = anIo();
    const here = { host: '127.0.0.1', port: simulation.port };
    expect(await initIn({ yes: true }, io, here)).toBe(EXIT.done);
    expect(io.written).toContain(`1  ${node()}  BASE  !0b07ba5e`);
    expect(loadConfig({ file, env: {} }).node.address).toBe(node());
  });

  it('does not guess between two, and lets a person choose', async () => {
    const nodes = [
      { host: '127.0.0.1', port: 1 },
      { host: '127.0.0.1', port: simulation.port },
    ] as const;
    await expect(initIn({ yes: true }, anIo(), ...nodes)).rejects.toThrow(
      `--node ADDRESS (127.0.0.1:1, ${node()})`,
    );
    const io = anIo({ isTerminal: true });
    const running = initIn({}, io, ...nodes);
    await io.shows('Which one?');
    io.input.write('2\n');
    expect(await running).toBe(EXIT.done);
    expect(loadConfig({ file, env: {} }).node.address).toBe(node());
  });

  it('asks a person for the address when none announces itself, and ends where nobody can be asked', async () => {
    await expect(initIn({ yes: true }, anIo())).rejects.toMatchObject({
      exitCode: EXIT.unavailable,
      message: expect.stringMatching(/^No node has announced itself\..* Name its address: --node ADDRESS\.$/),
    });
    const io = anIo({ isTerminal: true });
    const running = initIn({}, io);
    await io.shows("The node's address");
    io.input.write(`${node()}\n`);
    expect(await running).toBe(EXIT.done);
  });

  it('asks again until there is an address', async () => {
    const io = anIo({ isTerminal: true, env: { LANG: 'fr_FR.UTF-8' } });
    const running = initIn({}, io);
    await io.shows("L'adresse du nœud");
    const asked = () => io.written.split("L'adresse du nœud").length - 1;
    io.input.write('\n');
    await until(() => asked() === 2);
    io.input.write('pas une adresse\n');
    await io.shows("« pas une adresse » n'est pas une adresse de nœud. Formes : HÔTE,");
    io.input.write('7\n');
    await io.shows("« 7 » n'est pas");
    io.input.write(`${node()}\n`);
    expect(await running).toBe(EXIT.done);
    expect(loadConfig({ file, env: {} }).node.address).toBe(node());
  });

  it('ends at once when the process is asked to', async () => {
    const io = anIo({ isTerminal: true });
    const running = initIn({}, io);
    await io.shows("The node's address");
    io.abort();
    await expect(running).rejects.toThrow('interrupted');
  });
});

it('says what is wrong when something else than a node answers', async () => {
  const server = createServer((socket) => socket.resume().end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const io = anIo();
  expect(await runCli(['init', '--node', `127.0.0.1:${port}`, '--config', file, '--yes'], io)).toBe(
    EXIT.unavailable,
  );
  expect(io.complaints).toContain(
    `127.0.0.1:${port} does not answer as it should (what came is no frame of a node): something accepts the connection but does not answer as a Meshtastic node: check address and port.\n`,
  );
  await new Promise((resolve) => server.close(resolve));
});
