/** Alerts, and who was told what; `state`, `covers` and `options` are JSON, times are ms since 1970. */
export const ALERT_TABLES = `
  CREATE TABLE alerts (
    alert TEXT NOT NULL,
    subject TEXT NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (alert, subject)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE alert_tellings (
    alert TEXT NOT NULL,
    subject TEXT NOT NULL,
    user TEXT NOT NULL,
    episode INTEGER NOT NULL,
    at REAL NOT NULL,
    PRIMARY KEY (alert, subject, user)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE alert_deliveries (
    key INTEGER PRIMARY KEY,
    user TEXT NOT NULL,
    covers TEXT NOT NULL,
    text TEXT NOT NULL,
    severe INTEGER NOT NULL,
    state TEXT NOT NULL,
    reason TEXT,
    made_at REAL NOT NULL,
    due_at REAL,
    sent_at REAL,
    ended_at REAL,
    ttl_ms REAL NOT NULL,
    tries INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX open_alert_deliveries ON alert_deliveries (key) WHERE state IN ('held', 'queued', 'unheard');
  CREATE TABLE subscriptions (
    user TEXT NOT NULL,
    topic TEXT NOT NULL,
    options TEXT NOT NULL,
    since REAL NOT NULL,
    PRIMARY KEY (user, topic)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE languages (
    user TEXT PRIMARY KEY,
    language TEXT NOT NULL,
    chosen_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID
`;
