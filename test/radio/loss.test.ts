import { describe, expect, it } from 'vitest';
import { LinkError, lossOf } from '../../src/radio/loss.js';

const systemError = (code: string) => Object.assign(new Error(`read ${code}`), { code });

describe('lossOf', () => {
  it.each([
    ['ECONNRESET', 'reset'],
    ['ECONNABORTED', 'reset'],
    ['EPIPE', 'broken_pipe'],
    ['ECONNREFUSED', 'refused'],
    ['ETIMEDOUT', 'unreachable'],
    ['EHOSTUNREACH', 'unreachable'],
    ['EHOSTDOWN', 'unreachable'],
    ['ENETUNREACH', 'unreachable'],
    ['ENETDOWN', 'unreachable'],
    ['EADDRNOTAVAIL', 'unreachable'],
    ['ENOTFOUND', 'unresolved'],
    ['EAI_AGAIN', 'unresolved'],
    ['EAI_NODATA', 'unresolved'],
    ['EAI_NONAME', 'unresolved'],
  ])('takes %s for %s, which is what networks do', (code, reason) => {
    expect(lossOf(systemError(code))).toEqual({ reason, detail: `read ${code}` });
  });

  it('takes the reason that the link itself gave', () => {
    const error = new LinkError('connect_timeout', 'no answer in 10 s');
    expect(lossOf(error)).toEqual({ reason: 'connect_timeout', detail: 'no answer in 10 s' });
  });

  it.each([
    ['a system in trouble', systemError('EMFILE'), 'read EMFILE'],
    ['a bug', new TypeError('x is undefined'), 'x is undefined'],
    ['what is no error', 'boom', 'boom'],
  ])('keeps %s for the log, and ends all the same', (_what, thrown, detail) => {
    expect(lossOf(thrown)).toEqual({ reason: 'reset', detail, unexpected: thrown });
  });
});

describe('LinkError', () => {
  it('has its name, its reason and its cause', () => {
    const cause = new Error('why');
    expect(new LinkError('silent', 'no answer', { cause })).toMatchObject({
      name: 'LinkError',
      reason: 'silent',
      message: 'no answer',
      cause,
    });
  });
});
