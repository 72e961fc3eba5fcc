import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BROADCAST_NUM, PRIMARY_CHANNEL, toNodeNum } from '../../src/mesh/ids.js';
import type { Delivery, Outgoing } from '../../src/mesh/radio.js';
import { Claims } from '../../src/radio/claims.js';
import { DEFAULT_LINK_SETTINGS } from '../../src/radio/link-settings.js';
import { NodeRadio } from '../../src/radio/node-radio.js';
import { MemoryOutboxStore } from '../../src/radio/outbox-store.js';
import { DEFAULT_GAPS } from '../../src/radio/pacing.js';
import { systemRandom } from '../../src/util/random.js';
import { FakeClock } from '../support/fake-clock.js';
import { MemoryTransport, OWN_NUM, PEER_NUM, type Peer, systemError } from '../support/memory-transport.js';
import { RecordingLog } from '../support/recording-log.js';

const NONE = 0;
const MAX_RETRANSMIT = 5;
const NO_CHANNEL = 6;
const DUTY_CYCLE = 9;
const PKI_UNKNOWN = 35;
const RATE_LIMIT = 38;
const NO_KEY = 39;

let clock: FakeClock;
let transport: MemoryTransport;
let store: MemoryOutboxStore;
let radio: NodeRadio;
let log: RecordingLog;
/** What the node does with each packet that it is handed. */
let onPacket: (peer: Peer, id: number) => void;

beforeEach(async () => {
  clock = new FakeClock();
  transport = new MemoryTransport();
  store = new MemoryOutboxStore();
  log = new RecordingLog();
  onPacket = (peer, id) => peer.status(id);
  transport.onOpen = (peer) => {
    peer.onWrite = ({ payloadVariant }) => {
      if (payloadVariant.case === 'wantConfigId') peer.handshake(payloadVariant.value);
      if (payloadVariant.case === 'heartbeat') peer.answerHeartbeat();
      if (payloadVariant.case === 'disconnect') peer.fin();
      if (payloadVariant.case === 'packet') onPacket(peer, payloadVariant.value.id);
    };
  };
  radio = new NodeRadio({
    transport,
    claims: new Claims(),
    clock,
    log,
    random: systemRandom,
    settings: DEFAULT_LINK_SETTINGS,
    store,
    gaps: DEFAULT_GAPS,
    maxAttempts: 3,
  });
  void radio.start();
  await clock.advance(0);
});

afterEach(async () => {
  const stopping = radio.stop();
  await clock.advance(1000);
  await stopping;
  expect(clock.pending()).toEqual([]);
  expect(store.pending()).toEqual([]);
});

function dm(text: string, extra: Partial<Outgoing> = {}): Outgoing {
  return {
    to: toNodeNum(PEER_NUM),
    channel: PRIMARY_CHANNEL,
    content: { kind: 'text', text },
    priority: 'reply',
    ttlMs: 300_000,
    ...extra,
  };
}

function broadcast(text: string, extra: Partial<Outgoing> = {}): Outgoing {
  return dm(text, { to: BROADCAST_NUM, ...extra });
}

/** Sends and lets the node settle; `end` is filled when it is over. */
function send(message: Outgoing): { end?: Delivery } {
  const result: { end?: Delivery } = {};
  void radio.send(message).then((delivery) => {
    result.end = delivery;
  });
  return result;
}

const sentTexts = () =>
  transport.peers.flatMap((peer) =>
    peer
      .packets()
      .map(({ payloadVariant }) =>
        new TextDecoder().decode((payloadVariant.value as { payload: Uint8Array }).payload),
      ),
  );
const ids = () => transport.peers.flatMap((peer) => peer.packets().map((packet) => packet.id));

