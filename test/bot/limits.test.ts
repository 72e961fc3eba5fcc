import { describe, expect, it } from 'vitest';
import type { Request } from '../../src/bot/request.js';
import { DEFAULT_BOT_SETTINGS } from '../../src/bot/settings.js';
import { toChannelIndex, toNodeNum } from '../../src/mesh/ids.js';
import { aDesk, type Desk, WIDE_LIMITS } from '../support/bot-desk.js';
import { aConsoleRequest, aReport, BASE, NOW } from '../support/builders.js';

const LIMITS = DEFAULT_BOT_SETTINGS.limits;
const CHANNEL = toChannelIndex(0);
const PUBLIC: Partial<Request> = { isDirect: false };
const CHANNELS = { ...DEFAULT_BOT_SETTINGS.channels, commands: [CHANNEL] };

function somebody(index: number, role: Request['user']['role'] = 'any'): Partial<Request> {
  return { user: { id: `mesh:!0000000${index}`, name: `N${index}`, role, nodeNum: toNodeNum(index) } };
}

/** Asks so many different questions, since a resend is not a new one. */
async function askOften(desk: Desk, times: number, changes: Partial<Request> = {}, from = 0) {
  const answers: (string | undefined)[] = [];
  for (let index = from; index < from + times; index++)
    answers.push(await desk.ask(`/nodes ${index + 1}`, changes));
  return answers;
}

function busy(desk: Desk, channelUtilization: number, airUtilTx = 0, deviceAt = NOW): void {
  desk.nodes.learn(aReport({ nodeNum: BASE }), NOW);
  const own = desk.nodes.get(BASE);
  Object.assign(own ?? {}, { device: { channelUtilization, airUtilTx }, deviceAt });
}

describe('the limit of one asker', () => {
  it('is told once by DM and then in silence, and nobody else feels it', async () => {
    const desk = aDesk({ limits: LIMITS });
    await askOften(desk, 5);
    await desk.clock.advance(177_000);
    const sixth = await desk.answer('/ping');
    expect(sixth).toMatchObject({ pages: ['⏳ 5 commands per 5 min. Next one in 2 min 3 s.'] });
    expect(await desk.answer('/help')).toBeUndefined();
    expect(await desk.ask('/ping', somebody(1))).toMatch(/^Pong/);
    expect(
      desk.log
        .find('command')
        .map((line) => line.fields['outcome'])
        .slice(-3),
    ).toEqual(['limited', 'silenced', 'answered']);
    await desk.clock.advance(123_000);
    expect(await desk.ask('/ping')).toMatch(/^Pong/);
  });

  it('is told in French', async () => {
    const desk = aDesk({ limits: LIMITS });
    await askOften(desk, 5);
    await desk.clock.advance(177_000);
    expect(await desk.ask('/ping', { language: 'fr' })).toBe(
      '⏳ 5 commandes par 5 min. La suivante dans 2 min 3 s.',
    );
  });

  it('is told by DM also to somebody who asked on a channel', async () => {
    const desk = aDesk({
      limits: { ...LIMITS, repeatSeconds: 0 },
      channels: { ...CHANNELS, allow: { 0: ['nodes'] } },
    });
    await askOften(desk, 5, PUBLIC);
    expect(await desk.answer('/nodes', PUBLIC)).toMatchObject({ sendByDm: true });
  });

  it('counts mistakes, unknown commands and more as well', async () => {
    const desk = aDesk({ limits: LIMITS });
    for (const line of ['/xyz', '/more', '/trace a b', '/info nobody', '/ping 1']) await desk.ask(line);
    expect(await desk.ask('/ping')).toMatch(/^⏳/);
  });

  it('counts the proved and the unproved requests of one node apart', async () => {
    const desk = aDesk({ limits: LIMITS });
    await askOften(desk, 6, { user: { id: 'mesh:!16fad3dc', name: 'Alpha', role: 'any' } });
    expect(await desk.ask('/ping')).toMatch(/^Pong/);
  });

  it('is wider for an admin, and there is none at the console', async () => {
    const desk = aDesk({ limits: LIMITS });
    const answers = await askOften(desk, 21, somebody(1, 'admin'));
    expect(answers.findIndex((answer) => answer?.startsWith('⏳'))).toBe(20);
    for (let index = 0; index < 50; index++) {
      expect(await desk.bot.router.handle(aConsoleRequest('ping'))).toBeDefined();
    }
  });
});

describe('a resend', () => {
  it('is answered once within ten seconds', async () => {
    const desk = aDesk();
    expect(await desk.ask('/ping')).toMatch(/^Pong/);
    await desk.clock.advance(9000);
    expect(await desk.ask('/Ping ')).toBeUndefined();
    await desk.clock.advance(1000);
    expect(await desk.ask('/ping')).toMatch(/^Pong/);
  });
});

