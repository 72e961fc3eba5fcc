import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Call } from '../../src/bot/command.js';
import { CONFIRM_MS, Confirmations } from '../../src/bot/confirmations.js';
import type { Request } from '../../src/bot/request.js';
import { toChannelIndex } from '../../src/mesh/ids.js';
import { aConsoleRequest, aRequest, BRAVO } from '../support/builders.js';
import { FakeClock } from '../support/fake-clock.js';

const ADMIN = { id: 'mesh:!16fad3dc', name: 'Alpha', role: 'admin' } as const;

function aDesk(random = () => 0) {
  const clock = new FakeClock();
  const confirmations = new Confirmations({ clock, random });
  const done: string[] = [];
  const ask = (line: string, changes: Partial<Request> = {}) =>
    confirmations.ask(aCall(line, changes), {
      question: (code) => `${line}? /yes ${code}`,
      run: ({ request }) => {
        done.push(request.text);
        return `${line} done`;
      },
    });
  const confirm = async (code: string, changes: Partial<Request> = {}) =>
    confirmations.take(aCall(`/yes ${code}`, changes), code)?.();
  return { clock, confirmations, done, ask, confirm };
}

function aCall(text: string, changes: Partial<Request> = {}): Call {
  const request = aRequest(text, { user: ADMIN, ...changes });
  return { request, language: 'en', args: [], rest: '', signal: new AbortController().signal };
}

it('asks with a code, and does what was asked when the code comes back', async () => {
  const { ask, confirm, done } = aDesk();
  expect(ask('/reboot')).toEqual({ text: '/reboot? /yes 2222', outcome: 'asked' });
  expect(done).toEqual([]);
  expect(await confirm('2222')).toBe('/reboot done');
  expect(done).toEqual(['/reboot']);
});

it('makes codes of four characters that nobody mixes up', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 0.999_999, noNaN: true }), { minLength: 4 }), (draws) => {
      let next = 0;
      const { ask } = aDesk(() => draws[next++ % draws.length] ?? 0);
      expect(ask('/reboot').text).toMatch(/^\/reboot\? \/yes [2-9A-HJ-NP-Z]{4}$/);
    }),
  );
});

it('takes a code in small letters', async () => {
  const { ask, confirm } = aDesk(() => 0.5);
  expect(ask('/reboot').text).toBe('/reboot? /yes JJJJ');
  expect(await confirm('jjjj')).toBe('/reboot done');
});

it('takes a code once', async () => {
  const { ask, confirm, done } = aDesk();
  ask('/reboot');
  await confirm('2222');
  expect(await confirm('2222')).toBeUndefined();
  expect(done).toHaveLength(1);
});

it('takes a code for two minutes and no longer', async () => {
  const { ask, confirm, clock } = aDesk();
  ask('/reboot');
  await clock.advance(CONFIRM_MS - 1);
  expect(await confirm('2222')).toBe('/reboot done');
  ask('/reboot');
  await clock.advance(CONFIRM_MS);
  expect(await confirm('2222')).toBeUndefined();
});

it('forgives two wrong codes, and ends with the third', async () => {
  const { ask, confirm } = aDesk();
  ask('/reboot');
  expect([await confirm('AAAA'), await confirm('222')]).toEqual([undefined, undefined]);
  expect(await confirm('2222')).toBe('/reboot done');
  ask('/reboot');
  for (const code of ['AAAA', 'BBBB', 'CCCC']) await confirm(code);
  expect(await confirm('2222')).toBeUndefined();
});

it('keeps the last command alone', async () => {
  let draw = 0;
  const { ask, confirm, done } = aDesk(() => draw);
  ask('/reboot');
  draw = 0.5;
  ask('/db vacuum');
  expect(await confirm('2222')).toBeUndefined();
  expect(await confirm('JJJJ')).toBe('/db vacuum done');
  expect(done).toEqual(['/db vacuum']);
});

it.each<[string, Partial<Request>]>([
  ['another person', { user: { id: 'mesh:!2b4a7c10', name: 'Bravo', role: 'admin', nodeNum: BRAVO } }],
  ['somebody who only says that he is the asker', { user: { ...ADMIN, role: 'any' } }],
  ['the asker on a channel', { isDirect: false, channel: toChannelIndex(1) }],
  ['the console', { user: aConsoleRequest('').user }],
])('takes no code from %s', async (_who, changes) => {
  const { ask, confirm } = aDesk();
  ask('/reboot');
  expect(await confirm('2222', changes)).toBeUndefined();
  expect(await confirm('2222')).toBe('/reboot done');
});

it('takes a code in the group, and under the topic, where it asked', async () => {
  const { ask, confirm, done } = aDesk();
  const inGroup = (chat: number, topic?: number): Partial<Request> => ({
    platform: 'telegram',
    isDirect: false,
    origin: { chat, messageId: 1, ...(topic !== undefined && { topic }) },
  });
  ask('/reboot', inGroup(-500, 3));
  for (const other of [inGroup(-501, 3), inGroup(-500, 4), inGroup(-500), { isDirect: true }])
    expect(await confirm('2222', other)).toBeUndefined();
  ask('/restart', inGroup(-501));
  expect(await confirm('2222', inGroup(-500, 3))).toBe('/reboot done');
  expect(await confirm('2222', inGroup(-501))).toBe('/restart done');
  expect(done).toEqual(['/reboot', '/restart']);
});

it('runs within the time of the one who confirms', async () => {
  const { confirmations } = aDesk();
  const signals: AbortSignal[] = [];
  const asking = aCall('/reboot');
  confirmations.ask(asking, { question: (code) => code, run: ({ signal }) => `${signals.push(signal)}` });
  const confirming = aCall('/yes 2222');
  await confirmations.take(confirming, '2222')?.();
  expect(signals).toEqual([confirming.signal]);
  expect(signals).not.toEqual([asking.signal]);
});

it('knows which command waits, also when that asks again', async () => {
  const { confirmations } = aDesk();
  const { request } = aCall('');
  expect(confirmations.lineFor(request)).toBeUndefined();
  const again = (call: Call) => confirmations.ask(call, { question: () => 'really?', run: () => 'sent' });
  confirmations.ask(aCall(' /announce hello '), { question: () => 'sure?', run: again });
  expect(confirmations.lineFor(request)).toBe('/announce hello');
  expect(await confirmations.take(aCall('/yes 2222'), '2222')?.()).toMatchObject({ text: 'really?' });
  expect(confirmations.lineFor(request)).toBe('/announce hello');
  expect(await confirmations.take(aCall('/yes 2222'), '2222')?.()).toBe('sent');
  expect(confirmations.lineFor(request)).toBeUndefined();
});

it('turns what the command throws into a rejection', async () => {
  const { confirmations } = aDesk();
  confirmations.ask(aCall('/reboot'), {
    question: () => 'sure?',
    run: () => {
      throw new Error('no');
    },
  });
  await expect(confirmations.take(aCall('/yes 2222'), '2222')?.()).rejects.toThrow('no');
});
