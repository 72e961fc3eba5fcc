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
};

const others = (folders) => `^src/(?!(${folders.join('|')})/)`;

const layers = Object.entries(allowed).map(([folder, may]) => ({
  name: `${folder}-imports`,
  severity: 'error',
  comment: `${folder} may import ${may.length > 0 ? may.join(', ') : 'node built-ins only'}`,
  from: { path: `^src/${folder}/` },
  to: { path: others([folder, ...may]) },
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
};

const libraryHomes = Object.entries(homes).map(([library, home]) => ({
  name: `home-of-${library.replace(/[@/]/g, '')}`,
  severity: 'error',
  comment: `${library} has one home: ${home}`,
  from: { path: '^src/', pathNot: home },
  to: { path: `(^|/)node_modules/${library}/` },
}));

module.exports = {
  forbidden: [
    ...layers,
    ...libraryHomes,
    {
      name: 'sim-imports',
      severity: 'error',
      comment: 'sim may share only the framing and the codec of the radio',
      from: { path: '^src/sim/' },
      to: { path: '^src/', pathNot: '^src/(sim|mesh|util)/|^src/radio/(frame|codec)' },
    },
    {
      name: 'only-cli-imports-app',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(cli/|app\\.ts|app/)' },
      to: { path: '^src/app(\\.ts|/)' },
    },
    {
      name: 'cli-imports',
      severity: 'error',
      from: { path: '^src/cli/' },
      to: { path: '^src/', pathNot: '^src/(cli|app|config|sim|radio|util)(/|\\.ts)' },
    },
    {
      name: 'main-imports',
      severity: 'error',
      from: { path: '^src/main\\.ts$' },
      to: { path: '^src/', pathNot: '^src/(cli|util)/' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, path: '^src/' },
      to: {},
    },
    { name: 'src-never-imports-test', severity: 'error', from: { path: '^src/' }, to: { path: '^(test|bench)/' } },
    { name: 'nothing-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'node', 'default'] },
  },
};
