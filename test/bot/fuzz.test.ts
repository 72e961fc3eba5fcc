import { expect, it } from 'vitest';
import { COMMANDS } from '../../src/bot/commands/index.js';
import type { BotDeps } from '../../src/bot/context.js';
import { House } from '../../src/bot/house.js';
import type { Asker, Request } from '../../src/bot/request.js';
import type { Answer } from '../../src/bot/router.js';
import { DEFAULT_BOT_SETTINGS } from '../../src/bot/settings.js';
import { wordsOf } from '../../src/bot/words.js';
import { toChannelIndex, toNodeNum } from '../../src/mesh/ids.js';
import { Chance, type Stream } from '../../src/sim/random.js';
import { byteLength } from '../../src/util/text.js';
import { aDesk, type Desk } from '../support/bot-desk.js';
import { ALPHA, aRequest, aText, BRAVO, KEY, NOW } from '../support/builders.js';

/** `MESHBOT_FUZZ=100000` for the long run. */
const TEXTS = Number(process.env['MESHBOT_FUZZ'] ?? 3000);
const SEED = process.env['MESHBOT_FUZZ_SEED'] ?? 'router';
const BATCH = 50;
/** Longer than any command may take. */
const BATCH_MS = 700_000;
const LONG_BYTES = 100_000;
const RUN_MS = 900_000;

const WORDS = COMMANDS.flatMap(wordsOf);
const ARGUMENTS = [
  'ALPH',
  'BRAV',
  '!16fad3dc',
  '16fad3dc',
  '0x2b4a7c10',
  'all',
  'new',
  'list',
  'off',
  'on',
  'accept',
  'clean',
  'vacuum',
  'cancel',
  'test',
  'link',
  '1',
  '24',
  '99999',
  '-1',
  '2d',
  '0',
  'ch0',
  'ch9',
  'vigi',
  'blitz',
  'night',
  '"two words"',
  '"',
  '38',
  'Lyon',
  '45.1,5.7',
  '@BRAV',
  '2222',
  'AAAA',
  '#1',
  '/ping',
  '!',
  '..',
  'orange',
] as const;
const SIGNS = [
  'a',
  'é',
  'ß',
  'Ω',
  '字',
  '🙂',
  '👨‍👩‍👧',
  '\u0301',
  '\u202e',
  '\u0000',
  '\u0007',
  '\n',
  '\r',
  '\t',
  ' ',
  '"',
  "'",
  '<b>',
  '&',
  '%',
  '\\',
  '$(x)',
  ';',
  '/',
  '!',
  '?',
  '\ud800',
  '\ufeff',
  "' OR 1=1 --",
  '../..',
  '\u200d',
] as const;

function aTextOf(stream: Stream): string {
  const kind = stream.int(0, 9);
  if (kind === 0) return noise(stream, stream.int(0, 40));
  if (kind === 1) return `/${noise(stream, stream.int(0, 10))}`;
  if (kind === 2) return `/${stream.pick(WORDS)} ${noise(stream, stream.int(0, 60))}`;
  if (kind === 3 && stream.chance(0.05))
    return `/${stream.pick(WORDS)} ${'x'.repeat(stream.int(190, 10_000))}`;
  const prefix = stream.chance(0.9) ? '/' : stream.pick(['', ' /', '//', '!', '/ ']);
  const args = Array.from({ length: stream.int(0, 4) }, () => stream.pick(ARGUMENTS));
  const word = stream.pick(WORDS);
  return [prefix + (stream.chance(0.2) ? word.toUpperCase() : word), ...args].join(' ');
}

function noise(stream: Stream, length: number): string {
  return Array.from({ length }, () => stream.pick(SIGNS)).join('');
}

