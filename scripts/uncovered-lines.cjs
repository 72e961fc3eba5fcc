const { relative } = require('node:path');

/** A report of coverage, in istanbul's form: of each file the lines that no test runs, which is what its gate complains about. */
module.exports = class UncoveredLines {
  execute(context) {
    context.getTree('flat').visit({ onDetail: print }, context);
  }
};

function print(node) {
  const coverage = node.getFileCoverage();
  const lines = coverage.getUncoveredLines();
  if (lines.length > 0) console.log(`no test runs ${relative('.', coverage.path)}:${lines.join(', ')}`);
}
