import type { Priority } from '../mesh/radio.js';
import type { Clock } from '../util/clock.js';
import { UserError } from '../util/errors.js';
import type { Log } from '../util/log.js';
import type { Random } from '../util/random.js';
import { createCode } from './code.js';
import type { Call, Command, CommandDirectory, Outcome, Reply, RichReply, Silence, Step } from './command.js';
import { type CommandLine, parseCommandLine } from './command-line.js';
import { runWithin, StoppedError, TimeoutError } from './deadline.js';
import type { Faults } from './faults.js';
import { wait } from './format.js';
import { createFreeText } from './free-text.js';
import { createHint } from './hint.js';
import type { House } from './house.js';
import type { SpokenLanguages } from './languages.js';
import type { Limits } from './limits.js';
import type { PageStore } from './page-store.js';
import { paginate } from './pages.js';
import type { Request } from './request.js';
import type { BotSettings } from './settings.js';
import { COMMON } from './texts.js';
import { createUnknown } from './unknown.js';

export interface Answer {
  /** In brief form the first page is to be sent, the others come by `more`; else one long text. */
  readonly pages: readonly string[];
  /** Name of the command; absent when plain text was answered. */
  readonly command?: string;
  /** To the asker alone, though the question came on a channel. */
  readonly sendByDm?: boolean;
  /** How urgent it is on the mesh; default `reply`. */
  readonly priority?: Priority;
  /** In a chat what is longer than so many messages comes as a file. */
  readonly mostMessages?: number;
  /** In a chat it changes as the text of that number goes on over the mesh. */
  readonly progress?: number;
  /** How the command ended; absent when it was answered as usual. */
  readonly outcome?: Outcome;
}

export interface RouterDeps {
  readonly registry: CommandDirectory;
  readonly steps: readonly Step[];
  readonly limits: Limits;
  readonly house: House;
  readonly languages: SpokenLanguages;
  readonly pages: PageStore;
  readonly settings: BotSettings;
  readonly clock: Clock;
  readonly log: Log;
  readonly random: Random;
  /** Told of our mistakes. */
  readonly faults?: Pick<Faults, 'note'>;
}

const DEFAULT_DEADLINE_MS = 20_000;
const REFERENCE_LENGTH = 4;

/** Turns requests into answers, wherever they come from. */
export class Router {
  readonly #deps: RouterDeps;
  readonly #unknown: (word: string) => Command;
  readonly #hint: (request: Request) => string | undefined;
  readonly #free: (request: Request) => CommandLine | undefined;
  readonly #running = new Set<AbortController>();

  constructor(deps: RouterDeps) {
    this.#deps = deps;
    this.#unknown = createUnknown(deps.registry, deps.settings);
    this.#hint = createHint(deps);
    this.#free = createFreeText(deps);
  }

  /** Never rejects: errors become words here. undefined is silence. */
  async handle(request: Request): Promise<Answer | undefined> {
    const { prefixes } = this.#deps.settings.commands;
    const line = parseCommandLine(request.text, { prefixes, needsPrefix: request.platform !== 'console' });
    if (!line) return this.#answerPlainText(request);
    return this.#answerLine(request, line);
  }

