import { describe, expect, it } from 'vitest';
import type { ChatOrder, ChatRelay, ChatRights } from '../../../src/bot/chat-relay.js';
import { House } from '../../../src/bot/house.js';
import type { Request } from '../../../src/bot/request.js';
import { DEFAULT_BOT_SETTINGS } from '../../../src/bot/settings.js';
import { Users } from '../../../src/bot/users.js';
import { type ChannelIndex, toChannelIndex } from '../../../src/mesh/ids.js';
import type { DeviceMetrics } from '../../../src/mesh/packet.js';
import type { RelayBinding } from '../../../src/mesh/relay-store.js';
import { aDesk, type Desk, WIDE_LIMITS } from '../../support/bot-desk.js';
import { aRequest, aText, NOW } from '../../support/builders.js';
import { FakeClock } from '../../support/fake-clock.js';

const GROUP = -500;
const ALL: ChatRights = { readsTexts: true, seesReactions: true };

/** A relay in memory, whose every text is queued. */
class PlayedRelay implements ChatRelay {
  readonly said: ChatOrder[] = [];
  rights: ChatRights = ALL;
  isNamed = true;
  isTaken = false;
  binding: RelayBinding | undefined;

  say(order: ChatOrder) {
    this.said.push(order);
    return { text: 'queued', progress: 7 };
  }

  bindingOf() {
    return this.binding;
  }

  isTrue() {
    return this.isNamed;
  }

  isTakenBy() {
    return this.isTaken;
  }

  bind({ chat }: { chat: number }, channel: ChannelIndex) {
    this.binding = { chat, channel, channelName: 'LongFast', since: NOW - 3_600_000 };
  }

  unbind() {
    this.binding = undefined;
  }

  async rightsIn() {
    return this.rights;
  }
}

interface Place {
  readonly desk: Desk;
  readonly clock: FakeClock;
  readonly relay: PlayedRelay;
  readonly users: Users;
  ask(text: string, changes?: Partial<Request>): Promise<string | undefined>;
}

function aPlace(channels: readonly number[] = [0, 1], limits = WIDE_LIMITS): Place {
  const relay = new PlayedRelay();
  const users = new Users();
  const say = { channels: channels.map(toChannelIndex) };
  const commands = { ...DEFAULT_BOT_SETTINGS.commands, say };
  const clock = new FakeClock(NOW);
  const house = new House(clock);
  const desk = aDesk({ commands, limits }, true, {}, { relay, users, clock, house });
  const ask = (text: string, changes: Partial<Request> = {}) => {
    const { channel: _channel, packet: _packet, ...rest } = aRequest(text);
    const user = { id: 'telegram:12', name: 'Juliet Ray', role: 'admin' } as const;
    const origin = { chat: GROUP, topic: 3, messageId: 70 };
    const told = { ...rest, platform: 'telegram', user, isBrief: false, isDirect: false, origin } as const;
    return desk.bot.router.handle({ ...told, ...changes }).then((answer) => answer?.pages.join('\n'));
  };
  return { desk, relay, users, clock, ask };
}

const known = { user: { id: 'telegram:13', name: 'Bravo', role: 'known' } } as const;

