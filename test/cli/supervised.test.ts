import { expect, it } from 'vitest';
import { isSupervised } from '../../src/cli/supervised.js';

it.each([
  [{}, '/no/such/mark', false],
  [{ INVOCATION_ID: '' }, '/no/such/mark', false],
  [{ INVOCATION_ID: '8c1f' }, '/no/such/mark', true],
  [{ container: 'podman' }, '/no/such/mark', true],
  [{}, process.execPath, true],
])('somebody starts us again: %j with the mark %s is %s', (env, mark, answer) => {
  expect(isSupervised(env, mark)).toBe(answer);
});
