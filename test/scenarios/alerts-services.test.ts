import type { RequestListener } from 'node:http';
import { afterEach, beforeEach, describe, it, vi } from 'vitest';
import type { Config } from '../../src/config.js';
import { sendJson } from '../../src/sim/services/http-server.js';
import type { Stop } from '../../src/util/clock.js';
import { AlertStory, type AlertStoryOptions, HOUR, MINUTE } from '../support/alert-story.js';
import { TestBroker } from '../support/broker.js';
import { askingDevice, PlayedDevice } from '../support/played-device.js';
import { ChangingServer, HOSTILE } from '../support/played-http.js';
import { PlayedMeteo } from '../support/played-meteo.js';
import { aCompletion } from '../support/played-model.js';
import { HOME } from '../support/sky-desk.js';
import { anOpenMeteoAnswer } from '../support/weather-answers.js';

/** Hours pass second by second, so that sockets have their turns. */
vi.setConfig({ testTimeout: 90_000 });

let story: AlertStory;
const ends: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

async function begin(options: Pick<AlertStoryOptions, 'section' | 'settings' | 'config'>): Promise<void> {
  story = await AlertStory.begin({ ...options, topic: 'system' });
  ends.unshift(() => story.end());
}

/** Somebody keeps asking, so that the service is needed. */
function keepAsking(line: string): Stop {
  const ask = () => void story.simulation.world.dm('BRAV', line);
  ask();
  return story.warned.clock.every('question', 15 * MINUTE, ask);
}

/** Twenty minutes instead of hours, and reminded of every hour. */
const SOON = { holdSeconds: 1200, otherHoldSeconds: 1200, remindSeconds: 3600 };
const FAILING = HOSTILE['has an error']?.answer ?? (() => {});

interface Outage {
  begin(): void | Promise<void>;
  end(): void | Promise<void>;
}

function showLost(service: string, outage: Outage, meaning = ''): Promise<void> {
  const lost = (lasted: string) =>
    new RegExp(`^❓ ${service} lost for ${lasted}( \\(last answer \\d\\d:\\d\\d\\))?${meaning}\\.$`);
  return story.showWhole({
    ...outage,
    alert: 'source-lost',
    raised: { text: lost('\\d\\dmin'), withinMs: 45 * MINUTE },
    reminded: { text: lost('1h\\d\\d'), afterMs: HOUR },
    cleared: { text: new RegExp(`^🟢 ${service} answers again after \\dh\\d\\d\\.$`), withinMs: 90 * MINUTE },
  });
}

const UNSEEN = ': what it would warn of I cannot see';

describe('a service that answers no more is told of', () => {
  let server: ChangingServer;

  beforeEach(async () => {
    server = await ChangingServer.open(FAILING);
    ends.push(() => server.close());
  });

  /** With a server of the kind that answers well when asked like that. */
  async function showServer(
    service: string,
    good: RequestListener,
    { config, question }: { readonly config: (config: Config) => Config; readonly question?: string },
  ): Promise<void> {
    server.answer = good;
    await begin({ section: 'sourceLost', settings: SOON, config });
    if (question !== undefined) ends.unshift(keepAsking(question));
    await story.pass(2 * MINUTE);
    await showLost(service, {
      begin: () => {
        server.answer = FAILING;
      },
      end: () => {
        server.answer = good;
      },
    });
  }

  it('that tells of the weather', async () => {
    await showServer('weather', (_, response) => sendJson(response, anOpenMeteoAnswer()), {
      question: '/weather',
      config: (config) => ({
        ...config,
        position: HOME,
        weather: {
          ...config.weather,
          enabled: true,
          openMeteoUrl: `${server.url}/v1/forecast`,
          fallback: false,
        },
      }),
    });
  });

  it('that measures', async () => {
    const device = new PlayedDevice();
    device.sensors = { 'Battery Voltage': { value: 13.1, state: '13.10 V' } };
    await showServer('esphome', device.answer, { config: (config) => askingDevice(config, server.url) });
  });

  it('that thinks', async () => {
    await showServer('language model', (_, response) => sendJson(response, aCompletion('Good evening.')), {
      question: '/bot how are you?',
      config: (config) => ({
        ...config,
        llm: { ...config.llm, enabled: true, baseUrl: server.url, flavor: 'openai', maxCpuCelsius: 0 },
      }),
    });
  });
});

describe('a source of warnings that tells nothing any more is told of', () => {
  it('the vigilance', async () => {
    const meteo = await PlayedMeteo.open();
    ends.push(() => meteo.server.close());
    await begin({ section: 'sourceLost', settings: SOON, config: meteo.asked });
    meteo.say(1, story.warned.clock);
    await story.pass(16 * MINUTE);
    await showLost(
      'vigilance',
      { begin: () => meteo.fail('has an error'), end: () => meteo.speak() },
      UNSEEN,
    );
  });

  it('the lightning', async () => {
    const broker = await TestBroker.open();
    ends.push(() => broker.stop());
    const config = (usual: Config): Config => ({
      ...usual,
      position: HOME,
      lightning: { ...usual.lightning, enabled: true, brokerUrl: broker.url },
    });
    await begin({ section: 'sourceLost', settings: SOON, config });
    await story.pass(MINUTE);
    await showLost('lightning', { begin: () => broker.stop(), end: () => broker.start() }, UNSEEN);
  });
});

it('a service that refuses the key is told of, and that it takes it again', async () => {
  const meteo = await PlayedMeteo.open();
  ends.push(() => meteo.server.close());
  await begin({ section: 'serviceDenied', config: meteo.asked });
  meteo.say(1, story.warned.clock);
  await story.pass(16 * MINUTE);
  await story.showWhole({
    alert: 'service-denied',
    begin: () => meteo.fail('forbids it'),
    raised: {
      text: /^🔑 vigilance refuses me: look at its key in my configuration\.$/,
      withinMs: 16 * MINUTE,
    },
    end: () => meteo.speak(),
    cleared: { text: /^🟢 vigilance lets me in again\.$/, withinMs: 80 * MINUTE },
  });
});
