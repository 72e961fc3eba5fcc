/**
 * Who may import whom. A folder not named in a row's list is out of bounds for that row.
 * test/layers.test.ts proves that a breach fails.
 */
const allowed = {
  util: [],
  mesh: ['util'],
  radio: ['mesh', 'util'],
  services: ['mesh', 'util'],
  history: ['mesh', 'util'],
  bot: ['services', 'history', 'mesh', 'util'],
  platforms: ['bot', 'mesh', 'util'],
  alerts: ['bot', 'services', 'history', 'mesh', 'util'],
  web: ['history', 'mesh', 'util'],
  cli: ['app', 'config', 'sim', 'radio', 'util'],
  main: ['cli', 'util'],
};

/** A part is a folder, a file of that name, or both: `config.ts` and `config/`. */
const partsOf = (names) => `(${names.join('|')})(/|\\.ts$)`;

const layers = Object.entries(allowed).map(([part, may]) => ({
  name: `${part}-imports`,
  severity: 'error',
  comment: `${part} may import ${may.length > 0 ? may.join(', ') : 'node built-ins only'}`,
  from: { path: `^src/${partsOf([part])}` },
  to: { path: `^src/(?!${partsOf([part, ...may])})` },
}));

/** Each library and the only places where it may be imported. */
const homes = {
  '@meshtastic/protobufs': '^src/(radio|sim)/',
  '@bufbuild/protobuf': '^src/(radio|sim)/',
  zod: '^src/config',
  yaml: '^src/config',
  commander: '^src/(main\\.ts|cli/)',
  pino: '^src/cli/',
  systeminformation: '^src/services/',
  'better-sqlite3': '^src/history/',
  serialport: '^src/radio/',
  'multicast-dns': '^src/radio/',
  mqtt: '^src/services/',
  ngeohash: '^src/services/',
  cheerio: '^src/services/',
  'eventsource-parser': '^src/services/',
  croner: '^src/alerts/',
  'prom-client': '^src/web/',
  grammy: '^src/platforms/telegram/',
};

/** Where a library is found. tsconfig's `paths` lead the protobufs to build/types, not to node_modules. */
const filesOf = (library) =>
  library === '@meshtastic/protobufs' ? '(^|/)build/types/' : `(^|/)node_modules/${library}/`;

const libraryHomes = Object.entries(homes).map(([library, home]) => ({
  name: `home-of-${library.replace(/[@/]/g, '')}`,
  severity: 'error',
  comment: `${library} has one home: ${home}`,
  from: { path: '^src/', pathNot: home },
  to: { path: filesOf(library) },
}));

module.exports = {
  forbidden: [
    ...layers,
    ...libraryHomes,
    {
      name: 'library-without-home',
      severity: 'error',
      comment:
        'a library needs a home in this file before src may import it; tools for development have none',
      from: { path: '^src/' },
      to: { path: '(^|/)node_modules/', pathNot: Object.keys(homes).map(filesOf) },
    },
    {
      name: 'unknown-part',
      severity: 'error',
      comment: 'a new folder or file right under src needs a row in this file',
      from: { path: '^src/', pathNot: `^src/${partsOf([...Object.keys(allowed), 'config', 'app', 'sim'])}` },
      to: {},
    },
    {
      name: 'sim-imports',
      severity: 'error',
      comment: 'sim may share only the framing and the codec of the radio',
      from: { path: '^src/sim/' },
      to: { path: '^src/', pathNot: '^src/(sim|mesh|util)/|^src/radio/(frame|codec)' },
    },
    {
      name: 'config-imports',
      severity: 'error',
      comment:
        'config may ask the radio for the form of an address and the bot for the names of its commands',
      from: { path: `^src/${partsOf(['config'])}` },
      to: {
        path: '^src/',
        pathNot: `^src/${partsOf(['config', 'mesh', 'util', 'radio/address', 'bot/registry'])}`,
      },
    },
    {
      name: 'only-cli-imports-app',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(cli/|app\\.ts|app/)' },
      to: { path: '^src/app(\\.ts|/)' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, path: '^src/' },
      to: {},
    },
    {
      name: 'src-never-imports-test',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|bench|scripts)/' },
    },
    { name: 'nothing-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: '(^|/)(node_modules|build)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
    },
  },
};
