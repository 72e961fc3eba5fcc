import type { LivePage, LiveTopic } from '../app.js';
import type { JsonLineClient } from '../util/json-line-client.js';
import { fold } from '../util/text.js';
import { askBot } from './bot-client.js';
import type { ConsoleTexts } from './console-texts.js';

const TOPICS: ReadonlyMap<string, LiveTopic> = new Map([
  ['packets', 'packets'],
  ['paquets', 'packets'],
  ['link', 'link'],
  ['lien', 'link'],
  ['all', 'all'],
  ['tout', 'all'],
]);
const OFF: ReadonlySet<string> = new Set(['off', 'stop', 'arret', 'fin']);

/** `watch` at the console: what comes and goes, above the prompt, until `watch off`. */
export class LiveWatch {
  readonly #client: JsonLineClient;
  readonly #print: (text: string) => void;
  readonly #texts: ConsoleTexts;
  /** Of the watch that is on; another one ends it. */
  #turn = 0;
  #isOn = false;

  constructor(client: JsonLineClient, print: (text: string) => void, texts: ConsoleTexts) {
    this.#client = client;
    this.#print = print;
    this.#texts = texts;
  }

  /** Words for what was typed behind `watch`; undefined when it was not `watch` at all. */
  take(line: string): string | undefined {
    const found = /^\/?(?:watch|tail)(?:\s+(\S+))?\s*$/iu.exec(line);
    if (!found) return undefined;
    const word = fold(found[1] ?? 'all');
    if (OFF.has(word)) return this.#end();
    const topic = TOPICS.get(word);
    if (!topic) return this.#texts.watchUsage;
    this.#turn += 1;
    this.#isOn = true;
    void this.#follow(topic, this.#turn);
    return this.#texts.watching(topic);
  }

  /** Whole lines that begin with what was typed so far, of those that are not for the bot. */
  complete(line: string): readonly string[] {
    const words = ['watch', ...this.#texts.watchWords.map((word) => `watch ${word}`)];
    const [, slash = '', typed = ''] = /^(\/?)(.*)$/su.exec(line) ?? [];
    if (typed === '') return [];
    const isSecond = /\s/u.test(typed);
    return words
      .filter((each) => each.includes(' ') === isSecond && each.startsWith(fold(typed)))
      .map((each) => `${slash}${each} `);
  }

  #end(): string {
    this.#turn += 1;
    const wasOn = this.#isOn;
    this.#isOn = false;
    return wasOn ? this.#texts.watchEnded : this.#texts.notWatching;
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
      if (!this.#client.isClosed) this.#print(this.#texts.watchFailed(String(error)));
    }
  }

  #show({ lines, missed }: LivePage): void {
    const gap = missed > 0 ? [this.#texts.missed(missed)] : [];
    for (const line of [...gap, ...lines]) this.#print(line);
  }
}
