import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formatNodeId, type NodeNum, toNodeNum } from '../../src/mesh/ids.js';
import { Claims } from '../../src/radio/claims.js';
import type { FoundNode } from '../../src/radio/discovery.js';
import { DEFAULT_LINK_SETTINGS } from '../../src/radio/link-settings.js';
import { MovingTransport } from '../../src/radio/moving-transport.js';
import { NodeFollower } from '../../src/radio/node-follower.js';
import { NodeRadio } from '../../src/radio/node-radio.js';
import { DEFAULT_GAPS } from '../../src/radio/pacing.js';
import { startAll, stopAll } from '../../src/util/lifecycle.js';
import { FakeClock } from '../support/fake-clock.js';
import { MemoryOutboxStore } from '../support/memory-outbox-store.js';
import { lively, MemoryTransport, OWN_NUM, PEER_NUM, systemError } from '../support/memory-transport.js';
import { RecordingLog } from '../support/recording-log.js';

const HOME = '192.168.1.38:4403';
const NEW = '192.168.1.50:4403';
const THIRD = '192.168.1.51:4403';
const OURS = toNodeNum(OWN_NUM);
const STRANGER = toNodeNum(PEER_NUM);

let clock: FakeClock;
let log: RecordingLog;
let claims: Claims;
let network: Network;
let learnt: Map<string, NodeNum>;
let radio: NodeRadio;
let follower: NodeFollower;

/** Who lives at which address, and what they announce. */
class Network {
  readonly #places = new Map<string, MemoryTransport>();
  readonly tried: string[] = [];
  /** Uptimes of the searches. */
  readonly asked: number[] = [];
  answers: readonly FoundNode[] | Error = [];

  at(address: string) {
    const place = this.#place(address);
    return {
      address,
      identities: () => place.identities().then(() => [address]),
      open: (signal: AbortSignal) => {
        this.tried.push(address);
        if (place.onOpen === nobody) return Promise.reject(systemError('EHOSTUNREACH'));
        return place.open(signal);
      },
    };
  }

  /** A node lives there from now on. */
  settle(address: string, nodeNum = OURS): void {
    this.#place(address).onOpen = (peer) => {
      lively(peer);
      const { onWrite } = peer;
      peer.onWrite = (message) => {
        const isAsked = message.payloadVariant.case === 'wantConfigId';
        if (isAsked && nodeNum !== OURS)
          peer.send({ case: 'myInfo', value: { myNodeNum: nodeNum } as never });
        onWrite(message);
      };
    };
  }

  /** Whoever lives there is gone, and what was open with him. */
  leave(address: string): void {
    const place = this.#place(address);
    place.onOpen = nobody;
    for (const peer of place.peers) peer.fail(systemError('ECONNRESET'));
  }

  /** Another client takes the slot of the node there. */
  evict(address: string): void {
    this.#place(address).peers.at(-1)?.fin();
  }

  opens(address: string): number {
    return this.#place(address).opens;
  }

  #place(address: string): MemoryTransport {
    const place = this.#places.get(address) ?? new MemoryTransport();
    if (!this.#places.has(address)) place.onOpen = nobody;
    this.#places.set(address, place);
    return place;
  }
}

const nobody = () => {};

function announced(address: string, nodeNum = OURS): FoundNode {
  const [host = '', port] = address.split(':');
  return { host, port: Number(port), shortName: 'BASE', id: formatNodeId(nodeNum) };
}

beforeEach(() => {
  clock = new FakeClock();
  log = new RecordingLog();
  claims = new Claims();
  network = new Network();
  learnt = new Map();
});

afterEach(async () => {
  const stopping = stopAll([follower, radio], (_, error) => expect.fail(String(error)));
  await clock.advance(2000);
  await stopping;
  expect(clock.pending()).toEqual([]);
});

async function start({ nodeNum, isOn = true }: { nodeNum?: NodeNum; isOn?: boolean } = {}): Promise<void> {
  const transport = new MovingTransport(network.at(HOME));
  radio = new NodeRadio({
    transport,
    claims,
    clock,
    log,
    random: () => 0.5,
    settings: DEFAULT_LINK_SETTINGS,
    store: new MemoryOutboxStore(),
    gaps: DEFAULT_GAPS,
    maxAttempts: 3,
    isOurs: (other) => follower.isOurs(other),
  });
  follower = new NodeFollower({
    radio,
    transport,
    transportTo: (address) => network.at(address),
    discover: async () => {
      network.asked.push(clock.uptime());
      if (network.answers instanceof Error) throw network.answers;
      return network.answers;
    },
    store: {
      at: (address) => learnt.get(address),
      learn: (address, num) => void learnt.set(address, num),
    },
    clock,
    log,
    nodeNum,
    isOn,
  });
  await startAll([follower, radio]);
  await clock.advance(0);
}

