import { describe, expect, it } from 'vitest';
import { Repl, type ReplOptions } from '../../src/cli/repl.js';
import { FakeClock } from '../support/fake-clock.js';
import { TestIo, type TestIoOptions } from '../support/test-io.js';

function setUp(options: TestIoOptions = {}, ask: ReplOptions['ask'] = async (line) => `<${line}>`) {
  const io = new TestIo(options);
  const repl = new Repl({ io, prompt: '> ', complete: completeWords, ask });
  return { io, repl, run: repl.run() };
}

/** As the bot does it, for these commands. */
async function completeWords(line: string): Promise<string[]> {
  const words = ['help', 'hop', 'ping'].flatMap((word) => [word, `/${word}`]);
  return words.filter((word) => word.startsWith(line)).map((word) => `${word} `);
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

  it.each([
    ['quit', 'quit\r'],
    ['exit', 'exit\r'],
    ['Ctrl-C', '\u0003'],
    ['Ctrl-D', '\u0004'],
  ])('leaves a terminal at %s at once, whatever is still asked', async (_name, keys) => {
    const asked: string[] = [];
    const { io, run } = setUp({ isTerminal: true }, (line) => {
      asked.push(line);
      return new Promise(() => {});
    });
    io.input.write('one\r');
    await expect.poll(() => asked).toEqual(['one']);
    io.input.write(keys);
    await run;
    expect(io.written.endsWith('\n')).toBe(true);
  });

  it('says nothing any more to a person who has left', async () => {
    let answer = (_: string) => {};
    const slow = new Promise<string>((resolve) => {
      answer = resolve;
    });
    const { io, run } = setUp({ isTerminal: true }, () => slow);
    io.input.write('one\rquit\r');
    await run;
    const before = io.written;
    answer('too late');
    await slow;
    expect(io.written).toBe(before);
  });

  it('ends a pipe at once when the process is asked to end, whatever is still asked', async () => {
    const { io, run } = setUp({}, () => new Promise(() => {}));
    io.input.end('one\n');
    await expect.poll(() => io.input.readableEnded).toBe(true);
    io.abort();
    await run;
  });

  it('ends when the process is asked to, also before it began', async () => {
    const { io, run } = setUp();
    io.abort();
    await run;
    const repl = new Repl({ io, prompt: '> ', complete: completeWords, ask: async () => undefined });
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
    const [before = '', after = ''] = io.written.split('\u001b[1G\u001b[0JAlpha: hello\n');
    expect(before).toContain('> ');
    expect(after).toMatch(/> .*hel/s);
    io.input.write('p\n');
    await io.shows('<help>\n');
    io.input.write('quit\n');
    await run;
  });

  it('puts answers above what is typed ahead, each under its question, the quick one first', async () => {
    const answers: ((text: string) => void)[] = [];
    const { io, run } = setUp({ isTerminal: true }, () => new Promise((resolve) => answers.push(resolve)));
    io.input.write('one\rtwo\rthr');
    await expect.poll(() => answers).toHaveLength(2);
    answers[1]?.('second');
    await io.shows('\u001b[1G\u001b[0Jsecond\n');
    expect(io.written.split('second\n').at(-1)).toMatch(/> .*thr/s);
    answers[0]?.('first');
    await io.shows('\u001b[1G\u001b[0J[one]\nfirst\n');
    io.input.write('\u0003');
    await run;
  });

  it('draws above a line that takes several rows, pasted or typed', async () => {
    const { io, repl, run } = setUp({ isTerminal: true, columns: 20 });
    for (const letter of 'x'.repeat(30)) io.input.write(letter);
    await expect.poll(() => io.written.split('x').length).toBeGreaterThan(30);
    repl.print('typed');
    expect(io.written).toContain('\u001b[1A\u001b[1G\u001b[0Jtyped\n\n\u001b[1A');
    io.input.write('\u0015');
    const before = io.written.length;
    io.input.write('y'.repeat(30));
    await expect.poll(() => io.written.slice(before).split('y').length).toBeGreaterThan(30);
    repl.print('pasted');
    // Where readline does not count the rows of what is pasted, there is nothing to go back over.
    const drawn = ['pasted\n\u001b[1G', 'pasted\n\n\u001b[1A'];
    expect(drawn.filter((text) => io.written.includes(`\u001b[1A\u001b[1G\u001b[0J${text}`))).toHaveLength(1);
    io.input.write('\u0003');
    await run;
  });

  it('shows once that an answer takes its time', async () => {
    const clock = new FakeClock();
    let answer = (_: string) => {};
    const slow = new Promise<string>((resolve) => {
      answer = resolve;
    });
    const { io, run } = setUp({ isTerminal: true, clock }, () => slow);
    io.input.write('/trace BRAV\r');
    await expect.poll(() => clock.pending()).toEqual(['repl.waiting']);
    await clock.advance(999);
    expect(io.written).not.toContain('…');
    await clock.advance(60_000);
    expect(io.written.split('… /trace BRAV\n')).toHaveLength(2);
    answer('done');
    await io.shows('done');
    io.input.write('/ping\r');
    await expect.poll(() => io.written.split('done\n')).toHaveLength(3);
    expect(clock.pending()).toEqual([]);
    io.input.write('\u0003');
    await run;
  });

  it('wraps answers at the width of the terminal', async () => {
    const long = 'Alpha (ALPH !16fad3dc) SNR 6.3';
    const { io, run } = setUp({ isTerminal: true, columns: 24 }, async () => long);
    io.input.write('x\r');
    await io.shows('Alpha (ALPH !16fad3dc)\n  SNR 6.3\n');
    io.input.write('\u0003');
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

  it('completes what the bot cannot be asked for to nothing, and goes on', async () => {
    const io = new TestIo({ isTerminal: true });
    const complete = async () => Promise.reject(new Error('gone'));
    const run = new Repl({ io, prompt: '> ', complete, ask: async (line) => `<${line}>` }).run();
    io.input.write('ping\t');
    io.input.write('\r');
    await io.shows('<ping>');
    io.input.write('\u0003');
    await run;
  });

  it('goes back through what was typed in earlier runs, and keeps what is typed now', async () => {
    const added: string[] = [];
    const history = { read: () => ['newest', 'oldest'], add: (line: string) => added.push(line) };
    const io = new TestIo({ isTerminal: true });
    const repl = new Repl({ io, prompt: '> ', complete: completeWords, history, ask: async (x) => `<${x}>` });
    const run = repl.run();
    io.input.write('\u001b[A\u001b[A\r');
    await io.shows('<oldest>');
    io.input.write('\u0003');
    await run;
    expect(added).toEqual(['oldest']);
  });

  it.each([
    [{}, '\u001b[1m> \u001b[22m'],
    [{ NO_COLOR: '1' }, '> '],
  ])('shows its prompt in bold unless the user wishes no colours: %o', async (env, prompt) => {
    const { io, run } = setUp({ isTerminal: true, env });
    await io.shows(prompt);
    io.input.write('\u0003');
    await run;
    expect(io.written.includes('\u001b[1m')).toBe(prompt !== '> ');
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
