import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { FlightEvent, OutageReport } from '../../src/app.js';
import { runCli } from '../../src/cli/program.js';
import { EXIT } from '../../src/util/errors.js';
import type { FakeClock } from '../support/fake-clock.js';
import { aStory, type Story } from '../support/story.js';
import { ask } from '../support/talk.js';
import { TestIo } from '../support/test-io.js';

const MINUTE_MS = 60_000;
const SECRET = 'the spare key lies under the third stone';

let dataDir: string;
let story: Story<FakeClock>;

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'outages-'));
  story = await aBot();
});

afterEach(async () => {
  await story.end();
  rmSync(dataDir, { recursive: true });
});

/** The app on the same data folder as the one before. */
function aBot(): Promise<Story<FakeClock>> {
  return aStory({ config: (config) => ({ ...config, dataDir }) });
}

/** The node is gone for so many seconds. */
async function goAway(seconds: number): Promise<void> {
  story.simulation.behave('refuse', String(seconds));
  story.simulation.behave('fin');
  await story.clock.advance(seconds * 1000 + 3000);
}

async function diagLast(...argv: string[]) {
  const io = new TestIo({ clock: story.clock });
  const exitCode = await runCli(['diag', '--last', '--data', dataDir, ...argv], io);
  return { exitCode, out: io.written, err: io.complaints };
}

async function reported(): Promise<OutageReport> {
  return JSON.parse((await diagLast('--json')).out);
}

const lastOf = ({ app }: Story<FakeClock>) => app.status().link.outages.last;

/** All that a recording may hold. */
const FIELDS = [
  ...['time', 'uptime', 'way', 'what', 'count', 'bytes', 'portnum', 'from', 'to', 'id', 'requestId', 'error'],
  ...['res', 'free', 'nonce', 'reason'],
];

function expectRedacted(recording: readonly FlightEvent[]): void {
  const { world } = story.simulation;
  const written = JSON.stringify(recording);
  const keys = ['ALPH', 'BRAV'].map((name) => world.find(name).keyPair?.publicKey);
  for (const key of [...keys, world.base.keyPair?.publicKey, world.base.keyPair?.privateKey]) {
    const bytes = Buffer.from(key ?? []);
    expect(bytes).toHaveLength(32);
    for (const form of ['hex', 'base64', 'latin1'] as const)
      expect(written).not.toContain(bytes.toString(form));
  }
  for (const word of [SECRET, 'ping', 'Pong', 'Alpha', 'ALPH', 'LongFast'])
    expect(written).not.toContain(word);
  for (const event of recording) {
    expect(FIELDS).toEqual(expect.arrayContaining(Object.keys(event)));
    for (const value of Object.values(event)) expect(String(value).length).toBeLessThanOrEqual(30);
  }
}

it('says clearly that there was none', async () => {
  const { exitCode, out, err } = await diagLast();
  expect({ exitCode, err }).toEqual({ exitCode: EXIT.done, err: '' });
  expect(out).toMatch(/^No outage: /);
  expect(await reported()).toEqual({ last: null, outages: [] });
  expect(lastOf(story)).toBeNull();
});

