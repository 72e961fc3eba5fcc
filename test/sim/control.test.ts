import { mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ControlSocket } from '../../src/sim/control.js';
import { answerLine } from '../../src/sim/control-commands.js';
import { SystemClock } from '../../src/util/clock.js';
import { ExitError } from '../../src/util/errors.js';
import { aSimulation } from '../support/a-simulation.js';

const ends: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function aPath(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'meshbot-control-'));
  ends.push(() => rm(folder, { recursive: true }));
  return join(folder, 'sim.sock');
}

const unread: string[] = [];
const depsFor = (path: string) => ({ path, clock: new SystemClock(), onUnread: () => unread.push(path) });

async function aControl() {
  const world = await aSimulation();
  const path = await aPath();
  const control = new ControlSocket(world.simulation, depsFor(path));
  await control.start();
  ends.push(
    () => world.simulation.stop(),
    () => control.stop(),
  );
  return { ...world, control, path };
}

/** Writes all lines at once and reads as many answers. */
function ask(path: string, ...lines: string[]): Promise<unknown[]> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    const answers: unknown[] = [];
    socket.on('error', reject);
    socket.write(lines.map((line) => `${line}\n`).join(''));
    createInterface({ input: socket }).on('line', (line) => {
      answers.push(JSON.parse(line));
      if (answers.length < lines.length) return;
      socket.destroy();
      resolve(answers);
    });
  });
}

