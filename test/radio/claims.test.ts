import { describe, expect, it } from 'vitest';
import { Claims, processClaims } from '../../src/radio/claims.js';
import { ExitError } from '../../src/util/errors.js';

const link = { name: 'link' };
const diag = { name: 'diag' };

describe('Claims', () => {
  it('refuses a node that somebody holds under any of its names, and names the owner', () => {
    const claims = new Claims();
    claims.take(link, ['node.local:4403', '192.168.1.5:4403']);
    const take = () => claims.take(diag, ['192.168.1.5:4403']);
    expect(take).toThrow(ExitError);
    expect(take).toThrow(/192\.168\.1\.5:4403 is already held by the link/);
    expect(take).toThrow(expect.objectContaining({ exitCode: 75 }));
  });

  it('refuses a second owner of the same name', () => {
    const claims = new Claims();
    claims.take(link, ['a']);
    expect(() => claims.take({ name: 'link' }, ['a'])).toThrow(ExitError);
  });

  it('takes nothing when one of the keys is held', () => {
    const claims = new Claims();
    claims.take(link, ['a']);
    expect(() => claims.take(diag, ['b', 'a'])).toThrow(ExitError);
    expect(() => claims.take({ name: 'other' }, ['b'])).not.toThrow();
  });

  it('gives other nodes to others', () => {
    const claims = new Claims();
    claims.take(link, ['a']);
    expect(() => claims.take(diag, ['b'])).not.toThrow();
  });

  it('gives a node again when it is given back', () => {
    const claims = new Claims();
    const release = claims.take(link, ['a', 'b']);
    release();
    expect(() => claims.take(diag, ['a', 'b'])).not.toThrow();
  });

  it('lets an owner take more of what it has', () => {
    const claims = new Claims();
    claims.take(link, ['a']);
    expect(() => claims.take(link, ['a', 'b'])).not.toThrow();
  });

  it('does not take a node from its next owner when it is given back twice', () => {
    const claims = new Claims();
    const release = claims.take(link, ['a']);
    release();
    claims.take(diag, ['a']);
    release();
    expect(() => claims.take(link, ['a'])).toThrow('held by the diag');
  });
});

describe('the claims of the process', () => {
  it('are one for all', () => {
    const release = processClaims.take(link, ['test:1']);
    expect(() => processClaims.take(diag, ['test:1'])).toThrow('held by the link');
    release();
  });
});
