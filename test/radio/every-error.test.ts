import { afterEach, describe, expect, it } from 'vitest';
import { createLog } from '../../src/cli/create-log.js';
import type { LossReason } from '../../src/mesh/radio.js';
import { Claims } from '../../src/radio/claims.js';
import { Link } from '../../src/radio/link.js';
import { DEFAULT_LINK_SETTINGS } from '../../src/radio/link-settings.js';
import type { LogLevel } from '../../src/util/log.js';
import { FakeClock } from '../support/fake-clock.js';
import { MemoryTransport, type Peer, systemError } from '../support/memory-transport.js';
import { TestIo } from '../support/test-io.js';

/** What networks do: a reason, and never a stack. */
const EXPECTED: readonly (readonly [code: string, reason: LossReason])[] = [
  ['EPIPE', 'broken_pipe'],
  ['ECONNRESET', 'reset'],
  ['ECONNABORTED', 'reset'],
  ['ECONNREFUSED', 'refused'],
  ['ETIMEDOUT', 'unreachable'],
  ['EHOSTUNREACH', 'unreachable'],
  ['EHOSTDOWN', 'unreachable'],
  ['ENETUNREACH', 'unreachable'],
  ['ENETDOWN', 'unreachable'],
  ['EADDRNOTAVAIL', 'unreachable'],
  ['ENOTFOUND', 'unresolved'],
  ['EAI_AGAIN', 'unresolved'],
];

/** A system in trouble, or a bug of ours. */
const UNEXPECTED: readonly (readonly [name: string, error: () => Error])[] = [
  ['EMFILE', () => systemError('EMFILE')],
  ['ENOBUFS', () => systemError('ENOBUFS')],
  ['a code that nobody knows', () => systemError('ENOIDEA')],
  ['a TypeError', () => new TypeError('x is not a function')],
  ['an error with a number for its code', () => Object.assign(new Error('odd'), { code: 5 })],
];

const ends: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

/** The whole link, and what an operator sees of it. */
class Desk {
  readonly clock = new FakeClock();
  readonly transport = new MemoryTransport();
  readonly reasons: (LossReason | undefined)[] = [];
  readonly link: Link;
  readonly #io: TestIo;

  private constructor(io: TestIo, log: ConstructorParameters<typeof Link>[0]['log']) {
    this.#io = io;
    this.transport.onOpen = (peer) => {
      peer.onWrite = ({ payloadVariant }) => {
        if (payloadVariant.case === 'wantConfigId') peer.handshake(payloadVariant.value);
        if (payloadVariant.case === 'heartbeat') peer.answerHeartbeat();
        if (payloadVariant.case === 'disconnect') peer.fin();
      };
    };
    const { clock, transport } = this;
    const deps = { transport, clock, log, claims: new Claims(), random: () => 0.5 };
    this.link = new Link({ ...deps, settings: DEFAULT_LINK_SETTINGS });
    this.link.on('state', ({ reason }) => {
      if (reason !== undefined) this.reasons.push(reason);
    });
    ends.push(async () => {
      const stopping = this.link.stop();
      await clock.advance(1000);
      await stopping;
    });
  }

  static async with(level: LogLevel, format: 'text' | 'json' = 'text'): Promise<Desk> {
    const io = new TestIo();
    const log = await createLog({ level, format }, io);
    return new Desk(io, log.named('link'));
  }

  async start(): Promise<void> {
    void this.link.start();
    await this.clock.advance(0);
  }

  async startReady(): Promise<Peer> {
    await this.start();
    expect(this.link.state).toBe('ready');
    return this.transport.peer;
  }

  get written(): string {
    return this.#io.written;
  }

  /** `warn link lost`, of each line that has a level. */
  get told(): string[] {
    const lines = this.written.matchAll(/^\S+ (error|warn|info|debug) +link +(\D+?) \S+=/gm);
    return [...lines].map(([, level, message]) => `${level} ${message}`);
  }

  /** Lines of call stacks. */
  get stackLines(): number {
    return this.written.match(/^ +at .+:\d+:\d+/gm)?.length ?? 0;
  }

  stacksOf(error: Error): number {
    return this.written.split(`\n${error.stack}\n`).length - 1;
  }
}

/** Ten tries that end alike, from the loss on. */
function failTries(desk: Desk, error: Error): void {
  for (let index = 0; index < 10; index++) desk.transport.next.push(error);
}

/** Until each of the ten was made, and one more. */
const TRIES_MS = 11_000;

