import { beforeEach, describe, expect, it } from 'vitest';
import type { AlertWay, WayEnd } from '../../src/alerts/way.js';
import type { AlertDelivery, AlertEvent } from '../../src/mesh/alert-store.js';
import { ADMIN, STRANGER, TelegramDesk, USER } from '../support/telegram-desk.js';

const DAY_MS = 86_400_000;

let desk: TelegramDesk;
let ends: { key: number; end: WayEnd; tries: number }[];

beforeEach(async () => {
  desk = await TelegramDesk.open();
  ends = [];
});

function aDelivery(
  key: number,
  changes: Partial<AlertDelivery> & { event?: AlertEvent } = {},
): AlertDelivery {
  const { event = 'raised', ...rest } = changes;
  return {
    key,
    userId: `telegram:${ADMIN}`,
    covers: [{ alert: 'cpu-hot', subject: '', event, episode: 3 }],
    text: `alert <${key}>`,
    isSevere: false,
    state: 'queued',
    madeAt: desk.clock.now(),
    ttlMs: DAY_MS,
    tries: 0,
    ...rest,
  };
}

async function started(open: readonly AlertDelivery[] = []): Promise<AlertWay> {
  await desk.start();
  const [way] = desk.telegram?.ways ?? [];
  if (!way) throw new Error('no way');
  way.start({ ended: (key, end, tries) => ends.push({ key, end, tries }), heard: () => {} }, open);
  return way;
}

function press(from: number, data: string): void {
  desk.api.push({
    callback_query: { id: '9', from: { id: from, first_name: 'A' }, data, message: { chat: { id: from } } },
  });
}

describe('ChatWay', () => {
  it('brings an alert with a button, and tells that it is there', async () => {
    const way = await started();
    way.deliver(aDelivery(5));
    await desk.until(() => ends.length === 1);
    expect(ends).toEqual([{ key: 5, end: { state: 'delivered' }, tries: 1 }]);
    expect(desk.api.sent[0]).toMatchObject({ chat: ADMIN, text: 'alert <5>' });
    const buttons = [[{ text: 'Acknowledge', callback_data: 'cpu-hot 3 ' }]];
    expect(desk.api.sent[0]?.fields['reply_markup']).toEqual({ inline_keyboard: buttons });
    way.stop();
  });

  it('reminds nobody who has pressed the button, and everybody else', async () => {
    const way = await started();
    press(ADMIN, 'cpu-hot 3 ');
    press(STRANGER, 'cpu-hot 3 ');
    await desk.until(() => desk.api.asked.includes('answerCallbackQuery'));
    way.deliver(aDelivery(5, { event: 'reminded' }));
    way.deliver(aDelivery(6, { event: 'reminded', userId: `telegram:${USER}` }));
    way.deliver(aDelivery(7, { event: 'cleared' }));
    await desk.until(() => desk.api.texts.length === 2);
    expect(desk.api.texts).toEqual(['alert <6>', 'alert <7>']);
    expect(ends[0]).toEqual({
      key: 5,
      end: { state: 'failed', reason: 'acknowledged', canWait: false },
      tries: 0,
    });
    expect(desk.api.sent.filter(({ method }) => method === 'answerCallbackQuery')).toHaveLength(1);
  });

  it('tells admins of the system without being asked, and nobody of the rest', async () => {
    const way = await started();
    expect(way.implied('system')).toEqual([`telegram:${ADMIN}`]);
    expect(way.implied('blitz')).toEqual([]);
  });

  it('does not write to whom it does not know', async () => {
    const way = await started();
    way.deliver(aDelivery(5, { userId: `telegram:${STRANGER}` }));
    way.deliver(aDelivery(6, { userId: 'telegram:somebody' }));
    expect(ends.map(({ end }) => end)).toEqual([
      { state: 'failed', reason: 'no_such_user', canWait: false },
      { state: 'failed', reason: 'no_such_user', canWait: false },
    ]);
  });

  it('brings alerts that waited through an outage and a restart once, in order and with their time', async () => {
    const way = await started();
    desk.api.isDown = true;
    const first = aDelivery(5);
    const second = aDelivery(6);
    way.deliver(first);
    way.deliver(second);
    await desk.pass(3_600_000);
    await desk.end();
    desk.api.isDown = false;
    await started([first, second]);
    await desk.until(() => ends.length === 2);
    expect(desk.api.texts.map((text) => text.slice(0, 9))).toEqual(['alert <5>', 'alert <6>']);
    expect(desk.api.texts[0]).toMatch(/\(\d\d:\d\d, delayed 1 h/);
    expect(ends.map(({ key, end }) => [key, end.state])).toEqual([
      [5, 'delivered'],
      [6, 'delivered'],
    ]);
  });

  it('brings again what was lost between the alert and the queue', async () => {
    await started([aDelivery(5)]);
    await desk.until(() => ends.length === 1);
    expect(desk.api.texts).toEqual(['alert <5>']);
  });

  it('tells which alert came to nothing, and keeps alerts when there are too many messages', async () => {
    const way = await started();
    desk.api.isDown = true;
    for (let key = 1; key <= 501; key++) way.deliver(aDelivery(key, { covers: [], ttlMs: 60_000 }));
    expect(ends).toEqual([
      { key: 1, end: { state: 'failed', reason: 'too many', canWait: false }, tries: 1 },
    ]);
    await desk.until(() => ends.length === 501, 1000);
    expect(ends.at(-1)?.end).toEqual({ state: 'expired' });
    expect(desk.api.texts).toEqual([]);
  });

  it('brings as a file, with all its letters, what nobody would read in messages', async () => {
    const way = await started();
    const text = `${'é'.repeat(25_000)}<end>`;
    way.deliver(aDelivery(5, { text }));
    await desk.until(() => ends.length === 1);
    expect(desk.api.sent).toHaveLength(1);
    expect(desk.api.sent[0]).toMatchObject({ method: 'sendDocument', text });
  });
});
