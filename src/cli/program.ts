/**
 * The subcommands and their options. Each subcommand's own file is loaded when it runs: `run` never loads the
 * simulator, and `status` loads neither.
 */
import { Command, CommanderError } from 'commander';
import { findConfigFile } from '../config/find.js';
import { ConfigError, EXIT, type ExitCode, ExitError, UserError } from '../util/errors.js';
import { readVersion } from '../util/version.js';
import type { DiagOptions } from './diag.js';
import type { DiagLastOptions } from './diag-last.js';
import { type CliIo, Interruption, warnLine } from './io.js';
import {
  behavior,
  channel,
  count,
  diagMode,
  exportFormat,
  exportSubject,
  firmware,
  languageWord,
  place,
  port,
  positive,
  seed,
  watchSeconds,
} from './options.js';

/** Runs one command line. What it throws is a fault of the program and not of whoever called it. */
export async function runCli(argv: readonly string[], io: CliIo): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.done;
  const program = createProgram(io, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(argv.length > 0 ? known(argv, program) : [defaultSubcommand(io)], {
      from: 'user',
    });
    return exitCode;
  } catch (error) {
    return explain(error, io);
  }
}

/** The help of a subcommand that there is none of would be that of the whole program, as if all were well. */
function known(argv: readonly string[], program: Command): string[] {
  const [first = ''] = argv;
  const names = ['help', ...program.commands.map((command) => command.name())];
  return first.startsWith('-') || names.includes(first) ? [...argv] : [first];
}

function defaultSubcommand(io: CliIo): string {
  return findConfigFile({ env: io.env }) === undefined ? 'demo' : 'run';
}

/** Ends in words what is the caller's to mend; anything else is thrown on. */
function explain(error: unknown, io: CliIo): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  if (error instanceof ConfigError) {
    warnLine(io, 'The configuration is wrong:');
    for (const { path, message } of error.problems) warnLine(io, `  ${path}: ${message}`);
    return EXIT.config;
  }
  if (error instanceof ExitError || error instanceof UserError) {
    warnLine(io, `meshbot: ${error.message}`);
    return error instanceof ExitError ? error.exitCode : EXIT.usage;
  }
  if (error instanceof Interruption) {
    warnLine(io, `meshbot: ${error.message}`);
    return error.exitCode;
  }
  throw error;
}

type Finish = (code: ExitCode) => void;

function createProgram(io: CliIo, finish: Finish): Command {
  const program = new Command('meshbot')
    .description(
      'A bot for Meshtastic meshes. Without a subcommand: run with a configuration file, else demo.',
    )
    .version(readVersion(), '--version')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.output.write(text),
      writeErr: (text) => io.errors.write(text),
    });
  addBot(program, io, finish);
  addService(program, io, finish);
  addDiagnosis(program, io, finish);
  addSimulation(program, io, finish);
  addConfiguration(program, io, finish);
  addClients(program, io, finish);
  addStored(program, io, finish);
  for (const command of [program, ...program.commands]) pointToHelp(command);
  return program;
}

function pointToHelp(command: Command): void {
  const path = [command.parent?.name(), command.name(), '--help'].filter(Boolean).join(' ');
  command.showHelpAfterError(`"${path}" tells what is right.`);
}

const ADDRESS_FORMS = 'HOST, HOST:PORT, tcp://HOST[:PORT], [v6]:PORT, or serial:/dev/ttyACM0 for a cable';
const DATA_OPTION = ['--data <dir>', 'data folder of the bot'] as const;

function addBot(program: Command, io: CliIo, finish: Finish): void {
  program
    .command('run')
    .description('the bot on a real node')
    .option('--config <file>', 'configuration file')
    .option('--node <address>', ADDRESS_FORMS)
    .option(...DATA_OPTION)
    .action(async (options) => finish(await (await import('./run.js')).run(options, io)));
}

function addService(program: Command, io: CliIo, finish: Finish): void {
  program
    .command('install-service')
    .description('the systemd unit for this bot, to print or to write')
    .option('--config <file>', 'configuration file')
    .option(
      '--user <name>',
      'who runs it (default: a user of its own, or the owner of the folder it lies in if that is closed)',
    )
    .option('--data <dir>', 'data folder (default: /var/lib/meshbot)')
    .option('--write', 'write it in place of printing it')
    .option('--unit <file>', 'where to write it', '/etc/systemd/system/meshbot.service')
    .action(async (options) =>
      finish(await (await import('./install-service.js')).installService(options, io)),
    );
}

function addDiagnosis(program: Command, io: CliIo, finish: Finish): void {
  program
    .command('diag')
    .argument('[address]', ADDRESS_FORMS)
    .description('watch a connection to a node, and tell when and why it dies; or tell of the last outage')
    .option(
      '--mode <mode>',
      'link: with reconnects, client: one session, raw: the socket only',
      diagMode,
      'link',
    )
    .option('--duration <seconds>', 'for how long; Ctrl-C ends it earlier', watchSeconds, 600)
    .option('--last', 'in place of watching: the last outage of the bot, and what passed before it')
    .option(...DATA_OPTION)
    .option('--json', 'for programs: one object a line, the summary last')
    .action(async (address, options) => finish(await diagnose(address, options, io)));
}

