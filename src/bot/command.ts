import type { MeshNode } from '../mesh/mesh-node.js';
import type { Priority } from '../mesh/radio.js';
import type { Language, Request, Role } from './request.js';

/** Where a command may be given. `channel` is in the default list of an enabled channel, `listed-channel` only if named there. */
export type CommandPlace = 'direct' | 'channel' | 'listed-channel' | 'telegram' | 'console';

/** The line of the short help on which a command stands; without one it is left to the long help. */
export type HelpGroup = 'net' | 'sky' | 'stat' | 'here' | 'you';

/** A text in every language, of one shape. */
export type Texts<Shape> = Readonly<Record<Language, Shape>>;

export interface CommandTexts {
  /** The name under which people of this language know it: the name or one of the aliases. */
  readonly name: string;
  /** One line for help and menus. */
  readonly summary: string;
  /** Arguments as printed in usage, `[node]`; empty for none. */
  readonly usage: string;
  /** One or two whole commands, `/trace BRAV`; empty when the usage says it all. */
  readonly example: string;
}

/** One run of a command. */
export interface Call {
  readonly request: Request;
  readonly language: Language;
  /** Arguments split on blanks, quotes removed. */
  readonly args: readonly string[];
  /** The rest of the line as it stood. */
  readonly rest: string;
  /** Aborts when the deadline is over. */
  readonly signal: AbortSignal;
}

/** How a command ended, for the log. */
export type Outcome =
  | 'answered'
  /** The asker's mistake, told in words. */
  | 'refused'
  /** Waits for the asker's confirmation. */
  | 'asked'
  /** Too many commands, told in words. */
  | 'limited'
  | 'timeout'
  | 'failed'
  | SilenceReason;

/** Why nothing is said. */
type SilenceReason =
  | 'duplicate'
  | 'not heard here'
  | 'silenced'
  | 'repeated'
  | 'channel limit'
  | 'global limit'
  | 'busy air'
  | 'withdrawn'
  | 'blocked'
  | 'quiet'
  | 'stopped';

export interface RichReply {
  readonly text: string;
  /** To the asker alone, also when the question came on a channel. */
  readonly byDm?: boolean;
  /** A list: pages of so many lines, with the page's number on a line of its own. */
  readonly linesPerPage?: number;
  /** The page to begin with, from 1; the last one when there are fewer. */
  readonly page?: number;
  /** How urgent it is on the mesh; default `reply`. */
  readonly priority?: Priority;
  /** In a chat what is longer than so many messages comes as a file. */
  readonly mostMessages?: number;
  /** In a chat it changes as the text of that number goes on over the mesh. */
  readonly progress?: number;
  readonly outcome?: Outcome;
}

export interface Silence {
  readonly silence: SilenceReason;
}

/** An answer: in brief form the lines that matter most come first, and what does not fit a packet is paged. */
export type Reply = string | RichReply | Silence;

/** What a command does, once it has got what it needs. */
export interface Handler {
  run(call: Call): Promise<Reply> | Reply;
  /** How long the asker has to wait until the next one; 0 or absent for not at all. */
  cooldownMs?(call: Call): number;
  /** What the audit log says of it, where the line itself holds what it must not; asked before it runs. */
  lineForAudit?(call: Call): string;
  /** What is to be known before it is used, for help. */
  note?(language: Language): string | undefined;
  /** False where it is not set up; default true. */
  isAvailable?(request: Request): boolean;
  /** What may come behind these arguments, for completion; undefined: what the usage names. */
  offers?(call: Pick<Call, 'request' | 'language' | 'args'>): readonly string[] | undefined;
  /** Whether completion offers that node; default every one. */
  takesNode?(node: MeshNode): boolean;
  /** Ends what goes on behind the command when the program stops. */
  stop?(): void;
}

/** What a command is, without a running bot: enough for help, menus and the manual. */
export interface CommandDescription {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly role: Role;
  /** What this call needs, where some of them need more than `role`. */
  roleFor?(call: Pick<Call, 'args'>): Role;
  readonly places: readonly CommandPlace[];
  readonly group: HelpGroup;
  /** Left out of the short help when it would not fit with all of them. */
  readonly isMinor?: boolean;
  /** How many arguments it takes; absent for none. */
  readonly args?: { readonly min: number; readonly max: number };
  readonly texts: Texts<CommandTexts>;
  /** Where they would not be true for an asker who has no node of his own. */
  readonly textsWithoutNode?: Texts<CommandTexts>;
  /** What the words of its usage stand for, beyond what they mean everywhere: for help on a wide screen. */
  readonly options?: Texts<Readonly<Record<string, string>>>;
  /** The key of the configuration without which it is not there. */
  readonly switchedOnBy?: string;
  /** Puts something on the air beside its answer: whoever asks for that from elsewhere is counted as on the mesh. */
  readonly transmits?: boolean;
  /** Answers from what is remembered of the mesh: it says so where that is incomplete. */
  readonly asksHistory?: boolean;
  /** Names of commands that help points to. */
  readonly see?: readonly string[];
  /** Default 20 s. */
  readonly deadlineMs?: number;
}

export interface Command extends CommandDescription, Handler {}

/** Every command by its words. */
export interface CommandDirectory {
  readonly commands: readonly Command[];
  find(word: string): Command | undefined;
  /** The word that was probably meant, of the commands that the asker may use. */
  nearest(word: string, language: Language, among: readonly Command[]): string | undefined;
}

/** What happens around every command; `next` goes on to the following step and at last to the command. */
export type Step = (call: Call, command: Command, next: () => Promise<Reply>) => Promise<Reply>;
