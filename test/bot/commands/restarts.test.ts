import { describe, expect, it } from 'vitest';
import { Restarts } from '../../../src/bot/restarts.js';
import { SqliteHouseStore } from '../../../src/history/house-store.js';
import { byteLength } from '../../../src/util/text.js';
import { aDatabase } from '../../support/a-database.js';
import { aDesk, type Desk } from '../../support/bot-desk.js';
import { ALPHA, aConsoleRequest, anOwnNode, aUser, BASE, NOW } from '../../support/builders.js';
import { FakeClock } from '../../support/fake-clock.js';
import { FakeRadio } from '../../support/fake-radio.js';
import { RecordingLog } from '../../support/recording-log.js';
import { saidAtConsole } from '../../support/sky-desk.js';

const ADMIN = { id: 'mesh:!16fad3dc', name: 'Alpha', role: 'admin', nodeNum: ALPHA } as const;
const DAY = 86_400_000;

function asAdmin(desk: Desk, text: string, language: 'en' | 'fr' = 'en') {
  return desk.ask(text, { user: ADMIN, language });
}

describe('rebootnode', () => {
  function aPlace(rebootCount = 111) {
    let expected = 0;
    const desk = aDesk({}, true, {}, { expectReboot: () => expected++ });
    desk.radio.own = anOwnNode({ rebootCount });
    const confirm = (language: 'en' | 'fr' = 'en') => asAdmin(desk, '/yes 2222', language);
    const comeBack = (count: number) => {
      desk.radio.own = anOwnNode({ rebootCount: count });
      desk.radio.change({ state: 'ready' });
    };
    return { desk, confirm, comeBack, expected: () => expected };
  }

  it('asks, orders it of the node, and tells when it is back', async () => {
    const { desk, confirm, comeBack, expected } = aPlace();
    expect(await asAdmin(desk, '/rebootnode')).toBe(
      'Reboot node Base? I will be deaf for about 45 s. Confirm within 2 min: /yes 2222',
    );
    expect(desk.radio.reboots).toEqual([]);
    const answer = confirm();
    await desk.clock.advance(6000);
    expect([desk.radio.reboots, expected()]).toEqual([[5], 1]);
    desk.radio.change({ state: 'waiting' });
    await desk.clock.advance(20_000);
    comeBack(111);
    desk.radio.change({ state: 'waiting' });
    await desk.clock.advance(12_000);
    comeBack(112);
    expect(await answer).toBe('Node Base is back after 38 s (reboot no. 112).');
  });

  it('takes for back a node that counts nothing and was away', async () => {
    const { desk, confirm, comeBack } = aPlace(0);
    expect(await asAdmin(desk, '/rebootnode', 'fr')).toBe(
      'Redémarrer le nœud Base ? Je serai sourd environ 45 s. Confirmez sous 2 min : /oui 2222',
    );
    const answer = confirm('fr');
    await desk.clock.advance(6000);
    desk.radio.change({ state: 'waiting' });
    await desk.clock.advance(32_000);
    comeBack(0);
    expect(await answer).toBe('Le nœud Base est revenu après 38 s.');
  });

  it('says so when the node refuses, stays, or does not come back', async () => {
    const { desk, confirm } = aPlace();
    await asAdmin(desk, '/rebootnode');
    desk.radio.rebooting = 'failed';
    expect(await confirm()).toBe('The node is managed and refuses.');
    desk.radio.rebooting = 'taken';
    await desk.clock.advance(20_000);
    await asAdmin(desk, '/rebootnode');
    const stayed = confirm();
    await desk.clock.advance(75_000);
    expect(await stayed).toBe('The node is managed and refuses.');
    await asAdmin(desk, '/rebootnode');
    const away = confirm();
    await desk.clock.advance(1000);
    desk.radio.change({ state: 'waiting' });
    await desk.clock.advance(180_000);
    expect(await away).toBe('Node not back after 180 s. I keep trying.');
    expect(await asAdmin(desk, '/rebootnode')).toBe('No link to the node: it cannot hear me. See /link');
  });

  it('ends without a word when the bot stops', async () => {
    const { desk, confirm } = aPlace();
    await asAdmin(desk, '/rebootnode');
    const answer = confirm();
    await desk.clock.advance(1000);
    desk.bot.router.stop();
    await desk.clock.advance(0);
    expect(await answer).toBeUndefined();
    expect(desk.clock.pending()).toEqual([]);
  });

  it('asks within one packet, whatever the node is called', async () => {
    const { desk } = aPlace();
    const user = aUser('é'.repeat(19), 'BASE');
    desk.nodes.learn({ nodeNum: BASE, user, viaMqtt: false, isFavorite: false }, NOW);
    for (const language of ['en', 'fr'] as const) {
      expect(byteLength((await asAdmin(desk, '/rebootnode', language)) ?? '')).toBeLessThanOrEqual(200);
      await desk.clock.advance(20_000);
    }
  });
});

/** Processes that follow each other on one database. */
function aHouse(rebootHost?: () => Promise<void>) {
  const clock = new FakeClock(NOW);
  const store = new SqliteHouseStore(aDatabase(clock), new RecordingLog());
  const left: string[] = [];
  const machine = { restartBot: () => left.push('restart'), ...(rebootHost && { rebootHost }) };
  const told: string[] = [];
  const boot = () => {
    const notify = (userId: string, text: string) => told.push(`${userId}: ${text}`) > 0;
    const radio = new FakeRadio();
    const restarts = new Restarts({ radio, clock, store, notify });
    restarts.start();
    const desk = aDesk({}, true, {}, { clock, restarts, machine });
    return { desk, radio, restarts };
  };
  return { clock, left, told, boot };
}

