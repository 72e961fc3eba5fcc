import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { aSimulation } from '../support/a-simulation.js';
import { BareClient, frameOf } from '../support/bare-client.js';

const BROADCAST = 0xffff_ffff;
const WITHOUT_OTHERS = 69_420;
const ONLY_NODES = 69_421;
const TOO_LARGE = 7;
const RATE_LIMIT = 38;
const TEXT_GAP_MS = 2200;

/** What is examined: the simulated node, or with NODE_ADDRESS=HOST:PORT any other one, which then transmits. */
interface Subject {
  connect(): Promise<BareClient>;
  /** Lets time pass: for the simulated node on its clock, for another one really. */
  pass(ms: number): Promise<void>;
  stop(): Promise<void>;
}

async function simulated(): Promise<Subject> {
  const { clock, simulation, connect } = await aSimulation();
  return {
    async connect() {
      const client = connect();
      await clock.advance(100);
      return client;
    },
    pass: (ms) => clock.advance(ms),
    stop: () => simulation.stop(),
  };
}

function real(address: string): Subject {
  const [host = '', port = '4403'] = address.split(':');
  return {
    async connect() {
      const client = await BareClient.overTcp(Number(port), host);
      await wait(150);
      return client;
    },
    pass: (ms) => wait(ms),
    stop: () => Promise.resolve(),
  };
}

const address = process.env['NODE_ADDRESS'];
const subject = address === undefined ? await simulated() : real(address);
/** Never used before on a real node, which remembers. */
let ids = address === undefined ? 1000 : Math.floor(Date.now() / 1000) >>> 0;

afterAll(() => subject.stop());

const nextId = () => (ids += 1);
const heartbeatFrame = Buffer.of(0x94, 0xc3, 0, 2, 0x3a, 0);

/** A client behind its handshake, the number of the node, and nothing kept of the handshake. */
async function ready() {
  const client = await subject.connect();
  await client.wantConfig(nextId());
  await subject.pass(3000);
  const from = client.all('myInfo')[0]?.myNodeNum ?? 0;
  client.clear();
  return { client, from };
}

async function kindsOf(nonce: number) {
  const client = await subject.connect();
  await client.wantConfig(nonce);
  await subject.pass(3000);
  const end = client.kinds.indexOf('configCompleteId');
  return { client, kinds: client.kinds.slice(0, end + 1) };
}

/** The kinds in order, each run of one kind once. */
function runs(kinds: readonly string[]): string[] {
  return kinds.filter((kind, place) => kind !== kinds[place - 1]);
}

const countOf = (kinds: readonly string[], kind: string) => kinds.filter((one) => one === kind).length;
const heartbeatsAnswered = (client: BareClient) =>
  client.all('queueStatus').filter((status) => status.meshPacketId === 0).length;

describe('framing (protocol section 3)', () => {
  it('takes a frame that comes in pieces, and between other bytes', async () => {
    const client = await subject.connect();
    await client.raw(Buffer.concat([Buffer.from('hello'), heartbeatFrame.subarray(0, 3)]));
    await subject.pass(300);
    await client.raw(heartbeatFrame.subarray(3));
    await subject.pass(300);
    expect(heartbeatsAnswered(client)).toBe(1);
  });

  it('loses a frame behind a stray start byte and finds the next', async () => {
    const client = await subject.connect();
    await client.raw(Buffer.concat([Buffer.of(0x94), heartbeatFrame]));
    await subject.pass(500);
    expect(heartbeatsAnswered(client)).toBe(0);
    await client.raw(heartbeatFrame);
    await subject.pass(500);
    expect(heartbeatsAnswered(client)).toBe(1);
  });

  it('skips a header with length 513', async () => {
    const client = await subject.connect();
    await client.raw(Buffer.concat([Buffer.of(0x94, 0xc3, 2, 1), heartbeatFrame]));
    await subject.pass(500);
    expect(heartbeatsAnswered(client)).toBe(1);
  });

  it('takes a frame of length 0 without a word', async () => {
    const client = await subject.connect();
    await client.raw(Buffer.of(0x94, 0xc3, 0, 0));
    await subject.pass(500);
    expect(client.bytes).toHaveLength(0);
    await client.heartbeat();
    await subject.pass(500);
    expect(heartbeatsAnswered(client)).toBe(1);
  });
});