/** Nobody of them is an admin. */
function aStranger(stream: Stream): Request {
  const text = aTextOf(stream);
  const language = stream.pick(['en', 'fr'] as const);
  const role = stream.pick(['any', 'known'] as const);
  const place = stream.pick(['direct', 'channel', 'telegram', 'bulletin'] as const);
  const nodeNum = toNodeNum(stream.pick([ALPHA, BRAVO, stream.int(1, 0xffff_fffe)]));
  const user: Asker = { id: `mesh:${nodeNum}`, name: noise(stream, 5), role, nodeNum };
  if (place === 'direct') return aRequest(text, { user, language, packet: aText(text, { from: nodeNum }) });
  if (place === 'channel') {
    const channel = toChannelIndex(stream.int(0, 1));
    return aRequest(text, { user: { ...user, role: 'any' }, language, isDirect: false, channel });
  }
  const { channel: _channel, packet: _packet, ...rest } = aRequest(text, { language });
  if (place === 'bulletin')
    return { ...rest, platform: 'console', user: { id: 'bulletin', name: 'bulletin', role: 'any' } };
  const person: Asker = { id: `telegram:${stream.int(1, 99)}`, name: noise(stream, 5), role };
  return { ...rest, platform: 'telegram', user: person, isBrief: false };
}

/** Its files would lie all over the disk. */
const CARE: BotDeps['historyCare'] = {
  backup: async (file) => file.length,
  clean: async () => ({ packets: 0, texts: 0, links: 0 }),
  vacuum: async () => ({ beforeBytes: 2, afterBytes: 1 }),
};

function aPlace() {
  const house = new House({ now: () => NOW });
  const done: string[] = [];
  const machine = {
    restartBot: () => done.push('restart'),
    rebootHost: async () => void done.push('reboot'),
  };
  const admins = { nodes: [{ nodeNum: ALPHA, publicKey: KEY }] };
  const channels = { ...DEFAULT_BOT_SETTINGS.channels, commands: [toChannelIndex(0)] };
  const desk = aDesk({ admins, channels }, true, {}, { house, machine, historyCare: CARE });
  return { desk, house, done };
}

async function askAll({ bot, clock }: Desk, requests: readonly Request[]): Promise<(Answer | undefined)[]> {
  const answers = requests.map((request) => bot.router.handle(request));
  await clock.advance(BATCH_MS);
  return Promise.all(answers);
}

function checkSize(request: Request, answer: Answer | undefined): void {
  const pages = answer?.pages ?? [];
  const limit = request.isBrief ? 200 : LONG_BYTES;
  const tooLong = pages.filter((page) => byteLength(page) > limit);
  expect([request.text, tooLong]).toEqual([request.text, []]);
  expect(pages.length).toBeLessThanOrEqual(6);
}

it(
  'whatever strangers write, from wherever, is answered within its size, and nothing that is for admins is done',
  async () => {
    const stream = new Chance(SEED).stream('fuzz');
    const { desk, house, done } = aPlace();
    let answered = 0;
    for (let n = 0; n < TEXTS; n += BATCH) {
      const requests = Array.from({ length: Math.min(BATCH, TEXTS - n) }, () => aStranger(stream));
      const answers = await askAll(desk, requests);
      for (const [index, request] of requests.entries()) checkSize(request, answers[index]);
      answered += answers.filter(Boolean).length;
      for (const text of desk.radio.texts()) expect(byteLength(text)).toBeLessThanOrEqual(200);
      desk.radio.sent.length = 0;
    }
    expect(desk.log.find('command failed').map(({ fields }) => fields)).toEqual([]);
    expect([done, desk.radio.reboots, house.quietUntil, house.blocks]).toEqual([[], [], undefined, []]);
    expect(house.trustedKey(ALPHA)).toBeUndefined();
    const obeyed = desk.audit.recent(20_000).filter(({ result }) => result !== 'refused');
    expect(obeyed.filter(({ result }) => result !== 'silent')).toEqual([]);
    expect(answered).toBeGreaterThan(TEXTS / 4);
  },
  RUN_MS,
);

it(
  'whatever an admin types is answered too, and never ends in an error of ours',
  async () => {
    const stream = new Chance(SEED).stream('admin');
    const { desk } = aPlace();
    for (let n = 0; n < TEXTS / 10; n += BATCH) {
      const requests = Array.from({ length: BATCH }, (): Request => {
        const { platform, channel: _channel, ...rest } = aStranger(stream);
        const user: Asker = { id: 'console', name: 'console', role: 'admin' };
        return { ...rest, platform: 'console', user, isDirect: true, isBrief: platform === 'mesh' };
      });
      const answers = await askAll(desk, requests);
      for (const [index, request] of requests.entries()) checkSize(request, answers[index]);
    }
    expect(desk.log.find('command failed').map(({ fields }) => fields)).toEqual([]);
  },
  RUN_MS,
);