/** A bot that has met its node, which then gets another address. */
async function startAndMove(): Promise<void> {
  network.settle(HOME);
  await start();
  network.leave(HOME);
  network.settle(NEW);
}

describe('a node that got another address', () => {
  it('is followed when it says so itself, a minute after it was lost, and that is told', async () => {
    await startAndMove();
    network.answers = [announced(THIRD, STRANGER), announced(NEW)];
    await clock.advance(59_000);
    expect({ asked: network.asked, state: radio.state }).toEqual({ asked: [], state: 'waiting' });
    await clock.advance(2000);
    expect(network.asked).toHaveLength(1);
    expect(radio.report()).toMatchObject({ state: 'ready', address: NEW, movedFrom: HOME });
    expect(log.find('node found at another address')[0]?.fields).toEqual({
      node: '!0b07ba5e',
      address: NEW,
      before: HOME,
    });
    expect(log.find('node moved')[0]).toMatchObject({
      level: 'warn',
      fields: { address: NEW, before: HOME },
    });
    expect(network.opens(THIRD)).toBe(0);
  });

  it('is claimed there, and where it was as well, until it is back', async () => {
    await startAndMove();
    network.answers = [announced(NEW)];
    await clock.advance(61_000);
    const other = { name: 'other' };
    for (const address of [HOME, NEW])
      expect(() => claims.take(other, [address])).toThrow('held by the link');
    network.leave(NEW);
    network.settle(HOME);
    await clock.advance(2000);
    expect(radio.report()).toMatchObject({ state: 'ready', address: HOME });
    expect(radio.report().movedFrom).toBeUndefined();
    expect(log.find('node back at its address')).toHaveLength(1);
    claims.take(other, [NEW])();
  });

  it('is tried in turn there and where it was, from there on', async () => {
    await startAndMove();
    network.answers = [announced(NEW)];
    await clock.advance(61_000);
    network.leave(NEW);
    network.tried.splice(0);
    await clock.advance(3500);
    expect(network.tried).toEqual([NEW, HOME, NEW, HOME]);
  });

  it('is followed on to a third address', async () => {
    await startAndMove();
    network.answers = [announced(NEW)];
    await clock.advance(61_000);
    network.leave(NEW);
    network.settle(THIRD);
    network.answers = [announced(NEW), announced(THIRD)];
    await clock.advance(301_000);
    expect(radio.report()).toMatchObject({ state: 'ready', address: THIRD, movedFrom: HOME });
    claims.take({ name: 'other' }, [NEW])();
    expect(log.find('node moved').map(({ fields }) => fields['address'])).toEqual([NEW, THIRD]);
  });

  it('is left where it is as long as another link of this machine holds that address', async () => {
    await startAndMove();
    const release = claims.take({ name: 'look' }, [NEW]);
    network.answers = [announced(NEW)];
    await clock.advance(400_000);
    expect(network.opens(NEW)).toBe(0);
    expect(log.find('node found, but held').map(({ level }) => level)).toEqual(['warn', 'debug']);
    release();
    await clock.advance(300_000);
    expect(radio.state).toBe('ready');
  });

  it('is found by the next process too, which learns its id from the store', async () => {
    network.settle(NEW);
    learnt.set(HOME, OURS);
    network.answers = [announced(NEW)];
    await start();
    await clock.advance(61_000);
    expect(radio.report()).toMatchObject({ state: 'ready', address: NEW });
  });
});

