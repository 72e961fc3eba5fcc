import type { Connection } from './database.js';

/** What is remembered beside the tables. */
export type FactName =
  | 'check'
  | 'farewell'
  | 'host reboots'
  | 'own node'
  | 'quiet until'
  | 'retention'
  | 'runs'
  | 'telemetry sent';

export function readFact(connection: Connection, name: FactName): unknown {
  const query = connection.prepare<[FactName], string>('SELECT value FROM history_facts WHERE name = ?');
  const value = query.pluck().get(name);
  return value === undefined ? undefined : JSON.parse(value);
}

export function writeFact(connection: Connection, name: FactName, value: unknown): void {
  connection
    .prepare('INSERT OR REPLACE INTO history_facts (name, value) VALUES (?, ?)')
    .run(name, JSON.stringify(value));
}
