/** The configuration is wrong. One problem a line, each with its path and a remedy; the process exits 78. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    super(problems.map((problem) => `${problem.path}: ${problem.message}`).join('\n'));
    this.problems = problems;
  }
}

export interface ConfigProblem {
  /** Dotted path of the key, or the file's name when the file itself is the problem. */
  readonly path: string;
  readonly message: string;
}

/** An outside service failed. The asker hears it in words. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
}

/** The asker's mistake: the message is the reply. */
export class UserError extends Error {
  override readonly name = 'UserError';
}

/** What a subcommand ends with when it cannot do its work; the message is for the person at the terminal. */
export class ExitError extends Error {
  override readonly name = 'ExitError';
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, message: string) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** After sysexits.h, so that service managers understand them, and what shells show for a process ended by a signal. */
export const EXIT = {
  done: 0,
  internal: 1,
  usage: 2,
  unavailable: 69,
  owned: 75,
  config: 78,
  hungUp: 129,
  interrupted: 130,
  terminated: 143,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The `code` of a system error such as `ECONNRESET`, if it has one. */
export function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
