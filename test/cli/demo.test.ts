import { describe, expect, it } from 'vitest';
import { Conversation, type TalkingWorld } from '../../src/cli/conversation.js';
import { runCli } from '../../src/cli/program.js';
import { EXIT } from '../../src/util/errors.js';
import { HurriedClock } from '../support/hurried-clock.js';
import { TestIo } from '../support/test-io.js';

describe('meshbot demo', () => {
  it('plays its story where nobody sits, and ends well when the bot answered', async () => {
    const io = new TestIo({ clock: new HurriedClock() });
    expect(await runCli(['demo', '--seconds', '25', '--seed', 'winter', '--nodes', '6'], io)).toBe(EXIT.done);
    expect(io.written).toMatch(/^A simulated mesh of 6 nodes \(seed winter\)/);
    expect(io.written).toContain('meshbot run --node ADDRESS');
    expect(io.written).toMatch(/^\d\d:\d\d:\d\d {2}Bravo → Base: \/ping$/m);
    expect(io.written).toMatch(/^\d\d:\d\d:\d\d {2}Base → Bravo: Pong Bravo!/m);
    expect(io.complaints).toBe('');
  });

  it('ends with 1 when the bot answered nobody', async () => {
    const io = new TestIo();
    expect(await runCli(['demo', '--seconds', '0.3', '--nodes', '2'], io)).toBe(EXIT.internal);
    expect(io.written).toContain('The bot answered nobody within 0.3 s.');
  });

  it('ends at once and well when it is asked to', async () => {
    const io = new TestIo();
    const demo = runCli(['demo', '--nodes', '2'], io);
    await io.shows('A simulated mesh');
    io.abort();
    expect(await demo).toBe(EXIT.done);
  });

  it('lets a person at a terminal ask', async () => {
    const io = new TestIo({ isTerminal: true });
    const demo = runCli(['demo', '--nodes', '6'], io);
    await io.shows('meshbot> ');
    io.input.write('/ping\n');
    await io.shows('Pong.');
    io.input.write('/quit\n');
    expect(await demo).toBe(EXIT.done);
  });

  it('names what it plays, where an address would say nothing', async () => {
    const io = new TestIo({ isTerminal: true });
    const demo = runCli(['demo', '--nodes', '6'], io);
    await io.shows('meshbot> ');
    io.input.write('/weather Lyon\n');
    await io.shows('Source: demo data');
    io.input.write('/diag weather\n');
    await io.shows('host demo');
    io.input.write('/quit\n');
    expect(await demo).toBe(EXIT.done);
    expect(io.written).not.toMatch(/127\.0\.0\.1/);
  });

  it('ends after its time at a terminal too', async () => {
    const io = new TestIo({ isTerminal: true });
    expect(await runCli(['demo', '--nodes', '2', '--seconds', '0.2'], io)).toBe(EXIT.done);
  });
});

describe('Conversation', () => {
  it('shows who says what to whom, one line each, and knows whether the bot spoke', () => {
    let say: Parameters<TalkingWorld['onConversation']>[0] = () => {};
    const conversation = new Conversation({
      base: { nodeNum: 1, longName: 'Base' },
      people: [{ identity: { nodeNum: 2, longName: 'Alpha' } }],
      onConversation: (listener) => {
        say = listener;
        return () => {};
      },
    });
    const lines: string[] = [];
    // Said before anybody could listen.
    say({ from: 2, to: 0xffff_ffff, text: 'hello', at: 0, channelName: 'LongFast' });
    const unfollow = conversation.follow((line) => lines.push(line.slice(10)));
    say({ from: 3, to: 0xffff_ffff, text: 'who?', at: 0 });
    expect(conversation.hasAnswer).toBe(false);
    say({ from: 1, to: 2, text: 'one\n\ntwo', at: 0 });
    expect(conversation.hasAnswer).toBe(true);
    expect(lines).toEqual([
      'Alpha → everybody on LongFast: hello',
      'somebody → everybody: who?',
      'Base → Alpha: one ⏎ two',
    ]);
    unfollow();
    say({ from: 2, to: 1, text: 'unheard', at: 0 });
    expect(lines).toHaveLength(3);
  });
});
