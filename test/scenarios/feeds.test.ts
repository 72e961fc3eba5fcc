import { afterEach, expect, it } from 'vitest';
import { travel } from '../../src/mesh/geo.js';
import { TestBroker } from '../support/broker.js';
import { aConsoleRequest, OSCAR } from '../support/builders.js';
import { aNeighborEnvelope, aPositionEnvelope, aUserEnvelope, KILO } from '../support/envelopes.js';
import { HurriedClock } from '../support/hurried-clock.js';
import { aStoryOverTcp } from '../support/story.js';
import { until } from '../support/until.js';

const HOME = { latitude: 45.19, longitude: 5.72 };
const TOPIC = 'msh/EU_868/2/e/LongFast/!6c33f1d4';

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

it('tells of lightning and of nodes beyond the radio as a broker tells of them, and says when it cannot', async () => {
  const broker = await TestBroker.open();
  ends.push(() => broker.stop());
  const clock = new HurriedClock();
  const { app, log, end } = await aStoryOverTcp(clock, {
    config: (config) => ({
      ...config,
      position: HOME,
      lightning: { ...config.lightning, enabled: true, brokerUrl: broker.url },
      meshtasticMqtt: {
        ...config.meshtasticMqtt,
        enabled: true,
        brokerUrl: broker.url,
        topics: ['msh/EU_868/2/e/#'],
      },
    }),
  });
  ends.push(end);
  const stateOf = (name: string) => app.status().services.find((service) => service.name === name)?.state;
  const ask = async (line: string) =>
    (await app.bot.router.handle(aConsoleRequest(line)))?.pages.join('') ?? '';
  const [blitz, mqtt] = [() => ask('/blitz'), () => ask('/mqtt')];

  await until(() => broker.subscribed.length >= 5);
  await until(() => stateOf('lightning') === 'ok' && stateOf('mesh feed') === 'ok');
  expect(await blitz()).toMatch(/^⚡No strike <50km in \d+(s|min)\. Feed connected since/);

  const { latitude: lat, longitude: lon } = travel(HOME, 225, 8300);
  const time = `${Math.round(clock.now())}000000`;
  await broker.publish('blitzortung/1.1/u/0/h/x', `{"time":${time},"lat":${lat},"lon":${lon}}`);
  await broker.publish(TOPIC, aPositionEnvelope(45.4, 5.9));
  await broker.publish(TOPIC, aUserEnvelope('Kilo', 'KILO'));
  await broker.publish(TOPIC, aNeighborEnvelope([[OSCAR, -2]]));
  await until(() => app.nodes.get(KILO)?.user !== undefined);
  expect(app.nodes.get(KILO)).toMatchObject({ user: { longName: 'Kilo' }, viaMqtt: true });
  await until(() => app.history.links({ from: clock.now() - 3_600_000, to: clock.now() }).length > 0);
  expect(app.history.links({ from: clock.now() - 3_600_000, to: clock.now() })[0]).toMatchObject({
    sender: OSCAR,
    receiver: KILO,
    source: 'mqtt',
  });
  expect(await blitz()).toMatch(/^⚡1 strike <50km in 15min\n0-10 km: 1 \(mean 8\.3 km\)/);
  expect(await mqtt()).toMatch(
    /^MQTT: connected since \d\d:\d\d, 3 packets so far\n1 node only via MQTT \(≤ 100 km\)\n• Kilo via gateway !6c33f1d4, \d+ s, ~27 km\n/,
  );

  await broker.stop();
  await until(() => stateOf('lightning') !== 'ok');
  expect(await blitz()).toMatch('Feed down since');
  await until(() => stateOf('mesh feed') !== 'ok');
  expect(await mqtt()).toMatch(/^❓ MQTT: down since \d\d:\d\d \(.*I cannot tell what is new\.\n1 node only/);
  expect(log.lines.filter(({ level }) => level === 'error')).toEqual([]);
});
