/** Orders of admins in the order in which they ended; `at` is ms since 1970. */
export const AUDIT_TABLE = `
  CREATE TABLE audit (
    key INTEGER PRIMARY KEY,
    at REAL NOT NULL,
    who TEXT NOT NULL,
    proof TEXT NOT NULL,
    platform TEXT NOT NULL,
    command TEXT NOT NULL,
    result TEXT NOT NULL
  ) STRICT
`;
