/** A warning of Node (a listener leak, a deprecation, an unhandled value) fails the run. */
function failOnWarning(warning: Error): never {
  throw warning;
}

// Files that share a worker all come through here.
const isThere = process.listeners('warning').some(({ name }) => name === failOnWarning.name);
if (!isThere) process.on('warning', failOnWarning);
