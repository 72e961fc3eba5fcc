import { ServiceFailure } from '../failure.js';
import type { HttpPoster } from '../http.js';
import { listIn, parseRecord, recordIn, textIn } from '../json.js';

/** How the server is spoken to: `llamacpp` takes more than the rest of the world agrees upon. */
export type Flavor = 'llamacpp' | 'openai';

export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

export interface ChatClientOptions {
  readonly http: HttpPoster;
  /** `http://127.0.0.1:8080`, with or without `/v1`. */
  readonly baseUrl: string;
  readonly flavor: Flavor;
  readonly model: string;
  readonly apiKey?: string;
}

export interface Completion {
  /** As it was said, thoughts and all; empty when nothing was. */
  readonly content: string;
  /** It had more to say than it was given room for. */
  readonly isCutOff: boolean;
}

/** How long one call may take, and what ends it before. */
export interface CallLimits {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

const SAMPLING = { temperature: 0.7, top_p: 0.95 };
/** Fields of llama.cpp's own: fewer odd words, and no thinking aloud where the model's template can do without. */
const LLAMA_FIELDS = { top_k: 40, chat_template_kwargs: { enable_thinking: false } };
const HEALTH_MS = 3000;

/** Speaks to any server of the OpenAI kind. Each method throws `ServiceFailure`, or the reason of the signal. */
export class ChatClient {
  readonly #options: ChatClientOptions;
  readonly #root: string;
  /** It refused the fields beyond the common ones. */
  #isStrict = false;

  constructor(options: ChatClientOptions) {
    this.#options = options;
    this.#root = options.baseUrl.replace(/\/$/, '').replace(/\/v1$/, '');
  }

  get host(): string {
    return new URL(this.#root).host;
  }

  /** Resolves when it can take a question. */
  async checkHealth({ timeoutMs, signal }: CallLimits): Promise<void> {
    const { http, flavor } = this.#options;
    const url = this.#at(flavor === 'llamacpp' ? '/health' : '/v1/models');
    await http.get({ ...this.#request(url), timeoutMs: Math.min(HEALTH_MS, timeoutMs), signal });
  }

  async complete(
    messages: readonly ChatMessage[],
    maxTokens: number,
    limits: CallLimits,
  ): Promise<Completion> {
    const question = {
      model: this.#options.model,
      messages,
      max_tokens: maxTokens,
      ...SAMPLING,
      stream: false,
    };
    if (this.#options.flavor === 'openai' || this.#isStrict) return this.#post(question, limits);
    try {
      return await this.#post({ ...question, ...LLAMA_FIELDS }, limits);
    } catch (error) {
      if (!(error instanceof ServiceFailure) || error.notes.status !== 400) throw error;
      const completion = await this.#post(question, limits);
      this.#isStrict = true;
      return completion;
    }
  }

  async #post(json: unknown, limits: CallLimits): Promise<Completion> {
    const request = { ...this.#request(this.#at('/v1/chat/completions')), ...limits, json };
    return readCompletion(await this.#options.http.post(request));
  }

  #at(path: string): URL {
    return new URL(this.#root + path);
  }

  #request(url: URL) {
    const { apiKey } = this.#options;
    const headers = apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` };
    return { url, headers, accept: 'application/json' } as const;
  }
}

/** An empty list of choices is an answer that says nothing; no list is no answer. */
function readCompletion(text: string): Completion {
  const { choices } = parseRecord(text);
  if (!Array.isArray(choices)) throw new ServiceFailure('unreadable', { detail: 'no choices' });
  const [first] = listIn(choices);
  const { message, finish_reason: reason } = recordIn(first);
  return { content: textIn(recordIn(message)['content']) ?? '', isCutOff: reason === 'length' };
}
