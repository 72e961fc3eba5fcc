import { expect, it } from 'vitest';
import { NoticeLog } from '../../src/radio/notice-log.js';
import { RecordingLog } from '../support/recording-log.js';

const MINUTE_MS = 60_000;

it('tells the same words once in ten minutes', () => {
  const log = new RecordingLog();
  const notices = new NoticeLog(log);
  notices.tell('Duty cycle limit', 0);
  notices.tell('Duty cycle limit', 9 * MINUTE_MS);
  notices.tell('Duty cycle limit', 10 * MINUTE_MS);
  expect(log.lines.map((line) => line.level)).toEqual(['info', 'debug', 'info']);
});

it('does not let ever new words fill the log', () => {
  const log = new RecordingLog();
  const notices = new NoticeLog(log);
  for (let count = 0; count < 5000; count++) notices.tell(`notice ${count}`, count);
  expect(log.visible()).toHaveLength(20);
});

it('strips what would disturb a terminal', () => {
  const log = new RecordingLog();
  new NoticeLog(log).tell('red\u001b[31m\nalert', 0);
  expect(log.lines[0]?.fields['text']).toBe('red [31m alert');
});