async function diagnose(
  address: string | undefined,
  options: DiagOptions & DiagLastOptions & { readonly last?: boolean },
  io: CliIo,
): Promise<ExitCode> {
  if ((address === undefined) !== (options.last === true)) {
    throw new UserError('diag needs either the ADDRESS of a node or --last');
  }
  if (address === undefined) return (await import('./diag-last.js')).diagLast(options, io);
  return (await import('./diag.js')).diag(address, options, io);
}

function addSimulation(program: Command, io: CliIo, finish: Finish): void {
  program
    .command('demo')
    .description('a simulated mesh, the bot on it, and a console to talk to it')
    .option('--seed <seed>', 'number or text; the same seed tells the same story', seed)
    .option('--seconds <seconds>', 'end after so long (default without a terminal: 30)', positive)
    .option('--nodes <count>', 'nodes of the mesh', count)
    .action(async (options) => finish(await (await import('./demo.js')).demo(options, io)));
  program
    .command('sim')
    .description('a simulated node alone, for any client')
    .option('--port <port>', 'TCP port, 0 for any free one', port, 4403)
    .option('--nodes <count>', 'nodes of the mesh', count)
    .option('--seed <seed>', 'number or text', seed)
    .option('--firmware <version>', '2.7 or 2.8', firmware)
    .option('--profile <name>', 'a firmware in detail, such as 2.7-s3')
    .option('--place <latitude,longitude>', 'centre of the mesh', place)
    .option('--pace <factor>', 'people act that much more often', positive)
    .option('--behave <name=args@seconds>', 'a fault to act out; may be repeated', behavior)
    .option('--control <path>', 'Unix socket that takes commands')
    .action(async (options) => finish(await (await import('./sim.js')).sim(options, io)));
}

function addConfiguration(program: Command, io: CliIo, finish: Finish): void {
  program
    .command('init')
    .description('find a node, try it, and write a configuration')
    .option('--node <address>', `in place of looking for one: ${ADDRESS_FORMS}`)
    .option('--config <file>', 'the file to write (default: meshbot.yaml)')
    .option('--language <language>', 'en or fr (default: as the locale)', languageWord)
    .option('--yes', 'ask nothing')
    .action(async (options) => finish(await (await import('./init.js')).init(options, io)));
  program
    .command('check-config')
    .argument('[file]', 'configuration file')
    .description('tell every problem of the configuration')
    .action(async (file) => finish((await import('./check-config.js')).checkConfig(file, io)));
  program
    .command('config-schema')
    .description('the configuration as JSON Schema')
    .action(async () => finish((await import('./config-schema.js')).printConfigSchema(io)));
  program
    .command('config-example')
    .description('a commented configuration to start from')
    .action(async () => finish((await import('./config-example.js')).printConfigExample(io)));
}

function addStored(program: Command, io: CliIo, finish: Finish): void {
  program
    .command('backup')
    .argument('<file>', 'where to; must not exist')
    .description('copy the database, whether the bot runs or not')
    .option(...DATA_OPTION)
    .action(async (file, options) => finish(await (await import('./backup.js')).backup(file, options, io)));
  program
    .command('export')
    .argument('<what>', 'nodes, packets, messages or edges', exportSubject)
    .description('what the bot keeps, for other programs, whether the bot runs or not')
    .option('--format <format>', 'json, csv, or geojson (nodes and edges)', exportFormat, 'json')
    .option('--since <time>', 'from then on: 24h or 7d (ago), 2026-11-20, 2026-11-20T14:05Z')
    .option('--until <time>', 'before then; a day is meant to its end')
    .option('--output <file>', 'in place of standard output; must not exist')
    .option(...DATA_OPTION)
    .action(async (what, options) =>
      finish(await (await import('./export.js')).exportStored(what, options, io)),
    );
}

function addClients(program: Command, io: CliIo, finish: Finish): void {
  program
    .command('console')
    .description('talk to the running bot')
    .option(...DATA_OPTION)
    .action(async (options) => finish(await (await import('./console.js')).talk(options, io)));
  program
    .command('status')
    .description('how the running bot is')
    .option('--json', 'for programs')
    .option(...DATA_OPTION)
    .action(async (options) => finish(await (await import('./status.js')).status(options, io)));
  program
    .command('send')
    .argument('<text>', 'what to say')
    .description('say something through the running bot')
    .option('--to <node>', 'id or name; without it everybody on the channel')
    .option('--channel <index>', 'channel index', channel)
    .option('--wait', 'wait for the end of the delivery and tell it')
    .option(...DATA_OPTION)
    .action(async (text, options) => finish(await (await import('./send.js')).send(text, options, io)));
}
