import { expect, it } from 'vitest';
import { Errands } from '../../src/radio/errands.js';

const settle = () => new Promise((resolve) => setImmediate(resolve));

function desk() {
  const wakes: string[] = [];
  const errands = new Errands(() => wakes.push('wake'));
  return { errands, wakes, session: new AbortController() };
}

it('has nothing to do unless somebody wants something', () => {
  expect(desk().errands.takeTurn()).toBe(false);
});

it('does one thing after the other, each only when its turn comes', async () => {
  const { errands, wakes, session } = desk();
  const done: number[] = [];
  let finish: () => void = () => {};
  const first = errands.run(async () => {
    await new Promise<void>((resolve) => {
      finish = resolve;
    });
    done.push(1);
    return 'one';
  }, session.signal);
  const second = errands.run(() => Promise.resolve(done.push(2)), session.signal);
  expect(wakes).toHaveLength(2);
  await settle();
  expect(errands.takeTurn()).toBe(true);
  expect(errands.takeTurn()).toBe(true);
  finish();
  expect(await first).toBe('one');
  await settle();
  expect(done).toEqual([1]);
  expect(wakes).toHaveLength(3);
  expect(errands.takeTurn()).toBe(true);
  expect(await second).toBe(2);
  await settle();
  expect(errands.takeTurn()).toBe(false);
});

it('gives up what waits when its session ends, and does not begin it in the next one', async () => {
  const { errands, session } = desk();
  let hasBegun = false;
  const waiting = errands.run(async () => {
    hasBegun = true;
  }, session.signal);
  session.abort();
  expect(await waiting).toBeUndefined();
  expect(errands.takeTurn()).toBe(false);
  expect(hasBegun).toBe(false);
  expect(await errands.run(() => Promise.resolve(1), session.signal)).toBeUndefined();
});

it('hands on what went wrong, and the wire is free again', async () => {
  const { errands, session } = desk();
  const failing = errands.run(() => Promise.reject(new Error('broken')), session.signal);
  errands.takeTurn();
  await expect(failing).rejects.toThrow('broken');
  await settle();
  expect(errands.takeTurn()).toBe(false);
});
