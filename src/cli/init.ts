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
    const address = formatAddress(parseAddress(this.#options.node ?? (await this.#choose())));
    const node = await this.#try(address);
    if (!node && !(await this.#mayWriteUntried())) {
      warnLine(this.#io, this.#texts.notWritten);
      return EXIT.unavailable;
    }
    await this.#write(file, address);
    for (const line of this.#texts.next(file, node?.longName)) printLine(this.#io, line);
    return EXIT.done;
  }

  /** Never a guess: one node that announced itself, or what the person says. */
  async #choose(): Promise<string> {
    const found = await this.#look();
    const addresses = found.map(addressOf);
    if (!this.#person) {
      const [only, another] = addresses;
      if (only === undefined) throw new ExitError(EXIT.unavailable, this.#texts.foundNone);
      if (another !== undefined) throw new UserError(this.#texts.several(addresses.join(', ')));
      return only;
    }
    const question = found.length === 0 ? this.#texts.askAddress : this.#texts.whichNode;
    const said = (await this.#ask(question)).trim();
    return addresses[Number(said) - 1] ?? (said === '' ? (addresses[0] ?? '') : said);
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
