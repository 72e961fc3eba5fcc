/** The Unix socket on which the running bot answers `meshbot console`, `status` and `send`. */
import { dirname } from 'node:path';
import type { Language, Request } from '../bot/request.js';
import type { Router } from '../bot/router.js';
import type { StatusReport } from '../bot/status.js';
import type { NodeDb } from '../mesh/node-db.js';
import type { OutageReport } from '../mesh/outage-store.js';
import type { Radio } from '../mesh/radio.js';
import type { Clock } from '../util/clock.js';
import { ConfigError, ExitError, messageOf, UserError } from '../util/errors.js';
import { makeFolder } from '../util/folders.js';
import { JsonLineServer } from '../util/json-lines.js';
import type { Lifecycle } from '../util/lifecycle.js';
import type { Log } from '../util/log.js';
import { checkSocketPath } from '../util/socket-path.js';
import { type ConsoleAsk, readAsk } from './console-messages.js';
import { sendFromConsole } from './console-send.js';
import { LiveView } from './live-view.js';
import { SentTexts } from './sent-texts.js';

export interface ConsoleDeps {
  readonly path: string;
  readonly router: Pick<Router, 'handle'>;
  readonly radio: Radio;
  readonly nodes: NodeDb;
  readonly clock: Clock;
  readonly log: Log;
  readonly language: Language;
  readonly version: string;
  status(): StatusReport;
  outages(): OutageReport;
  /** Copies the database to that file and tells the size; throws `UserError` in words. */
  backup(file: string): Promise<number>;
  /** What somebody who opens a console should know at once. */
  welcome(): string | undefined;
  /** In which the person at the console is spoken to. */
  languageNow(): Language;
  /** Whole lines that begin with what was typed so far. */
  complete(request: Request): readonly string[];
}

const BUSY_REMEDY =
  'end it first. Another data folder (--data DIR) helps only on another node: a node serves one client, and the newest wins';

/** Whoever can open the socket is the local user, and so an admin. */
export class ConsolePlatform implements Lifecycle {
  readonly name = 'console';
  readonly #deps: ConsoleDeps;
  readonly #server: JsonLineServer;
  readonly #sent = new SentTexts();
  readonly #live: LiveView;

  constructor(deps: ConsoleDeps) {
    this.#deps = deps;
    this.#live = new LiveView(deps);
    this.#server = new JsonLineServer({
      path: deps.path,
      clock: deps.clock,
      greeting: { program: 'meshbot', version: deps.version, pid: process.pid },
      answer: (ask) => this.#answer(ask),
      busyRemedy: BUSY_REMEDY,
      onUnread: () => deps.log.warn('console client closed: it did not read its answers'),
    });
  }

  /** Throws `ExitError` 75 when another bot uses this data folder, `ConfigError` when the folder cannot be used. */
  async start(): Promise<void> {
    try {
      checkSocketPath(this.#deps.path, 'Choose a shorter dataDir');
      makeFolder(dirname(this.#deps.path), 'dataDir');
      await this.#server.start();
      this.#live.start();
    } catch (error) {
      if (error instanceof ExitError || error instanceof ConfigError) throw error;
      throw new ConfigError([{ path: 'dataDir', message: `cannot be used: ${messageOf(error)}` }]);
    }
  }

  stop(): Promise<void> {
    this.#live.stop();
    return this.#server.stop();
  }

  async #answer(message: unknown): Promise<unknown> {
    const ask = readAsk(message);
    try {
      return await this.#perform(ask);
    } catch (error) {
      if (!(error instanceof UserError))
        this.#deps.log.error('console request failed', { do: ask.do, err: error });
      throw error;
    }
  }

  #perform(ask: ConsoleAsk): unknown {
    switch (ask.do) {
      case 'ask':
        return this.#route(ask.text);
      case 'welcome':
        return { ...textOf(this.#deps.welcome()), language: this.#deps.languageNow() };
      case 'status':
        return this.#deps.status();
      case 'outages':
        return this.#deps.outages();
      case 'backup':
        return this.#deps.backup(ask.file);
      case 'complete':
        return this.#deps.complete(this.#request(ask.line));
      case 'watch':
        return this.#live.page(ask.topic, ask.after);
      case 'send':
        return sendFromConsole(ask, { ...this.#deps, sent: this.#sent });
      case 'delivery':
        return this.#sent.deliveryOf(ask.ticket);
    }
  }

  async #route(text: string): Promise<{ readonly text?: string }> {
    const answer = await this.#deps.router.handle(this.#request(text));
    return textOf(answer?.pages.join('\n'));
  }

  /** A line typed at a console: the local user is trusted and sees long answers. */
  #request(text: string): Request {
    const { clock, language } = this.#deps;
    return {
      platform: 'console',
      user: { id: 'console', name: 'console', role: 'admin' },
      text,
      isDirect: true,
      isBrief: false,
      language,
      receivedAt: clock.now(),
    };
  }
}

function textOf(text: string | undefined): { readonly text?: string } {
  return text === undefined ? {} : { text };
}
