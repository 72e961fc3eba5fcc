import { afterEach, describe, expect, it } from 'vitest';
import type { Config } from '../../src/config.js';
import { PRIMARY_CHANNEL } from '../../src/mesh/ids.js';
import type { Delivery } from '../../src/mesh/radio.js';
import type { FakeClock } from '../support/fake-clock.js';
import { aStory, type Story, type StoryOptions } from '../support/story.js';
import { shownBy } from '../support/talk.js';

const HOUR_MS = 3_600_000;
const QUIET = { ownTelemetrySeconds: 0, localStatsSeconds: 0 };

let story: Story<FakeClock>;

afterEach(async () => {
  await story.end();
  expect(story.clock.pending()).toEqual([]);
});

async function begin(options: StoryOptions = {}): Promise<void> {
  story = await aStory(options);
  expect(story.app.radio.state).toBe('ready');
}

function withKeys(keys: Partial<Config['keys']>): StoryOptions {
  return { config: (config) => ({ ...config, keys: { ...config.keys, ...keys } }) };
}

const numberOf = (name: string) => story.simulation.world.find(name).nodeNum;

/** A text of the bot; its end is filled in when it has one. */
function tell(name: string, text: string, ttlMs = 120_000): { end?: Delivery } {
  const told: { end?: Delivery } = {};
  const message = { to: numberOf(name), channel: PRIMARY_CHANNEL, priority: 'reply', ttlMs } as const;
  void story.app.radio.send({ ...message, content: { kind: 'text', text } }).then((end) => {
    told.end = end;
  });
  return told;
}

/** What the node was asked to change, in order. */
const requests = () =>
  story.simulation.events.events
    .filter(({ kind }) => kind === 'administered')
    .map(({ numbers }) => numbers['request']);

const asked = (nonce: number) =>
  story.simulation.events.events.filter(
    ({ kind, numbers }) => kind === 'handshake started' && numbers['nonce'] === nonce,
  ).length;

const checks = () => story.log.find('keys checked');
const refusals = () => story.simulation.events.counters['refusals.PKI_SEND_FAIL_PUBLIC_KEY'] ?? 0;

