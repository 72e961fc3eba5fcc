import { beforeEach, describe, expect, it } from 'vitest';
import { UNKNOWN } from '../../../src/alerts/alert.js';
import { byteLength } from '../../../src/util/text.js';
import { aDesk, type Desk } from '../../support/bot-desk.js';
import { NOW } from '../../support/builders.js';
import { WarningDesk } from '../../support/warning-desk.js';

const FR = { language: 'fr' } as const;
const ADMIN = { user: { id: 'mesh:!16fad3dc', name: 'Alpha', role: 'admin' } } as const;
const WIDE = { isBrief: false } as const;
const MINUTE = 60_000;

let warned: WarningDesk;
let desk: Desk;

beforeEach(() => {
  warned = new WarningDesk({ startAt: NOW });
  desk = aDesk({}, true, {}, { alerts: warned.parts.desk });
});

/** The same line is a new question after a while. */
async function ask(...line: Parameters<Desk['ask']>): Promise<string | undefined> {
  await desk.clock.advance(2 * MINUTE);
  return desk.ask(...line);
}

/** Both clocks go on. */
async function pass(ms: number): Promise<void> {
  await warned.pass(ms);
  await desk.clock.advance(ms);
}

describe('alerts', () => {
  it('are none, and the sources are fresh', async () => {
    Object.assign(warned.watch, { freshness: () => 480_000 });
    warned.watch.seeLevel(0);
    expect(await ask('/alerts')).toBe('No alert now. Sources ok: storm 8m. You get: none');
    Object.assign(warned.watch, { freshness: () => 'live' });
    expect(await ask('/alertes', FR)).toBe('Aucune alerte. Sources ok : orage en direct. Vous : rien');
    Object.assign(warned.watch, { freshness: () => undefined });
    expect(await ask('/alerts')).toBe('No alert now. You get: none');
  });

  it('are told with their time, now and ended', async () => {
    await ask('/subscribe blitz');
    warned.watch.seeLevel(1);
    await pass(10 * MINUTE);
    expect(await ask('/alerts')).toBe('Now: storm level 1 since 14:05\nYou get: blitz');
    expect(await ask('/alertes', FR)).toBe('En cours : orage level 1 depuis 14:05\nVous : foudre');
    warned.watch.seeLevel(0);
    expect(await ask('/alerts')).toBe('No alert now.\nEnded: storm level 1 14:15 (10m)\nYou get: blitz');
    await pass(24 * 3_600_000);
    expect(await ask('/alerts')).toBe('No alert now. You get: blitz');
  });

  it('are never calm where a source is silent', async () => {
    warned.watch.see(UNKNOWN);
    await pass(MINUTE);
    expect(await ask('/alerts')).toBe('No alert now. You get: none');
    await pass(5 * MINUTE);
    expect(await ask('/alerts')).toBe('storm UNKNOWN since 14:05\nElse no alert. You get: none');
    expect(await ask('/alertes', FR)).toBe('orage INCONNU depuis 14:05\nSinon aucune alerte. Vous : rien');
  });

  it('leave out a sensor that the machine does not have', async () => {
    Object.assign(warned.watch, { isPublic: false });
    warned.watch.see(UNKNOWN);
    await pass(5 * MINUTE);
    expect(await ask('/alerts')).toBe('No alert now. You get: none');
    expect(await ask('/alerts', WIDE)).toMatch(/^No alert now\.\nNot measured here, or not yet: storm\.\n/);
    expect(await ask('/alertes', { ...WIDE, ...FR })).toContain(
      '\nSans mesure ici, ou pas encore : orage.\n',
    );
  });

  it('that happened have no length', async () => {
    warned.watch.bell?.happened({ subject: 'Oscar', facts: {} });
    Object.assign(warned.watch, { levels: [] });
    expect(await ask('/alerts')).toBe('No alert now.\nEnded: storm Oscar level 1 14:05\nYou get: none');
  });

  it('fit one packet, however many there are', async () => {
    warned.watch.sights = Array.from({ length: 20 }, (_, index) => ({
      subject: `place ${index}`,
      judgement: { kind: 'known', raise: 1, keep: 1 },
      facts: {},
    }));
    warned.watch.bell?.changed();
    const answer = await ask('/alerts');
    expect(answer).toMatch(/^Now: storm place 0 level 1 since 14:05; storm place 1/);
    expect(byteLength(answer ?? '')).toBeLessThanOrEqual(200);
  });

  it('on a wide screen are sentences with their time and what to do, and the rest is one line', async () => {
    warned.subscribe('mesh:!16fad3dc');
    warned.watch.levels = [{ holdMs: MINUTE, clearMs: 0, isSevere: false }];
    warned.watch.seeLevel(0);
    expect(await ask('/alerts', WIDE)).toBe('No alert now.\nQuiet: storm.\nYou get: none');
    warned.watch.seeLevel(1);
    expect(await ask('/alerts', WIDE)).toBe('No alert now.\nMay come soon: storm.\nYou get: none');
    expect(await ask('/alertes', { ...WIDE, ...FR })).toContain('\nPeut-être bientôt : orage.\n');
    await pass(MINUTE);
    expect(await ask('/alerts', WIDE)).toMatch(
      /^storm goes on \(since 14:05\) Go inside, and keep away from masts and antennas\.\n/,
    );
    expect(await ask('/alertes', { ...WIDE, ...FR })).toMatch(/^storm goes on \(depuis 14:05\) Rentrez, /);
    warned.watch.see(UNKNOWN);
    expect(await ask('/alerts', WIDE)).toMatch(
      /^storm goes on ❓ storm level 1: no news since 14:06, I can no longer check\. \(since 14:05\)/,
    );
    warned.watch.seeLevel(1);
    warned.watch.seeLevel(0);
    expect(await ask('/alerts', WIDE)).toMatch(
      /^No alert now\.\nEnded today: storm level 1 14:06 \(1m\)\nQuiet: storm\.\n/,
    );
    expect(await ask('/alertes', { ...WIDE, ...FR })).toMatch(
      /^Aucune alerte\.\nFinies aujourd'hui : orage level 1 14:06 \(1m\)\nCalme : orage\.\n/,
    );
  });

  it('on a wide screen are not calm where nobody can tell', async () => {
    warned.watch.see(UNKNOWN);
    await pass(5 * MINUTE);
    expect(await ask('/alerts', WIDE)).toMatch(/^❓ storm: I cannot tell since 14:05\.\nElse no alert\.\n/);
    expect(await ask('/alertes', { ...WIDE, ...FR })).toMatch(
      /^❓ orage : je ne peux pas le dire depuis 14:05\.\nSinon aucune alerte\.\n/,
    );
  });

  it('on a wide screen have their last messages, with the people they went to', async () => {
    warned.subscribe('mesh:!16fad3dc');
    warned.watch.seeLevel(1);
    expect(await ask('/alerts', WIDE)).toContain(
      '\n\nLast messages\n14:05 to Alpha: lightning raised; on its way\n\nYou get: none',
    );
    warned.end('no_key');
    expect(await ask('/alerts', WIDE)).toContain('failed (my node has no key of that node)');
    expect(await ask('/alertes', { ...WIDE, ...FR })).toContain('14:05 à Alpha : lightning début ; échec (');
  });

  it('that reach nobody are said to', async () => {
    expect(await ask('/alerts', WIDE)).toContain('Nobody has subscribed: alerts go to the log.');
  });

  it('mean nothing else', async () => {
    expect(await ask('/alerts now')).toBe('Usage: /alerts [test NAME]');
  });
});