describe('/say', () => {
  it('says a text on the channel that is named, or the usual one, and tells what becomes of it', async () => {
    const { ask, relay } = aPlace();
    expect(await ask('/say good evening')).toBe('queued');
    await ask('/say ch1 hello club');
    await ask('/echo from here');
    expect(relay.said.map(({ channel, text }) => [channel, text])).toEqual([
      [0, 'JULI: good evening'],
      [1, 'JULI: hello club'],
      [0, 'JULI: from here'],
    ]);
    expect(relay.said[0]).toMatchObject({ origin: { chat: GROUP, topic: 3, messageId: 70 }, language: 'en' });
  });

  it('goes to the first open channel where that is not the primary one', async () => {
    const { ask, relay } = aPlace([1]);
    await ask('/say hello');
    expect(relay.said[0]?.channel).toBe(1);
  });

  it.each([
    ['/say', 'Usage: /say [chN] text. Ex: /say hello'],
    ['/say ch1', 'Usage: /say [chN] text. Ex: /say hello'],
    ['/echo', 'Usage: /echo text. Ex: /echo hello'],
    ['/say ch2 hello', 'Here texts may go out on ch0 LongFast, ch1 club only.'],
    ['/say ch9 hello', 'Here texts may go out on ch0 LongFast, ch1 club only.'],
    ['/say /weather', 'A text for the mesh must not begin like a command.'],
    [`/say ${'é'.repeat(100)}`, 'Text too long: 206 bytes, 190 max.'],
  ])('answers %j with what is wrong', async (line, answer) => {
    const { ask, relay } = aPlace();
    expect(await ask(line)).toBe(answer);
    expect(relay.said).toEqual([]);
  });

  it('says in French what is wrong', async () => {
    const { ask } = aPlace();
    expect(await ask('/parler ch2 salut', { language: 'fr' })).toBe(
      "D'ici, les textes ne partent que sur ch0 LongFast, ch1 club.",
    );
    expect(await ask('/parler /meteo', { language: 'fr' })).toBe(
      'Un texte pour le réseau ne commence pas comme une commande.',
    );
  });

  it('is not set up where no channel is open', async () => {
    const { ask } = aPlace([]);
    expect(await ask('/say hello')).toBe(
      '/say is not set up here. To switch it on: telegram.sayChannels in the configuration.',
    );
    expect(await ask('/echo hello')).toBe('/echo is not set up here.');
  });

  it('calls people by the name that they chose, and nobody by that of somebody else', async () => {
    const { ask, relay, users } = aPlace();
    users.putPerson({ userId: 'telegram:13', role: 'known', name: 'Bravo', shortName: 'JULI', since: NOW });
    await ask('/say one');
    await ask('/say two', known);
    await ask('/say three', { user: { id: 'telegram:9876', name: '🙂', role: 'known' } });
    expect(relay.said.map(({ text }) => text)).toEqual(['m:12: one', 'JULI: two', '9876: three']);
  });

  it('waits for nobody while it is quiet: an admin is told, and others hear nothing', async () => {
    const { ask, relay } = aPlace();
    await ask('/quiet 60');
    expect(await ask('/say hello')).toBe('Quiet until 15:05: not transmitted.');
    expect(await ask('/parler salut', { language: 'fr' })).toBe("Silence jusqu'à 15:05 : non transmis.");
    expect(await ask('/say hello', known)).toBeUndefined();
    expect(relay.said).toEqual([]);
  });

  it('counts as on the mesh: for one person, on the channel and in all', async () => {
    const limits = {
      ...WIDE_LIMITS,
      perUser: { commands: 2, seconds: 300 },
      perChannel: { answers: 4, seconds: 300 },
    };
    const { ask, relay } = aPlace([0, 1], limits);
    for (const text of ['one', 'two']) await ask(`/say ${text}`, known);
    expect(await ask('/say three', known)).toMatch(/^⏳ 2 commands per 5 min\. Next one in/);
    expect(await ask('/ping', known)).toMatch(/^Pong/);
    for (const text of ['three', 'four']) await ask(`/say ${text}`);
    expect(await ask('/say five')).toBe(
      'The bot has said enough on that channel for now. Please try again in a few minutes.',
    );
    await ask('/say ch1 five');
    expect(relay.said).toHaveLength(5);
  });

  it('is told to wait for room among the answers to the whole mesh, which an admin is not', async () => {
    const limits = { ...WIDE_LIMITS, global: { answers: 1, seconds: 300 } };
    const { ask, relay, clock } = aPlace([0], limits);
    await ask('/say one', known);
    const full = '⏳ At most 1 answers to the mesh per 5 min. Next one in 5 min.';
    expect(await ask('/say two', known)).toBe(full);
    expect(await ask('/say three')).toBe('queued');
    expect(relay.said).toHaveLength(2);
    await clock.advance(301_000);
    expect(await ask('/say four', known)).toBe('queued');
  });

  it('is held back while the air is busy, for those who are no admins whatever goes on the air', async () => {
    const { ask, desk } = aPlace();
    const own = desk.radio.own?.nodeNum;
    if (own === undefined) throw new Error('no node');
    const measured = (device: DeviceMetrics) => {
      const { text: _text, isReaction: _reaction, ...header } = aText('', { from: own });
      const telemetry = { variant: 'device', metrics: device } as const;
      desk.nodes.observe({ ...header, kind: 'telemetry', portnum: 67, telemetry });
    };
    measured({ channelUtilization: 43 });
    expect(await ask('/trace BRAV', known)).toBe('Channel at 43 %: not transmitted. Please try again later.');
    expect(await ask('/say hello')).toBe('Channel at 43 %: not transmitted. Please try again later.');
    expect(await ask('/say salut', { language: 'fr' })).toBe(
      'Canal à 43 % : non transmis. Réessayez plus tard, merci.',
    );
    measured({ channelUtilization: 3, airUtilTx: 6.5 });
    expect(await ask('/say salut', { language: 'fr' })).toBe(
      "J'ai émis 6,5 % de cette heure : non transmis. Réessayez plus tard, merci.",
    );
  });
});

