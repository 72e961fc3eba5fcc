/** What admins decided, who was here, and letters; times are ms since 1970. The number of a letter is never used again. */
export const HOUSE_TABLES = `
  CREATE TABLE blocks (
    node INTEGER PRIMARY KEY,
    until REAL NOT NULL
  ) STRICT;
  CREATE TABLE trusted_keys (
    node INTEGER PRIMARY KEY,
    key BLOB NOT NULL,
    since REAL NOT NULL
  ) STRICT;
  CREATE TABLE admin_packets (
    node INTEGER NOT NULL,
    id INTEGER NOT NULL,
    at REAL NOT NULL,
    PRIMARY KEY (node, id)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE visitors (
    user TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    first_at REAL NOT NULL,
    last_at REAL NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE letters (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    sender TEXT NOT NULL,
    sender_name TEXT NOT NULL,
    addressee INTEGER NOT NULL,
    body TEXT NOT NULL,
    written_at REAL NOT NULL,
    tries INTEGER NOT NULL,
    tried_at REAL,
    sent_text TEXT,
    told_held INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE mail_refusals (node INTEGER PRIMARY KEY) STRICT
`;

/** Whoever is proved may be played again, not admins alone; what is forgotten is found by its time. */
export const PROVED_PACKETS = `
  ALTER TABLE admin_packets RENAME TO proved_packets;
  CREATE INDEX proved_packets_by_time ON proved_packets (at)
`;
