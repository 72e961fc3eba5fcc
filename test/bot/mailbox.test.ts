import { describe, expect, it } from 'vitest';
import { byteLength } from '../../src/util/text.js';
import {
  ALPHA,
  aConsoleRequest,
  aUser,
  BASE,
  BRAVO,
  DELTA,
  KEY,
  NOW,
  OTHER_KEY,
} from '../support/builders.js';
import { ACKED, MailDesk, UNHEARD } from '../support/mail-desk.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const BRAVO_USER = { id: 'mesh:!2b4a7c10', name: 'Bravo', role: 'known', nodeNum: BRAVO } as const;

function aPlace() {
  const mail = new MailDesk();
  mail.desk.keys.announce(BRAVO, KEY);
  return mail;
}

const textsOf = (sent: readonly { content: { kind: string; text?: string } }[]) =>
  sent.map(({ content }) => content.text);

describe('a letter', () => {
  it('waits for its addressee, and its sender is told that it arrived', async () => {
    const mail = aPlace();
    expect(await mail.desk.ask('/tell BRAV meet at the pass at noon?')).toBe(
      'Kept for Bravo (heard 1d ago), up to 7 days. I tell you when it arrives. #1',
    );
    expect(await mail.hear(DELTA)).toEqual([]);
    expect(await mail.hear(BRAVO, { viaMqtt: true })).toEqual([]);
    await mail.desk.clock.advance(HOUR);
    const sent = await mail.hear(BRAVO);
    expect(sent).toMatchObject([{ to: BRAVO, content: { kind: 'text' }, priority: 'announcement' }]);
    expect(textsOf(sent)).toEqual([
      'From ALPH 20 Nov 14:05: meet at the pass at noon? (answer: /tell ALPH ...)',
    ]);
    expect(await mail.hear(BRAVO)).toEqual([]);
    expect(await mail.desk.ask('/tell list')).toBe('Mail: 1 waiting\n#1 to BRAV, 14:05, on its way');
    expect(await mail.desk.ask('/tell cancel 1')).toBe('#1 is on its way, too late.');
    await mail.end(ACKED);
    expect(mail.desk.radio.sent.at(-1)).toMatchObject({
      to: ALPHA,
      content: { text: '#1 delivered to Bravo at 15:05 (acked).' },
    });
    await mail.desk.clock.advance(20_000);
    expect(await mail.desk.ask('/tell list')).toBe('No mail of yours is waiting.');
  });

  it('speaks French to who speaks French', async () => {
    const mail = aPlace();
    mail.users.set('mesh:!2b4a7c10', 'fr');
    mail.users.set('mesh:!16fad3dc', 'fr');
    expect(await mail.desk.ask('/dire BRAV RDV au col à midi ?')).toBe(
      "Gardé pour Bravo (entendu il y a 1j), 7 jours max. Je vous préviens à l'arrivée. #1",
    );
    expect(textsOf(await mail.hear(BRAVO))).toEqual([
      'De ALPH 20 nov 14:05 : RDV au col à midi ? (répondre : /dire ALPH ...)',
    ]);
    await mail.end(ACKED);
    expect(mail.desk.radio.texts().at(-1)).toBe('#1 remis à Bravo à 14:05 (accusé reçu).');
  });

  it('is tried at sightings ever further apart, as long as it lives, and arrives at the last of them', async () => {
    const mail = aPlace();
    await mail.desk.ask('/tell BRAV hello');
    for (const gapMs of [HOUR / 6, HOUR, 6 * HOUR, 12 * HOUR, 12 * HOUR, 12 * HOUR]) {
      expect(await mail.hear(BRAVO)).toHaveLength(1);
      await mail.end(UNHEARD);
      await mail.desk.clock.advance(gapMs - 1000);
      expect(await mail.hear(BRAVO)).toEqual([]);
      await mail.desk.clock.advance(1000);
    }
    expect(await mail.desk.ask('/tell list')).toContain(', 6 tries');
    await mail.desk.clock.advance(5 * DAY - HOUR);
    expect(await mail.hear(BRAVO)).toHaveLength(1);
    await mail.end(ACKED);
    expect(mail.desk.radio.texts().at(-1)).toMatch(/^#1 delivered to Bravo at .* \(acked\)\.$/);
  });

  it('that was tried in vain again and again ends after seven days, and the sender hears of that', async () => {
    const mail = aPlace();
    await mail.desk.ask('/tell BRAV hello');
    for (let hour = 0; hour <= 7 * 24; hour++) {
      await mail.hear(BRAVO);
      await mail.end(UNHEARD);
      await mail.desk.clock.advance(HOUR);
    }
    const texts = mail.desk.radio.texts();
    expect(texts.at(-1)).toBe('#1 expired after 7 days, never acked.');
    expect(texts).toHaveLength(18);
  });

  it('loses no try when our own node could not send', async () => {
    const mail = aPlace();
    await mail.desk.ask('/tell BRAV hello');
    await mail.hear(BRAVO);
    await mail.end({ outcome: 'expired', tookMs: 600_000 });
    await mail.desk.clock.advance(HOUR);
    await mail.hear(BRAVO);
    await mail.end({ outcome: 'failed', reason: 'duty_cycle', tookMs: 1 });
    expect(mail.mailbox.lettersOf('mesh:!16fad3dc')).toMatchObject([{ tries: 0 }]);
  });

  it('is not aged by a clock that is set anew, and waits its seven days all the same', async () => {
    const mail = aPlace();
    await mail.desk.ask('/tell BRAV hello');
    await mail.hear(BRAVO);
    await mail.desk.clock.advance(30_000);
    mail.desk.clock.jump(365 * DAY);
    await mail.desk.clock.advance(120_000);
    expect(await mail.hear(BRAVO)).toEqual([]);
    await mail.end(UNHEARD);
    expect(mail.mailbox.lettersOf('mesh:!16fad3dc')).toMatchObject([{ tries: 1 }]);
    await mail.desk.clock.advance(7 * DAY);
    expect(mail.desk.radio.texts().at(-1)).toBe('#1 expired after 7 days, never acked.');
  });

  it.each([-30 * 60_000, 30 * 60_000, -8 * DAY])(
    'goes out once when it was written and heard for right after the clock was set by %i ms',
    async (jumpMs) => {
      const mail = aPlace();
      await mail.desk.clock.advance(30_000);
      mail.desk.clock.jump(jumpMs);
      await mail.desk.ask('/tell BRAV hello');
      expect(await mail.hear(BRAVO)).toHaveLength(1);
      await mail.desk.clock.advance(60_000);
      expect(await mail.hear(BRAVO)).toEqual([]);
      mail.desk.clock.jump(jumpMs);
      expect(await mail.hear(BRAVO)).toEqual([]);
      await mail.desk.clock.advance(15 * 60_000);
      expect(await mail.hear(BRAVO)).toEqual([]);
      await mail.end(UNHEARD);
      expect(mail.mailbox.lettersOf('mesh:!16fad3dc')).toMatchObject([{ tries: 1 }]);
      await mail.desk.clock.advance(6 * DAY);
      expect(mail.mailbox.lettersOf('mesh:!16fad3dc')).toHaveLength(1);
    },
  );

  it('ends after seven days, and the sender hears of that', async () => {
    const mail = aPlace();
    await mail.desk.ask('/tell BRAV hello');
    await mail.desk.clock.advance(7 * DAY + 60_000);
    expect(mail.desk.radio.texts()).toEqual(['#1 expired after 7 days, never acked.']);
  });

  it('outlives the process, also on its way, and no number is given twice', async () => {
    const mail = aPlace();
    await mail.desk.ask('/tell BRAV one');
    await mail.desk.ask('/tell BRAV two');
    await mail.desk.ask('/tell cancel #2');
    await mail.hear(BRAVO);
    mail.boot();
    expect(await mail.hear(BRAVO)).toEqual([]);
    await mail.end(ACKED);
    expect(mail.desk.radio.texts().at(-1)).toBe('#1 delivered to Bravo at 14:05 (acked).');
    mail.boot();
    expect(await mail.desk.ask('/tell BRAV three')).toMatch(/#3$/);
    mail.boot();
    expect(textsOf(await mail.hear(BRAVO))).toEqual([expect.stringContaining('three')]);
  });

  it('is told apart from another with the same words, also by the next process', async () => {
    const mail = aPlace();
    for (let n = 0; n < 3; n++) {
      await mail.desk.ask('/tell BRAV the same words');
      // An app's own repeat would not be answered.
      await mail.desk.clock.advance(10_000);
    }
    const [first, second, third] = await mail.hear(BRAVO);
    if (!first || !second || !third) throw new Error('not all sent');
    mail.desk.radio.settle({ message: second, delivery: ACKED, attempts: 1 });
    expect(mail.desk.radio.texts().at(-1)).toBe('#2 delivered to Bravo at 14:06 (acked).');
    mail.boot();
    mail.desk.radio.settle({ message: third, delivery: ACKED, attempts: 1 });
    expect(mail.desk.radio.texts().at(-1)).toBe('#3 delivered to Bravo at 14:06 (acked).');
    mail.desk.radio.settle({ message: first, delivery: UNHEARD, attempts: 3 });
    expect(mail.mailbox.lettersOf('mesh:!16fad3dc')).toMatchObject([{ number: 1, tries: 1 }]);
  });

  it('has arrived when its acknowledgement comes after all hope, and is lost by no late bad news', async () => {
    const mail = aPlace();
    await mail.desk.ask('/tell BRAV hello');
    const [message] = await mail.hear(BRAVO);
    if (!message) throw new Error('nothing sent');
    await mail.desk.clock.advance(HOUR);
    mail.desk.radio.settle({ message, delivery: UNHEARD, attempts: 3 });
    expect(mail.mailbox.lettersOf('mesh:!16fad3dc')).toMatchObject([{ tries: 0 }]);
    mail.desk.radio.settle({ message, delivery: ACKED, attempts: 3 });
    expect(mail.mailbox.lettersOf('mesh:!16fad3dc')).toEqual([]);
  });

  it('is not taken for what else the bot sends', async () => {
    const mail = aPlace();
    await mail.desk.ask('/tell BRAV hello');
    const [message] = await mail.hear(BRAVO);
    if (!message) throw new Error('nothing sent');
    const { ticket: _ours, ...same } = message;
    for (const other of [same, { ...same, ticket: 'another' }])
      mail.desk.radio.settle({ message: other, delivery: ACKED, attempts: 1 });
    expect(mail.mailbox.lettersOf('mesh:!16fad3dc')).toHaveLength(1);
  });

  it('of which the outbox never told the end is tried again', async () => {
    const mail = aPlace();
    await mail.desk.ask('/tell BRAV one');
    await mail.hear(BRAVO);
    await mail.desk.clock.advance(HOUR);
    expect(await mail.hear(BRAVO)).toHaveLength(1);
  });

  it('is held while the key of the addressee is unknown or has changed', async () => {
    const mail = aPlace();
    expect(await mail.desk.ask('/tell DELT hi')).toBe(
      'Kept for Delta, up to 7 days, but held: I do not know its key yet. #1',
    );
    expect(await mail.hear(DELTA)).toEqual([]);
    await mail.desk.ask('/tell BRAV hello');
    mail.desk.keys.announce(BRAVO, OTHER_KEY);
    expect(textsOf(await mail.hear(BRAVO))).toEqual([
      '#2 to Bravo is held: its key has changed and nobody has accepted that.',
    ]);
    expect(await mail.hear(BRAVO)).toEqual([]);
    expect(await mail.desk.ask('/tell list')).toBe(
      'Mail: 2 waiting\n#1 to DELT, 14:05, key unknown\n#2 to BRAV, 14:05, key changed',
    );
    mail.desk.keys.keeper.accept(BRAVO);
    expect(textsOf(await mail.hear(BRAVO))).toEqual([expect.stringContaining('hello')]);
  });

  it('waits while an admin wishes silence, and for whom he blocked', async () => {
    const mail = aPlace();
    await mail.desk.ask('/tell BRAV hello');
    mail.house.beQuiet(60);
    expect(await mail.hear(BRAVO)).toEqual([]);
    mail.house.endQuiet();
    mail.house.block(BRAVO, 1);
    expect(await mail.hear(BRAVO)).toEqual([]);
    mail.house.unblock(BRAVO);
    expect(await mail.hear(BRAVO)).toHaveLength(1);
  });

  it('of somebody on Telegram bears his name there, and he is told there', async () => {
    const mail = aPlace();
    const user = { id: 'telegram:12', name: 'Zoé', role: 'known' } as const;
    const asked = { ...aConsoleRequest('/tell "Bravo" come home'), platform: 'telegram', user } as const;
    expect(await mail.desk.bot.router.handle(asked)).toMatchObject({
      pages: ['Kept for Bravo (heard 1d ago), up to 7 days. I tell you when it arrives. #1'],
    });
    expect(textsOf(await mail.hear(BRAVO))).toEqual(['From Zoé 20 Nov 14:05: come home']);
    await mail.end(ACKED);
    expect(mail.told).toEqual(['telegram:12: #1 delivered to Bravo at 14:05 (acked).']);
  });

  it('of the console bears the name of our own node, and no receipt is promised', async () => {
    const mail = aPlace();
    expect(await mail.desk.bot.router.handle(aConsoleRequest('tell "Bravo" come home'))).toMatchObject({
      pages: [
        'Kept for Bravo (heard 1d ago), up to 7 days. Here I cannot tell you when it arrives: tell list shows what still waits. #1',
      ],
    });
    expect(textsOf(await mail.hear(BRAVO))).toEqual(['From BASE 20 Nov 14:05: come home']);
    await mail.end(ACKED);
    expect(mail.told).toEqual([]);
    mail.users.set('console', 'fr');
    expect(await mail.desk.bot.router.handle(aConsoleRequest('dire "Bravo" encore'))).toMatchObject({
      pages: [expect.stringMatching(/Ici je ne peux pas vous prévenir à l'arrivée : dire liste .* #2$/)],
    });
  });

  it('fits its packet with the longest text and names', async () => {
    const mail = aPlace();
    const long = aUser('é'.repeat(19), '🙂', { publicKey: KEY });
    for (const nodeNum of [ALPHA, BRAVO])
      mail.desk.nodes.learn({ nodeNum, user: long, viaMqtt: false, isFavorite: false }, NOW);
    for (const language of ['en', 'fr'] as const) {
      mail.users.set('mesh:!2b4a7c10', language);
      mail.users.set('mesh:!16fad3dc', language);
      const kept = await mail.desk.ask(`/tell !2b4a7c10 ${'é'.repeat(75)}`);
      expect(byteLength(kept ?? '')).toBeLessThanOrEqual(200);
      for (const text of textsOf(await mail.hear(BRAVO)))
        expect(byteLength(text ?? '')).toBeLessThanOrEqual(200);
      await mail.end(ACKED);
      expect(byteLength(mail.desk.radio.texts().at(-1) ?? '')).toBeLessThanOrEqual(200);
      await mail.desk.clock.advance(HOUR);
    }
  });
});

describe('the mailbox', () => {
  it('takes three letters of one sender and ten for one addressee', async () => {
    const mail = aPlace();
    for (let n = 0; n < 3; n++) await mail.desk.ask(`/tell BRAV letter ${n}`);
    expect(await mail.desk.ask('/tell BRAV one more')).toBe('Mailbox full (3). /tell list');
    for (let n = 0; n < 7; n++) {
      const letter = { sender: `telegram:${n}`, senderName: 'X', addressee: BRAVO, body: 'hi' };
      expect(mail.mailbox.post(letter)).toMatchObject({ letter: {} });
    }
    expect(await mail.desk.ask('/tell BRAV again', { user: { ...BRAVO_USER, id: 'mesh:!00000009' } })).toBe(
      'Too much mail waits for Bravo already.',
    );
  });

  it('is closed to who wants no mail, and what waited goes back', async () => {
    const mail = aPlace();
    await mail.desk.ask('/tell BRAV hello');
    expect(await mail.desk.ask('/tell off', { user: BRAVO_USER })).toBe(
      'Nobody can send you mail through me now. Again: /tell on',
    );
    expect(mail.desk.radio.texts()).toEqual(['#1 given back: Bravo takes no mail.']);
    mail.boot();
    await mail.desk.clock.advance(20_000);
    expect(await mail.desk.ask('/tell BRAV hello')).toBe('Bravo takes no mail.');
    expect(await mail.desk.ask('/dire marche', { user: BRAVO_USER, language: 'fr' })).toBe(
      'Vous prenez de nouveau le courrier.',
    );
    expect(await mail.desk.ask('/dire arrêt', { user: BRAVO_USER, language: 'fr' })).toBe(
      'Plus personne ne peut vous écrire par moi. Reprendre : /dire marche',
    );
    await mail.desk.clock.advance(20_000);
    await mail.desk.ask('/dire marche', { user: BRAVO_USER, language: 'fr' });
    await mail.desk.clock.advance(20_000);
    expect(await mail.desk.ask('/tell BRAV hello')).toMatch(/^Kept for Bravo/);
  });

  it('says what is wrong with an order', async () => {
    const mail = aPlace();
    const { desk } = mail;
    for (const bad of ['/tell', '/tell BRAV', '/tell "BRAV"'])
      expect(await desk.ask(bad)).toMatch(/^Usage: \/tell/);
    expect(await desk.ask('/tell nobody hi')).toContain('No node "nobody"');
    expect(await desk.ask(`/tell BRAV ${'x'.repeat(151)}`)).toBe('Text too long: 151 bytes, 150 max.');
    expect(await desk.ask('/tell BASE hi')).toBe('That is me: just write to me.');
    expect(await desk.ask('/tell cancel 9')).toBe('No letter #9 of yours. /tell list');
    expect(await desk.ask('/tell cancel x')).toBe('No letter #x of yours. /tell list');
    expect(await desk.bot.router.handle(aConsoleRequest('tell off'))).toMatchObject({
      pages: ['Only a node can do that, by DM.'],
    });
    const anyone = { user: { ...BRAVO_USER, role: 'any' } } as const;
    expect(await desk.ask('/tell ALPH hi', anyone)).toBe(
      'I need an encrypted DM (PKI) from your node for this.',
    );
    desk.nodes.learn(
      {
        nodeNum: DELTA,
        user: aUser('Delta', 'DELT', { isUnmessagable: true }),
        viaMqtt: false,
        isFavorite: false,
      },
      NOW,
    );
    expect(await desk.ask('/tell DELT hi')).toBe(
      'Delta takes no mail: it says of itself that nobody reads there (a sensor or a relay).',
    );
    expect(await desk.ask('/dire DELT hi', { language: 'fr' })).toBe(
      "Delta ne prend pas de courrier : il dit lui-même que personne n'y lit (capteur ou relais).",
    );
    expect(desk.radio.own?.nodeNum).toBe(BASE);
  });
});

it('whoami tells on a wide screen how much mail waits', async () => {
  const mail = aPlace();
  await mail.desk.ask('/tell BRAV hello');
  const wide = { isBrief: false };
  expect(await mail.desk.ask('/whoami', wide)).toMatch(/\nMail: 1 waiting, see tell list$/);
  expect(await mail.desk.ask('/qui', { ...wide, language: 'fr' })).toMatch(
    /\nCourrier : 1 en attente, voir dire liste$/,
  );
});
