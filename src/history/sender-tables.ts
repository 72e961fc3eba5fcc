/**
 * Sums of each node over all kinds. A week of them is a third of the rows by kind, and grouped in a fifth of the time:
 * who talks most, how far packets come and how many nodes there are is asked from these.
 */
function senderSums(span: 'hours' | 'days'): string {
  return `
    CREATE TABLE sender_${span} (
      slot INTEGER NOT NULL,
      node INTEGER NOT NULL,
      packets INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      airtime INTEGER NOT NULL,
      mqtt INTEGER NOT NULL,
      hops_known INTEGER NOT NULL,
      hops_sum INTEGER NOT NULL,
      hops_max INTEGER,
      start_max INTEGER,
      PRIMARY KEY (slot, node)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO sender_${span}
      SELECT slot, node, sum(packets), sum(bytes), sum(airtime), sum(mqtt), sum(hops_known), sum(hops_sum),
        max(hops_max), max(start_max)
      FROM node_${span} GROUP BY slot, node;
  `;
}

export const SENDER_TABLES = senderSums('hours') + senderSums('days');
