import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { HttpClient } from '../../../src/services/http.js';
import { ChatClient, type ChatClientOptions } from '../../../src/services/llm/chat-client.js';
import { sendJson } from '../../../src/sim/services/http-server.js';
import { FakeClock } from '../../support/fake-clock.js';
import { ChangingServer } from '../../support/played-http.js';
import { aCompletion, bodyOf } from '../../support/played-model.js';

const MESSAGES = [
  { role: 'system', content: 'Be brief.' },
  { role: 'user', content: 'How far does LoRa reach?' },
] as const;

const open: ChangingServer[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

interface Heard {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: Record<string, unknown>;
}

type Answer = (heard: Heard, response: ServerResponse) => void;

async function setUp(answer: Answer, changes: Partial<ChatClientOptions> = {}, path = '') {
  const heard: Heard[] = [];
  const take = async (request: IncomingMessage, response: ServerResponse) => {
    const { authorization } = request.headers;
    const body = (await bodyOf(request)) as Record<string, unknown>;
    heard.push({ path: request.url ?? '', authorization, body });
    answer({ path: request.url ?? '', authorization, body }, response);
  };
  const server = await ChangingServer.open((request, response) => void take(request, response));
  open.push(server);
  const http = new HttpClient({ clock: new FakeClock(), version: '1.2.3' });
  const options = { http, baseUrl: server.url + path, flavor: 'llamacpp', model: 'local' } as const;
  const client = new ChatClient({ ...options, ...changes });
  const limits = { timeoutMs: 5000, signal: new AbortController().signal };
  return {
    heard,
    client,
    ask: () => client.complete(MESSAGES, 400, limits),
    checkHealth: () => client.checkHealth(limits),
  };
}

describe('ChatClient', () => {
  it('asks as the world agrees upon, with what llama.cpp takes beyond', async () => {
    const { heard, ask } = await setUp((_, response) => sendJson(response, aCompletion('Often 2-10 km.')));
    expect(await ask()).toEqual({ content: 'Often 2-10 km.', isCutOff: false });
    expect(heard).toEqual([
      {
        path: '/v1/chat/completions',
        authorization: undefined,
        body: {
          model: 'local',
          messages: MESSAGES,
          max_tokens: 400,
          temperature: 0.7,
          top_p: 0.95,
          stream: false,
          top_k: 40,
          chat_template_kwargs: { enable_thinking: false },
        },
      },
    ]);
  });

  it('shows its key where it has one, and leaves out what only llama.cpp knows', async () => {
    const { heard, ask } = await setUp((_, response) => sendJson(response, aCompletion('Yes.')), {
      flavor: 'openai',
      apiKey: 'sk-demo',
    });
    await ask();
    expect(heard[0]?.authorization).toBe('Bearer sk-demo');
    expect(Object.keys(heard[0]?.body ?? {})).not.toContain('top_k');
  });

  it.each(['', '/', '/v1', '/v1/'])(
    'finds the server behind an address that ends with "%s"',
    async (path) => {
      const { heard, ask } = await setUp((_, response) => sendJson(response, aCompletion('Yes.')), {}, path);
      await ask();
      expect(heard[0]?.path).toBe('/v1/chat/completions');
    },
  );

  it('asks once more without the fields that a server refuses, and then never with them', async () => {
    const { heard, ask } = await setUp(({ body }, response) => {
      if ('top_k' in body) sendJson(response, { error: { message: 'top_k is not permitted' } }, 400);
      else sendJson(response, aCompletion('Yes.'));
    });
    await ask();
    await ask();
    expect(heard.map(({ body }) => 'top_k' in body)).toEqual([true, false, false]);
  });

  it('goes on with all fields when the refusal was of something else', async () => {
    const { heard, ask } = await setUp((_, response) => sendJson(response, { error: 'too long' }, 400));
    await expect(ask()).rejects.toMatchObject({ reason: 'rejected' });
    await expect(ask()).rejects.toMatchObject({ reason: 'rejected' });
    expect(heard.map(({ body }) => 'top_k' in body)).toEqual([true, false, true, false]);
  });

  it.each([
    ['no choices', { choices: [] }],
    ['a choice of the wrong kind', { choices: [7] }],
    ['no text', { choices: [{ message: { role: 'assistant', content: null } }] }],
    ['only thoughts', { choices: [{ message: { content: '', reasoning_content: 'hm' } }] }],
  ])('takes %s for an empty answer', async (_, answer) => {
    const { ask } = await setUp((_heard, response) => sendJson(response, answer));
    expect(await ask()).toEqual({ content: '', isCutOff: false });
  });

  it('tells when the answer was cut off', async () => {
    const { ask } = await setUp((_, response) => sendJson(response, aCompletion('It is', 'length')));
    expect(await ask()).toEqual({ content: 'It is', isCutOff: true });
  });

  it.each([[{ error: 'no model' }], [{ choices: 'none' }], [[]]])(
    'does not take %j for an answer',
    async (answer) => {
      const { ask } = await setUp((_, response) => sendJson(response, answer));
      await expect(ask()).rejects.toMatchObject({ reason: 'unreadable' });
    },
  );

  it.each([
    ['llamacpp', '/health'],
    ['openai', '/v1/models'],
  ] as const)('looks whether a server of the kind %s is well at %s', async (flavor, path) => {
    const { heard, checkHealth } = await setUp((_, response) => sendJson(response, { status: 'ok' }), {
      flavor,
    });
    await checkHealth();
    expect(heard.map((asked) => asked.path)).toEqual([path]);
  });

  it('passes on that a model is still being loaded', async () => {
    const { checkHealth } = await setUp((_, response) => sendJson(response, { error: 'loading' }, 503));
    await expect(checkHealth()).rejects.toMatchObject({ notes: { status: 503 } });
  });
});