describe('a packet', () => {
  it('always carries sender, hop limit, a random id and the wish for an acknowledgement', async () => {
    send(dm('hi', { content: { kind: 'text', text: 'hi', replyId: 77 as never } }));
    await clock.advance(0);
    const [packet] = transport.peer.packets();
    expect(packet).toMatchObject({ from: OWN_NUM, to: PEER_NUM, hopLimit: 3, wantAck: true, channel: 0 });
    expect(packet?.id).toBeGreaterThan(0);
    expect(packet?.payloadVariant.value).toMatchObject({ replyId: 77 });
  });
});

describe('the end of a direct message', () => {
  it('is delivered when the destination acknowledges', async () => {
    const { end } = await ended(dm('hi'), (peer, id) => {
      peer.status(id);
      peer.routing(id, OWN_NUM, NONE);
      peer.routing(id, PEER_NUM, NONE);
    });
    expect(end).toMatchObject({ outcome: 'delivered' });
    expect(radio.report().outbox).toMatchObject({ delivered: 1, queued: 0, inFlight: 0 });
  });

  it('is relayed when only a neighbour was heard, after the window', async () => {
    onPacket = (peer, id) => {
      peer.status(id);
      peer.routing(id, OWN_NUM, NONE);
    };
    const sent = send(dm('hi'));
    await clock.advance(80_000);
    expect(sent.end).toBeUndefined();
    await clock.advance(20_000);
    expect(sent.end).toMatchObject({ outcome: 'relayed' });
  });

  it('is sent, honestly, when nothing more is heard of it', async () => {
    const sent = send(dm('hi'));
    await clock.advance(100_000);
    expect(sent.end).toMatchObject({ outcome: 'sent' });
    expect(radio.report().outbox).toMatchObject({ unconfirmed: 1, delivered: 0 });
  });

  it('is no_ack after one later try under a new id', async () => {
    onPacket = (peer, id) => {
      peer.status(id);
      peer.routing(id, OWN_NUM, MAX_RETRANSMIT);
    };
    const sent = send(dm('hi'));
    await clock.advance(29_000);
    expect(ids()).toHaveLength(1);
    await clock.advance(2000);
    expect(new Set(ids()).size).toBe(2);
    expect(sent.end).toMatchObject({ outcome: 'failed', reason: 'no_ack' });
  });

  it('counts a late acknowledgement of the first try', async () => {
    onPacket = (peer, id) => {
      peer.status(id);
      peer.routing(id, OWN_NUM, MAX_RETRANSMIT);
    };
    const sent = send(dm('hi'));
    await clock.advance(10_000);
    transport.peer.routing(ids()[0] ?? 0, PEER_NUM, NONE);
    await clock.advance(60_000);
    expect(sent.end).toMatchObject({ outcome: 'delivered' });
    expect(ids()).toHaveLength(1);
  });

  it.each([
    [NO_CHANNEL, 'no_channel'],
    [NO_KEY, 'no_key'],
    [33, 'refused'],
    [4, 'transmitter_off'],
    [99, 'refused'],
  ])('is told by ROUTING %i', async (error, reason) => {
    const { end } = await ended(dm('hi'), (peer, id) => {
      peer.status(id, error);
      peer.routing(id, OWN_NUM, error);
    });
    expect(end).toMatchObject({ outcome: 'failed', reason });
  });

  it('comes a little later when the addressee first has to learn our key', async () => {
    onPacket = (peer, id) => {
      peer.status(id);
      peer.routing(id, PEER_NUM, ids().length === 1 ? PKI_UNKNOWN : NONE);
    };
    const sent = send(dm('hi'));
    await clock.advance(25_000);
    expect(sent.end).toMatchObject({ outcome: 'delivered' });
    expect(new Set(ids()).size).toBe(2);
  });
});

describe('the end of a broadcast', () => {
  it('is relayed at the implicit acknowledgement', async () => {
    const { end } = await ended(broadcast('hi'), (peer, id) => {
      peer.status(id);
      peer.routing(id, OWN_NUM, NONE);
    });
    expect(end).toMatchObject({ outcome: 'relayed' });
  });

  it('is no_ack at once when nobody repeated it: it was on the air three times', async () => {
    const { end } = await ended(broadcast('hi'), (peer, id) => {
      peer.status(id);
      peer.routing(id, OWN_NUM, MAX_RETRANSMIT);
    });
    expect(end).toMatchObject({ outcome: 'failed', reason: 'no_ack' });
    expect(ids()).toHaveLength(1);
  });
});

