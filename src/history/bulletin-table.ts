/** Up to when each bulletin is told, ms since 1970. */
export const BULLETIN_TABLE = `CREATE TABLE bulletins (
     key TEXT PRIMARY KEY,
     told_until REAL NOT NULL
   ) STRICT, WITHOUT ROWID`;
