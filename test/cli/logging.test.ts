import { describe, expect, it } from 'vitest';
import { createJsonLog } from '../../src/cli/logging.js';
import { TerminalLog, timeOfDay } from '../../src/cli/terminal-log.js';
import type { LogLevel } from '../../src/util/log.js';
import { FakeClock } from '../support/fake-clock.js';

function output() {
  const lines: string[] = [];
  return { lines, write: (text: string) => lines.push(text) > 0 };
}

function jsonLog(level: LogLevel) {
  const out = output();
  return { log: createJsonLog(level, out), read: () => out.lines.map((line) => JSON.parse(line)) };
}

function textLog(level: LogLevel, hasColors = false) {
  const out = output();
  const clock = new FakeClock();
  const time = timeOfDay(clock.now());
  const log = new TerminalLog({ level, output: out, clock, hasColors });
  return { log, read: () => out.lines.map((line) => line.replace(time, 'TIME')) };
}

describe('createJsonLog', () => {
  it('writes the level as text, the time, the name, the fields and the message', () => {
    const { log, read } = jsonLog('info');
    log.named('link').info('link ready', { node: '!0b07ba5e', tookMs: 412 });
    const [line] = read();
    expect(line).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      name: 'link',
      node: '!0b07ba5e',
      tookMs: 412,
      msg: 'link ready',
    });
  });

  it('names what has no part of its own after the program', () => {
    const { log, read } = jsonLog('info');
    log.warn('odd');
    expect(read()).toMatchObject([{ name: 'meshbot', level: 'warn' }]);
  });

  it('writes a name once, however often it was named', () => {
    const { log, read } = jsonLog('info');
    log.named('one').named('two').info('hello');
    expect(read()).toMatchObject([{ name: 'two' }]);
  });

  it('keeps the stack of an error under whatever key', () => {
    const { log, read } = jsonLog('error');
    log.error('broken', { cause: new Error('boom') });
    expect(read()[0].cause).toMatch(/^Error: boom\n\s+at /);
  });

  it.each([
    ['error', ['error']],
    ['warn', ['error', 'warn']],
    ['info', ['error', 'warn', 'info']],
    ['debug', ['error', 'warn', 'info', 'debug']],
  ] as const)('shows at %s only %j', (level, shown) => {
    const { log, read } = jsonLog(level);
    for (const each of ['error', 'warn', 'info', 'debug'] as const) log[each]('line');
    expect(read().map((line) => line.level)).toEqual(shown);
  });
});

describe('TerminalLog', () => {
  it('writes one readable line for one event', () => {
    const { log, read } = textLog('info');
    log
      .named('link')
      .info('link ready', { node: '!0b07ba5e', tookMs: 412, reason: 'two words', gone: undefined });
    expect(read()).toEqual(['TIME info  link     link ready node=!0b07ba5e tookMs=412 reason="two words"\n']);
  });

  it('puts the stack of an error below its line', () => {
    const { log, read } = textLog('info');
    log.error('broken', { error: new Error('boom'), code: 7, list: [1] });
    expect(read()[0]).toMatch(/^TIME error meshbot {2}broken code=7 list=\[1\]\nError: boom\n\s+at .*\n$/s);
  });

  it.each([
    ['error', 1],
    ['warn', 2],
    ['info', 3],
    ['debug', 4],
  ] as const)('shows at %s %i of four lines', (level, count) => {
    const { log, read } = textLog(level);
    for (const each of ['error', 'warn', 'info', 'debug'] as const) log[each]('line');
    expect(read()).toHaveLength(count);
  });

  it('colours the level where colours can be seen', () => {
    const { log, read } = textLog('info', true);
    log.warn('odd');
    expect(read()).toEqual(['TIME \u001b[33mwarn \u001b[0m meshbot  odd\n']);
  });
});