describe('the control socket', () => {
  it('answers each line with one line of JSON, in order', async () => {
    const { path, simulation } = await aControl();
    const answers = await ask(path, 'behave freeze 30', 'stats', 'stop freeze', 'nonsense');
    expect(answers).toMatchObject([
      { ok: true, active: ['freeze'] },
      { behaviorsActive: 1 },
      { ok: true, active: [] },
      { error: expect.stringContaining('say NODE TEXT') },
    ]);
    expect(simulation.active).toEqual([]);
  });

  it('is for its owner only', async () => {
    const { path } = await aControl();
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('takes the place of a dead one, but not of a living one', async () => {
    const { path, simulation } = await aControl();
    const second = new ControlSocket(simulation, depsFor(path));
    await expect(second.start()).rejects.toMatchObject({
      exitCode: 75,
      message: `another process listens on ${path}: end it, or choose another path for --control`,
    });
    const stale = await aPath();
    const dead = createServer();
    await new Promise<void>((resolve) => dead.listen(stale, resolve));
    // Closing takes the file away, so a dead process's file is put back by a rename.
    await rename(stale, `${stale}.kept`);
    await new Promise((resolve) => dead.close(resolve));
    await rename(`${stale}.kept`, stale);
    const third = new ControlSocket(simulation, depsFor(stale));
    await third.start();
    expect(await ask(stale, 'received')).toEqual([{ received: [] }]);
    await third.stop();
  });

  it('says that the path is longer than sockets allow', async () => {
    const { simulation } = await aControl();
    const path = await aPath();
    await expect(
      new ControlSocket(simulation, depsFor(path + 'x'.repeat(100))).start(),
    ).rejects.toMatchObject({
      exitCode: 78,
      message: expect.stringMatching(/may have 103\. Choose a shorter one$/),
    });
  });

  it('leaves a file alone, and says what to do', async () => {
    const { simulation } = await aControl();
    const path = await aPath();
    await writeFile(path, 'mine');
    const control = new ControlSocket(simulation, depsFor(path));
    await expect(control.start()).rejects.toThrow(ExitError);
    await expect(control.start()).rejects.toThrow(/choose another path/);
    await expect(new ControlSocket(simulation, depsFor(join(path, 'x'))).start()).rejects.toThrow(
      /choose another/,
    );
  });

  it('closes a client that does not read, and tells whose socket it was', async () => {
    const world = await aSimulation();
    const path = await aPath();
    const control = new ControlSocket(world.simulation, { ...depsFor(path), clock: world.clock });
    await control.start();
    const socket = connect(path);
    socket.on('error', () => {});
    socket.write('nodes\n'.repeat(1000));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    await vi.waitFor(() => expect(world.clock.pending()).toContain('line-clients.unread'));
    await world.clock.advance(60_000);
    socket.resume();
    await closed;
    expect(unread).toEqual([path]);
    await control.stop();
    await world.simulation.stop();
  });

  it('stops although somebody is connected', async () => {
    const { control, path } = await aControl();
    const socket = connect(path);
    await new Promise((resolve) => socket.once('connect', resolve));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    await control.stop();
    await closed;
    await control.stop();
  });
});

describe('the commands of the control socket', () => {
  it('let people speak, and show what the client said', async () => {
    const { simulation, clock, ready, base, numberOf } = await aSimulation();
    const client = await ready();
    expect(answerLine(simulation, 'say Alpha  hello to all ')).toMatchObject({ ok: true });
    expect(answerLine(simulation, 'dm BRAV /ping')).toMatchObject({ ok: true });
    await clock.advance(10_000);
    expect([...client.texts].sort()).toEqual(['/ping', 'hello to all']);
    await client.text({ from: base, to: numberOf('Alpha'), id: 9, text: 'hi', replyId: 4 });
    await clock.advance(30_000);
    expect(answerLine(simulation, 'screen ALPH')).toMatchObject({
      texts: [{ from: base, id: 9, text: 'hi', replyId: 4, isDirect: true, copies: 1 }],
    });
    expect(answerLine(simulation, 'received')).toMatchObject({
      received: [{ to: '!16fad3dc', channel: 0, text: 'hi', id: 9, replyId: 4, acknowledged: true }],
    });
    await simulation.stop();
  });

  it('list the nodes with what the node knows of them', async () => {
    const { simulation, numberOf } = await aSimulation();
    simulation.node.forgetKey(numberOf('Alpha'));
    const { nodes } = answerLine(simulation, 'nodes') as { nodes: object[] };
    expect(nodes).toHaveLength(16);
    expect(nodes[0]).toMatchObject({ id: '!0b07ba5e', shortName: 'BASE', isOwn: true });
    expect(nodes[1]).toMatchObject({ id: '!16fad3dc', isOwn: false, isKnown: true, hasKey: false });
    await simulation.stop();
  });

  it('set switches and show events', async () => {
    const { simulation } = await aSimulation();
    expect(answerLine(simulation, 'switch slot many:2')).toEqual({ ok: true });
    expect(simulation.switches.values.slot).toBe('many:2');
    answerLine(simulation, 'behave freeze');
    answerLine(simulation, 'stop freeze');
    const { events } = answerLine(simulation, 'events 1') as { events: object[] };
    expect(events).toMatchObject([{ part: 'behavior', kind: 'stop', numbers: { name: 'freeze' } }]);
    expect((answerLine(simulation, 'events') as { events: object[] }).events.length).toBeGreaterThan(1);
    await simulation.stop();
  });

  it.each([
    ['say', /write: say NODE TEXT/],
    ['say Alpha', /TEXT is missing/],
    ['say Nobody hello', /Nobody/],
    ['behave', /write: behave NAME/],
    ['behave frieze', /no behaviour.*freeze/],
    ['stop freeze', /not running/],
    ['switch slot', /VALUE is missing/],
    ['switch slot sideways', /newest, oldest/],
    ['events many', /events 20/],
    ['constructor', /is no command/],
  ])('answer "%s" with the remedy', async (line, remedy) => {
    const { simulation } = await aSimulation();
    expect(answerLine(simulation, line)).toEqual({ error: expect.stringMatching(remedy) });
    await simulation.stop();
  });

  it('do not hide a fault of our own', async () => {
    const { simulation } = await aSimulation();
    const broken = Object.assign(Object.create(simulation), {
      stats() {
        throw new TypeError('broken');
      },
    });
    expect(() => answerLine(broken, 'stats')).toThrow(TypeError);
    await simulation.stop();
  });
});
