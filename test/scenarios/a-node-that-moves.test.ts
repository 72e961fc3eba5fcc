import { afterEach, beforeEach, expect, it } from 'vitest';
import { Simulation } from '../../src/sim/simulation.js';
import { HurriedClock } from '../support/hurried-clock.js';
import { Responder } from '../support/responder.js';
import { aStoryOverTcp, type Story } from '../support/story.js';
import { until } from '../support/until.js';

const OTHER_ID = '!5f20c3b7';

let clock: HurriedClock;
let responder: Responder;
let story: Story<HurriedClock>;
let moved: Simulation;

beforeEach(async () => {
  clock = new HurriedClock(40);
  responder = await Responder.start();
  story = await aStoryOverTcp(clock, { network: responder.network });
  await until(() => story.app.radio.state === 'ready');
  moved = new Simulation({ clock, seed: 'story', traffic: false, front: 'tcp' });
});

afterEach(async () => {
  await story.end();
  await moved.stop();
  await responder.stop();
});

it('is found at its new address by its id, and answers there, with one alert raised and cleared', async () => {
  const { app, simulation, log } = story;
  const before = app.status().node.address;
  await simulation.stop();
  await moved.start();
  responder.garbage = Buffer.from('no packet of mDNS');
  responder.nodes = [
    { host: '127.0.0.1', port: 1, id: OTHER_ID, shortName: 'OSCR' },
    { host: '127.0.0.1', port: moved.port },
  ];
  await until(() => app.radio.state === 'ready' && app.status().node.movedFrom !== null);
  expect(app.status().node).toMatchObject({
    id: '!0b07ba5e',
    address: `127.0.0.1:${moved.port}`,
    movedFrom: before,
  });
  await until(() => log.find('alert cleared').length > 0);
  const told = [
    'alert raised',
    'node found at another address',
    'link restored',
    'node moved',
    'alert cleared',
  ];
  expect(log.lines.map(({ msg }) => msg).filter((msg) => told.includes(msg))).toEqual(told);
  expect(responder.asked).toBe(3);
  expect(moved.events.counters['connections']).toBe(1);
});

it('is waited for when another node alone announces itself, which is left in peace', async () => {
  const { app, simulation, log } = story;
  await simulation.stop();
  await moved.start();
  responder.nodes = [{ host: '127.0.0.1', port: moved.port, id: OTHER_ID }];
  await until(() => log.find('node looked for').length > 0);
  await until(() => log.find('link still down').length > 0);
  expect(app.radio.state).not.toBe('ready');
  expect(moved.events.counters['connections'] ?? 0).toBe(0);
});
