/** `meshbot init`: from a node in the network to a configuration file, with a trial of the node in plain words. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface, type Interface } from 'node:readline/promises';
import { runDirFrom } from '../config/run-dir.js';
import { exampleConfig, usualPlaces } from '../config.js';
import { formatAddress, parseAddress } from '../radio/address.js';
import { addressOf, type DiscoveryOptions, discoverNodes, type FoundNode } from '../radio/discovery.js';
import { MachineClaims } from '../radio/node-lock.js';
import { type TriedNode, tryNode } from '../radio/try-node.js';
import { EXIT, type ExitCode, ExitError, messageOf, UserError } from '../util/errors.js';
import { systemRandom } from '../util/random.js';
import { cleanName, cutToBytes } from '../util/text.js';
import { HELD_TEXTS } from './held-text.js';
import { INIT_TEXTS, type InitTexts } from './init-texts.js';
import { type CliIo, isInteractive, printLine, warnLine } from './io.js';
import { NoticesOnly } from './notices-only.js';
import { writeWholeText } from './whole-file.js';

export interface InitOptions {
  readonly node?: string;
  readonly config?: string;
  readonly language?: 'en' | 'fr';
  /** Ask nothing. */
  readonly yes?: boolean;
  /** Where nodes are looked for, default the local network. */
  readonly network?: NonNullable<DiscoveryOptions['network']>;
}

export async function init(options: InitOptions, io: CliIo): Promise<ExitCode> {
  const language = options.language ?? languageOf(io.env);
  const setUp = new SetUp({ ...options, language }, io);
  try {
    return await setUp.run();
  } finally {
    setUp.close();
  }
}

/** As the user's own programs speak. */
function languageOf(env: NodeJS.ProcessEnv): 'en' | 'fr' {
  const locale = env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || '';
  return locale.startsWith('fr') ? 'fr' : 'en';
}

class SetUp {
  readonly #options: InitOptions & { readonly language: 'en' | 'fr' };
  readonly #io: CliIo;
  readonly #texts: InitTexts;
  /** Absent where nobody can be asked. */
  readonly #person: Interface | undefined;

  constructor(options: InitOptions & { readonly language: 'en' | 'fr' }, io: CliIo) {
    this.#options = options;
    this.#io = io;
    this.#texts = INIT_TEXTS[options.language];
    const mayAsk = options.yes !== true && isInteractive(io);
    this.#person = mayAsk ? createInterface({ input: io.input, output: io.output }) : undefined;
  }

  close(): void {
    this.#person?.close();
  }

