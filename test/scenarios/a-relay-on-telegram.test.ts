import { Portnums } from '@meshtastic/protobufs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Secret } from '../../src/config/secrets.js';
import type { Config } from '../../src/config.js';
import type { Simulation } from '../../src/sim/simulation.js';
import type { ShownText } from '../../src/sim/world/screen.js';
import { FakeBotApi, flow, TOKEN } from '../support/bot-api.js';
import { TestBroker } from '../support/broker.js';
import { anEnvelope, GOLF, HOTEL } from '../support/envelopes.js';
import { HurriedClock } from '../support/hurried-clock.js';
import { aStoryOverTcp } from '../support/story.js';
import { DEFAULT_CHANNEL, sendOdd } from '../support/talk.js';
import { until } from '../support/until.js';
import { WarnedStory } from '../support/warned.js';

const ADMIN = 11;
const USER = 12;
const GROUP = -500;
const IN_GROUP = { chat: { id: GROUP, type: 'supergroup' } };

function onTelegram(config: Config, apiUrl: string): Config {
  const token = new Secret({ env: 'TOKEN' });
  token.load({ TOKEN });
  const people = { admins: [ADMIN], users: [USER], chats: [GROUP] };
  const telegram = { ...config.telegram, ...people, enabled: true, token, apiUrl };
  return { ...config, telegram };
}

/** What the phone of somebody shows of our node's broadcasts. */
function onPhone(simulation: Simulation, name: string): readonly ShownText[] {
  const { base } = simulation.world;
  const texts = simulation.world.find(name).screen.texts;
  return texts.filter(({ from, isDirect }) => from === base.nodeNum && !isDirect);
}

describe('a conversation between a group and the mesh', () => {
  let api: FakeBotApi;
  let story: WarnedStory;

  beforeEach(async () => {
    let url = '';
    story = await WarnedStory.prepare((config) => onTelegram(config, url));
    api = new FakeBotApi(story.clock);
    await api.start();
    url = api.url;
    api.adminOf.add(GROUP);
    await story.start();
    await ask(ADMIN, '/relay on');
  });

  afterEach(async () => {
    await story.end();
    await api.stop();
    expect(story.clock.pending()).toEqual([]);
  });

  const comesTo = (isDone: () => boolean) => flow(story.clock, isDone, 250);
  const shown = (message: number) => api.shown(GROUP, message) ?? '';

  async function ask(from: number, text: string, more: Record<string, unknown> = {}): Promise<number> {
    const before = api.texts.length;
    api.say(from, text, { ...IN_GROUP, ...more });
    await comesTo(() => api.texts.length > before);
    return api.lastMessage;
  }

  function firstOnPhone(name: string): ShownText {
    const [first] = onPhone(story.simulation, name);
    if (!first) throw new Error(`${name} sees nothing`);
    return first;
  }

  async function toldInGroup(words: string): Promise<number> {
    await comesTo(() => api.texts.at(-1)?.includes(words) === true);
    return api.lastMessage;
  }

  it('goes both ways with replies and reactions, through a restart in the middle', async () => {
    const { simulation } = story;
    const question = simulation.world.say('BRAV', 'anyone on the ridge?');
    const message = await toldInGroup('[LongFast] Bravo: anyone on the ridge?');
    simulation.world.say('BRAV', '/ping');

    const status = await ask(USER, 'Alix is, ask her', { reply_to_message: { message_id: message } });
    await comesTo(() => onPhone(simulation, 'BRAV').length > 0);
    const heard = firstOnPhone('BRAV');
    expect(heard).toMatchObject({ text: 'P12: Alix is, ask her', replyId: question, isReaction: false });
    await story.stop();
    await story.start();
    await comesTo(() => shown(status).includes('relayed'));
    expect(shown(status)).toMatch(/^queued → sent \d\d:\d\d:\d\d → relayed by a neighbour \d\d:\d\d:\d\d$/);

    sendOdd(story, 'BRAV', { text: 'thanks!', replyId: heard.id, channel: DEFAULT_CHANNEL });
    await toldInGroup('Bravo: thanks!');
    expect(api.sent.at(-1)?.fields['reply_parameters']).toMatchObject({ message_id: status - 1 });
    sendOdd(story, 'BRAV', { text: '👍', reactionTo: heard.id, channel: DEFAULT_CHANNEL });
    await comesTo(() => api.sent.at(-1)?.method === 'setMessageReaction');
    expect(api.sent.at(-1)).toMatchObject({ text: '👍', fields: { message_id: status - 1 } });
    api.react(USER, message, ['❤'], IN_GROUP);
    await comesTo(() => onPhone(simulation, 'BRAV').length > 1);
    expect(onPhone(simulation, 'BRAV')[1]).toMatchObject({ text: '❤', replyId: question, isReaction: true });
    expect(api.texts.filter((text) => text.includes('/ping') || text.includes('P12'))).toEqual([]);
  });

  it('waits for the node while that is away, and says so', async () => {
    const { simulation } = story;
    simulation.behave('refuse', '120');
    simulation.behave('fin');
    await comesTo(() => story.app.radio.state !== 'ready');
    const status = await ask(USER, 'are you there?');
    expect(shown(status)).toMatch(/^Node link down since \d\d:\d\d \(.+\)\. Your text waits up to 60 min\.$/);
    await comesTo(() => shown(status).includes('relayed'));
    expect(onPhone(simulation, 'BRAV').map(({ text, copies }) => [text, copies])).toEqual([
      ['P12: are you there?', 1],
    ]);
  });

  it('is told together after Telegram was away, each text once, over a restart', async () => {
    const { simulation } = story;
    api.isDown = true;
    const said: string[] = [];
    for (let count = 1; count <= 14; count++) {
      said.push(`text ${count}.`);
      simulation.world.say('BRAV', `text ${count}.`);
      await story.clock.advance(15_000);
      if (count === 7) {
        await story.stop();
        await story.start();
      }
    }
    const before = api.texts.length;
    api.isDown = false;
    await comesTo(() => api.texts.some((text) => text.includes('text 14.')));
    const news = api.texts.slice(before);
    expect(news.join('\n').match(/text \d+\./g)).toEqual(said);
    expect(news.length).toBeLessThan(5);
  });
});

