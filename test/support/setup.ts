// A warning of Node (a listener leak, a deprecation, an unhandled value) fails the run.
process.on('warning', (warning) => {
  throw warning;
});
