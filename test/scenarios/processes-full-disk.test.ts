import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Database } from '../../src/history/database.js';
import { SystemClock } from '../../src/util/clock.js';
import { STAGE_MS, Stage } from '../support/processes.js';
import { RecordingLog } from '../support/recording-log.js';

let stage: Stage;

beforeAll(async () => {
  stage = await Stage.build();
}, STAGE_MS);

afterAll(() => stage.end());

/** No file can grow, as on a full disk. */
const through = ['sh', '-c', 'trap \'\' XFSZ; ulimit -f 0; exec "$@"', 'sh'];

function databaseIn(folder: string): Database {
  const database = new Database({
    folder: join(stage.folder, folder),
    clock: new SystemClock(),
    log: new RecordingLog(),
  });
  database.start();
  return database;
}

it('a bot starts on a full disk with what it knew, serves, says so, and harms nothing', async () => {
  const before = databaseIn('data');
  before.connection.exec(`INSERT INTO nodes VALUES (385536988, 1, ${Date.now()},
    '{"nodeNum":385536988,"firstSeen":1,"viaMqtt":false,"user":{"longName":"Alpha of before","shortName":"ALPH"}}')`);
  before.stop();
  const { address } = await stage.simulatedNode('--seed', 'full', '--nodes', '5');
  const bot = stage.start(['run', '--node', address], { through });
  await bot.shows('link ready');
  expect(bot.logged('database opened without room on the disk: nothing can be stored')).toHaveLength(1);
  await expect
    .poll(() => bot.logged('cannot store history: kept in memory until the disk takes it').length, {
      timeout: 20_000,
    })
    .toBe(1);
  const { out } = await stage.run(['status', '--json']);
  expect(JSON.parse(out)).toMatchObject({ link: { state: 'ready' } });
  expect(await bot.end('SIGTERM')).toBe(0);
  const after = databaseIn('data');
  expect(after.connection.prepare('SELECT facts FROM nodes').pluck().all()).toEqual([
    expect.stringContaining('Alpha of before'),
  ]);
  after.stop();
}, 60_000);

it('a first start on a full disk ends with 75, so that it is tried again, and says what to do', async () => {
  const { exitCode, err } = await stage.run(['run', '--node', '127.0.0.1:1', '--data', 'new'], { through });
  expect(exitCode).toBe(75);
  expect(err).toMatch(
    /^meshbot: .*meshbot\.db cannot be written \(.*\): make room on the disk, or use another folder$/m,
  );
});

/** A first piece of a file still fits. */
const almostFull = ['sh', '-c', 'trap \'\' XFSZ; ulimit -f 1; exec "$@"', 'sh'];

it('init and install-service leave no half of a file on a full disk, and write it when there is room again', async () => {
  const { address } = await stage.simulatedNode('--seed', 'small', '--nodes', '4');
  const init = ['init', '--node', address, '--config', 'new.yaml', '--yes'];
  const failed = await stage.run(init, { through: almostFull });
  expect(failed).toMatchObject({
    exitCode: 78,
    err: expect.stringContaining('new.yaml cannot be written: EFBIG'),
  });
  expect(await stage.run(init)).toMatchObject({ exitCode: 0 });
  const unit = join(stage.folder, 'new.service');
  const install = ['install-service', '--config', 'new.yaml', '--write', '--unit', unit];
  writeFileSync(unit, 'before');
  const kept = await stage.run(install, { through: almostFull });
  expect(kept).toMatchObject({
    exitCode: 2,
    err: expect.stringContaining('new.service cannot be written: EFBIG'),
  });
  expect(readFileSync(unit, 'utf8')).toBe('before');
  expect(readdirSync(stage.folder).filter((name) => name.startsWith('new.'))).toEqual([
    'new.service',
    'new.yaml',
  ]);
  expect(await stage.run(install)).toMatchObject({ exitCode: 0 });
}, 60_000);