describe('pacing', () => {
  it('leaves 2.2 s between texts, whoever sends, and drops none of 25', async () => {
    const times: number[] = [];
    onPacket = (peer, id) => {
      times.push(clock.uptime());
      peer.status(id);
      peer.routing(id, PEER_NUM, NONE);
    };
    const sent = Array.from({ length: 25 }, (_, index) => send(dm(`text ${index}`)));
    await clock.advance(60_000);
    expect(sent.every(({ end }) => end?.outcome === 'delivered')).toBe(true);
    expect(sentTexts()).toEqual(Array.from({ length: 25 }, (_, index) => `text ${index}`));
    expect(Math.min(...times.slice(1).map((at, index) => at - (times[index] ?? 0)))).toBeGreaterThanOrEqual(
      2200,
    );
  });

  it('sends what is urgent first', async () => {
    send(dm('now'));
    send(dm('news', { priority: 'announcement' }));
    send(dm('storm', { priority: 'emergency' }));
    send(dm('answer'));
    await clock.advance(10_000);
    expect(sentTexts()).toEqual(['now', 'storm', 'answer', 'news']);
  });

  it('lets a traceroute pass between texts, and the next one 31 s later', async () => {
    const trace = dm('', { content: { kind: 'traceroute' } });
    send(dm('one'));
    send(trace);
    send(trace);
    await clock.advance(100);
    expect(ids()).toHaveLength(2);
    await clock.advance(30_000);
    expect(ids()).toHaveLength(2);
    await clock.advance(2000);
    expect(ids()).toHaveLength(3);
  });

  it('waits longer for a node that finds it too early, under a new id, and loses no attempt', async () => {
    let refusals = 2;
    onPacket = (peer, id) => {
      peer.status(id);
      peer.routing(id, refusals-- > 0 ? OWN_NUM : PEER_NUM, refusals >= 0 ? RATE_LIMIT : NONE);
    };
    const sent = send(dm('hi'));
    await clock.advance(20_000);
    expect(sent.end).toMatchObject({ outcome: 'delivered' });
    expect(new Set(ids()).size).toBe(3);
  });

  it('holds back while the transmit queue of the node is nearly full', async () => {
    onPacket = (peer, id) => peer.status(id, 0, 3);
    send(dm('one'));
    send(dm('two'));
    await clock.advance(2900);
    expect(ids()).toHaveLength(1);
    await clock.advance(200);
    expect(ids()).toHaveLength(2);
  });

  it('waits as long as the duty cycle asks and goes on', async () => {
    let isOver = false;
    onPacket = (peer, id) => {
      peer.status(id, isOver ? NONE : DUTY_CYCLE);
      peer.routing(id, isOver ? PEER_NUM : OWN_NUM, isOver ? NONE : DUTY_CYCLE);
    };
    const sent = send(dm('hi'));
    await clock.advance(30_000);
    isOver = true;
    await clock.advance(40_000);
    expect(sent.end).toMatchObject({ outcome: 'delivered' });
  });
});

