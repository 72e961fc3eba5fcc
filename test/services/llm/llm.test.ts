import type { RequestListener, ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { HttpClient } from '../../../src/services/http.js';
import { ChatClient } from '../../../src/services/llm/chat-client.js';
import { Guards } from '../../../src/services/llm/guards.js';
import { type LlmQuestion, LlmService } from '../../../src/services/llm/llm.js';
import { sendJson } from '../../../src/sim/services/http-server.js';
import { FakeClock } from '../../support/fake-clock.js';
import { ChangingServer } from '../../support/played-http.js';
import { aCompletion } from '../../support/played-model.js';
import { RecordingLog } from '../../support/recording-log.js';

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** Asks are for its health or for an answer. */
function aModel(answer: RequestListener, health: RequestListener = (_, response) => sendJson(response, {})) {
  const listener: RequestListener = (request, response) =>
    request.url === '/health' ? health(request, response) : answer(request, response);
  return ChangingServer.open(listener);
}

async function setUp(answer: RequestListener, health?: RequestListener) {
  const server = await aModel(answer, health);
  const clock = new FakeClock();
  const log = new RecordingLog();
  const machine: { celsius: number | undefined; volts: number | undefined } = { celsius: 48, volts: 13.1 };
  const http = new HttpClient({ clock, version: '1.2.3' });
  const client = new ChatClient({ http, baseUrl: server.url, flavor: 'llamacpp', model: 'local' });
  const guards = new Guards({
    maxCpuCelsius: 60,
    minBatteryVolts: 12.5,
    cpuCelsius: async () => machine.celsius,
    batteryVolts: () => machine.volts,
  });
  const llm = new LlmService({ client, guards, clock, log, random: () => 0.5, prefixes: ['/'] });
  ends.push(() => server.close());
  const ask = (person: string, changes: Partial<LlmQuestion> = {}) =>
    llm.ask({
      person,
      messages: [{ role: 'user', content: `I am ${person}.` }],
      maxTokens: 400,
      timeoutMs: 120_000,
      signal: new AbortController().signal,
      ...changes,
    });
  /** So many have been asked of the server, health and answers together. */
  const asked = () => server.asked.map(({ pathname }) => pathname);
  return { server, clock, log, machine, llm, ask, asked };
}

/** Answers when it is told to. */
function aSlowModel() {
  const waiting: ServerResponse[] = [];
  const answer: RequestListener = (_, response) => void waiting.push(response);
  const say = (text: string) => {
    const response = waiting.shift();
    if (response) sendJson(response, aCompletion(text));
  };
  return { answer, say, waiting };
}

describe('LlmService', () => {
  it('gives the cleaned answer, and looks after the health of the server once a minute at most', async () => {
    const { ask, asked, clock, llm } = await setUp((_, response) =>
      sendJson(response, aCompletion('<think>hm</think>/Often **2-10 km** in town.')),
    );
    expect(await ask('ALPH')).toEqual({
      kind: 'answer',
      text: 'Often 2-10 km in town.',
      isCutOff: false,
    });
    await clock.advance(50_000);
    await ask('ALPH');
    await clock.advance(61_000);
    await ask('ALPH');
    const chat = '/v1/chat/completions';
    expect(asked()).toEqual(['/health', chat, chat, '/health', chat]);
    expect(llm.report()).toMatchObject({ name: 'llm', state: 'ok' });
    expect(clock.pending()).toEqual([]);
  });

  it('waits while the model is being loaded', async () => {
    let looks = 0;
    const { ask, clock, server, log } = await setUp(
      (_, response) => sendJson(response, aCompletion('Yes.')),
      (_, response) => {
        looks += 1;
        sendJson(response, { error: 'loading' }, looks < 3 ? 503 : 200);
      },
    );
    const answer = ask('ALPH');
    for (let look = 1; look <= 2; look++) {
      await server.wasAsked(look);
      await expect.poll(() => clock.pending()).toContain('llm.loading');
      await clock.advance(3000);
    }
    expect(await answer).toMatchObject({ kind: 'answer', text: 'Yes.' });
    expect(log.visible()).toEqual([]);
  });

  it('says since when a server is not there, and asks it again later', async () => {
    const { ask, clock, server, log, llm } = await setUp((_, response) => sendJson(response, {}));
    await server.close();
    const answer = ask('ALPH');
    await expect.poll(() => clock.pending()).toContain('services.retry');
    const since = clock.now();
    await clock.advance(2000);
    await expect.poll(() => clock.pending()).toContain('services.retry');
    await clock.advance(6000);
    expect(await answer).toEqual({ kind: 'down', since: since + 8000 });
    expect(log.visible()).toEqual(['service degraded']);
    expect(llm.report().state).not.toBe('ok');
    expect(clock.pending()).toEqual([]);
  });

  it.each([
    ['nothing', { choices: [] }],
    ['thoughts alone', aCompletion('<think>I wonder')],
  ])('says so when the model answers %s', async (_, said) => {
    const { ask } = await setUp((_request, response) => sendJson(response, said));
    expect(await ask('ALPH')).toEqual({ kind: 'nothing' });
  });

  it('takes a megabyte of an answer', async () => {
    const { ask } = await setUp((_, response) =>
      sendJson(response, aCompletion('word '.repeat(200_000), 'length')),
    );
    const outcome = await ask('ALPH');
    expect(outcome).toMatchObject({ kind: 'answer', isCutOff: true });
  });

  it('ends the request of a server that hangs, and counts it against the server', async () => {
    const { ask, clock, server, log } = await setUp(() => {});
    const answer = ask('ALPH');
    await server.wasAsked(2);
    await clock.advance(120_000);
    expect(await answer).toEqual({ kind: 'late', afterMs: 120_000 });
    expect(log.find('service degraded')).toMatchObject([{ fields: { service: 'llm', reason: 'timeout' } }]);
    expect(clock.pending()).toEqual([]);
  });
});

describe('the line', () => {
  it('serves one after the other, and tells a person the place', async () => {
    const model = aSlowModel();
    const { ask, llm } = await setUp(model.answer);
    const first = ask('ALPH');
    const second = ask('BRAV');
    await expect.poll(() => model.waiting.length).toBe(1);
    expect([llm.placeOf('ALPH'), llm.placeOf('BRAV'), llm.placeOf('CHAR')]).toEqual([0, 1, undefined]);
    model.say('One.');
    expect(await first).toMatchObject({ text: 'One.' });
    await expect.poll(() => model.waiting.length).toBe(1);
    expect(llm.placeOf('BRAV')).toBe(0);
    model.say('Two.');
    expect(await second).toMatchObject({ text: 'Two.' });
  });

  it('takes one question of a person, and three that wait', async () => {
    const model = aSlowModel();
    const { ask, llm } = await setUp(model.answer);
    const asked = ['ALPH', 'BRAV', 'CHAR', 'DELT'].map((person) => ask(person));
    await expect.poll(() => model.waiting.length).toBe(1);
    expect(await ask('CHAR')).toEqual({ kind: 'twice', before: 2 });
    expect(await ask('OSCR')).toEqual({ kind: 'full', before: 4 });
    llm.stop();
    expect(await Promise.all(asked)).toEqual(asked.map(() => ({ kind: 'cancelled' })));
    expect(await ask('ALPH')).toEqual({ kind: 'cancelled' });
  });

  it('ends what is cancelled for the server too, and goes on with the next one', async () => {
    const model = aSlowModel();
    const { ask, llm, clock } = await setUp(model.answer);
    const first = ask('ALPH');
    const second = ask('BRAV');
    const third = ask('CHAR');
    await expect.poll(() => model.waiting.length).toBe(1);
    const closed = new Promise((resolve) => model.waiting.shift()?.on('close', () => resolve('closed')));
    expect([llm.cancel('BRAV'), llm.cancel('ALPH'), llm.cancel('OSCR')]).toEqual([true, true, false]);
    expect(await first).toEqual({ kind: 'cancelled' });
    expect(await second).toEqual({ kind: 'cancelled' });
    expect(await closed).toBe('closed');
    await expect.poll(() => model.waiting.length).toBe(1);
    model.say('Three.');
    expect(await third).toMatchObject({ text: 'Three.' });
    expect(clock.pending()).toEqual([]);
  });

  it('counts the time from the question, not from its turn', async () => {
    const model = aSlowModel();
    const { ask, clock } = await setUp(model.answer);
    const first = ask('ALPH', { timeoutMs: 300_000 });
    const second = ask('BRAV');
    await expect.poll(() => model.waiting.length).toBe(1);
    await clock.advance(120_000);
    expect(await second).toEqual({ kind: 'late', afterMs: 120_000 });
    model.say('One.');
    expect(await first).toMatchObject({ text: 'One.' });
  });

  it('refuses when the machine became hot while a question waited', async () => {
    const model = aSlowModel();
    const { ask, machine } = await setUp(model.answer);
    const first = ask('ALPH');
    const second = ask('BRAV');
    await expect.poll(() => model.waiting.length).toBe(1);
    machine.celsius = 63.2;
    model.say('One.');
    await first;
    expect(await second).toEqual({ kind: 'hot', celsius: 63.2, limit: 60 });
    expect(await ask('CHAR')).toEqual({ kind: 'hot', celsius: 63.2, limit: 60 });
    machine.celsius = 50;
    machine.volts = 12.3;
    expect(await ask('CHAR')).toEqual({ kind: 'weak', volts: 12.3, limit: 12.5 });
    expect(model.waiting).toEqual([]);
  });

  it('is left by whoever may not wait any longer, with the reason of his signal', async () => {
    const model = aSlowModel();
    const { ask, llm } = await setUp(model.answer);
    const asker = new AbortController();
    const first = ask('ALPH', { signal: asker.signal });
    await expect.poll(() => model.waiting.length).toBe(1);
    asker.abort(new Error('too slow'));
    await expect(first).rejects.toThrow('too slow');
    expect(llm.placeOf('ALPH')).toBeUndefined();
    const late = new AbortController();
    late.abort(new Error('gone'));
    await expect(ask('BRAV', { signal: late.signal })).rejects.toThrow('gone');
  });

  it('is not held up by a thermometer that never answers', async () => {
    const { server } = await setUp((_, response) => sendJson(response, aCompletion('Yes.')));
    const clock = new FakeClock();
    let isStuck = false;
    const guards = new Guards({
      maxCpuCelsius: 60,
      cpuCelsius: () => (isStuck ? new Promise(() => {}) : 48),
    });
    const http = new HttpClient({ clock, version: '1.2.3' });
    const client = new ChatClient({ http, baseUrl: server.url, flavor: 'llamacpp', model: 'local' });
    const log = new RecordingLog();
    const llm = new LlmService({ client, guards, clock, log, random: () => 0.5, prefixes: [] });
    const question = { messages: [], maxTokens: 1, timeoutMs: 5000, signal: new AbortController().signal };
    const asking = llm.ask({ ...question, person: 'ALPH' });
    await Promise.resolve();
    isStuck = true;
    await expect.poll(() => llm.placeOf('ALPH')).toBe(0);
    await clock.advance(5000);
    expect(await asking).toEqual({ kind: 'late', afterMs: 5000 });
    expect(llm.placeOf('ALPH')).toBeUndefined();
  });
});