describe('the limits of a channel', () => {
  it('answer the same question once in half a minute, whoever asks', async () => {
    const desk = aDesk({ limits: LIMITS, channels: CHANNELS });
    expect(await desk.ask('/ping', PUBLIC)).toMatch(/^Pong/);
    expect(await desk.ask('/ping', { ...PUBLIC, ...somebody(1) })).toBeUndefined();
    await desk.clock.advance(30_000);
    expect(await desk.ask('/ping', { ...PUBLIC, ...somebody(1) })).toMatch(/^Pong/);
  });

  it('end in silence after six answers in five minutes', async () => {
    const desk = aDesk({ limits: { ...LIMITS, repeatSeconds: 0 }, channels: CHANNELS });
    const answers = [];
    for (let index = 0; index < 7; index++)
      answers.push(await desk.ask('/ping', { ...PUBLIC, ...somebody(index) }));
    expect(answers.map((answer) => answer !== undefined)).toEqual([
      true,
      true,
      true,
      true,
      true,
      true,
      false,
    ]);
    expect(await desk.ask('/ping', somebody(8))).toMatch(/^Pong/);
  });
});

describe('the limit of the whole mesh', () => {
  const limits = { ...WIDE_LIMITS, global: { answers: 2, seconds: 300 } };

  it('leaves strangers unanswered, and lets the known wait', async () => {
    const desk = aDesk({ limits });
    await askOften(desk, 2);
    expect(await desk.ask('/ping', somebody(1))).toBeUndefined();
    let answer: string | undefined;
    const asked = desk.ask('/ping', somebody(2, 'known')).then((text) => {
      answer = text;
    });
    await desk.clock.advance(299_000);
    expect(answer).toBeUndefined();
    await desk.clock.advance(1000);
    await asked;
    expect(answer).toMatch(/^Pong/);
  });

  it('never holds up an admin, who may have to silence the bot', async () => {
    const desk = aDesk({ limits });
    await askOften(desk, 2);
    const known = desk.ask('/ping', somebody(2, 'known'));
    expect(await desk.ask('/ping', somebody(3, 'admin'))).toMatch(/^Pong/);
    await desk.clock.advance(300_000);
    expect(await known).toMatch(/^Pong/);
  });

  it('keeps ten in the line, in turn, and nobody for more than five minutes', async () => {
    const desk = aDesk({ limits });
    await askOften(desk, 2);
    const answered: number[] = [];
    const asked = Array.from({ length: 12 }, (_, n) =>
      desk.ask('/ping', somebody(n + 10, 'known')).then((text) => {
        if (text !== undefined) answered.push(n);
        return text;
      }),
    );
    await desk.clock.advance(0);
    expect(await asked[11]).toBeUndefined();
    await desk.clock.advance(300_000);
    expect(answered).toEqual([0, 1]);
    expect((await Promise.all(asked)).filter((text) => text !== undefined)).toHaveLength(2);
    expect(desk.clock.pending()).not.toContain('bot.global-limit');
    await desk.clock.advance(300_000);
    expect(await desk.ask('/ping', somebody(40, 'known'))).toMatch(/^Pong/);
  });

  it('is told on Telegram, where words cost nothing', async () => {
    const desk = aDesk({ limits });
    await askOften(desk, 2);
    const onTelegram = (role: 'known' | 'admin') => ({
      platform: 'telegram' as const,
      user: { id: `telegram:${role}`, name: role, role },
    });
    expect(await desk.ask('/trace ALPH', onTelegram('known'))).toBe(
      '⏳ At most 2 answers to the mesh per 5 min. Next one in 5 min.',
    );
    expect(await desk.ask('/trace BRAV', { ...onTelegram('known'), language: 'fr' })).toBe(
      '⏳ Au plus 2 réponses au mesh par 5 min. La suivante dans 5 min.',
    );
    const trace = desk.ask('/trace ALPH', onTelegram('admin'));
    await desk.clock.advance(120_000);
    expect(await trace).not.toContain('answers to the mesh');
  });

  it('lets nobody wait beyond the end of the program', async () => {
    const desk = aDesk({ limits });
    await askOften(desk, 2);
    const asked = desk.ask('/ping', somebody(2, 'known'));
    await desk.clock.advance(0);
    void desk.bot.stop();
    expect(await asked).toBeUndefined();
    expect(desk.clock.pending()).toEqual([]);
  });
});