describe('restart', () => {
  it('ends the process once the answer had time to leave, and the asker is told afterwards', async () => {
    const { clock, left, boot } = aHouse();
    const { desk } = boot();
    expect(await asAdmin(desk, '/restart')).toBe(
      'Restart the bot? Queued texts are kept. Confirm within 2 min: /yes 2222',
    );
    expect(await asAdmin(desk, '/yes 2222')).toBe('I restart. I tell you when I am back.');
    expect(left).toEqual([]);
    await clock.advance(4000);
    expect(left).toEqual(['restart']);
    await clock.advance(104_000);
    const { radio } = boot();
    expect(radio.sent).toEqual([]);
    radio.change({ state: 'ready' });
    radio.change({ state: 'ready' });
    expect(radio.sent).toMatchObject([{ to: ALPHA, priority: 'reply' }]);
    expect(radio.texts()).toEqual(['Back online. I was away 1 min 48 s.']);
    const third = boot().radio;
    third.change({ state: 'ready' });
    expect(third.sent).toEqual([]);
  });

  it('is refused in words where nobody would start the bot again, and dropped when it stops before', async () => {
    const desk = aDesk();
    expect(await asAdmin(desk, '/restart')).toBe(
      'Nobody would start me again: I run neither as a systemd service nor in a container.',
    );
    const { clock, left, boot } = aHouse();
    const { desk: other } = boot();
    await asAdmin(other, '/redemarrer', 'fr');
    expect(await asAdmin(other, '/oui 2222', 'fr')).toBe('Je redémarre. Je vous préviens à mon retour.');
    void other.bot.stop();
    await clock.advance(DAY);
    expect(left).toEqual([]);
  });

  it('promises nothing to a console, which ends with the bot', async () => {
    const { left, clock, boot } = aHouse(async () => void left.push('reboot'));
    const { desk } = boot();
    const typed = async (text: string, language: 'en' | 'fr' = 'en') => {
      await clock.advance(20_000);
      return saidAtConsole(desk, text, language);
    };
    await typed('restart');
    expect(await typed('yes 2222')).toBe(
      'I restart, and this console ends with me. When I am back: meshbot console',
    );
    await typed('redemarrer', 'fr');
    expect(await typed('oui 2222', 'fr')).toBe(
      'Je redémarre, et cette console finit avec moi. À mon retour : meshbot console',
    );
    await typed('reboot');
    expect(await typed('yes 2222')).toBe(
      'The host reboots, and this console ends with it. When it is back: meshbot console',
    );
    await typed('reboot', 'fr');
    expect(await typed('oui 2222', 'fr')).toBe(
      'La machine redémarre, et cette console finit avec elle. À son retour : meshbot console',
    );
    expect(left).toContain('reboot');
  });

  it('is not told by a process that stops before its node is there', () => {
    const { boot } = aHouse();
    const { restarts, radio } = boot();
    restarts.sayFarewell({ request: aConsoleRequest('restart', { user: ADMIN }), language: 'en' });
    restarts.stop();
    radio.change({ state: 'ready' });
    expect(radio.sent).toEqual([]);
    new Restarts({ radio, clock: new FakeClock() }).stop();
    expect(boot().restarts.takeHostReboot()).toBe(true);
  });

  it('is told on his own way to who is not on the mesh, and to nobody a day later', async () => {
    const { clock, told, boot } = aHouse();
    const { restarts } = boot();
    const request = aConsoleRequest('restart');
    restarts.sayFarewell({ request, language: 'fr' });
    await clock.advance(60_000);
    boot().radio.change({ state: 'ready' });
    expect(told).toEqual(['console: De retour. Absent 1 min.']);
    restarts.sayFarewell({ request, language: 'en' });
    await clock.advance(DAY + 1);
    boot().radio.change({ state: 'ready' });
    expect(told).toHaveLength(1);
  });
});

describe('reboot', () => {
  it('restarts the machine twice a day and no more', async () => {
    let reboots = 0;
    const { clock, boot } = aHouse(async () => void reboots++);
    const { desk } = boot();
    const order = async () => {
      await clock.advance(20_000);
      await asAdmin(desk, '/reboot');
      await clock.advance(20_000);
      return asAdmin(desk, '/yes 2222');
    };
    desk.radio.facts = { outbox: { ...desk.radio.report().outbox, queued: 2 } };
    expect(await asAdmin(desk, '/reboot')).toBe(
      'Reboot host? 2 queued texts are kept. Confirm within 2 min: /yes 2222',
    );
    expect(await asAdmin(desk, '/rebootpi', 'fr')).toBe(
      'Redémarrer la machine ? 2 textes en file sont gardés. Confirmez sous 2 min : /oui 2222',
    );
    expect(await asAdmin(desk, '/yes 2222')).toBe('La machine redémarre. Je vous préviens à mon retour.');
    expect(await order()).toBe('The host reboots. I tell you when I am back.');
    expect(await order()).toBe('Rebooted twice today, no more.');
    expect(reboots).toBe(2);
    await clock.advance(DAY);
    expect(await order()).toBe('The host reboots. I tell you when I am back.');
  });

  it('that fails is our fault, counts for nothing, and nobody is told that we are back', async () => {
    const { clock, boot } = aHouse(() => Promise.reject(new Error('systemctl failed: denied')));
    const { desk } = boot();
    for (let n = 0; n < 4; n++) {
      await asAdmin(desk, '/reboot');
      await clock.advance(20_000);
      expect(await asAdmin(desk, '/yes 2222')).toMatch(/^Sorry, my fault\. Ref /);
      await clock.advance(20_000);
    }
    const { radio } = boot();
    radio.change({ state: 'ready' });
    expect(radio.sent).toEqual([]);
    expect(await asAdmin(aDesk(), '/reboot')).toBe('/reboot is not set up here.');
  });
});
