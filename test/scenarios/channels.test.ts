import { create, toBinary } from '@bufbuild/protobuf';
import { Admin, Channel, Mesh, Portnums } from '@meshtastic/protobufs';
import { describe, expect, it } from 'vitest';
import type { Config } from '../../src/config.js';
import { BROADCAST_NUM, type ChannelIndex, toChannelIndex } from '../../src/mesh/ids.js';
import { channelKeyOf } from '../../src/sim/world/wire.js';
import { ALPHA } from '../support/builders.js';
import type { FakeClock } from '../support/fake-clock.js';
import { aStory, type Story } from '../support/story.js';
import { ANSWER_MS, ask, DEFAULT_CHANNEL, freshId, sendOdd } from '../support/talk.js';

const PUBLIC = toChannelIndex(0);
const CLUB = toChannelIndex(1);
const CLUB_PSK = new Uint8Array(16).fill(7);
const CLUB_KEY = channelKeyOf({ name: 'Club', psk: CLUB_PSK });

/** The node's owner gives it a second channel, or another name for it. */
function setClub({ simulation }: Pick<Story<FakeClock>, 'simulation'>, name: string): void {
  const channel = create(Channel.ChannelSchema, {
    index: CLUB,
    role: Channel.Channel_Role.SECONDARY,
    settings: { name, psk: CLUB_PSK },
  });
  const admin = create(Admin.AdminMessageSchema, { payloadVariant: { case: 'setChannel', value: channel } });
  const decoded = create(Mesh.DataSchema, {
    portnum: Portnums.PortNum.ADMIN_APP,
    payload: toBinary(Admin.AdminMessageSchema, admin),
  });
  const packet = create(Mesh.MeshPacketSchema, {
    to: simulation.node.nodeNum,
    id: freshId(),
    payloadVariant: { case: 'decoded', value: decoded },
  });
  const session = simulation.node.connect();
  session.receive(create(Mesh.ToRadioSchema, { payloadVariant: { case: 'packet', value: packet } }));
  session.end();
}

const enabled =
  (...commands: ChannelIndex[]) =>
  (config: Config): Config => ({ ...config, channels: { ...config.channels, commands } });

/** With the club's channel on the node, which the bot has seen in a handshake. */
async function aClubStory(config: (config: Config) => Config): Promise<Story<FakeClock>> {
  const story = await aStory({ config });
  setClub(story, 'Club');
  story.simulation.behave('reboot', '1,fin');
  await story.clock.advance(10_000);
  expect(story.app.radio.own?.channels[CLUB]?.name).toBe('Club');
  return story;
}

async function sayInClub(story: Story<FakeClock>, text: string) {
  const id = sendOdd(story, 'ALPH', { text, channel: CLUB_KEY });
  await story.clock.advance(ANSWER_MS);
  return id;
}

describe('out of the box', () => {
  it('answers on no channel, and says nothing of it', async () => {
    const story = await aStory();
    for (const text of ['/ping', '/help', '/nonsense', 'hello bot']) story.simulation.world.say('ALPH', text);
    await story.clock.advance(ANSWER_MS);
    expect(story.app.radio.report().texts).toBe(4);
    expect(story.simulation.received()).toEqual([]);
    expect(story.log.visible()).toEqual(['link ready', 'keys checked']);
    await story.end();
  });
});

describe('an enabled channel', () => {
  it('is answered on its own index, as a reply to the question', async () => {
    const story = await aClubStory(enabled(CLUB));
    const question = await sayInClub(story, '/ping');
    expect(story.simulation.received()).toMatchObject([
      { to: BROADCAST_NUM, channel: CLUB, replyId: question, text: expect.stringMatching(/^Pong Alpha!/) },
    ]);
    await story.end();
  });

  it('leaves the other channels alone', async () => {
    const story = await aClubStory(enabled(CLUB));
    story.simulation.world.say('ALPH', '/ping');
    await story.clock.advance(ANSWER_MS);
    expect(story.simulation.received()).toEqual([]);
    await story.end();
  });

  it('is answered where everybody reads it', async () => {
    const story = await aStory({ config: enabled(PUBLIC) });
    const question = story.simulation.world.say('ALPH', '/ping');
    await story.clock.advance(ANSWER_MS);
    const { texts } = story.simulation.world.find('BRAV').screen;
    expect(texts.filter(({ replyId }) => replyId === question)).toMatchObject([
      { isDirect: false, copies: 1 },
    ]);
    await story.end();
  });

  it.each(['/help', '/nodes', '/whoami', '/nonsense', 'hello bot', '/'])(
    'hears %s in silence, unless it is listed there',
    async (text) => {
      const story = await aStory({ config: enabled(PUBLIC) });
      story.simulation.world.say('ALPH', text);
      await story.clock.advance(ANSWER_MS);
      expect(story.simulation.received()).toEqual([]);
      await story.end();
    },
  );

  it('is answered what its own list says, and nothing else', async () => {
    const story = await aStory({
      config: (config) => ({
        ...config,
        channels: { ...config.channels, commands: [PUBLIC], allow: { 0: ['nodes'] } },
      }),
    });
    story.simulation.world.say('ALPH', '/ping');
    story.simulation.world.say('BRAV', '/nodes');
    await story.clock.advance(ANSWER_MS);
    expect(story.simulation.received()).toMatchObject([{ text: expect.stringMatching(/^Direct 3d/) }]);
    await story.end();
  });

  it('that carries another name now is silent, and the owner is warned', async () => {
    const story = await aClubStory(enabled(CLUB));
    await sayInClub(story, '/ping');
    setClub(story, 'Market');
    story.simulation.behave('reboot', '1,fin');
    await story.clock.advance(10_000);
    sendOdd(story, 'BRAV', { text: '/ping', channel: channelKeyOf({ name: 'Market', psk: CLUB_PSK }) });
    await story.clock.advance(ANSWER_MS);
    expect(story.simulation.received()).toHaveLength(1);
    expect(story.log.find('channel changed, silent there')).toMatchObject([
      { level: 'warn', fields: { channel: CLUB, was: 'Club', now: 'Market' } },
    ]);
    await story.end();
  });
});

describe('what is said by direct message', () => {
  it('never goes to a channel, even when the asker hears nothing', async () => {
    const story = await aStory({ config: enabled(PUBLIC) });
    story.simulation.behave('deaf', 'Alpha');
    expect(await ask(story, 'ALPH', '/my', 300_000)).toEqual([]);
    await ask(story, 'ALPH', '/nonsense', 300_000);
    const said = story.simulation.received();
    expect(said.length).toBeGreaterThanOrEqual(2);
    expect(new Set(said.map(({ to }) => to))).toEqual(new Set([ALPHA]));
    await story.end();
  });

  it('is asked for more on the channel and stays private', async () => {
    const story = await aStory({ config: enabled(PUBLIC) });
    await ask(story, 'ALPH', '/nodes all');
    sendOdd(story, 'ALPH', { text: '/more', channel: DEFAULT_CHANNEL });
    await story.clock.advance(ANSWER_MS);
    const onChannel = story.simulation.received().filter(({ to }) => to === BROADCAST_NUM);
    expect(onChannel).toMatchObject([{ text: 'Nothing to continue.' }]);
    await story.end();
  });
});