describe('a test of an alert', () => {
  it('goes to the admin who asks, by the way of an alert', async () => {
    expect(await ask('/alerts test lightning', ADMIN)).toBe('TEST lightning is on its way to you.');
    expect(warned.told()).toEqual([expect.stringMatching(/^TEST storm: this is how an alert looks\./)]);
    expect(await ask('/alertes test Orage', { ...ADMIN, ...FR })).toBe('TEST Orage est en route vers vous.');
    expect(warned.told()).toEqual([expect.stringMatching(/^TEST orage : voici/)]);
    expect(await ask('/alerts', { ...ADMIN, ...WIDE })).toContain('to Alpha: test; delivered');
  });

  it('names the alerts for a wrong name, and is no matter for others or for a console', async () => {
    expect(await ask('/alerts test moon', ADMIN)).toBe('I do not know the alert moon. There are: lightning');
    expect(await ask('/alertes test lune', { ...ADMIN, ...FR })).toBe(
      "Je ne connais pas l'alerte lune. Il y a : orage",
    );
    expect(await ask('/alerts test', ADMIN)).toBe('Which alert? /alerts test NAME. There are: lightning');
    expect(await ask('/alertes test', { ...ADMIN, ...FR })).toBe(
      'Quelle alerte ? /alertes test NOM. Il y a : orage',
    );
    expect(await ask('/alerts test lightning')).toBe('Sorry, /alerts test is for admins.');
    const atConsole = { user: { id: 'console', name: 'console', role: 'admin' } } as const;
    expect(await ask('/alerts test lightning', atConsole)).toBe(
      'Nothing can be sent to a console. Try it from your node.',
    );
  });
});
