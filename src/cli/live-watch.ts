import type { LivePage, LiveTopic } from '../app.js';
import type { JsonLineClient } from '../util/json-line-client.js';
import { askBot } from './bot-client.js';

const TOPICS: readonly LiveTopic[] = ['packets', 'link', 'all'];
const USAGE = 'Usage: watch [packets|link|all], watch off';

/** `watch` at the console: what comes and goes, above the prompt, until `watch off`. */
export class LiveWatch {
  readonly #client: JsonLineClient;
  readonly #print: (text: string) => void;
  /** Of the watch that is on; another one ends it. */
  #turn = 0;
  #isOn = false;

  constructor(client: JsonLineClient, print: (text: string) => void) {
    this.#client = client;
    this.#print = print;
  }

  /** Words for what was typed behind `watch`; undefined when it was not `watch` at all. */
  take(line: string): string | undefined {
    const found = /^\/?(?:watch|tail)(?:\s+(\S+))?\s*$/iu.exec(line);
    if (!found) return undefined;
    const word = (found[1] ?? 'all').toLowerCase();
    if (word === 'off' || word === 'stop') return this.#end();
    const topic = TOPICS.find((each) => each === word);
    if (!topic) return USAGE;
    this.#turn += 1;
    this.#isOn = true;
    void this.#follow(topic, this.#turn);
    return `Watching ${topic === 'all' ? 'packets and the link' : topic}. watch off ends it.`;
  }

  #end(): string {
    this.#turn += 1;
    const wasOn = this.#isOn;
    this.#isOn = false;
    return wasOn ? 'No longer watching.' : 'Nothing is watched.';
  }

  /** Ends with the connection too: whoever holds the console says so. */
  async #follow(topic: LiveTopic, turn: number): Promise<void> {
    let after: number | undefined;
    try {
      while (turn === this.#turn) {
        const page = (await askBot(this.#client, { do: 'watch', topic, after })) as LivePage;
        after = page.next;
        if (turn === this.#turn) this.#show(page);
      }
    } catch (error) {
      if (!this.#client.isClosed) this.#print(`watch ended: ${String(error)}`);
    }
  }

  #show({ lines, missed }: LivePage): void {
    const gap = missed > 0 ? [`(${missed} more went by too fast)`] : [];
    for (const line of [...gap, ...lines]) this.#print(line);
  }
}
