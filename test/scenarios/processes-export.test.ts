import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Database } from '../../src/history/database.js';
import { SystemClock } from '../../src/util/clock.js';
import { STAGE_MS, Stage } from '../support/processes.js';
import { RecordingLog } from '../support/recording-log.js';

const PACKETS = 200_000;
let stage: Stage;
let data: string;

beforeAll(async () => {
  stage = await Stage.build();
  data = join(stage.folder, 'data');
  const clock = new SystemClock();
  const database = new Database({ folder: data, clock, log: new RecordingLog() });
  database.start();
  database.connection.exec(`
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${PACKETS})
    INSERT INTO packets
    SELECT ${clock.now() - 3_600_000} * 1000 + i, 385536988, NULL, i, 1, NULL, 0, 1, 3, 4, 500, -90, 1, 0, 60, 500 FROM n`);
  database.stop();
}, STAGE_MS);

afterAll(() => stage.end());

it('exports 60 MB with 40 MB of memory, and the last packet is the last line', async () => {
  const env = { NODE_OPTIONS: '--max-old-space-size=40' };
  const { exitCode, out, err } = await stage.run(['export', 'packets'], { env });
  expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
  const lines = out.trimEnd().split('\n');
  expect(lines).toHaveLength(PACKETS + 2);
  expect(JSON.parse(lines.at(-2) ?? '')).toMatchObject({ from: '!16fad3dc', id: PACKETS });
}, 60_000);

/** The rest of the line is the program; `$@` are its arguments. */
const shell = (script: string) => ['sh', '-c', script, 'sh'];

it('ends in silence when its reader has seen enough', async () => {
  const through = shell('"$@" | head -n 2');
  const { exitCode, out, err } = await stage.run(['export', 'packets', '--format', 'csv'], { through });
  expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
  expect(out.split('\r\n')).toHaveLength(3);
});

it('says so when the disk takes no more, and leaves no half of a file', async () => {
  const through = shell('trap \'\' XFSZ; ulimit -f 1000; exec "$@"');
  const { exitCode, err } = await stage.run(['export', 'packets', '--output', 'out.json'], { through });
  expect(exitCode).toBe(2);
  expect(err).toMatch(/^meshbot: .*out\.json cannot be written: EFBIG: file too large, write\n$/);
  expect(readdirSync(stage.folder).filter((name) => name.startsWith('out'))).toEqual([]);
});

it('reads beside a running bot, which goes on writing', async () => {
  const { address } = await stage.simulatedNode('--seed', 'export');
  const bot = stage.start(['run', '--node', address]);
  await bot.shows('link ready');
  const { exitCode, out } = await stage.run(['export', 'packets', '--format', 'csv', '--since', '24h']);
  expect(exitCode).toBe(0);
  expect(out.split('\r\n').length).toBeGreaterThan(PACKETS);
  const nodes = await stage.run(['export', 'nodes', '--format', 'geojson']);
  expect(JSON.parse(nodes.out).type).toBe('FeatureCollection');
  expect(await bot.end('SIGTERM')).toBe(0);
  expect(bot.log.filter(({ level }) => level === 'error')).toEqual([]);
}, 60_000);
