import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { findConfigFile, loadConfig } from '../config.js';
import { ConfigError, codeOf, EXIT, type ExitCode, UserError } from '../util/errors.js';
import { type CliIo, printLine, warnLine } from './io.js';
import { serviceUnit } from './service-unit.js';
import { closedToOthers, isUserName, ownerOf } from './service-user.js';
import { writeWholeText } from './whole-file.js';

export interface InstallServiceOptions {
  readonly config?: string;
  readonly data?: string;
  readonly user?: string;
  /** Write the unit in place of printing it. */
  readonly write?: boolean;
  /** Where to. */
  readonly unit: string;
}

/** `meshbot install-service`: the systemd unit for this program and this configuration, printed or written. */
export async function installService(options: InstallServiceOptions, io: CliIo): Promise<ExitCode> {
  refuseNonsense(options);
  const config = configOf(options, io);
  const program = resolve(process.argv[1] ?? 'dist/main.js');
  const user = options.user ?? userFor([process.execPath, program, config], io);
  const unit = serviceUnit({
    node: process.execPath,
    program,
    config,
    ...(user !== undefined && { user }),
    ...(options.data !== undefined && { dataDir: resolve(options.data) }),
  });
  if (options.write !== true) {
    io.output.write(unit);
    return EXIT.done;
  }
  await write(resolve(options.unit), unit);
  printLine(io, `Written: ${options.unit}`);
  printLine(
    io,
    'Start it now and at every boot:  sudo systemctl daemon-reload && sudo systemctl enable --now meshbot',
  );
  printLine(io, 'Its log:                         journalctl -u meshbot -f');
  return EXIT.done;
}

/** An unset variable of a shell is no wish: `User=` without a name is root, and no path is the folder one stands in. */
function refuseNonsense({ user, data }: InstallServiceOptions): void {
  if (user !== undefined && !isUserName(user)) {
    throw new UserError(
      `--user ${JSON.stringify(user)} is no user: letters, digits, _ . and -, a letter or _ first, or a number above 0`,
    );
  }
  if (data === '') throw new UserError('--data "" names no folder');
}

/** A service that cannot start is not worth installing. */
function configOf({ config }: InstallServiceOptions, io: CliIo): string {
  const file = findConfigFile({ file: config, env: io.env });
  if (file === undefined || !existsSync(file)) {
    const message = 'there is none yet: "meshbot init" writes one';
    throw new ConfigError([{ path: file ?? 'configuration file', message }]);
  }
  loadConfig({ file, env: io.env });
  return resolve(file);
}

/** Absent: a user that systemd makes for the service alone, which needs everything to be open to it. */
function userFor(files: readonly string[], io: CliIo): string | undefined {
  const closed = closedToOthers(files);
  if (closed === undefined) return undefined;
  const owner = ownerOf(closed, io.env);
  warnLine(io, `${closed} is closed to other users, so the service runs as its owner, ${owner}.`);
  if (owner === 'root' || owner === '0')
    warnLine(io, 'Better not as root: move it to where everybody may read it, or say --user NAME.');
  return owner;
}

/** A unit that is there already is one of ours, from before. */
async function write(file: string, unit: string): Promise<void> {
  await writeWholeText(file, unit, { mode: 0o644, isReplaced: true }).catch((error: unknown) => {
    if (!(error instanceof UserError) || codeOf(error.cause) !== 'EACCES') throw error;
    throw new UserError(`${error.message} (with sudo it may be)`);
  });
}
