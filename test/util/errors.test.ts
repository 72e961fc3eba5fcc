import { describe, expect, it } from 'vitest';
import {
  ConfigError,
  codeOf,
  EXIT,
  ExitError,
  messageOf,
  ServiceError,
  UserError,
} from '../../src/util/errors.js';

describe('ConfigError', () => {
  it('says every problem on its own line with its path', () => {
    const problems = [
      { path: 'node.address', message: 'is missing' },
      { path: 'bot.cooldown', message: 'must not be negative' },
    ];
    const error = new ConfigError(problems);
    expect(error.message).toBe('node.address: is missing\nbot.cooldown: must not be negative');
    expect(error.problems).toEqual(problems);
  });
});

describe('the error classes', () => {
  it.each([
    [new ConfigError([]), 'ConfigError'],
    [new ServiceError('down'), 'ServiceError'],
    [new UserError('what?'), 'UserError'],
    [new ExitError(EXIT.owned, 'held'), 'ExitError'],
  ])('name %s as what it is', (error, name) => {
    expect(error.name).toBe(name);
    expect(error).toBeInstanceOf(Error);
  });

  it('carry the exit code', () => {
    expect(new ExitError(EXIT.owned, 'held')).toMatchObject({ exitCode: 75, message: 'held' });
  });

  it('keep the cause', () => {
    const cause = new Error('socket');
    expect(new ServiceError('down', { cause }).cause).toBe(cause);
  });
});

describe('EXIT', () => {
  it('follows sysexits.h', () => {
    expect(EXIT).toEqual({
      done: 0,
      internal: 1,
      usage: 2,
      unavailable: 69,
      owned: 75,
      config: 78,
      hungUp: 129,
      interrupted: 130,
      terminated: 143,
    });
  });
});

describe('messageOf', () => {
  it.each([
    ['an error', new Error('boom'), 'boom'],
    ['a string', 'boom', 'boom'],
    ['nothing', undefined, 'undefined'],
    ['a number', 7, '7'],
  ])('reads %s', (_what, thrown, message) => {
    expect(messageOf(thrown)).toBe(message);
  });
});

describe('codeOf', () => {
  it.each([
    ['a system error', Object.assign(new Error('reset'), { code: 'ECONNRESET' }), 'ECONNRESET'],
    ['an error without a code', new Error('plain'), undefined],
    ['a numeric code', Object.assign(new Error('odd'), { code: 7 }), undefined],
    ['something that is no error', { code: 'EPIPE' }, undefined],
  ])('reads the code of %s', (_what, thrown, code) => {
    expect(codeOf(thrown)).toBe(code);
  });
});
