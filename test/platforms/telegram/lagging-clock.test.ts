import { beforeEach, describe, expect, it } from 'vitest';
import { RelayDesk } from '../../support/relay-desk.js';
import { ADMIN, GROUP, TelegramDesk, USER } from '../../support/telegram-desk.js';

const MINUTE = 60_000;
const WARNING =
  "this machine's clock is behind Telegram's: orders from there are refused until it is set, for example by NTP";

let desk: TelegramDesk;

beforeEach(async () => {
  desk = await TelegramDesk.open();
  await desk.start();
});

/** Telegram's time, as in its messages. */
function ahead(ms: number) {
  return { date: Math.floor((desk.clock.now() + ms) / 1000) };
}

describe('an order from the future', () => {
  it('is refused in words, because its age is unknown, and questions are answered', async () => {
    expect(await desk.ask(ADMIN, '/quiet 60', ahead(301 * MINUTE))).toBe(
      "My clock is 5 h behind Telegram's, so I cannot tell when this was sent; nothing done. The operator has to set the clock of my machine.",
    );
    expect(await desk.ask(USER, '/say hello', ahead(3 * MINUTE))).toMatch(/^My clock is \d (min|s) behind/);
    desk.users.set(`telegram:${ADMIN}`, 'fr');
    expect(await desk.ask(ADMIN, '/announce bonsoir', ahead(4 * MINUTE))).toMatch(
      /^Mon horloge retarde de [34] min sur celle de Telegram/,
    );
    expect(desk.house.quietUntil).toBeUndefined();
    expect(desk.desk.radio.texts()).toEqual([]);
    expect(await desk.ask(USER, '/whoami', ahead(300 * MINUTE))).toContain('telegram:12');
    expect(desk.log.find(WARNING)).toHaveLength(1);
  });

  it('is done where clocks differ a little, and told anew when the clock is wrong again', async () => {
    await desk.ask(ADMIN, '/announce one', ahead(5 * MINUTE));
    expect(await desk.ask(ADMIN, '/quiet 60', ahead(MINUTE))).not.toContain('clock');
    expect(desk.house.quietUntil).toBeDefined();
    await desk.ask(ADMIN, '/announce two', ahead(5 * MINUTE));
    expect(desk.log.find(WARNING)).toHaveLength(2);
  });

  it('is no word and no sign for the mesh either', async () => {
    const relay = new RelayDesk(desk);
    await relay.on();
    desk.api.adminOf.add(GROUP);
    const { id } = relay.heard('hello');
    await desk.until(() => desk.api.texts.length === 2);
    const sign = { chat: { id: GROUP, type: 'supergroup' } };
    desk.api.react(USER, desk.api.lastMessage, ['👍'], { ...sign, ...ahead(5 * MINUTE) });
    await desk.pass(3000);
    await relay.said('good evening', ahead(5 * MINUTE));
    expect(desk.api.texts.at(-1)).toMatch(/^My clock is/);
    expect(desk.desk.radio.sent).toEqual([]);
    desk.api.react(USER, desk.api.lastMessage - 2, ['👍'], sign);
    await desk.until(() => desk.desk.radio.sent.length === 1);
    expect(desk.desk.radio.sent[0]?.content).toMatchObject({ text: '👍', replyId: id, isReaction: true });
  });
});
