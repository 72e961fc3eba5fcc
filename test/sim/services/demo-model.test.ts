import { afterEach, beforeEach, expect, it } from 'vitest';
import { createDemoModel } from '../../../src/sim/services/demo-model.js';

const model = createDemoModel();
beforeEach(() => model.start());
afterEach(() => model.stop());

async function say(system: string, question: string): Promise<string> {
  const messages = [
    { role: 'system', content: system },
    { role: 'user', content: question },
  ];
  const body = JSON.stringify({ model: 'demo', messages });
  const response = await fetch(`${model.url}/v1/chat/completions`, { method: 'POST', body });
  const { choices } = (await response.json()) as { choices: { message: { content: string } }[] };
  return choices[0]?.message.content ?? '';
}

it('answers in the language that the prompt asks for, and says that it is a demo', async () => {
  expect(await say('Answer in English.', 'How far does LoRa reach?')).toMatch(
    /<\/think>LoRa often .*\(demo\)$/,
  );
  expect(await say('Réponds en français.', 'Quelle est la portée ?')).toMatch(
    /<\/think>LoRa porte .*\(démo\)$/,
  );
  expect(await say('Answer in English.', 'Hello')).toMatch(/Hello! .*\(demo\)$/);
});

it('does not pretend to know what it does not', async () => {
  expect(await say('Answer in English.', 'Who wins?')).toMatch(/no real model.*\(demo\)$/);
  expect(await say('Answer in English.', 'x'.repeat(100_000))).toMatch(/no real model/);
});

it('is well, and has nothing else', async () => {
  const status = async (path: string) => (await fetch(model.url + path)).status;
  expect([await status('/health'), await status('/v1/models'), await status('/')]).toEqual([200, 200, 404]);
});