  async run(): Promise<ExitCode> {
    const file = resolve(this.#options.config ?? usualPlaces({ env: this.#io.env })[0] ?? 'meshbot.yaml');
    if (existsSync(file)) throw new ExitError(EXIT.config, this.#texts.exists(file));
    const address = await this.#address();
    const node = await this.#try(address);
    if (!node && !(await this.#mayWriteUntried())) {
      warnLine(this.#io, this.#texts.notWritten);
      return EXIT.unavailable;
    }
    await this.#write(file, address);
    for (const line of this.#texts.next(file, node?.longName)) printLine(this.#io, line);
    return EXIT.done;
  }

  async #address(): Promise<string> {
    const { node } = this.#options;
    const said = node ?? (await this.#choose());
    const address = read(said);
    if (address === undefined) throw new UserError(this.#texts.notAnAddress(quoted(said)));
    return address;
  }

  /** Never a guess: one node that announced itself, or what the person says. */
  async #choose(): Promise<string> {
    const found = await this.#look();
    const addresses = found.map(addressOf);
    if (!this.#person) {
      const [only, another] = addresses;
      if (only === undefined) {
        throw new ExitError(EXIT.unavailable, `${this.#texts.foundNone} ${this.#texts.nameIt}`);
      }
      if (another !== undefined) throw new UserError(this.#texts.several(addresses.join(', ')));
      return only;
    }
    return this.#askFor(addresses);
  }

  /** Until there is an address; Enter takes the first that was found, if any was. */
  async #askFor(addresses: readonly string[]): Promise<string> {
    const question = addresses.length === 0 ? this.#texts.askAddress : this.#texts.whichNode;
    for (;;) {
      const said = (await this.#ask(question)).trim() || (addresses.length > 0 ? '1' : '');
      const address = /^\d{1,2}$/.test(said) ? addresses[Number(said) - 1] : read(said);
      if (address !== undefined) return address;
      if (said !== '') printLine(this.#io, this.#texts.notAnAddress(quoted(said)));
    }
  }

  async #look(): Promise<readonly FoundNode[]> {
    const { clock, signal } = this.#io;
    printLine(this.#io, this.#texts.searching);
    const { network } = this.#options;
    const found = await discoverNodes({ clock, signal, ...(network && { network }) }).catch(
      (error: unknown) => {
        warnLine(this.#io, `mDNS: ${messageOf(error)}`);
        return [];
      },
    );
    if (found.length > 0) printLine(this.#io, this.#texts.found);
    else if (this.#person) printLine(this.#io, this.#texts.foundNone);
    for (const [index, node] of found.entries()) printLine(this.#io, `  ${index + 1}  ${lineOf(node)}`);
    return found;
  }

  async #try(address: string): Promise<TriedNode | undefined> {
    const { clock, env, signal } = this.#io;
    const log = new NoticesOnly(this.#io);
    printLine(this.#io, this.#texts.trial(address));
    const refusal = HELD_TEXTS[this.#options.language];
    const claims = new MachineClaims({ runDir: runDirFrom(env), command: 'meshbot init', refusal, log });
    const trial = await tryNode(address, { claims, clock, random: systemRandom, log, signal });
    signal.throwIfAborted();
    if ('reason' in trial) {
      warnLine(this.#io, this.#texts.fails(address, trial.detail, this.#texts.remedies[trial.reason]));
      return undefined;
    }
    printLine(this.#io, this.#texts.answers(trial.node));
    for (const warning of warningsAbout(trial.node, this.#texts)) printLine(this.#io, `  ${warning}`);
    return trial.node;
  }

  async #mayWriteUntried(): Promise<boolean> {
    return (
      this.#person !== undefined && this.#texts.yes.test((await this.#ask(this.#texts.saveAnyway)).trim())
    );
  }

  async #ask(question: string): Promise<string> {
    const { signal } = this.#io;
    return (
      (await this.#person?.question(question, { signal }).catch((error: unknown) => {
        signal.throwIfAborted();
        throw error;
      })) ?? ''
    );
  }

  /** An existing file is somebody's work, also one that came while the node was tried. */
  async #write(file: string, address: string): Promise<void> {
    const language = this.#options.language;
    const values = { 'node.address': address, ...(language !== 'en' && { language }) };
    try {
      await writeWholeText(file, exampleConfig(values), { mode: 0o644 });
    } catch (error) {
      throw new ExitError(EXIT.config, existsSync(file) ? this.#texts.exists(file) : messageOf(error));
    }
  }
}

/** The canonical form; undefined for what is no address. */
function read(text: string): string | undefined {
  try {
    return formatAddress(parseAddress(text));
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** As much of what was written as a message quotes. */
const QUOTED_BYTES = 60;

function quoted(text: string): string {
  return cutToBytes(cleanName(text), QUOTED_BYTES);
}

function lineOf(node: FoundNode): string {
  return [addressOf(node), node.shortName, node.id].filter(Boolean).join('  ');
}

function warningsAbout({ region, txEnabled, hasNeighborInfo }: TriedNode, texts: InitTexts): string[] {
  return [
    ...(region === 'UNSET' ? [texts.regionUnset] : []),
    ...(txEnabled ? [] : [texts.txOff]),
    ...(hasNeighborInfo ? [] : [texts.noNeighborInfo]),
  ];
}
