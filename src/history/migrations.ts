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
];
