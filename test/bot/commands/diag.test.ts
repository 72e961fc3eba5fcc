import { describe, expect, it } from 'vitest';
import type { ServiceReport } from '../../../src/services/service-health.js';
import { aDesk, type Desk } from '../../support/bot-desk.js';
import { type aRequest, NOW } from '../../support/builders.js';
import { MINUTE, said, saidAtConsole } from '../../support/sky-desk.js';

const SECOND = 1000;
const ago = (ms: number) => NOW - ms;

const FINE: readonly ServiceReport[] = [
  { name: 'telegram', state: 'ok', since: ago(86_400_000), lastSuccess: ago(21 * SECOND) },
  { name: 'weather', state: 'ok', since: ago(86_400_000), lastSuccess: ago(12 * MINUTE) },
  { name: 'vigilance', state: 'ok', since: ago(86_400_000), lastSuccess: ago(8 * MINUTE) },
  { name: 'lightning', state: 'ok', since: ago(86_400_000), lastSuccess: ago(SECOND), isLive: true },
  { name: 'mesh feed', state: 'off' },
  { name: 'llm', state: 'ok', since: ago(86_400_000) },
];
/** 11:20 */
const BROKEN_SINCE = NOW - (2 * 60 + 45) * MINUTE - 31 * SECOND;
const ESPHOME: ServiceReport = {
  name: 'esphome',
  state: 'down',
  since: BROKEN_SINCE,
  lastSuccess: BROKEN_SINCE - 2 * MINUTE,
  lastError: { at: ago(5 * MINUTE), reason: 'timeout' },
  nextTry: NOW + 10 * MINUTE,
  settings: { host: '192.168.1.50', 'esphome.pollSeconds': '60' },
};

/** The bot of the catalogue: its ESPHome device is gone. */
function aDiagDesk(services: readonly ServiceReport[] = [...FINE, ESPHOME]): Desk {
  const desk = aDesk();
  desk.radio.facts = { state: 'ready', sinceMs: 60 * MINUTE, lastFrameAgoMs: 4 * SECOND };
  desk.services = services;
  return desk;
}

const known = { user: { id: 'mesh:1', name: 'Alpha', role: 'known' } } as const;
const admin = { user: { id: 'mesh:1', name: 'Alpha', role: 'admin' } } as const;

async function asked(desk: Desk, text: string, changes: Parameters<typeof aRequest>[1] = {}) {
  const answer = await desk.answer(text, { ...known, ...changes });
  await desk.clock.advance(10_001);
  return answer?.pages[0];
}