describe('the search', () => {
  it('does not begin for a node that restarts', async () => {
    network.settle(HOME);
    await start();
    for (let round = 0; round < 5; round++) {
      network.leave(HOME);
      await clock.advance(20_000);
      network.settle(HOME);
      await clock.advance(30_000);
      expect(radio.state).toBe('ready');
    }
    expect(network.asked).toEqual([]);
  });

  it('is repeated every five minutes at most, over outages as well', async () => {
    network.settle(HOME);
    await start();
    network.leave(HOME);
    await clock.advance(70_000);
    network.settle(HOME);
    await clock.advance(20_000);
    network.leave(HOME);
    await clock.advance(900_000);
    expect(network.asked.map((at) => Math.round(at / 10_000))).toEqual([6, 36, 66, 96]);
  });

  it('ends with the outage, and with the bot', async () => {
    await startAndMove();
    await clock.advance(30_000);
    network.settle(HOME);
    await clock.advance(400_000);
    expect(network.asked).toEqual([]);
  });

  it('does not begin where no node was ever met', async () => {
    await start();
    await clock.advance(400_000);
    expect(network.asked).toEqual([]);
  });

  it('is left out when it is switched off', async () => {
    network.settle(HOME);
    await start({ isOn: false });
    network.leave(HOME);
    await clock.advance(400_000);
    expect(network.asked).toEqual([]);
  });

  it('is left out while another client fights for the slot: the node is there', async () => {
    network.settle(HOME);
    await start();
    for (let round = 0; round < 600; round++) {
      if (radio.state === 'ready') network.evict(HOME);
      await clock.advance(1000);
    }
    expect(radio.state).toBe('yielding');
    expect(network.asked).toEqual([]);
  });

  it('changes nothing when the node is where it was, or when only others answer', async () => {
    await startAndMove();
    network.answers = [announced(HOME), announced(THIRD, STRANGER), { host: '192.168.1.60', port: 4403 }];
    await clock.advance(400_000);
    expect(new Set(network.tried)).toEqual(new Set([HOME]));
  });

  it('that fails is told once, with what to do', async () => {
    await startAndMove();
    network.answers = systemError('EADDRINUSE');
    await clock.advance(700_000);
    const lines = log.find('node cannot be looked for');
    expect(lines.map(({ level }) => level)).toEqual(['warn', 'debug', 'debug']);
    expect(lines[0]?.fields['remedy']).toContain('5353');
    expect(lines[0]?.fields).not.toHaveProperty('err');
  });

  it('that fails for what no network does is told with its stack, and goes on', async () => {
    await startAndMove();
    network.answers = new Error('a fault of ours');
    await clock.advance(61_000);
    expect(log.find('node cannot be looked for')[0]?.fields['err']).toBe(network.answers);
    network.answers = [announced(NEW)];
    await clock.advance(300_000);
    expect(radio.state).toBe('ready');
  });
});

describe('another node', () => {
  it('at the new address is not taken, whatever was announced, and not tried again in that outage', async () => {
    await startAndMove();
    network.settle(NEW, STRANGER);
    network.answers = [announced(NEW)];
    const told: number[] = [];
    radio.on('node', (report) => told.push(report.nodeNum));
    await clock.advance(700_000);
    expect(network.opens(NEW)).toBe(1);
    expect(told).toEqual([]);
    expect(log.find('another node answers')[0]).toMatchObject({ level: 'warn', fields: { address: NEW } });
    expect(network.tried.at(-1)).toBe(HOME);
    claims.take({ name: 'other' }, [NEW])();
  });

  it('at the old address is not taken while ours is known to be elsewhere', async () => {
    await startAndMove();
    network.answers = [announced(NEW)];
    await clock.advance(61_000);
    network.settle(HOME, STRANGER);
    network.leave(NEW);
    await clock.advance(2000);
    expect({ state: radio.state, stranger: network.opens(HOME) }).toEqual({ state: 'waiting', stranger: 2 });
    network.settle(NEW);
    await clock.advance(61_000);
    expect(radio.report()).toMatchObject({ state: 'ready', address: NEW });
    expect(network.opens(HOME)).toBe(2);
  });

  it('at the configured address is ours now when no id is set, and that is told', async () => {
    learnt.set(HOME, STRANGER);
    network.settle(HOME);
    await start();
    expect(radio.state).toBe('ready');
    expect(learnt.get(HOME)).toBe(OURS);
    expect(log.find('another node at the address')[0]).toMatchObject({
      level: 'warn',
      fields: { node: '!0b07ba5e', before: formatNodeId(STRANGER) },
    });
  });

  it('is never taken when an id is set; it is tried once a minute, and ours is followed at once', async () => {
    network.settle(HOME, STRANGER);
    network.settle(NEW);
    network.answers = [];
    await start({ nodeNum: OURS });
    await clock.advance(59_000);
    expect(network.opens(HOME)).toBe(1);
    expect(radio.report().away).toMatchObject({ reason: 'wrong_node' });
    network.answers = [announced(NEW)];
    await clock.advance(2000);
    expect(radio.report()).toMatchObject({ state: 'ready', address: NEW });
    expect(learnt.size).toBe(0);
  });
});
