import { beforeEach, describe, expect, it } from 'vitest';
import { unsynced } from '../../src/history/batch.js';
import type { Connection, Database } from '../../src/history/database.js';
import { GuardedTable } from '../../src/history/guarded-table.js';
import { aDatabase } from '../support/a-database.js';
import { FakeClock } from '../support/fake-clock.js';
import { RecordingLog } from '../support/recording-log.js';

let clock: FakeClock;
let log: RecordingLog;
let database: Database;

beforeEach(() => {
  clock = new FakeClock();
  log = new RecordingLog();
  database = aDatabase(clock);
  database.connection.exec('CREATE TABLE notes (name TEXT PRIMARY KEY, text TEXT NOT NULL)');
});

function aTable(catchesUp: boolean): GuardedTable<Connection> {
  return new GuardedTable(database, {
    log,
    prepare: (connection) => connection,
    failing: 'cannot store notes',
    restored: 'storing notes again',
    catchesUp,
  });
}

const put = (name: string, text: string | null) => (connection: Connection) => {
  connection.prepare('INSERT OR REPLACE INTO notes VALUES (?, ?)').run(name, text);
};
const remove = (name: string) => (connection: Connection) => {
  connection.prepare('DELETE FROM notes WHERE name = ?').run(name);
};
const notes = () => database.connection.prepare('SELECT name, text FROM notes ORDER BY name').raw().all();

function breakDisk(): void {
  database.connection.pragma('query_only = ON');
}

function mendDisk(): void {
  database.connection.pragma('query_only = OFF');
}

describe('what the disk does not take', () => {
  it('is written in its order before the next thing, and told of once', () => {
    const table = aTable(true);
    table.write(put('a', 'first'));
    breakDisk();
    expect(table.write(put('a', 'second'))).toBe(false);
    expect(table.write(put('b', 'gone again'))).toBe(false);
    expect(table.write(remove('b'))).toBe(false);
    expect(database.writes.failuresWithin(1000)).toBe(3);
    expect(notes()).toEqual([['a', 'first']]);
    mendDisk();
    expect(table.write(put('c', 'third'))).toBe(true);
    expect(notes()).toEqual([
      ['a', 'second'],
      ['c', 'third'],
    ]);
    expect(log.visible()).toEqual(['cannot store notes', 'storing notes again']);
  });

  it('is written as soon as another table can be', () => {
    const [table, other] = [aTable(true), aTable(false)];
    breakDisk();
    table.write(put('a', 'late'));
    mendDisk();
    expect(other.write(put('b', 'now'))).toBe(true);
    expect(notes()).toEqual([
      ['a', 'late'],
      ['b', 'now'],
    ]);
    table.write(remove('a'));
    other.write(put('b', 'and again'));
    expect(notes()).toEqual([['b', 'and again']]);
  });

  it('is tried once more when the database closes, and waits on while the disk refuses', () => {
    const table = aTable(true);
    breakDisk();
    table.write(put('a', 'late'));
    database.writes.catchUp();
    expect(database.writes.failuresWithin(1000)).toBe(2);
    mendDisk();
    database.stop();
    database.start();
    expect(notes()).toEqual([['a', 'late']]);
  });

  it('is forgotten where somebody else keeps it', () => {
    const table = aTable(false);
    breakDisk();
    table.write(put('a', 'kept by the caller'));
    mendDisk();
    table.write(put('b', 'next'));
    expect(notes()).toEqual([['b', 'next']]);
  });

  it('keeps nothing back that can be written, and goes whether or not it asks for the safety of the disk', () => {
    const table = aTable(true);
    breakDisk();
    table.write(put('a', null));
    table.write((connection) => unsynced(connection, () => put('b', 'good')(connection)));
    mendDisk();
    database.writes.catchUp();
    expect(notes()).toEqual([['b', 'good']]);
    expect(log.visible()).toEqual(['cannot store notes', 'cannot be stored at all', 'storing notes again']);
  });

  it('is bounded: the oldest goes', () => {
    const table = aTable(true);
    breakDisk();
    for (let index = 0; index <= 5000; index++) table.write(put(`${index}`, 'x'));
    mendDisk();
    database.writes.catchUp();
    expect(notes()).toHaveLength(5000);
    expect(notes()).not.toContainEqual(['0', 'x']);
  });
});
