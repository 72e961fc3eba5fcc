import { ALERT_TABLES } from './alert-tables.js';
import { AUDIT_TABLE } from './audit-table.js';
import { BULLETIN_TABLE } from './bulletin-table.js';
import { CHAT_TABLES } from './chat-tables.js';
import { HISTORY_TABLES } from './history-tables.js';
import { HOUSE_TABLES, PROVED_PACKETS } from './house-tables.js';
import { RELAY_TABLES, RELAY_TOPICS } from './relay-tables.js';
import { SENDER_TABLES } from './sender-tables.js';
import { SENSOR_TABLE } from './sensor-table.js';
import { USE_COLUMNS } from './use-columns.js';
import { VALUE_TABLE } from './value-table.js';

/**
 * The steps from an empty file to the tables of today: the n-th brings `user_version` to n. A step that was ever
 * released stays as it is; what changes later is a new step.
 */
export const MIGRATIONS: readonly string[] = [
  `CREATE TABLE outbox (
     key INTEGER PRIMARY KEY,
     addressee INTEGER NOT NULL,
     channel INTEGER NOT NULL,
     content TEXT NOT NULL,
     priority TEXT NOT NULL,
     ttl_ms REAL NOT NULL,
     accepted_at REAL NOT NULL,
     ids TEXT NOT NULL,
     attempts INTEGER NOT NULL,
     needs_new_id INTEGER NOT NULL
   ) STRICT`,
  `CREATE TABLE keys (
     node INTEGER NOT NULL,
     key BLOB NOT NULL,
     first_seen REAL NOT NULL,
     last_seen REAL NOT NULL,
     source TEXT NOT NULL,
     state TEXT NOT NULL,
     PRIMARY KEY (node, key)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE key_guests (node INTEGER PRIMARY KEY) STRICT`,
  `CREATE TABLE outages (
     key INTEGER PRIMARY KEY,
     started_at REAL NOT NULL,
     reason TEXT NOT NULL,
     ended_at REAL,
     length_ms REAL,
     seen_at REAL NOT NULL,
     has_gap INTEGER NOT NULL,
     tries INTEGER NOT NULL,
     last_reason TEXT,
     heard TEXT,
     restarted INTEGER
   ) STRICT;
   CREATE TABLE outage_recordings (
     outage INTEGER PRIMARY KEY REFERENCES outages (key) ON DELETE CASCADE,
     events BLOB NOT NULL
   ) STRICT`,
  HISTORY_TABLES,
  AUDIT_TABLE,
  VALUE_TABLE,
  ALERT_TABLES,
  SENSOR_TABLE,
  SENDER_TABLES,
  BULLETIN_TABLE,
  CHAT_TABLES,
  HOUSE_TABLES,
  `ALTER TABLE outbox ADD COLUMN ticket TEXT;
   UPDATE outbox SET ticket = (
     SELECT 'letter ' || number FROM letters
     WHERE letters.addressee = outbox.addressee AND sent_text = json_extract(content, '$.text')
   )`,
  RELAY_TABLES,
  USE_COLUMNS,
  RELAY_TOPICS,
  PROVED_PACKETS,
];
