import { beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_BOT_SETTINGS } from '../../../src/bot/settings.js';
import { TOPICS, type Topic } from '../../../src/mesh/user-store.js';
import { byteLength } from '../../../src/util/text.js';
import { aDesk, type Desk } from '../../support/bot-desk.js';
import { aConsoleRequest } from '../../support/builders.js';
import { WarningDesk } from '../../support/warning-desk.js';

const FR = { language: 'fr' } as const;
const ADMIN = { user: { id: 'mesh:!16fad3dc', name: 'Alpha', role: 'admin' } } as const;
const STRANGER = { user: { id: 'mesh:!00000009', name: 'Nine', role: 'any' } } as const;
const OTHER = { user: { id: 'mesh:!00000008', name: 'Eight', role: 'known' } } as const;
const WIDE = { isBrief: false } as const;

let desk: Desk;

function open(quietHours = '22:00-07:00', maxSubscribers = 50, topics: readonly Topic[] = TOPICS): Desk {
  const warned = new WarningDesk();
  warned.watch.topics = topics;
  const { desk: alerts } = warned.parts;
  return aDesk(
    { alerts: { ...DEFAULT_BOT_SETTINGS.alerts, quietHours, maxSubscribers } },
    true,
    {},
    { alerts },
  );
}

beforeEach(() => {
  desk = open();
});