describe('a key that the node has lost', () => {
  it('is given to it when it refuses a direct message, which then arrives once, and nothing of that stays', async () => {
    await begin();
    const { node } = story.simulation;
    const favorites = node.favorites();
    story.simulation.behave('forget-key', 'Alpha');
    const told = tell('ALPH', 'Here I am');
    await story.clock.advance(60_000);
    expect(told.end).toMatchObject({ outcome: 'delivered' });
    expect(shownBy(story, 'ALPH')).toMatchObject([{ text: 'Here I am', copies: 1 }]);
    expect(requests()).toEqual(['addContact', 'removeFavoriteNode']);
    expect(refusals()).toBe(1);
    expect(node.favorites()).toBe(favorites);
    expect(node.keyOf(numberOf('ALPH'))).toEqual(story.simulation.world.find('ALPH').keyPair?.publicKey);
    expect(story.app.nodes.get(numberOf('ALPH'))?.user?.longName).toBe('Alpha');
    expect(story.log.find('key given')).toMatchObject([{ fields: { to: '!16fad3dc' } }]);
  });

  it('is given first, without a refusal, once the node has told that it lacks it', async () => {
    await begin();
    story.simulation.behave('reboot', '1');
    await story.clock.advance(60_000);
    story.simulation.behave('forget-key', 'Alpha');
    await story.clock.advance(7 * HOUR_MS);
    expect(story.app.keys.compare().missing).toContain(numberOf('ALPH'));
    const told = tell('ALPH', 'Here I am');
    await story.clock.advance(60_000);
    expect(told.end).toMatchObject({ outcome: 'delivered' });
    expect(refusals()).toBe(0);
    expect(requests()).toEqual(['addContact', 'removeFavoriteNode']);
    expect(story.app.keys.compare().missing).not.toContain(numberOf('ALPH'));
  });

  it('is given within the budget of the hour, and the others are told of as what they are', async () => {
    await begin(withKeys({ addPerHour: 1 }));
    story.simulation.behave('forget-key', 'Alpha');
    story.simulation.behave('forget-key', 'Bravo');
    const first = tell('ALPH', 'one');
    const second = tell('BRAV', 'two');
    await story.clock.advance(60_000);
    expect(first.end).toMatchObject({ outcome: 'delivered' });
    expect(second.end).toMatchObject({ outcome: 'failed', reason: 'no_key' });
    expect(story.log.find('key not given')).toMatchObject([{ level: 'warn', fields: { reason: 'budget' } }]);
    expect(requests().filter((request) => request === 'addContact')).toHaveLength(1);
    await story.clock.advance(HOUR_MS);
    const third = tell('BRAV', 'three');
    await story.clock.advance(60_000);
    expect(third.end).toMatchObject({ outcome: 'delivered' });
  });

  it('is given though its owner was evicted from a database that is full', async () => {
    await begin();
    const { node, world } = story.simulation;
    await story.clock.advance(1000);
    story.simulation.behave('full-db', '10');
    const direct = ['ALPH', 'BRAV', 'CHAR', 'DELT'];
    const lost = () => direct.find((name) => !node.knownNodes().includes(world.find(name).nodeNum));
    for (let minute = 0; minute < 30 && !lost(); minute++) await story.clock.advance(60_000);
    story.simulation.stopBehavior('full-db');
    const name = lost() ?? '';
    const told = tell(name, 'Back again');
    await story.clock.advance(60_000);
    expect(told.end).toMatchObject({ outcome: 'delivered' });
    expect(requests()).toContain('addContact');
  }, 30_000);

  it('is not what the other side lacks: then the node gives its own away by itself', async () => {
    await begin();
    story.simulation.behave('lost-our-key', 'Bravo');
    const told = tell('BRAV', 'Do you know me?');
    await story.clock.advance(90_000);
    expect(told.end).toMatchObject({ outcome: 'delivered' });
    expect(requests()).toEqual([]);
  });
});

describe('a key that has changed', () => {
  async function change(): Promise<void> {
    await begin({ simulation: { switches: QUIET } });
    await story.clock.advance(60_000);
    story.simulation.behave('change-key', 'Bravo');
    await story.clock.advance(60_000);
  }

  const alerts = () => story.log.find('alert raised');

  it('is told of once, is trusted by nobody, and a direct message fails honestly', async () => {
    await change();
    const bravo = numberOf('BRAV');
    const told = tell('BRAV', 'Is it you?');
    await story.clock.advance(10 * 60_000);
    expect(alerts()).toMatchObject([
      { level: 'warn', fields: { alert: 'key-changed', subject: '!2b4a7c10' } },
    ]);
    expect(told.end).toMatchObject({ outcome: 'failed' });
    expect(shownBy(story, 'BRAV')).toEqual([]);
    expect(requests()).toEqual([]);
    expect(story.app.keys.changed()).toEqual([bravo]);
    const { keyPair } = story.simulation.world.find('BRAV');
    expect(story.simulation.node.keyOf(bravo)).not.toEqual(keyPair?.publicKey);
    expect(story.app.keys.history(bravo).map(({ state }) => state)).toEqual(['trusted', 'pending']);
  });

  it('shows no key in any line of the log', async () => {
    await change();
    const bravo = story.app.keys.history(numberOf('BRAV'));
    const said = JSON.stringify(story.log.lines);
    expect(bravo).toHaveLength(2);
    for (const { key } of bravo) {
      expect(said).not.toContain(Buffer.from(key).toString('hex'));
      expect(said).not.toContain(Buffer.from(key).toString('base64'));
      expect(said).not.toContain([...key].join(','));
    }
  });

  it('is given to the node and works as soon as a person has accepted it', async () => {
    await change();
    expect(story.app.keys.accept(numberOf('BRAV'))).toBe(true);
    expect(story.log.find('alert cleared')).toMatchObject([{ fields: { alert: 'key-changed' } }]);
    const told = tell('BRAV', 'Welcome back');
    await story.clock.advance(60_000);
    expect(told.end).toMatchObject({ outcome: 'delivered' });
    expect(requests()).toEqual(['addContact', 'removeFavoriteNode']);
    expect(story.app.keys.changed()).toEqual([]);
  });
});

