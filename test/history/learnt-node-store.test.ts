import { expect, it } from 'vitest';
import { SqliteLearntNodeStore } from '../../src/history/learnt-node-store.js';
import { toNodeNum } from '../../src/mesh/ids.js';
import { aDatabase } from '../support/a-database.js';
import { RecordingLog } from '../support/recording-log.js';

const BASE = toNodeNum(0x0b07ba5e);

it('remembers which node is ours over restarts, and only for the address at which it answered', () => {
  const database = aDatabase();
  const log = new RecordingLog();
  const store = new SqliteLearntNodeStore(database, log);
  expect(store.at('192.168.1.38:4403')).toBeUndefined();
  store.learn('192.168.1.38:4403', BASE);
  const next = new SqliteLearntNodeStore(database, log);
  expect(next.at('192.168.1.38:4403')).toBe(BASE);
  expect(next.at('192.168.1.39:4403')).toBeUndefined();
});

it('says when the disk does not take it', () => {
  const database = aDatabase();
  const log = new RecordingLog();
  database.connection.exec(
    "CREATE TRIGGER full BEFORE INSERT ON history_facts BEGIN SELECT RAISE(FAIL, 'disk full'); END",
  );
  new SqliteLearntNodeStore(database, log).learn('192.168.1.38:4403', BASE);
  expect(log.visible()).toEqual(['cannot note which node is ours: it is learnt again after a restart']);
});