describe('who subscribes', () => {
  it('is told what he gets, when, and how to stop it', async () => {
    await desk.ask('/subscribe vigi');
    expect(await desk.ask('/subscribe blitz 50')).toBe(
      'Subscribed: blitz within 50 km. You also get vigi. Quiet 22-07h unless severe. Stop: /unsubscribe blitz',
    );
    expect(await desk.ask('/abonner foudre', FR)).toBe(
      'Abonné : foudre à moins de 50 km. Vous avez aussi vigi. Silence 22-07h sauf danger. Arrêt : /desabonner foudre',
    );
    expect(await desk.ask('/unsubscribe blitz')).toBe('Unsubscribed: blitz. You still get vigi.');
    expect(await desk.ask('/desabonner tout', FR)).toBe('Désabonné : vigi. Il ne reste rien.');
  });

  it.each([
    [
      '/subscribe blitz 30km night',
      'Subscribed: blitz within 30 km. Also at night. Stop: /unsubscribe blitz',
    ],
    ['/sub vigi red', 'Subscribed: vigi only red. Quiet 22-07h unless severe. Stop: /unsubscribe vigi'],
    ['/subscribe link nonight', 'Subscribed: link. Quiet 22-07h unless severe. Stop: /unsubscribe link'],
    ['/subscribe blitz 3', 'Usage: /subscribe [TOPIC [option]]. Ex: /subscribe blitz 30'],
    ['/subscribe link 30', 'Usage: /subscribe [TOPIC [option]]. Ex: /subscribe blitz 30'],
    ['/subscribe link red', 'Usage: /subscribe [TOPIC [option]]. Ex: /subscribe blitz 30'],
    ['/subscribe moon', 'Topics: vigi, blitz, link. Ex: /subscribe vigi'],
    ['/subscribe system', 'Topics: vigi, blitz, link. Ex: /subscribe vigi'],
    ['/unsubscribe moon', 'Topics: vigi, blitz, link. Ex: /subscribe vigi'],
    ['/unsubscribe vigi', 'You had not subscribed to that. You get none.'],
  ])('%s', async (line, answer) => {
    expect(await desk.ask(line)).toBe(answer);
  });

  it('is told the same in French', async () => {
    expect(await desk.ask('/abonner lune', FR)).toBe('Sujets : vigi, foudre, lien. Ex : /abonner vigi');
    expect(await desk.ask('/desabonner vigi', FR)).toBe("Vous n'y étiez pas abonné. Vous n'en avez aucun.");
    await desk.ask('/abonner vigi nuit', FR);
    expect(await desk.ask('/desabonner lien', FR)).toBe("Vous n'y étiez pas abonné. Vous avez vigi.");
    await desk.ask('/abonner lien', FR);
    expect(await desk.ask('/unsub vigi', FR)).toBe('Désabonné : vigi. Il reste lien.');
  });

  it('keeps the options that he does not name again', async () => {
    await desk.ask('/subscribe blitz 30 night');
    expect(await desk.ask('/subscribe blitz 20')).toContain('within 20 km. Also at night.');
  });

  it('is promised no warning that nobody would give', async () => {
    desk = open('off', 50, ['link', 'system']);
    expect(await desk.ask('/subscribe blitz 30')).toBe(
      'blitz is not set up here: I could not warn you. Topics: link',
    );
    expect(await desk.ask('/abonner vigi rouge', { ...FR, ...ADMIN })).toBe(
      "vigi n'est pas configuré ici : je ne pourrais pas vous avertir. Sujets : lien, systeme",
    );
    expect(await desk.ask('/subscribe system')).toBe('Topics: link. Ex: /subscribe link');
    expect(await desk.ask('/subscribe')).toBe('Topics: link; add night. You get none.');
    expect(await desk.ask('/unsubscribe blitz')).toBe('You had not subscribed to that. You get none.');
    desk = open('off', 50, []);
    expect(await desk.ask('/subscribe blitz')).toBe('blitz is not set up here: I could not warn you.');
    expect(await desk.ask('/abonner foudre', FR)).toMatch(/avertir\.$/);
    expect(await desk.ask('/subscribe')).toBe('I warn of nothing here. You get none.');
    expect(await desk.ask('/abonner', FR)).toBe("Je n'avertis de rien ici. Vous n'en avez aucun.");
  });

  it('hears nothing of quiet hours where there are none', async () => {
    expect(await open('off').ask('/subscribe link')).toBe('Subscribed: link. Stop: /unsubscribe link');
    expect(await open('22:30-07:00').ask('/subscribe link')).toContain('Quiet 22:30-07h');
  });

  it('sees the topics when he names none', async () => {
    await desk.ask('/subscribe link');
    expect(await desk.ask('/subscribe')).toBe(
      'Topics: vigi [orange|red], blitz [5-100 km], link; add night. You get: link',
    );
    expect(await desk.ask('/abonner', { ...FR, ...ADMIN })).toBe(
      'Sujets : vigi [orange|rouge], foudre [5-100 km], lien, systeme; ajoutez nuit. Vous : lien',
    );
    const long = await desk.ask('/sub', WIDE);
    expect(long?.split('\n')).toHaveLength(5);
    expect(long).toContain('link: the link to my node');
    expect(await desk.ask('/sub link', WIDE)).toContain('Subscribed: link (the link to my node');
  });

  it('is kept out of a full list, unless he is on it', async () => {
    desk = open('off', 1);
    await desk.ask('/subscribe link');
    expect(await desk.ask('/subscribe link', OTHER)).toBe('List full (1). Ask an admin.');
    expect(await desk.ask('/subscribe vigi')).toContain('You also get link.');
    expect(await desk.ask('/abonner lien', { ...OTHER, ...FR })).toBe(
      'Liste pleine (1). Demandez à un admin.',
    );
  });

  it('must be known, and must not sit at a console', async () => {
    expect(await desk.ask('/subscribe link', STRANGER)).toBe(
      'I need an encrypted DM (PKI) from your node for this.',
    );
    expect((await desk.bot.router.handle(aConsoleRequest('/subscribe link')))?.pages[0]).toContain('console');
  });

  it('is named in whoami', async () => {
    await desk.ask('/subscribe vigi');
    await desk.ask('/subscribe blitz');
    expect(await desk.ask('/whoami')).toMatch(/\nAlerts: vigi blitz$/);
    expect(await desk.ask('/qui', FR)).toMatch(/\nAlertes : vigi foudre$/);
  });
});

it('the longest answer fits one packet', async () => {
  for (const topic of ['vigi rouge', 'lien', 'systeme'])
    await desk.ask(`/abonner ${topic}`, { ...FR, ...ADMIN });
  const answer = await desk.ask('/abonner foudre 100 sansnuit', { ...FR, ...ADMIN });
  expect(byteLength(answer ?? '')).toBeLessThanOrEqual(200);
  expect(answer).not.toContain('/more');
});

it('where alerts are switched off nobody can subscribe', async () => {
  desk = aDesk();
  expect(await desk.ask('/subscribe link')).toBe('/subscribe is not set up here.');
  expect(await desk.ask('/unsubscribe link')).toBe('/unsubscribe is not set up here.');
  expect(await desk.ask('/alerts')).toBe('/alerts is not set up here.');
});