describe('a lost confirmation', () => {
  it('is asked for with the same id, three times, and then the fate is waited for', async () => {
    onPacket = () => {};
    const sent = send(dm('hi'));
    await clock.advance(10_000);
    expect(ids()).toHaveLength(3);
    expect(new Set(ids()).size).toBe(1);
    transport.peer.routing(ids()[0] ?? 0, PEER_NUM, NONE);
    await clock.advance(0);
    expect(sent.end).toMatchObject({ outcome: 'delivered' });
  });

  it('does not let a second packet out while one is in flight', async () => {
    onPacket = () => {};
    send(dm('one'));
    send(dm('two'));
    await clock.advance(8000);
    expect(new Set(ids()).size).toBe(1);
  });

  it.each([
    [32, 'queue_full', true],
    [34, 'transmitter_off', false],
    [35, 'refused', false],
  ])('of a refusal %i without a verdict means %s', async (res, reason, comesBack) => {
    onPacket = (peer, id) => peer.status(id, res);
    const sent = send(dm('hi', { ttlMs: 20_000 }));
    await clock.advance(2000);
    expect(sent.end === undefined).toBe(comesBack);
    await clock.advance(30_000);
    expect(sent.end).toMatchObject({ outcome: 'failed', reason });
  });

  it('ignores confirmations of the packets of others', async () => {
    onPacket = (peer) => {
      peer.status(0);
      peer.status(4711);
    };
    send(dm('hi'));
    await clock.advance(2000);
    expect(radio.report().outbox).toMatchObject({ inFlight: 1, queued: 0 });
    expect(ids()).toHaveLength(1);
  });
});

describe('a lost link', () => {
  it('sends what was never confirmed again under the same id', async () => {
    const sent = send(dm('hi'));
    await clock.advance(100);
    onPacket = (peer, id) => {
      peer.status(id);
      peer.routing(id, PEER_NUM, NONE);
    };
    transport.peer.fin();
    await clock.advance(3000);
    expect(sent.end).toMatchObject({ outcome: 'delivered' });
    expect(ids()).toHaveLength(2);
    expect(new Set(ids()).size).toBe(1);
  });

  it('keeps what waits and sends it when the node is back', async () => {
    for (let i = 0; i < 20; i++) transport.next.push(systemError('ECONNREFUSED'));
    transport.peer.fin();
    await clock.advance(1000);
    const sent = send(dm('later'));
    await clock.advance(10_000);
    expect(sent.end).toBeUndefined();
    await clock.advance(12_000);
    expect(sentTexts()).toEqual(['later']);
  });

  it('lets what waits for too long expire, and says so', async () => {
    for (let i = 0; i < 600; i++) transport.next.push(systemError('ECONNREFUSED'));
    transport.peer.fin();
    await clock.advance(0);
    const sent = send(dm('too late', { ttlMs: 60_000 }));
    await clock.advance(61_000);
    expect(sent.end).toMatchObject({ outcome: 'expired', tookMs: 60_000 });
    expect(radio.report().outbox.expired).toBe(1);
  });

  it('does not try for ever what the node takes and then dies of', async () => {
    const sent = send(dm('poison'));
    for (let loss = 0; loss < 3; loss++) {
      await clock.advance(20_000);
      transport.peer.fail(systemError('ECONNRESET'));
    }
    await clock.advance(0);
    expect(sent.end).toMatchObject({ outcome: 'sent' });
    expect(ids()).toHaveLength(3);
  });
});

describe('every end', () => {
  it('is reported with id and attempts', async () => {
    const ends: unknown[] = [];
    radio.on('delivery', (settled) => ends.push(settled));
    await ended(dm('hi'), (peer, id) => {
      peer.status(id);
      peer.routing(id, PEER_NUM, NONE);
    });
    expect(ends).toMatchObject([{ id: ids()[0], attempts: 1, delivery: { outcome: 'delivered' } }]);
  });

  it('of what still waits at the stop is "stopped"', async () => {
    onPacket = () => {};
    const one = send(dm('one'));
    const two = send(dm('two'));
    await clock.advance(0);
    const stopping = radio.stop();
    await clock.advance(0);
    await stopping;
    expect([one.end, two.end]).toMatchObject([{ reason: 'stopped' }, { reason: 'stopped' }]);
  });
});

async function ended(
  message: Outgoing,
  answer: (peer: Peer, id: number) => void,
): Promise<{ end?: Delivery }> {
  onPacket = answer;
  const result = send(message);
  await clock.advance(1500);
  return result;
}