describe('the pause of a single command', () => {
  it('is told like any other limit', async () => {
    const desk = aDesk();
    await desk.ask('/echo one');
    await desk.clock.advance(17_000);
    expect(await desk.ask('/echo two')).toBe('⏳ /echo: one per 1 min. Next one in 43 s.');
    expect(await desk.ask('/echo three')).toBeUndefined();
    const french = aDesk();
    await french.ask('/echo un');
    expect(await french.ask('/echo deux', { language: 'fr' })).toBe(
      '⏳ /echo : une par 1 min. La suivante dans 1 min.',
    );
    await desk.clock.advance(43_000);
    expect(await desk.ask('/echo four')).toMatch(/^Posted/);
  });

  it('is not counted after a mistake', async () => {
    const desk = aDesk();
    expect(await desk.ask(`/echo ${'x'.repeat(183)}`)).toBe('Text too long: 183 bytes, 150 max.');
    expect(await desk.ask('/echo fine')).toMatch(/^Posted/);
  });
});

describe('the airtime gate', () => {
  it('answers privately above 25 % and only admins above 40 %', async () => {
    const desk = aDesk({ channels: CHANNELS });
    busy(desk, 25);
    expect(await desk.answer('/ping', PUBLIC)).not.toHaveProperty('sendByDm');
    busy(desk, 26);
    expect(await desk.answer('/my', PUBLIC)).toMatchObject({ sendByDm: true });
    expect(await desk.answer('/info nobody', PUBLIC)).toMatchObject({ sendByDm: true });
    expect(await desk.answer('/help')).not.toHaveProperty('sendByDm');
    busy(desk, 41);
    expect(await desk.ask('/legend')).toBeUndefined();
    expect(await desk.ask('hello', somebody(3))).toBeUndefined();
    expect(await desk.ask('/ping', somebody(1, 'admin'))).toMatch(/^Pong/);
    expect(desk.bot.limits.heldBack).toBe(1);
  });

  it('heeds our own share of the hour', async () => {
    const desk = aDesk();
    busy(desk, 5, 6.1);
    expect(await desk.ask('/ping')).toBeUndefined();
  });

  it('is open when the figures are old, unknown or not wanted', async () => {
    const desk = aDesk();
    expect(desk.bot.limits.gate()).toBe('open');
    busy(desk, 50);
    await desk.clock.advance(3_600_001);
    expect(desk.bot.limits.gate()).toBe('open');
    const careless = aDesk({ limits: { ...WIDE_LIMITS, airtime: false } });
    busy(careless, 50);
    expect(careless.bot.limits.gate()).toBe('open');
    const bare = aDesk();
    Object.assign(bare.nodes.get(BASE) ?? {}, { device: {}, lastHeard: NOW });
    expect(bare.bot.limits.gate()).toBe('open');
  });
});

describe('channels', () => {
  const answers = async (channels: typeof CHANNELS, text: string, changes: Partial<Request> = {}) =>
    aDesk({ channels }).answer(text, { ...PUBLIC, ...changes });

  it('hear nothing out of the box, not even mistakes', async () => {
    for (const text of ['/ping', '/xyz', '/info', '/trace a b', '/help']) {
      const desk = aDesk();
      expect(await desk.answer(text, PUBLIC)).toBeUndefined();
    }
    expect(await answers(CHANNELS, '/ping', { channel: toChannelIndex(1) })).toBeUndefined();
  });

  it('hear what is meant for channels, once enabled', async () => {
    expect(await answers(CHANNELS, '/ping')).toMatchObject({ command: 'ping' });
    expect(await answers(CHANNELS, '/info')).toMatchObject({ pages: ['Usage: /info NODE. Ex: /info BRAV'] });
    for (const text of ['/help', '/whoami', '/xyz', '/echo hi'])
      expect(await answers(CHANNELS, text)).toBeUndefined();
  });

  it('hear exactly their own list where there is one, and never what is private', async () => {
    const listed = { ...CHANNELS, allow: { 0: ['aide', 'whoami', 'echo'] } };
    expect(await answers(listed, '/help')).toMatchObject({ command: 'help' });
    expect(await answers(listed, '/ping')).toBeUndefined();
    expect(await answers(listed, '/whoami')).toBeUndefined();
    expect(await answers(listed, '/echo hi')).toMatchObject({ sendByDm: true });
  });

  it('are answered by DM where that is wished', async () => {
    const byDm = { ...CHANNELS, answerBy: { 0: 'dm' as const } };
    expect(await answers(byDm, '/ping')).toMatchObject({ sendByDm: true });
  });

  it('do not hear a command that is switched off, and a DM says so', async () => {
    const commands = { ...DEFAULT_BOT_SETTINGS.commands, disabled: ['ping'] };
    expect(await aDesk({ commands, channels: CHANNELS }).ask('/ping', PUBLIC)).toBeUndefined();
    expect(await aDesk({ commands }).ask('/ping')).toBe('/ping is not set up here.');
    const asked = aConsoleRequest('/ping');
    expect((await aDesk({ commands }).bot.router.handle(asked))?.pages).toEqual([
      '/ping is not set up here. To switch it on: commands.ping.enabled in the configuration.',
    ]);
  });
});
