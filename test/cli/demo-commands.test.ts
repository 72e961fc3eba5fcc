import { expect, it } from 'vitest';
import { runCli } from '../../src/cli/program.js';
import { EXIT } from '../../src/util/errors.js';
import { HurriedClock } from '../support/hurried-clock.js';
import { TestIo } from '../support/test-io.js';

/** Until that is shown, from now on. */
async function askUntil(io: TestIo, line: string, shown: RegExp): Promise<void> {
  const before = io.written.length;
  for (let tries = 0; tries < 400 && !shown.test(io.written.slice(before)); tries++) {
    io.input.write(`${line}\n`);
    await io.clock.sleep('test.again', 1000);
  }
  expect(io.written.slice(before)).toMatch(shown);
}

it('knows its place from the first question on, and says which nodes it counts', {
  timeout: 60_000,
}, async () => {
  const io = new TestIo({ isTerminal: true });
  const demo = runCli(['demo'], io);
  await io.shows('meshbot> ');
  const ask = (line: string, shown: RegExp) => askUntil(io, line, shown);
  await ask('/weather', /Demo Valley|where I am/);
  expect(io.written).not.toContain('I do not know where I am');
  const heard = Number(/one of the 16 nodes and has heard (\d+) others so far/.exec(io.written)?.[1]);
  const counted = async () => {
    // Those of the broker are numbers until they have told their names.
    await ask('/fullnodes', /• Oscar/);
    const newest = io.written.slice(io.written.lastIndexOf(' nodes of 30 days'));
    const byRadio = newest.split('\n').filter((line) => /^• (?!!de3000|.*\(demo\))/.test(line)).length;
    await ask('/db', / msg, \d+ nodes since /);
    const stored = [...io.written.matchAll(/ msg, (\d+) nodes since /g)].map(([, count]) => Number(count));
    expect(byRadio).toBeGreaterThanOrEqual(heard);
    // Itself is stored too.
    return (stored.at(-1) ?? 0) - byRadio - 1;
  };
  // Between two questions another node may speak for the first time.
  await expect.poll(counted, { timeout: 30_000 }).toBe(0);
  io.input.write('/quit\n');
  expect(await demo).toBe(EXIT.done);
});

it('shows what the bot knows of the network and of what is beyond it, in both languages', {
  timeout: 60_000,
}, async () => {
  const io = new TestIo({ isTerminal: true, clock: new HurriedClock() });
  const demo = runCli(['demo', '--nodes', '16'], io);
  await io.shows('meshbot> ');
  const ask = (line: string, shown: RegExp) => askUntil(io, line, shown);
  await ask(
    '/mqtt',
    /MQTT: connected since \d\d:\d\d, \d+ packets so far\n\d+ nodes only via MQTT \(≤ 100 km\)\n• \S+ \(demo\)/m,
  );
  await ask('/mqtt', /Gateways, 48 h\n• \S+ \(demo\) \(DM0\d !de30000\d\), \d+ packets?, /m);
  await ask(
    '/fullnodes 1 demo',
    /\d+ nodes? of 1 day matching "demo"\n• \S+ \(demo\) \(MQTT, \d+ s, ~\d+ km\)/m,
  );
  await ask('/health', /Network, \d+ (s|min): /m);
  await ask('/nodeinfo BRAV', /Bravo \(BRAV !2b4a7c10\), \d+ (s|min)\n\d+ packets? /m);
  await ask('/lang fr', /Langue : français/m);
  await ask('/mqtt', /MQTT : connecté depuis .*\n\d+ nœuds par MQTT seulement \(≤ 100 km\)\n• \S+ \(demo\)/m);
  await ask('/health', /Réseau, \d+ (s|min) : /m);
  await ask('/nodeinfo BRAV', /Bravo \(BRAV !2b4a7c10\), \d+ (s|min)\n\d+ paquets? /m);
  await ask('/fullnodes 1 demo', /\d+ nœuds? en 1 jour pour "demo"\n/m);
  io.input.write('/quit\n');
  expect(await demo).toBe(EXIT.done);
});