describe('/relay', () => {
  it('joins a chat to a channel, and says what it does', async () => {
    const { ask, relay } = aPlace();
    expect(await ask('/relay')).toBe('There is no relay here. On: /relay on [chN]');
    expect(await ask('/relay on ch1')).toBe(
      'Relay on: what people I know say here goes out on ch1 club, and what is said there comes here. Off: /relay off',
    );
    expect(relay.binding).toMatchObject({ chat: GROUP, channel: 1 });
    expect(await ask('/relay status')).toBe('Relay on between this chat and ch1 club, since 13:05.');
    await ask('/quiet 60');
    expect(await ask('/relay')).toMatch(/13:05\.\nPaused towards the mesh\. Quiet until 15:05/);
    expect(await ask('/relay on')).toMatch(/\nPaused towards the mesh\. Quiet until 15:05/);
    expect(await ask('/relay off ch1')).toBe('There is no relay to ch1 club here, but one to ch0 LongFast.');
    expect(await ask('/relay off ch0')).toBe(
      'Relay off: nothing goes from here to ch0 LongFast or back any more.',
    );
    expect(await ask('/relay off')).toBe('There is no relay here. On: /relay on [chN]');
  });

  it('says in French what it does', async () => {
    const { ask } = aPlace();
    const french = { language: 'fr' } as const;
    expect(await ask('/relais marche', french)).toMatch(/^Relais actif : .* part sur ch0 LongFast/);
    expect(await ask('/relais état', french)).toBe(
      'Relais actif entre ce chat et ch0 LongFast, depuis 13:05.',
    );
    expect(await ask('/relais fin ch1', french)).toBe(
      "Il n'y a pas de relais vers ch1 club ici, mais un vers ch0 LongFast.",
    );
    expect(await ask('/relais on ch7', french)).toBe("Mon nœud n'a pas de canal ch7.");
    expect(await ask('/relais arrêt', french)).toMatch(/^Relais arrêté/);
    expect(await ask('/relais', french)).toMatch(/^Il n'y a pas de relais ici/);
  });

  it('says the day where it was not today', async () => {
    const { ask, relay } = aPlace();
    relay.binding = {
      chat: GROUP,
      channel: toChannelIndex(0),
      channelName: 'LongFast',
      since: NOW - 86_400_000,
    };
    expect(await ask('/relay')).toBe('Relay on between this chat and ch0 LongFast, since 19 Nov 14:05.');
  });

  it.each([
    [{ readsTexts: false, seesReactions: false }, [/privacy mode/, /no administrator here/]],
    [{ readsTexts: true, seesReactions: false }, [/no administrator here/]],
    [{ readsTexts: undefined, seesReactions: undefined }, [/Telegram did not tell/]],
    [ALL, []],
  ])('says what the bot may not do there: %j', async (rights, warnings) => {
    const { ask, relay } = aPlace();
    relay.rights = rights;
    const [, ...lines] = (await ask('/relay on'))?.split('\n') ?? [];
    expect(lines).toEqual(warnings.map((warning) => expect.stringMatching(warning)));
  });

  it('says where the channel has another name now', async () => {
    const { ask, relay } = aPlace();
    await ask('/relay on ch1');
    relay.isNamed = false;
    expect(await ask('/relay')).toBe(
      'Relay stopped: ch1 is called club now, no longer LongFast. If that is meant: /relay on ch1',
    );
    expect(await ask('/relais', { language: 'fr' })).toMatch(
      /^Relais arrêté : ch1 s'appelle maintenant club/,
    );
  });

  it('is for admins, on Telegram, with channels that are there', async () => {
    const { ask, desk, relay } = aPlace();
    expect(await ask('/relay on', known)).toBe('Sorry, /relay is for admins.');
    expect(await ask('/relay now')).toMatch(/^Usage: \/relay on\|off\|status \[chN\]/);
    expect(await ask('/relay on ch2')).toBe('My node has no channel ch2.');
    relay.isTaken = true;
    expect(await ask('/relay on')).toBe(
      'Another topic of this chat is joined to ch0 LongFast already. /relay off there first.',
    );
    expect(await ask('/relay on club')).toBe('My node has no channel club.');
    expect(await desk.ask('/relay on')).toBe('/relay works by Telegram.');
    expect(await aDesk().ask('/say hello')).toBe('/say works by Telegram.');
  });

  it('takes any channel for one that is there before the node has told', async () => {
    const { ask, desk } = aPlace();
    desk.radio.own = undefined;
    expect(await ask('/relay on ch5')).toMatch(/goes out on ch5 ch5/);
  });

  it('needs a message of a chat', async () => {
    const { desk } = aPlace();
    const { packet: _packet, ...request } = aRequest('/relay on');
    const user = { id: 'telegram:12', name: 'Juliet', role: 'admin' } as const;
    const asked = { ...request, platform: 'telegram', user, isBrief: false } as const;
    expect((await desk.bot.router.handle(asked))?.pages).toEqual(['/relay is not set up here.']);
    const said = await desk.bot.router.handle({ ...asked, text: '/say hello' });
    expect(said?.pages).toEqual(['/say is not set up here.']);
  });
});

describe('/whoami on Telegram', () => {
  it('tells how somebody is known there, and how he is called on the mesh', async () => {
    const { ask, users } = aPlace();
    expect(await ask('/whoami')).toMatch(
      /\nProof: your Telegram account, listed by the operator\n.*\n.*\nOn the mesh you are JULI/,
    );
    users.putPerson({ userId: 'telegram:12', role: 'known', name: 'Juliet', shortName: 'AL', since: NOW });
    expect(await ask('/qui', { language: 'fr' })).toMatch(
      /\nPreuve : votre compte Telegram, appairé depuis le 20 nov\n.*\n.*\nSur le réseau vous êtes AL/,
    );
    expect(await ask('/qui', { language: 'fr', ...known })).toMatch(/inscrit par l'exploitant/);
    users.putPerson({ userId: 'telegram:12', role: 'any', name: 'Juliet', since: NOW });
    expect(await ask('/whoami')).toMatch(/listed by the operator/);
  });
});
