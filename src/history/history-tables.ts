/**
 * Memory of the mesh. `key` is the time in ms since 1970 × 1000 plus a running number: rows lie in order of time
 * without an index of their own. Signal is in hundredths of a dB, a percentage in hundredths, an airtime in ms.
 */
const ROWS = `
  CREATE TABLE packets (
    key INTEGER PRIMARY KEY,
    sender INTEGER NOT NULL,
    addressee INTEGER,
    id INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    portnum INTEGER,
    channel INTEGER,
    hops INTEGER,
    hop_limit INTEGER NOT NULL,
    hop_start INTEGER,
    snr INTEGER,
    rssi INTEGER,
    relay INTEGER,
    flags INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    airtime INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE texts (
    key INTEGER PRIMARY KEY,
    sender INTEGER NOT NULL,
    addressee INTEGER,
    id INTEGER NOT NULL,
    channel INTEGER NOT NULL,
    hops INTEGER,
    flags INTEGER NOT NULL,
    reply_id INTEGER,
    text TEXT NOT NULL
  ) STRICT;
  CREATE TABLE telemetry (
    key INTEGER PRIMARY KEY,
    node INTEGER NOT NULL,
    battery INTEGER,
    millivolts INTEGER,
    utilization INTEGER,
    air_util_tx INTEGER,
    uptime INTEGER,
    temperature INTEGER,
    humidity INTEGER,
    pressure INTEGER
  ) STRICT;
  CREATE TABLE positions (
    key INTEGER PRIMARY KEY,
    node INTEGER NOT NULL,
    latitude INTEGER NOT NULL,
    longitude INTEGER NOT NULL,
    altitude INTEGER,
    precision INTEGER
  ) STRICT;
  CREATE INDEX positions_of ON positions (node, key);
  CREATE TABLE node_changes (
    key INTEGER PRIMARY KEY,
    node INTEGER NOT NULL,
    what TEXT NOT NULL,
    value TEXT NOT NULL
  ) STRICT;
  CREATE INDEX node_changes_of ON node_changes (node, key);
  CREATE TABLE deliveries (
    key INTEGER PRIMARY KEY,
    addressee INTEGER,
    channel INTEGER NOT NULL,
    kind TEXT NOT NULL,
    outcome TEXT NOT NULL,
    reason TEXT,
    took_ms INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    id INTEGER
  ) STRICT;
  CREATE TABLE nodes (
    node INTEGER PRIMARY KEY,
    first_seen INTEGER NOT NULL,
    last_heard INTEGER NOT NULL,
    facts TEXT NOT NULL
  ) STRICT;
  CREATE TABLE history_facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
`;

/** Sums per hour or per day; `slot` counts them since 1970 in UTC. -1 stands for "not known" where the key needs one. */
function rollUps(span: 'hours' | 'days'): string {
  return `
    CREATE TABLE node_${span} (
      slot INTEGER NOT NULL,
      node INTEGER NOT NULL,
      kind INTEGER NOT NULL,
      packets INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      airtime INTEGER NOT NULL,
      mqtt INTEGER NOT NULL,
      direct INTEGER NOT NULL,
      snr_sum INTEGER NOT NULL,
      hops_known INTEGER NOT NULL,
      hops_sum INTEGER NOT NULL,
      hops_max INTEGER,
      start_max INTEGER,
      util_count INTEGER NOT NULL,
      util_sum INTEGER NOT NULL,
      util_max INTEGER,
      PRIMARY KEY (slot, node, kind)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE mesh_${span} (
      slot INTEGER NOT NULL,
      kind INTEGER NOT NULL,
      channel INTEGER NOT NULL,
      hops INTEGER NOT NULL,
      packets INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      airtime INTEGER NOT NULL,
      mqtt INTEGER NOT NULL,
      util_count INTEGER NOT NULL,
      util_sum INTEGER NOT NULL,
      util_max INTEGER,
      PRIMARY KEY (slot, kind, channel, hops)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE link_${span} (
      slot INTEGER NOT NULL,
      sender INTEGER NOT NULL,
      receiver INTEGER NOT NULL,
      source INTEGER NOT NULL,
      count INTEGER NOT NULL,
      snr_sum INTEGER NOT NULL,
      snr_max INTEGER NOT NULL,
      snr_last INTEGER NOT NULL,
      last_at INTEGER NOT NULL,
      PRIMARY KEY (slot, sender, receiver, source)
    ) STRICT, WITHOUT ROWID;
  `;
}

export const HISTORY_TABLES = ROWS + rollUps('hours') + rollUps('days');
