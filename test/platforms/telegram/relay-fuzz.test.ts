import { expect, it } from 'vitest';
import { parseCommandLine } from '../../../src/bot/command-line.js';
import { DEFAULT_BOT_SETTINGS } from '../../../src/bot/settings.js';
import { PRIMARY_CHANNEL } from '../../../src/mesh/ids.js';
import { Chance, type Stream } from '../../../src/sim/random.js';
import { byteLength } from '../../../src/util/text.js';
import { aUser, BRAVO } from '../../support/builders.js';
import { IN_GROUP, RelayDesk } from '../../support/relay-desk.js';
import { TelegramDesk } from '../../support/telegram-desk.js';

/** `MESHBOT_FUZZ=20000` for the long run. */
const TEXTS = Math.min(Number(process.env['MESHBOT_FUZZ'] ?? 300), 20_000);
const SEED = process.env['MESHBOT_FUZZ_SEED'] ?? 'relay';
const BATCH = 50;
const PREFIXES = ['/', '!', '[', '«', '🙂'];
const PEOPLE = Array.from({ length: 40 }, (_, index) => 1000 + index);

const PIECES = [
  ...PREFIXES,
  ...['help', 'echo hi', 'x', 'É', '字', ' ', '\n', '\r', '\t', ':', '<b>', '&', '"', '@BaseBot', '.'],
  ...['\u200b', '\u202e', '\u0000', '\ufeff', '\u2066', '\u0301', '\ud800', '👨‍👩‍👧', '[LongFast] Bravo: '],
] as const;

function noise(stream: Stream, longest: number): string {
  return Array.from({ length: stream.int(0, longest) }, () => stream.pick(PIECES)).join('');
}

it('nothing that is relayed is a command to anybody, whatever people write and however they are called', {
  timeout: 900_000,
}, async () => {
  const stream = new Chance(SEED).stream('fuzz');
  const desk = await TelegramDesk.open({
    telegram: { users: PEOPLE },
    prefixes: PREFIXES,
    settings: {
      commands: {
        ...DEFAULT_BOT_SETTINGS.commands,
        prefixes: PREFIXES,
        say: { channels: [PRIMARY_CHANNEL] },
      },
    },
  });
  const relay = new RelayDesk(desk);
  await desk.start();
  await relay.on();
  const shortNames = ['!', '🙂', '«a', 'ALPH', '[x', '\u200b!'];
  for (const [index, shortName] of shortNames.entries())
    desk.users.putPerson({ userId: `telegram:${1000 + index}`, role: 'any', name: '', shortName, since: 0 });
  let spoken = 0;
  let told = 0;
  for (let count = 0; count < TEXTS; count += BATCH) {
    const before = desk.api.texts.length;
    for (let each = 0; each < BATCH; each++) {
      const id = stream.pick(PEOPLE);
      const from = { id, is_bot: false, first_name: noise(stream, 4), last_name: noise(stream, 2) };
      const command = stream.pick(['', '', '', '/say ', '/echo ', '/say ch0 ']);
      desk.api.message({ from, text: command + noise(stream, stream.chance(0.1) ? 60 : 8), ...IN_GROUP });
      desk.nodes.learn(
        { nodeNum: BRAVO, user: aUser(noise(stream, 4), 'BRAV'), viaMqtt: false, isFavorite: false },
        desk.clock.now(),
      );
      relay.heard(noise(stream, 8), { isReaction: stream.chance(0.1) });
    }
    await desk.pass(700_000);
    for (const text of desk.desk.radio.texts()) {
      expect([text, parseCommandLine(text, { prefixes: PREFIXES, needsPrefix: true })]).toEqual([
        text,
        undefined,
      ]);
      expect(text).not.toMatch(/[\n\r\0\u200b\u202e\u2066]/);
      expect(byteLength(text)).toBeLessThanOrEqual(200);
    }
    spoken += desk.desk.radio.sent.length;
    desk.desk.radio.sent.length = 0;
    told += desk.api.texts.length - before;
  }
  expect(desk.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  expect(spoken).toBeGreaterThan(TEXTS / 20);
  expect(told).toBeGreaterThan(TEXTS / 20);
});