it('keeps an outage with its reason and what passed before it, and no word of what was said', async () => {
  const { simulation, clock } = story;
  expect(await ask(story, 'ALPH', '/ping')).toHaveLength(1);
  simulation.world.dm('BRAV', SECRET);
  await clock.advance(10_000);
  await goAway(5);

  const { exitCode, out, err } = await diagLast();
  expect({ exitCode, err }).toEqual({ exitCode: EXIT.done, err: '' });
  expect(out).toMatch(
    /^\d\d:\d\d:\d\d\.\d{3} {2}in +text +bytes=\d+ +from=!16fad3dc +to=!0b07ba5e +id=\d+ +portnum=1$/m,
  );
  expect(out).toMatch(/^\S+ {2}out +packet +bytes=\d+ .*to=!16fad3dc .*portnum=1$/m);
  expect(out).toMatch(/^\S+ {2}out +heartbeat /m);
  expect(out).toMatch(/^\S+ {2}in +queueStatus .*res=0 +free=\d+$/m);
  expect(out).toMatch(/^\S+ {2}link +waiting +reason=closed_by_node$/m);
  expect(out).toMatch(/^reason +closed_by_node: the node closed the connection/m);
  expect(out).toMatch(
    /^tries +\d; the last failed one: refused\nremedy +nothing listens there: is the node on/m,
  );
  expect(out).toMatch(/^outage +\S+ \S+, lasted \d s$/m);

  const { last, outages } = await reported();
  expect(last).toMatchObject({
    reason: 'closed_by_node',
    lastReason: 'refused',
    hasGap: false,
    restarted: false,
  });
  expect(last?.recording.length).toBeGreaterThan(20);
  expect(last?.recording.length).toBeLessThanOrEqual(200);
  expectRedacted(last?.recording ?? []);
  expect(outages).toHaveLength(1);
});

it('knows what the node heard meanwhile from the counters of the node', async () => {
  const { simulation, clock } = story;
  await clock.advance(16 * MINUTE_MS);
  const away = goAway(10 * 60);
  for (let index = 0; index < 3; index++) simulation.world.say('ALPH', 'is anybody there?');
  await away;
  expect((await reported()).last?.heard).toBeNull();
  await clock.advance(16 * MINUTE_MS);
  expect((await reported()).last?.heard?.packets).toBeGreaterThanOrEqual(3);
  expect((await diagLast()).out).toMatch(/^heard +\d+ packets from \S+ \S+ to /m);
}, 30_000);

it('tells of an outage in the status after a restart, and from the file when no bot runs', async () => {
  await goAway(5);
  const before = lastOf(story);
  expect(before).toMatchObject({ reason: 'closed_by_node' });
  await story.end();

  const { exitCode, out, err } = await diagLast();
  expect(exitCode).toBe(EXIT.done);
  expect(err).toContain(`no bot answers on ${dataDir}`);
  expect(out).toMatch(/^reason +closed_by_node/m);

  story = await aBot();
  expect(story.app.status().link.outages).toEqual({
    count: 0,
    totalSeconds: 0,
    longestSeconds: 0,
    last: before,
  });
  expect((await reported()).last).toMatchObject({ reason: 'closed_by_node', hasGap: false });
});

it('goes on after a restart with an outage that lasts, and does not claim to have watched all of it', async () => {
  story.simulation.behave('refuse', '3600');
  story.simulation.behave('fin');
  await story.clock.advance(2 * MINUTE_MS);
  expect((await reported()).last).toMatchObject({ endedAt: null, lastReason: 'refused' });
  expect((await diagLast()).out).toMatch(/^outage +\S+ \S+, lasts, 2 min so far$/m);
  await story.end();
  story = await aBot();
  const { last } = await reported();
  expect(last).toMatchObject({ hasGap: true, reason: 'closed_by_node', endedAt: expect.any(String) });
  expect((await diagLast()).out).toMatch(/^outage .* to .*: the bot did not run all the time$/m);
});

it('knows nothing of a folder in which no bot ever ran, and needs either a node or --last', async () => {
  const clock = story.clock;
  const nowhere = new TestIo({ clock });
  expect(await runCli(['diag', '--last', '--data', join(dataDir, 'nowhere')], nowhere)).toBe(
    EXIT.unavailable,
  );
  expect(nowhere.complaints).toMatch(/^meshbot: no bot has ever run on the data folder .*nowhere\./);
  for (const argv of [['diag'], ['diag', '127.0.0.1', '--last']]) {
    const io = new TestIo({ clock });
    expect(await runCli(argv, io)).toBe(EXIT.usage);
    expect(io.complaints).toBe('meshbot: diag needs either the ADDRESS of a node or --last\n');
  }
});
