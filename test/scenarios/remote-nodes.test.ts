import { afterEach, beforeEach, expect, it } from 'vitest';
import { Simulation } from '../../src/sim/simulation.js';
import { HurriedClock } from '../support/hurried-clock.js';
import { aStoryOverTcp, type Story } from '../support/story.js';

/** Real sockets, and a minute in two seconds and a half. */
const clock = new HurriedClock(25);
const PATIENCE = { timeout: 30_000, interval: 20 };

let hill: Simulation;
let story: Story<HurriedClock>;

beforeEach(() => startHill());

afterEach(async () => {
  await story.end();
  await hill.stop();
});

/** Another node of another mesh; that firmware makes its number from its key, so that it is not that of the first. */
async function startHill(port = 0): Promise<void> {
  hill = new Simulation({ clock, seed: 'hill', profile: '2.8', traffic: false, front: 'tcp', port });
  await hill.start();
}

/** The bot on its own node, with nodes beside it of which each is looked at twice a minute. */
async function watch(addressesFor: (ownPort: string) => readonly string[]): Promise<void> {
  story = await aStoryOverTcp(clock, {
    config: (config) => ({
      ...config,
      remoteNodes: addressesFor(config.node.address.split(':')[1] ?? '').map((address, index) => ({
        name: `Far ${index + 1}`,
        address,
        checkSeconds: 30,
      })),
    }),
  });
}

const remotes = () => story.app.status().remoteNodes;
const states = () => remotes().map(({ state }) => state);
const connections = (simulation: Simulation) => simulation.events.counters['connections'] ?? 0;

function alerts(): string[] {
  return story.log.lines
    .filter(({ msg }) => msg === 'alert raised' || msg === 'alert cleared')
    .map(({ msg, fields }) => `${msg}: ${fields['alert']} ${fields['subject']}`);
}

function expectOneOwnLink(): void {
  expect(connections(story.simulation)).toBe(1);
  expect(story.log.find('link lost')).toEqual([]);
}

it('are looked at, told of when they go and come back, and never cost the bot its own link', async () => {
  await watch(() => [`127.0.0.1:${hill.port}`]);
  await expect.poll(states, PATIENCE).toEqual(['reached']);
  expect(remotes()[0]).toMatchObject({ name: 'Far 1', bootCount: expect.any(Number), awaySince: null });
  expect(remotes()[0]?.directNodes).toBeGreaterThan(0);

  const { port } = hill;
  await hill.stop();
  await expect.poll(alerts, PATIENCE).toEqual(['alert raised: remote-node-down Far 1']);
  expect(remotes()[0]).toMatchObject({ state: 'failed', reason: 'refused', firmware: expect.any(String) });

  await startHill(port);
  await expect.poll(states, PATIENCE).toEqual(['reached']);
  expect(alerts()).toEqual(['alert raised: remote-node-down Far 1', 'alert cleared: remote-node-down Far 1']);
  expectOneOwnLink();
});

it('are told of when they have restarted, once', async () => {
  await watch(() => [`127.0.0.1:${hill.port}`]);
  await expect.poll(states, PATIENCE).toEqual(['reached']);
  hill.behave('reboot');
  await expect.poll(alerts, PATIENCE).toEqual(['alert raised: remote-node-restart Far 1']);
  const before = connections(hill);
  await expect.poll(() => connections(hill), PATIENCE).toBeGreaterThan(before + 1);
  expect(alerts()).toHaveLength(1);
  expectOneOwnLink();
});

it("are never contacted where an address leads to the bot's own node, whatever it is called there", async () => {
  await watch((ownPort) => [`127.0.0.1:${ownPort}`, `localhost:${ownPort}`, `127.0.0.1:${hill.port}`]);
  await expect.poll(() => connections(hill), PATIENCE).toBeGreaterThan(2);
  await expect.poll(states, PATIENCE).toEqual(['main', 'main', 'reached']);
  expect(story.log.find('remote node is our own node')).toHaveLength(2);
  expectOneOwnLink();
});
