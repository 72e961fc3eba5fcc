import type { Clock } from '../util/clock.js';
import type { Random } from '../util/random.js';
import { createCode } from './code.js';
import type { Call, Reply, RichReply } from './command.js';
import { Recent } from './recent.js';
import { placeKey, type Request } from './request.js';

/** What is to happen once the asker has confirmed it. */
export interface Question {
  /** In the asker's language and with the command to type: `Reboot host? Confirm within 2 min: /yes 7Q4K`. */
  question(code: string): string;
  /** What the asker has to type in place of a made-up code, as he reads it elsewhere; its case counts. */
  readonly answer?: string;
  /**
   * Runs inside `/yes`, whose reply it gives and within whose time it stays. The call is the one that asked, with the
   * signal of the one that confirmed: that of the first call no longer aborts. It may ask again.
   */
  run(call: Call): Promise<Reply> | Reply;
}

/** How long a code is good. */
export const CONFIRM_MS = 120_000;
const CODE_LENGTH = 4;
const MAX_WRONG = 3;
const MAX_WAITING = 500;

interface Waiting extends Question {
  readonly code: string;
  readonly call: Call;
  wrong: number;
}

/**
 * Orders that wait for a second word: a replayed packet cannot destroy anything, nor can a slip of the hand. The code
 * grants nothing, because `/yes` asks for the admin role again; it says that this asker, in this place, means exactly
 * this command. One waits per asker and place, the last one.
 *
 * A command that destroys or interrupts checks all it can, and then ends with
 * `return context.confirmations.ask(call, { question: (code) => text.sure(code), run: (call) => ... })`.
 */
export class Confirmations {
  readonly #random: Random;
  readonly #waiting: Recent<Waiting>;

  constructor({ clock, random }: { readonly clock: Pick<Clock, 'uptime'>; readonly random: Random }) {
    this.#random = random;
    this.#waiting = new Recent(clock, MAX_WAITING);
  }

  /** Keeps what is to be done and asks whether it is meant. */
  ask(call: Call, question: Question): RichReply {
    const code = createCode(this.#random, CODE_LENGTH);
    this.#waiting.set(keyOf(call.request), { ...question, code, call, wrong: 0 }, CONFIRM_MS);
    return { text: question.question(code), outcome: 'asked' };
  }

  /** What the right code sets free, once; undefined for a wrong or late one. The third wrong one ends it. */
  take({ request, signal }: Call, code: string): (() => Promise<Reply>) | undefined {
    const key = keyOf(request);
    const waiting = this.#waiting.get(key);
    if (!waiting) return undefined;
    const isRight =
      waiting.answer === undefined ? waiting.code === code.toUpperCase() : waiting.answer === code;
    if (!isRight) waiting.wrong += 1;
    if (isRight || waiting.wrong >= MAX_WRONG) this.#waiting.delete(key);
    return isRight ? async () => waiting.run({ ...waiting.call, signal }) : undefined;
  }

  /** The command that waits for this asker here, as he gave it. */
  lineFor(request: Request): string | undefined {
    return this.#waiting.get(keyOf(request))?.call.request.text.trim();
  }
}

function keyOf(request: Request): string {
  return placeKey(request, request.isDirect);
}
