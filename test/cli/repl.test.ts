import { describe, expect, it } from 'vitest';
import { Repl, type ReplOptions } from '../../src/cli/repl.js';
import { TestIo, type TestIoOptions } from '../support/test-io.js';

function setUp(options: TestIoOptions = {}, ask: ReplOptions['ask'] = async (line) => `<${line}>`) {
  const io = new TestIo(options);
  const repl = new Repl({ io, prompt: '> ', completions: ['help', 'hop', 'ping'], ask });
  return { io, repl, run: repl.run() };
}

describe('Repl', () => {
  it('answers each line of a pipe in order and ends with it', async () => {
    const { io, run } = setUp();
    io.input.end('one\n\n  two  \nthree');
    await run;
    expect(io.written).toBe('<one>\n<two>\n<three>\n');
  });

  it.each(['quit', '/quit', 'QUIT'])('leaves at %s, not before what was asked is answered', async (word) => {
    let answer = (_: string) => {};
    const slow = new Promise<string>((resolve) => {
      answer = resolve;
    });
    const { io, run } = setUp({}, () => slow);
    io.input.write(`one\n${word}\n`);
    await expect.poll(() => io.input.readableLength).toBe(0);
    answer('done');
    await run;
    expect(io.written).toBe('done\n');
  });

  it('says nothing where there is no answer', async () => {
    const { io, run } = setUp({}, async () => undefined);
    io.input.end('one\n');
    await run;
    expect(io.written).toBe('');
  });

  it('ends with the first failure and asks no more', async () => {
    const asked: string[] = [];
    const { io, run } = setUp({}, async (line) => {
      asked.push(line);
      throw new Error('gone');
    });
    io.input.write('one\ntwo\n');
    await expect(run).rejects.toThrow('gone');
    expect(asked).toEqual(['one']);
  });

  it('ends when the process is asked to, also before it began', async () => {
    const { io, run } = setUp();
    io.abort();
    await run;
    const repl = new Repl({ io, prompt: '> ', completions: [], ask: async () => undefined });
    await repl.run();
    expect(io.written).toBe('');
  });

  it('prints lines as they are where nobody types', async () => {
    const { io, repl, run } = setUp();
    repl.print('Alpha: hello');
    io.input.end();
    await run;
    repl.print('after');
    expect(io.written).toBe('Alpha: hello\nafter\n');
  });

  it('shows a prompt on a terminal, and lines above what is being typed', async () => {
    const { io, repl, run } = setUp({ isTerminal: true });
    io.input.write('hel');
    await io.shows('hel');
    repl.print('Alpha: hello');
    const [before = '', after = ''] = io.written.split('\r\u001b[KAlpha: hello\n');
    expect(before).toContain('> ');
    expect(after).toMatch(/> .*hel/s);
    io.input.write('p\n');
    await io.shows('<help>\n');
    io.input.write('quit\n');
    await run;
  });

  it.each([
    ['pi', 'ping '],
    ['/pi', '/ping '],
    ['he', 'help '],
  ])('completes %s to %s', async (typed, completed) => {
    const { io, run } = setUp({ isTerminal: true });
    io.input.write(`${typed}\t`);
    await io.shows(completed.slice(typed.length));
    io.input.write('\n');
    await io.shows(`<${completed.trim()}>`);
    io.input.write('quit\n');
    await run;
  });

  it('leaves at Ctrl-C and at Ctrl-D', async () => {
    for (const key of ['\u0003', '\u0004']) {
      const { io, run } = setUp({ isTerminal: true });
      io.input.write(key);
      await run;
      expect(io.written.endsWith('\n')).toBe(true);
    }
  });
});
