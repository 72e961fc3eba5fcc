import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { STAGE_MS, Stage } from '../support/processes.js';

let stage: Stage;

beforeAll(async () => {
  stage = await Stage.build();
}, STAGE_MS);

afterAll(() => stage.end());

describe('the process', () => {
  it.each([
    [['--version'], 0],
    [['--help'], 0],
    [['nonsense'], 2],
    [['run', '--node', 'host:0'], 78],
  ])('ends %j with %i', async (args, exitCode) => {
    expect(await stage.run(args)).toMatchObject({ exitCode });
  });

  it('ends when a slow reader has everything', async () => {
    const fullPipe = '{ head -c 65536 /dev/zero; "$@"; } | { sleep 2; tr -d "\\0"; }';
    const { out } = await stage.run(['--version'], { through: ['sh', '-c', fullPipe, 'sh'] });
    expect(out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('takes its configuration from the working directory', async () => {
    const file = join(stage.folder, 'meshbot.yaml');
    writeFileSync(file, 'node: { address: radio.local }\nlanguge: en\n');
    expect(await stage.run(['check-config'])).toMatchObject({
      exitCode: 78,
      err: expect.stringContaining('languge: unknown key. Did you mean language?'),
    });
    expect(await stage.run([])).toMatchObject({ exitCode: 78 });
    rmSync(file);
  });

  it('runs on a node, refuses a second bot, and stops in order when asked to', async () => {
    const { sim, address } = await stage.simulatedNode('--nodes', '4');
    const bot = stage.start(['run', '--node', address, '--data', 'data']);
    await bot.shows('"link ready"');
    expect(await stage.run(['run', '--node', '127.0.0.1:1', '--data', 'data'])).toMatchObject({
      exitCode: 75,
    });
    const { out } = await stage.run(['status', '--json', '--data', 'data']);
    expect(JSON.parse(out)).toMatchObject({ link: { state: 'ready' } });
    bot.child.kill('SIGTERM');
    expect(await bot.ended).toBe(0);
    expect(bot.out.trim().split('\n').at(-1)).toContain('"msg":"stopped"');
    expect(bot.err).toBe('');
    expect(existsSync(join(stage.folder, 'data', 'meshbot.sock'))).toBe(false);
    sim.child.kill('SIGINT');
    expect(await sim.ended).toBe(0);
  });

  it('ends at once at the second signal', async () => {
    const { sim, address } = await stage.simulatedNode('--nodes', '4');
    const bot = stage.start(['run', '--node', address, '--data', 'hasty']);
    await bot.shows('"link ready"');
    bot.child.kill('SIGTERM');
    bot.child.kill('SIGINT');
    expect([130, 143]).toContain(await bot.ended);
    sim.child.kill('SIGTERM');
    await sim.ended;
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)(
    'ends a send that waits at once at %s with %i, and the text stays queued',
    async (signal, code) => {
      const data = `away-${signal}`;
      const bot = stage.start(['run', '--node', '127.0.0.1:1', '--data', data]);
      await bot.shows('node not reachable');
      const sending = stage.start(['send', 'hello', '--wait', '--data', data]);
      await sending.shows('The text waits for it up to 1 h');
      const askedAt = Date.now();
      sending.child.kill(signal);
      expect(await sending.ended).toBe(code);
      expect(Date.now() - askedAt).toBeLessThan(2000);
      expect(sending.err).toMatch(/^meshbot: .*The text stays queued in the bot/);
      expect(sending.err.split('\n')).toHaveLength(2);
      const { out } = await stage.run(['status', '--json', '--data', data]);
      expect(JSON.parse(out)).toMatchObject({ outbox: { queued: 1 } });
      bot.child.kill('SIGTERM');
      expect(await bot.ended).toBe(0);
    },
  );

  it('takes over what a killed bot left behind', async () => {
    const first = stage.start(['run', '--node', '127.0.0.1:1', '--data', 'killed']);
    await first.shows('node not reachable');
    first.child.kill('SIGKILL');
    await first.ended;
    const second = stage.start(['run', '--node', '127.0.0.1:1', '--data', 'killed']);
    await second.shows('node not reachable');
    second.child.kill('SIGTERM');
    expect(await second.ended).toBe(0);
  });
});

describe('what is loaded', () => {
  function without(...parts: string[]): string {
    const copy = mkdtempSync(`${stage.product}-without-`);
    for (const part of readdirSync(stage.product)) {
      if (!parts.includes(part)) cpSync(join(stage.product, part), join(copy, part), { recursive: true });
    }
    return join(copy, 'main.js');
  }

  it('is never the simulator when the bot runs', async () => {
    const bot = stage.start(['run', '--node', '127.0.0.1:1', '--data', 'lean'], { main: without('sim') });
    await bot.shows('node not reachable');
    bot.child.kill('SIGTERM');
    expect(await bot.ended).toBe(0);
  });

  it('is neither the bot nor the schema when its status is asked', async () => {
    const main = without('app.js', 'config.js', 'bot', 'mesh', 'radio', 'platforms', 'services');
    const program = stage.start(['status'], { main });
    expect(await program.ended).toBe(69);
    expect(program.err).toContain('no bot is running on the data folder');
  });
});
