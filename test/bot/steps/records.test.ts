import { describe, expect, it } from 'vitest';
import type { Call, Command, Reply } from '../../../src/bot/command.js';
import { createRecords } from '../../../src/bot/steps/records.js';
import { HistoryAwayError } from '../../../src/mesh/history-away.js';
import { aDesk } from '../../support/bot-desk.js';
import { aRequest, NOW } from '../../support/builders.js';

const HOUR = 3_600_000;
const CALL: Call = {
  request: aRequest('/stats'),
  language: 'en',
  args: [],
  rest: '',
  signal: new AbortController().signal,
};

/** What is said of that reply when nothing is recorded since an hour. */
function said(name: 'hop' | 'ping', next: () => Promise<Reply>, gapSince: number | undefined = NOW - HOUR) {
  const command = aDesk().bot.registry.find(name) as Command;
  return createRecords({ gapSince: () => gapSince }, { now: () => NOW })(CALL, command, next);
}

describe('an answer from what is recorded', () => {
  it('says first since when nothing is', async () => {
    expect(await said('hop', async () => 'Hops')).toBe('⚠ Nothing recorded since 13:05.\nHops');
    expect(await said('hop', async () => ({ text: 'Hops', page: 2 }))).toEqual({
      text: '⚠ Nothing recorded since 13:05.\nHops',
      page: 2,
    });
    expect(await said('hop', async () => 'Hops', NOW - 25 * HOUR)).toMatch(/since 19 Nov 13:05\.\n/);
  });

  it('stays as it is when there is nothing to say', async () => {
    expect(await said('ping', async () => 'Pong')).toBe('Pong');
    expect(await said('hop', async () => ({ silence: 'stopped' }))).toEqual({ silence: 'stopped' });
    const step = createRecords({ gapSince: () => undefined }, { now: () => NOW });
    const command = aDesk().bot.registry.find('hop') as Command;
    expect(await step(CALL, command, async () => 'Hops')).toBe('Hops');
  });

  it('is an apology when the records are away, and nothing else is hidden behind it', async () => {
    const away = async () => {
      throw new HistoryAwayError(NOW - HOUR, new Error('disk'));
    };
    expect(await said('ping', away)).toEqual({
      text: 'I cannot read my records since 13:05, so I do not know. I keep trying.',
      outcome: 'failed',
    });
    const broken = async () => {
      throw new RangeError('a mistake');
    };
    await expect(said('hop', broken)).rejects.toThrow('a mistake');
  });
});
