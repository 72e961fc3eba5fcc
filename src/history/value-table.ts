/** The last good values of the services; `format` tells one release's shape from another's. */
export const VALUE_TABLE = `CREATE TABLE service_values (
     service TEXT NOT NULL,
     key TEXT NOT NULL,
     format INTEGER NOT NULL,
     value TEXT NOT NULL,
     fetched_at REAL NOT NULL,
     source_at REAL,
     PRIMARY KEY (service, key)
   ) STRICT`;