describe('the comparison', () => {
  it('comes so long after the link is ready, and says each figure once on a quiet day', async () => {
    await begin({ simulation: { switches: QUIET } });
    story.simulation.behave('silence', '0');
    expect(checks()).toEqual([]);
    await story.clock.advance(30_000);
    expect(checks()).toMatchObject([{ level: 'info', fields: { missing: 0, differing: 0 } }]);
    expect(checks()[0]?.fields['known']).toBeGreaterThan(5);
    await story.clock.advance(24 * HOUR_MS);
    expect(checks().length).toBeGreaterThan(280);
    expect(checks().filter(({ level }) => level === 'info')).toHaveLength(1);
  }, 60_000);

  it('dies with its session', async () => {
    await begin({ simulation: { switches: QUIET } });
    await story.clock.advance(15_000);
    story.simulation.behave('fin');
    await story.clock.advance(29_000);
    expect(story.opened()).toBe(2);
    expect(checks()).toEqual([]);
    await story.clock.advance(2000);
    expect(checks()).toHaveLength(1);
  });

  it('is skipped after a reconnect when it shall be, and the periodic one stays', async () => {
    await begin({ ...withKeys({ onReconnect: false }), simulation: { switches: QUIET } });
    await story.clock.advance(40_000);
    expect(checks()).toHaveLength(1);
    story.simulation.behave('fin');
    await story.clock.advance(200_000);
    expect(story.opened()).toBe(2);
    expect(story.log.find('keys skipped')).toMatchObject([{ fields: { reason: 'reconnect' } }]);
    expect(checks()).toHaveLength(1);
    await story.clock.advance(110_000);
    expect(checks()).toHaveLength(2);
  });

  it('costs an idle hour nothing but its heartbeats: no admin request and no handshake', async () => {
    await begin({ simulation: { switches: QUIET } });
    story.simulation.behave('silence', '0');
    await story.clock.advance(60_000);
    const before = story.simulation.events.counters['framesIn'] ?? 0;
    await story.clock.advance(HOUR_MS);
    expect((story.simulation.events.counters['framesIn'] ?? 0) - before).toBeLessThanOrEqual(360);
    expect(requests()).toEqual([]);
    expect(asked(69_421)).toBe(0);
  });

  it('asks a node that has restarted for its database, once, on the live link, and claims nothing before', async () => {
    await begin({ simulation: { switches: QUIET } });
    await story.clock.advance(40_000);
    story.simulation.behave('reboot', '1');
    await story.clock.advance(25_000);
    expect(story.opened()).toBe(2);
    expect(asked(69_420)).toBe(1);
    expect(asked(69_421)).toBe(0);
    expect(story.app.keys.compare()).toMatchObject({ known: [], missing: [], differing: [] });
    await story.clock.advance(40_000);
    expect(asked(69_421)).toBe(1);
    expect(story.app.keys.compare().unknown).toEqual([]);
    expect(story.app.radio.report().outageTotals.count).toBe(1);
    await story.clock.advance(HOUR_MS);
    expect(asked(69_421)).toBe(1);
  });

  it('keeps what the node told over a reconnect without a restart', async () => {
    await begin({ simulation: { switches: QUIET } });
    await story.clock.advance(40_000);
    story.simulation.behave('fin');
    await story.clock.advance(40_000);
    expect(checks()).toHaveLength(2);
    expect(checks()[1]?.fields).toEqual(checks()[0]?.fields);
    expect(asked(69_421)).toBe(0);
  });
});
