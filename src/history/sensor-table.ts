/** `slot` counts five minutes since 1970; the mean is the sum over the count, so that a restart within a slot adds to it. */
export const SENSOR_TABLE = `CREATE TABLE sensor_means (
     slot INTEGER NOT NULL,
     sensor TEXT NOT NULL,
     sum REAL NOT NULL,
     count INTEGER NOT NULL,
     PRIMARY KEY (slot, sensor)
   ) STRICT, WITHOUT ROWID`;
