import { expect, it } from 'vitest';
import type { Call, Command, Reply } from '../../../src/bot/command.js';
import { yes } from '../../../src/bot/commands/yes.js';
import { StoppedError, TimeoutError } from '../../../src/bot/deadline.js';
import { createAudit } from '../../../src/bot/steps/audit.js';
import { UserError } from '../../../src/util/errors.js';
import { byteLength } from '../../../src/util/text.js';
import { aConsoleRequest } from '../../support/builders.js';
import { FakeClock } from '../../support/fake-clock.js';
import { MemoryAuditLog } from '../../support/memory-audit-log.js';

const ORDER: Command = { ...yes, name: 'order', run: () => 'done' };

async function noted(reply: () => Promise<Reply>, command = ORDER, text = 'order now') {
  const audit = new MemoryAuditLog();
  const request = aConsoleRequest(text);
  const call: Call = { request, language: 'en', args: ['now'], rest: 'now', signal: AbortSignal.abort() };
  const answer = createAudit({ audit, clock: new FakeClock(77) })(call, command, reply);
  const ended = await answer.catch((error: unknown) => error);
  return { entries: audit.recent(9), ended };
}

const fail = (error: Error) => async () => {
  throw error;
};

it.each<[result: string, () => Promise<Reply>]>([
  ['done', async () => 'ok'],
  ['done', async () => ({ text: 'ok', outcome: 'answered' })],
  ['asked', async () => ({ text: 'sure?', outcome: 'asked' })],
  ['refused', async () => ({ text: 'no', outcome: 'refused' })],
  ['silent', async () => ({ silence: 'stopped' })],
])('notes an order as %s, and hands on its reply', async (result, reply) => {
  const { entries, ended } = await noted(reply);
  expect(ended).toEqual(await reply());
  expect(entries).toEqual([
    { at: 77, who: 'console', proof: 'local user', platform: 'console', command: 'order now', result },
  ]);
});

it.each<[result: string, Error]>([
  ['refused', new UserError('no')],
  ['timeout', new TimeoutError(5)],
  ['stopped', new StoppedError()],
  ['failed', new Error('bug')],
])('notes an order as %s, and hands on the error', async (result, error) => {
  const { entries, ended } = await noted(fail(error));
  expect(ended).toBe(error);
  expect(entries.map((entry) => entry.result)).toEqual([result]);
});

it('notes nothing of what everybody may do', async () => {
  const open: Command = { ...ORDER, role: 'known' };
  expect((await noted(async () => 'ok', open)).entries).toEqual([]);
});

it('notes the calls that need an admin of a command that does not always', async () => {
  const open: Command = {
    ...ORDER,
    role: 'known',
    roleFor: ({ args }) => (args[0] === 'now' ? 'admin' : 'any'),
  };
  expect((await noted(async () => 'ok', open)).entries).toHaveLength(1);
});

it('notes what the command says of itself, where the line holds what nobody else may read', async () => {
  const secret: Command = { ...ORDER, lineForAudit: ({ args }) => `order ${args.length}` };
  expect((await noted(async () => 'ok', secret)).entries[0]?.command).toBe('order 1');
});

it('notes no more than a line, without what turns it round', async () => {
  const { entries } = await noted(async () => 'ok', ORDER, `order\n\u202e${'é'.repeat(400)}`);
  expect(entries[0]?.command).toMatch(/^order éé/u);
  expect(byteLength(entries[0]?.command ?? '')).toBeLessThanOrEqual(300);
});

it('notes who spoke on Telegram by the account', async () => {
  const audit = new MemoryAuditLog();
  const request = aConsoleRequest('order', { platform: 'telegram' });
  const call: Call = { request, language: 'en', args: [], rest: '', signal: AbortSignal.abort() };
  await createAudit({ audit, clock: new FakeClock() })(call, ORDER, async () => 'ok');
  expect(audit.recent(1)[0]?.proof).toBe('telegram account');
});
