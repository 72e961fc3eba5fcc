/**
 * The use of the channel that a node told, with its sums over all kinds: only telemetry tells it, so that among the sums
 * by kind one row in six had any, and all of them had to be read.
 */
function useColumns(span: 'hours' | 'days'): string {
  return `
    ALTER TABLE sender_${span} ADD COLUMN util_count INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE sender_${span} ADD COLUMN util_sum INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE sender_${span} ADD COLUMN util_max INTEGER;
    UPDATE sender_${span} AS sums SET
      util_count = told.util_count, util_sum = told.util_sum, util_max = told.util_max
      FROM (SELECT slot, node, sum(util_count) AS util_count, sum(util_sum) AS util_sum, max(util_max) AS util_max
        FROM node_${span} WHERE util_count > 0 GROUP BY slot, node) AS told
      WHERE sums.slot = told.slot AND sums.node = told.node;
    ALTER TABLE node_${span} DROP COLUMN util_count;
    ALTER TABLE node_${span} DROP COLUMN util_sum;
    ALTER TABLE node_${span} DROP COLUMN util_max;
  `;
}

export const USE_COLUMNS = useColumns('hours') + useColumns('days');