describe('the handshake (section 5)', () => {
  it('is not begun by the node', async () => {
    const client = await subject.connect();
    await subject.pass(1000);
    expect(client.bytes).toHaveLength(0);
  });

  it('comes in its order and ends with the nonce', async () => {
    const { client, kinds } = await kindsOf(4711);
    expect(runs(kinds)).toEqual([
      'myInfo',
      'deviceuiConfig',
      'nodeInfo',
      'metadata',
      'channel',
      'config',
      'moduleConfig',
      'nodeInfo',
      'fileInfo',
      'configCompleteId',
    ]);
    expect(client.all('configCompleteId')).toEqual([4711]);
    const counts = ['channel', 'config', 'moduleConfig'].map((kind) => countOf(kinds, kind));
    expect(counts).toEqual([8, 10, 16]);
    expect(client.all('nodeInfo')[0]?.num).toBe(client.all('myInfo')[0]?.myNodeNum);
  });

  it('leaves out the other nodes for nonce 69420', async () => {
    const { kinds } = await kindsOf(WITHOUT_OTHERS);
    expect(countOf(kinds, 'nodeInfo')).toBe(1);
    expect(countOf(kinds, 'config')).toBe(10);
  });

  it('has nothing but nodes for nonce 69421', async () => {
    const { kinds } = await kindsOf(ONLY_NODES);
    expect(runs(kinds)).toEqual(['nodeInfo', 'configCompleteId']);
    expect(kinds.length).toBeGreaterThan(2);
  });

  it('answers only the second of two requests that arrive together, and a heartbeat first of all', async () => {
    const client = await subject.connect();
    const request = (value: number) => frameOf({ case: 'wantConfigId', value });
    await client.raw(Buffer.concat([request(1), request(2), heartbeatFrame]));
    await subject.pass(3000);
    expect(client.all('configCompleteId')).toEqual([2]);
    expect(client.kinds[0]).toBe('queueStatus');
  });

  it('can be asked for again on the same connection', async () => {
    const { client } = await ready();
    await client.wantConfig(ONLY_NODES);
    await subject.pass(3000);
    expect(client.all('configCompleteId')).toEqual([ONLY_NODES]);
  });
});

describe('liveness (section 7)', () => {
  it('answers a heartbeat before and after the handshake, with id 0', async () => {
    const silent = await subject.connect();
    await silent.heartbeat();
    await subject.pass(500);
    expect(silent.kinds).toEqual(['queueStatus']);
    const { client } = await ready();
    await client.heartbeat();
    await subject.pass(500);
    expect(heartbeatsAnswered(client)).toBe(1);
  });
});

describe('sending (sections 6.3 and 8.2 to 8.5)', () => {
  it('confirms a text with a queueStatus of its id', async () => {
    const { client, from } = await ready();
    const id = nextId();
    await client.text({ from, to: BROADCAST, id, text: 'Conformance' });
    await subject.pass(1000);
    expect(client.all('queueStatus').find((status) => status.meshPacketId === id)).toMatchObject({
      res: 0,
      maxlen: 16,
    });
  });

  it('takes 232 bytes and refuses 233', async () => {
    const { client, from } = await ready();
    const [fits, tooLong] = [nextId(), nextId()];
    await client.text({ from, to: BROADCAST, id: fits, text: 'x'.repeat(232) });
    await subject.pass(TEXT_GAP_MS);
    await client.text({ from, to: BROADCAST, id: tooLong, text: 'x'.repeat(233) });
    await subject.pass(1000);
    expect(client.verdicts(fits)).not.toContain(TOO_LARGE);
    expect(client.verdicts(tooLong)).toEqual([TOO_LARGE]);
  });

  it('refuses a text within 2 s of the last, which does not put off the next', async () => {
    const { client, from } = await ready();
    const [first, tooSoon, inTime] = [nextId(), nextId(), nextId()];
    await client.text({ from, to: BROADCAST, id: first, text: 'first' });
    await subject.pass(1500);
    await client.text({ from, to: BROADCAST, id: tooSoon, text: 'too soon' });
    await subject.pass(TEXT_GAP_MS - 1500);
    await client.text({ from, to: BROADCAST, id: inTime, text: 'in time' });
    await subject.pass(1000);
    expect(client.verdicts(tooSoon)).toEqual([RATE_LIMIT]);
    expect(client.verdicts(inTime)).not.toContain(RATE_LIMIT);
    const results = client.all('queueStatus').map(({ meshPacketId, res }) => [meshPacketId, res]);
    expect(results).toContainEqual([tooSoon, 0]);
    expect(results).toContainEqual([inTime, 0]);
  });

  it('ignores a repeated id without a word, on this connection', async () => {
    const { client, from } = await ready();
    const id = nextId();
    const send = (one: BareClient) => one.text({ from, to: BROADCAST, id, text: 'again' });
    const answers = (one: BareClient) =>
      one.all('queueStatus').filter((status) => status.meshPacketId === id).length;
    await send(client);
    await subject.pass(TEXT_GAP_MS);
    await send(client);
    await subject.pass(1000);
    expect(answers(client)).toBe(1);
    const { client: next } = await ready();
    await send(next);
    await subject.pass(1000);
    expect(answers(next)).toBe(1);
  });
});

describe('the slot (section 4)', () => {
  it('belongs to the newest, though it never says a word', async () => {
    const { client } = await ready();
    const newcomer = await subject.connect();
    await subject.pass(200);
    expect([client.end, newcomer.end]).toEqual(['fin', 'open']);
  });

  it('is given back at once by a goodbye', async () => {
    const { client } = await ready();
    await client.disconnect();
    await subject.pass(500);
    expect(client.end).toBe('fin');
  });
});