  async #answerLine(request: Request, line: CommandLine): Promise<Answer | undefined> {
    const command = this.#deps.registry.find(line.word) ?? this.#unknown(line.word);
    const startedAt = this.#deps.clock.uptime();
    const call = this.#call(request, line);
    const result = await this.#execute(call, command);
    this.#log(call, command, { result, tookMs: this.#deps.clock.uptime() - startedAt });
    return 'silence' in result ? undefined : this.#answer(call, command, result);
  }

  /** Ends what is still running. */
  stop(): void {
    for (const controller of this.#running) controller.abort(new StoppedError());
  }

  /** What gets no answer may come by the hundred, from other bots or a flood: it is no event of life. */
  #log(call: Call, command: Command, ran: { result: RichReply | Silence; tookMs: number }): void {
    const { result, tookMs } = ran;
    const isSilent = 'silence' in result;
    const fields = {
      command: command.name,
      platform: call.request.platform,
      user: call.request.user.id,
      tookMs: Math.round(tookMs),
      outcome: isSilent ? result.silence : (result.outcome ?? 'answered'),
    };
    if (isSilent) this.#deps.log.debug('command', fields);
    else this.#deps.log.info('command', fields);
  }

  #answerPlainText(request: Request): Promise<Answer | undefined> | Answer | undefined {
    const question = this.#free(request);
    if (question) return this.#answerLine(request, question);
    const text = this.#hint(request);
    return text === undefined ? undefined : { pages: [text] };
  }

  #call(request: Request, line: CommandLine): Call & { readonly controller: AbortController } {
    const controller = new AbortController();
    const language = this.#deps.languages.of(request) ?? request.language;
    return { request, language, args: line.args, rest: line.rest, controller, signal: controller.signal };
  }

  async #execute(
    call: Call & { readonly controller: AbortController },
    command: Command,
  ): Promise<RichReply | Silence> {
    this.#running.add(call.controller);
    try {
      const reply = await this.#step(call, command, 0);
      return typeof reply === 'string' ? { text: reply } : reply;
    } catch (error) {
      return this.#inWords(error, call, command);
    } finally {
      this.#running.delete(call.controller);
    }
  }

  async #step(
    call: Call & { readonly controller: AbortController },
    command: Command,
    index: number,
  ): Promise<Reply> {
    const step = this.#deps.steps[index];
    if (step) return step(call, command, () => this.#step(call, command, index + 1));
    return runWithin(command.deadlineMs ?? DEFAULT_DEADLINE_MS, {
      clock: this.#deps.clock,
      controller: call.controller,
      work: () => command.run(call),
    });
  }

  #inWords(error: unknown, { language }: Call, command: Command): RichReply | Silence {
    const text = COMMON[language];
    if (error instanceof UserError) return { text: error.message, outcome: 'refused' };
    if (error instanceof StoppedError) return { silence: 'stopped' };
    if (error instanceof TimeoutError) return { text: text.tooSlow(wait(error.ms)), outcome: 'timeout' };
    const reference = createCode(this.#deps.random, REFERENCE_LENGTH);
    const stack = error instanceof Error ? error.stack : String(error);
    this.#deps.log.error('command failed', { ref: reference, command: command.name, stack });
    this.#deps.faults?.note({ reference, command: command.name, at: this.#deps.clock.now() });
    return { text: text.fault(reference), outcome: 'failed' };
  }

  #answer(call: Call, command: Command, reply: RichReply): Answer {
    const { request } = call;
    const sendByDm = !request.isDirect && (reply.byDm || this.#isPrivate(request));
    const pages = request.isBrief ? this.#paginate(call, reply) : [reply.text];
    if (pages.length > 1) this.#deps.pages.keep(request, request.isDirect || sendByDm, pages.slice(1));
    return {
      pages,
      command: command.name,
      ...(sendByDm && { sendByDm }),
      ...(reply.priority && { priority: reply.priority }),
      ...(reply.mostMessages !== undefined && { mostMessages: reply.mostMessages }),
      ...(reply.progress !== undefined && { progress: reply.progress }),
      ...(reply.outcome && { outcome: reply.outcome }),
    };
  }

  #isPrivate({ platform, channel }: Request): boolean {
    if (platform !== 'mesh' || channel === undefined) return false;
    return this.#deps.settings.channels.answerBy[channel] === 'dm' || this.#deps.limits.gate() === 'private';
  }

  #paginate(call: Call, reply: RichReply): string[] {
    const more = this.#deps.registry.find('more')?.texts[call.language].name;
    const pages = paginate(reply.text, {
      maxPages: this.#deps.settings.commands.maxPages,
      more: `/${more}`,
      ...(reply.linesPerPage !== undefined && { linesPerPage: reply.linesPerPage }),
    });
    const first = Math.min(reply.page ?? 1, pages.length) - 1;
    return pages.slice(first);
  }
}
