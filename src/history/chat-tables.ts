/**
 * What came from Telegram, whose body is null once it is done, and what waits to go there. Times are ms since 1970.
 */
export const CHAT_TABLES = `CREATE TABLE chat_updates (
     id INTEGER PRIMARY KEY,
     taken_at REAL NOT NULL,
     body TEXT,
     is_begun INTEGER NOT NULL
   ) STRICT;
   CREATE INDEX chat_updates_by_time ON chat_updates (taken_at);
   CREATE TABLE chat_messages (
     key INTEGER PRIMARY KEY,
     chat INTEGER NOT NULL,
     kind TEXT NOT NULL,
     content TEXT NOT NULL,
     made_at REAL NOT NULL,
     expires_at REAL NOT NULL,
     is_doubtful INTEGER NOT NULL
   ) STRICT;
   CREATE TABLE chat_moves (
     chat INTEGER PRIMARY KEY,
     moved_to INTEGER NOT NULL
   ) STRICT;
   CREATE TABLE people (
     user TEXT PRIMARY KEY,
     role TEXT NOT NULL,
     name TEXT NOT NULL,
     short_name TEXT,
     since REAL NOT NULL
   ) STRICT, WITHOUT ROWID`;