describe('/diag', () => {
  it('tells every part and how old its last success is, what fails last', async () => {
    expect(await asked(aDiagDesk(), '/diag')).toBe(
      '9 of 10 ok\nnode 4s, telegram 21s, weather 12m, vigi 8m, blitz live, mqtt off, llm ok, db ok, disk 61%\nFAIL esphome since 11:20: timeout',
    );
    expect(await asked(aDiagDesk(), '/diagnostic', { language: 'fr' })).toBe(
      '9 sur 10 ok\nnœud 4s, telegram 21s, météo 12m, vigi 8m, foudre ok, mqtt non, ia ok, base ok, disque 61%\nPANNE esphome depuis 11:20 : délai',
    );
  });

  it('tells old values and refusals apart from what is down, and what nobody has asked yet', async () => {
    const desk = aDiagDesk([
      { name: 'weather', state: 'stale', since: BROKEN_SINCE, lastError: { at: NOW, reason: 'busy' } },
      { name: 'vigilance', state: 'denied', since: NOW - 30 * 3_600_000 },
      { name: 'geocoding', state: 'ok' },
    ]);
    expect(await asked(desk, '/diag')).toBe(
      '3 of 6 ok, 1 unused\nnode 4s, geocoding unused, db ok, disk 61%\nOLD weather since 11:20: too many calls\nREFUSED vigi since 19 Nov 08:05',
    );
  });

  it('tells that the node is away, why and when it is tried again', async () => {
    const desk = aDiagDesk([]);
    const away = { since: BROKEN_SINCE, reason: 'silent' } as const;
    desk.radio.facts = { state: 'waiting', away, nextTryMs: 12_000, lastFrameAgoMs: 70 * MINUTE };
    expect(await asked(desk, '/diag')).toBe('2 of 3 ok\ndb ok, disk 61%\nFAIL node since 11:20: no reply');
    expect(await asked(desk, '/diag node')).toContain('Next try 14:05');
    desk.radio.facts = { state: 'connecting', sinceMs: MINUTE };
    expect(await asked(desk, '/diag nœud', { language: 'fr' })).toMatch(/^PANNE nœud depuis \d\d:\d\d$/);
  });

  it('tells a service closely, with what of its configuration matters', async () => {
    const desk = aDiagDesk();
    expect(await asked(desk, '/diag ESPHome')).toBe(
      'FAIL esphome since 11:20: timeout\nLast success 11:18 (2h)\nLast error 14:00: timeout\nNext try 14:15\nhost 192.168.1.50\nesphome.pollSeconds 60',
    );
    expect(await asked(desk, '/diag meteo', { language: 'fr' })).toMatch(
      /^météo 12m depuis 19 nov 14:05\nDernier succès 13:53 \(12m\)$/,
    );
    const weather = { name: 'weather', state: 'ok', since: NOW, valueAt: ago(5 * MINUTE) } as const;
    expect(await asked(aDiagDesk([weather]), '/diag weather')).toBe(
      'weather ok since 14:05\nNewest value of 14:00 (5m)',
    );
    expect(await asked(desk, '/diag mqtt')).toBe('mqtt off');
    const kept = aDiagDesk([{ ...ESPHOME, valueAt: BROKEN_SINCE - 2 * MINUTE }]);
    expect(await asked(kept, '/diag esphome', { language: 'fr' })).toBe(
      'PANNE esphome depuis 11:20 : délai\nDernier succès 11:18 (2h)\nDernière erreur 14:00 : délai\nProchain essai 14:15\nValeur la plus récente de 11:18 (2h)\nhost 192.168.1.50\nesphome.pollSeconds 60',
    );
  });

  it('names those that it knows when there is none of that name', async () => {
    const desk = aDiagDesk([FINE[1] ?? ESPHOME]);
    expect(await asked(desk, '/diag xyz')).toBe('No service "xyz". I know: node, weather, db, disk');
    const inFrench = await asked(desk, '/diag xyz', { language: 'fr' });
    expect(inFrench).toMatch(/^Pas de service "xyz"\. Je connais : nœud, /);
  });

  it('tells of trouble with the database', async () => {
    const desk = aDiagDesk([]);
    const gapSince = () => BROKEN_SINCE;
    Object.assign(desk.memory().history, { gapSince });
    expect(await asked(desk, '/diag')).toBe('2 of 3 ok\nnode 4s, disk 61%\nFAIL db since 11:20');
  });

  it('leaves out what has room nowhere, and never what fails', async () => {
    const many = Array.from(
      { length: 20 },
      (_, index): ServiceReport => ({ name: `service${index}`, state: 'ok' }),
    );
    expect(await asked(aDiagDesk([...many, ESPHOME]), '/diag')).toBe(
      '3 of 24 ok, 20 unused\nnode 4s, db ok, disk 61%\nFAIL esphome since 11:20: timeout',
    );
  });

  it('is a table at the console', async () => {
    const text = await saidAtConsole(aDiagDesk([FINE[1] ?? ESPHOME, ESPHOME]), 'diag');
    expect(text?.split('\n')).toEqual([
      '4 of 5 ok',
      'part     state             last success  last error',
      'node     ok                14:05 (4s)    –',
      'weather  ok                13:53 (12m)   –',
      'esphome  FAIL since 11:20  11:18 (2h)    14:00 timeout',
      'db       ok                –             –',
      'disk     ok, 61%           –             –',
    ]);
  });

  it('counts at the console what is off or unused apart from what is well', async () => {
    const geocoding: ServiceReport = { name: 'geocoding', state: 'ok' };
    const off: ServiceReport = { name: 'llm', state: 'off' };
    const live = FINE.filter(({ name }) => name === 'lightning' || name === 'mesh feed');
    const text = await saidAtConsole(aDiagDesk([...live, geocoding]), 'diag');
    expect(text?.split('\n')).toEqual([
      '4 of 6 ok, 1 off, 1 unused',
      'part       state    last success  last error',
      'node       ok       14:05 (4s)    –',
      'blitz      live     14:05 (1s)    –',
      'mqtt       off      –             –',
      'geocoding  unused   –             –',
      'db         ok       –             –',
      'disk       ok, 61%  –             –',
    ]);
    const one = await saidAtConsole(aDiagDesk([...live, geocoding]), 'diag', 'fr');
    expect(one).toMatch(/^4 sur 6 ok, 1 éteinte, 1 inutilisée\n/);
    const two = await saidAtConsole(aDiagDesk([...live, off, geocoding, { ...geocoding }]), 'diag', 'fr');
    expect(two).toMatch(/^4 sur 8 ok, 2 éteintes, 2 inutilisées\n/);
  });

  it('tells admins our last mistakes, by the references that people were given', async () => {
    const desk = aDiagDesk([]);
    const works = desk.host;
    Object.defineProperty(desk, 'host', {
      configurable: true,
      get: () => {
        throw new Error('broken');
      },
    });
    for (let count = 0; count < 6; count++) await said(desk, `/sys${'?'.repeat(count)}`);
    Object.defineProperty(desk, 'host', { value: works });
    const text = await saidAtConsole(desk, 'diag');
    expect(text).toMatch(/\nMy last mistakes:(\n• 14:0\d \w{4} \/sys){5}$/);
    expect(await asked(desk, '/diag', { ...admin, isBrief: false })).toContain('My last mistakes:');
    expect(await asked(desk, '/diag', { isBrief: false })).not.toContain('mistakes');
  });

  it('is for those who are known', async () => {
    const desk = aDiagDesk();
    const unproved = { user: { id: 'mesh:1', name: 'Alpha', role: 'any' } } as const;
    expect(await asked(desk, '/diag', unproved)).toMatch(/PKI/);
  });
});