describe.each(EXPECTED)('%s, as networks do it,', (code, reason) => {
  it('while opening at the start is a warning, then silence until the link is ready', async () => {
    const desk = await Desk.with('info');
    failTries(desk, systemError(code));
    await desk.start();
    expect(desk.told).toEqual(['warn node not reachable']);
    expect(desk.written).toContain(`reason=${reason} `);
    await desk.clock.advance(TRIES_MS);
    expect(desk.reasons).toEqual(Array.from({ length: 10 }, () => reason));
    expect(desk.told).toEqual(['warn node not reachable', 'info link ready']);
    expect(desk.stackLines).toBe(0);
  });

  it('while opening in an outage is not told, but how the outage ended is', async () => {
    const desk = await Desk.with('info');
    const peer = await desk.startReady();
    failTries(desk, systemError(code));
    peer.fin();
    await desk.clock.advance(TRIES_MS);
    expect(desk.reasons).toEqual(['closed_by_node', ...Array.from({ length: 10 }, () => reason)]);
    const outage = ['warn link lost', 'info link ready', 'info link restored'];
    expect(desk.told).toEqual(['info link ready', ...outage]);
    expect(desk.written).toMatch(
      new RegExp(`link restored outageMs=\\d+ reason=closed_by_node lastReason=${reason} tries=11$`, 'm'),
    );
    expect(desk.stackLines).toBe(0);
  });

  it.each([
    ['reading', (peer: Peer) => peer.fail(systemError(code))],
    [
      'writing',
      (peer: Peer) => {
        peer.writeError = systemError(code);
      },
    ],
  ])('while %s is a warning, and its end an info', async (_place, strike) => {
    const desk = await Desk.with('info');
    strike(await desk.startReady());
    await desk.clock.advance(10_000);
    expect(desk.reasons).toEqual([reason]);
    const outage = ['warn link lost', 'info link ready', 'info link restored'];
    expect(desk.told).toEqual(['info link ready', ...outage]);
    expect(desk.written).toMatch(
      new RegExp(`link lost reason=${reason} upMs=\\d+ detail="test ${code}" remedy=`),
    );
    expect(desk.stackLines).toBe(0);
  });

  it('prints no stack at any level, and repeats at debug', async () => {
    const desk = await Desk.with('debug');
    failTries(desk, systemError(code));
    await desk.start();
    await desk.clock.advance(TRIES_MS);
    const repeats = Array.from({ length: 9 }, () => 'debug node not reachable');
    expect(desk.told).toEqual(['warn node not reachable', ...repeats, 'info link ready']);
    expect(desk.stackLines).toBe(0);
  });

  it('has its reason and no stack in JSON as well', async () => {
    const desk = await Desk.with('debug', 'json');
    failTries(desk, systemError(code));
    await desk.start();
    const [line] = desk.written.split('\n');
    expect(JSON.parse(line ?? '')).toMatchObject({ level: 'warn', msg: 'node not reachable', reason });
    expect(desk.written).not.toMatch(/"err"|\\n +at /);
  });
});

describe.each(UNEXPECTED)('%s, which no network does,', (_name, create) => {
  it('while opening is an error with one stack, however often it is tried', async () => {
    const desk = await Desk.with('info');
    const error = create();
    failTries(desk, error);
    await desk.start();
    await desk.clock.advance(TRIES_MS);
    expect(desk.reasons).toEqual(Array.from({ length: 10 }, () => 'reset'));
    expect(desk.told).toEqual(['error node not reachable', 'info link ready']);
    expect(desk.stacksOf(error)).toBe(1);
  });

  it('while opening in an outage is an error with one stack beside the warning', async () => {
    const desk = await Desk.with('info');
    const error = create();
    const peer = await desk.startReady();
    failTries(desk, error);
    peer.fail(systemError('ECONNRESET'));
    await desk.clock.advance(TRIES_MS);
    expect(desk.told.slice(1)).toEqual([
      'warn link lost',
      'error node not reachable',
      'info link ready',
      'info link restored',
    ]);
    expect(desk.stacksOf(error)).toBe(1);
  });

  it.each([
    ['reading', (peer: Peer, error: Error) => peer.fail(error)],
    [
      'writing',
      (peer: Peer, error: Error) => {
        peer.writeError = error;
      },
    ],
  ])(
    'while %s is an error with one stack, ends the session, and is over when the link is',
    async (_place, strike) => {
      const desk = await Desk.with('info');
      const error = create();
      strike(await desk.startReady(), error);
      await desk.clock.advance(10_000);
      expect(desk.reasons).toEqual(['reset']);
      expect(desk.link.state).toBe('ready');
      expect(desk.transport.opens).toBe(2);
      const outage = ['error link lost', 'info link ready', 'info link restored'];
      expect(desk.told).toEqual(['info link ready', ...outage]);
      expect(desk.stacksOf(error)).toBe(1);
    },
  );

  it('has one stack in JSON, in one line', async () => {
    const desk = await Desk.with('info', 'json');
    const error = create();
    const peer = await desk.startReady();
    peer.fail(error);
    await desk.clock.advance(0);
    const lines = desk.written
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.filter(({ err }) => err !== undefined)).toMatchObject([
      { level: 'error', msg: 'link lost', reason: 'reset', err: error.stack },
    ]);
  });
});