it('tells which gateways heard a text, of the mesh and of the group, as a broker tells it', async () => {
  const broker = await TestBroker.open();
  const clock = new HurriedClock();
  const api = new FakeBotApi(clock);
  await api.start();
  const topics = ['msh/EU_868/2/e/#'];
  const { app, simulation, end } = await aStoryOverTcp(clock, {
    config: (config) => ({
      ...onTelegram(config, api.url),
      meshtasticMqtt: { ...config.meshtasticMqtt, enabled: true, brokerUrl: broker.url, topics },
    }),
  });
  try {
    await until(() => app.radio.state === 'ready' && broker.subscribed.length > 0);
    api.say(ADMIN, '/relay on', IN_GROUP);
    await until(() => api.texts.length === 1);
    const bravo = simulation.world.find('BRAV').nodeNum;
    const uplink = (from: typeof bravo, id: number, gateway: typeof bravo) =>
      broker.publish(
        'msh/EU_868/2/e/LongFast/!6c33f1d4',
        anEnvelope(Portnums.PortNum.TEXT_MESSAGE_APP, Buffer.from('x'), { from, id, gateway }),
      );
    const id = simulation.world.say('BRAV', 'anyone?');
    await until(() => api.texts.length === 2);
    const message = api.lastMessage;
    await uplink(bravo, id, GOLF);
    await until(() => api.shown(GROUP, message)?.includes('heard by') === true);
    expect(api.shown(GROUP, message)).toMatch(/heard by Base .+, !6c33f1d4 1 hop · \d\d:\d\d$/);

    api.say(USER, 'hello', IN_GROUP);
    await until(() => api.texts.length === 3 && onPhone(simulation, 'BRAV').length > 0);
    const status = api.lastMessage;
    const { from, id: own = 0 } = onPhone(simulation, 'BRAV')[0] ?? { from: bravo };
    await uplink(from, own, GOLF);
    await uplink(from, own, HOTEL);
    await until(() => api.shown(GROUP, status)?.endsWith('seen by 2 gateways') === true);
  } finally {
    await end();
    await api.stop();
    await broker.stop();
  }
});
