import { afterEach, describe, expect, it } from 'vitest';
import { findDepartment } from '../../../src/mesh/departments.js';
import { HttpClient } from '../../../src/services/http.js';
import type { ServiceReport } from '../../../src/services/service-health.js';
import { VigilanceApi } from '../../../src/services/vigilance/api.js';
import { createMirror } from '../../../src/services/vigilance/mirror.js';
import { createPage } from '../../../src/services/vigilance/page.js';
import { VigilanceService } from '../../../src/services/vigilance/vigilance.js';
import { sendJson } from '../../../src/sim/services/http-server.js';
import { FakeClock } from '../../support/fake-clock.js';
import { MemoryValueStore } from '../../support/memory-value-store.js';
import { ChangingServer, HOSTILE } from '../../support/played-http.js';
import { RecordingLog } from '../../support/recording-log.js';
import {
  AT_TEN_PAST_TWO,
  aDomain,
  aNationalAnswer,
  aPage,
  aRow,
  hour,
  iso,
} from '../../support/vigilance-answers.js';

const MINUTE = 60_000;
const opened: { stop(): unknown }[] = [];
afterEach(async () => {
  for (const { stop } of opened.splice(0)) await stop();
});

function department(code: string) {
  const found = findDepartment(code);
  if (!found) throw new Error(`no department ${code}`);
  return found;
}
const ISERE = department('38');

const telling =
  (answer: () => unknown): ChangingServer['answer'] =>
  (_, response) =>
    sendJson(response, answer());
const withColour = (max: unknown, at = AT_TEN_PAST_TWO) =>
  telling(() =>
    aNationalAnswer({ at: iso(at), domains: [aDomain('38', { max }), aDomain('06', { max: 4 })] }),
  );
const refusing = HOSTILE['forbids it']?.answer ?? (() => {});
const broken = HOSTILE['has an error']?.answer ?? (() => {});
const silent = HOSTILE['accepts and never answers']?.answer ?? (() => {});

/** Météo-France at ten past two, in the order api, mirror, page, as far as they are wished. */
async function setUp(names: readonly string[] = ['api'], values = new MemoryValueStore()) {
  const clock = new FakeClock(AT_TEN_PAST_TWO);
  const log = new RecordingLog();
  const server = await ChangingServer.open(withColour(3));
  const http = new HttpClient({ clock, version: '1' });
  const keyless = { http, checkMs: 30 * MINUTE };
  const now = () => clock.now();
  const all = [
    new VigilanceApi({ http, clock, url: `${server.url}/api`, key: 'k3y', checkMs: 15 * MINUTE }),
    createMirror({ ...keyless, url: `${server.url}/mirror` }),
    createPage({ ...keyless, url: `${server.url}/page`, slug: 'isere', now }),
  ];
  const changes: string[] = [];
  const service = new VigilanceService({
    clock,
    random: () => 0.5,
    log,
    sources: all.filter(({ name }) => names.includes(name)),
    department: ISERE,
    maxAgeMs: 26 * 60 * MINUTE,
    values,
    onChange: ({ name, state }: ServiceReport) => changes.push(`${name} ${state}`),
  });
  opened.push({ stop: () => Promise.all([service.stop(), server.close()]) });
  return { clock, log, server, service, changes };
}

/** Lets time pass in small steps until it is there: sockets need real moments between them. */
async function within<Result>(clock: FakeClock, ms: number, reading: Promise<Result>): Promise<Result> {
  let isDone = false;
  const done = reading.finally(() => {
    isDone = true;
  });
  const end = clock.uptime() + ms;
  while (!isDone && clock.uptime() < end) await clock.advance(20);
  expect(isDone, `no answer within ${ms} ms`).toBe(true);
  return done;
}

const states = (service: VigilanceService) => service.reports().map(({ name, state }) => [name, state]);

describe('VigilanceService', () => {
  it('tells the colour of a department, one answer serving all that ask, also for others', async () => {
    const { service, server, clock } = await setUp();
    const readings = await Promise.all([service.read(ISERE), service.read(ISERE)]);
    expect(readings).toMatchObject([{ colour: 'orange' }, { colour: 'orange' }]);
    await clock.advance(5 * MINUTE);
    expect((await service.read(department('06'))).colour).toBe('red');
    expect(server.asked).toHaveLength(1);
    expect(service.reports()).toMatchObject([
      { name: 'vigilance', state: 'ok', lastSuccess: AT_TEN_PAST_TWO, valueAt: AT_TEN_PAST_TWO },
    ]);
    expect(JSON.stringify(service.reports())).not.toContain('k3y');
  });

  it.each(Object.entries(HOSTILE))(
    'knows nothing, and least of all green, of a source that %s',
    async (how, hostile) => {
      const { service, server, clock, log } = await setUp();
      server.answer = hostile.answer;
      const reading = await within(clock, 8000, service.read(ISERE));
      expect(reading).not.toHaveProperty('colour');
      expect(reading.unknown?.why).toMatch(/^(failing|waiting)$/);
      await clock.advance(30_000);
      expect(service.peekHome()?.unknown).toEqual({ why: 'failing', since: expect.any(Number) });
      expect(log.visible()).toEqual([how === 'forbids it' ? 'service refuses us' : 'service degraded']);
    },
  );

  it('asks the next one when a source fails, and the page last', async () => {
    const { service, server, clock } = await setUp(['api', 'mirror', 'page']);
    let mirror = telling(() => ({ total_count: 1, results: [aRow({ color_id: 2 })] }));
    const page: ChangingServer['answer'] = (_, response) => {
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end(aPage('<b data-dept="38" class="vigilance-rouge"></b>'));
    };
    server.answer = (request, response) => {
      const [, part] = (request.url ?? '').split(/[/?]/);
      (part === 'api' ? refusing : part === 'mirror' ? mirror : page)(request, response);
    };
    expect(await within(clock, 8000, service.read(ISERE))).toMatchObject({ colour: 'yellow' });
    expect(states(service)).toEqual([
      ['vigilance', 'denied'],
      ['vigilance mirror', 'ok'],
      ['vigilance page', 'ok'],
    ]);
    mirror = telling(() => ({ total_count: 0, results: [] }));
    await clock.advance(31 * MINUTE);
    await within(clock, 8000, service.read(ISERE));
    await server.wasAsked(4);
    await clock.advance(100);
    expect(await service.read(ISERE)).toMatchObject({ colour: 'red' });
    expect(server.asked.map(({ pathname }) => pathname.split('/')[1])).toEqual([
      'api',
      'mirror',
      'mirror',
      'page',
    ]);
  });

  it('asks those without a key no more than once in half an hour, however often people ask', async () => {
    const { service, server, clock } = await setUp(['mirror']);
    server.answer = telling(() => ({ results: [] }));
    for (let minute = 0; minute < 26; minute++) {
      expect((await within(clock, 8000, service.read(ISERE))).unknown?.why).toBe('failing');
      await clock.advance(MINUTE);
    }
    expect(server.asked).toHaveLength(1);
    await clock.advance(5 * MINUTE);
    await within(clock, 8000, service.read(ISERE));
    expect(server.asked).toHaveLength(2);
  });

  it('tells once that its key is refused, and leaves the interface alone for an hour', async () => {
    const { service, server, clock, log, changes } = await setUp();
    server.answer = refusing;
    await within(clock, 8000, service.read(ISERE));
    for (let minute = 0; minute < 59; minute++) {
      await clock.advance(MINUTE);
      await within(clock, 8000, service.read(ISERE));
    }
    expect(server.asked).toHaveLength(1);
    expect(changes).toEqual(['vigilance denied']);
    expect(log.find('service refuses us').map(({ level }) => level)).toEqual(['error']);
    expect(log.visible()).toEqual(['service refuses us']);
    expect(JSON.stringify(log.lines)).not.toContain('k3y');
    server.answer = withColour(1);
    await clock.advance(MINUTE);
    expect((await within(clock, 8000, service.read(ISERE))).colour).toBe('green');
    expect(changes).toEqual(['vigilance denied', 'vigilance ok']);
  });

  it('checks its department in the background, from the start', async () => {
    const { service, server, clock } = await setUp();
    service.start();
    await server.wasAsked(1);
    await clock.advance(100);
    expect(service.peekHome()?.colour).toBe('orange');
    server.answer = withColour(2, AT_TEN_PAST_TWO + 10 * MINUTE);
    await clock.advance(15 * MINUTE);
    await server.wasAsked(2);
    await clock.advance(100);
    expect(service.peekHome()?.colour).toBe('yellow');
    service.stop();
    expect(clock.pending()).toEqual([]);
  });

  it('knows nothing any more when its source has been failing for an hour, but what it was', async () => {
    const { service, server, clock } = await setUp();
    server.answer = withColour(2, hour(8));
    await service.read(ISERE);
    server.answer = broken;
    await clock.advance(50 * MINUTE);
    await within(clock, 8000, service.read(ISERE));
    await clock.advance(1000);
    const young = service.peekHome();
    expect(young).toMatchObject({ colour: 'yellow', trouble: { reason: 'server error' } });
    expect(states(service)).toEqual([['vigilance', 'stale']]);
    const since = young?.trouble?.since;
    await clock.advance(11 * MINUTE);
    const old = await within(clock, 8000, service.read(ISERE));
    expect(old).not.toHaveProperty('colour');
    expect(old).toMatchObject({
      unknown: { why: 'failing', since },
      last: { colour: 'yellow', at: hour(8) },
    });
    expect(old.last?.ageMs).toBe(clock.now() - hour(8));
  });

  it.each([
    ['too old', AT_TEN_PAST_TWO - 27 * 60 * MINUTE],
    ['of the future', AT_TEN_PAST_TWO + 61 * MINUTE],
  ])('does not believe a bulletin that is %s', async (_, at) => {
    const { service, server, clock } = await setUp();
    server.answer = withColour(1, at);
    expect(await within(clock, 8000, service.read(ISERE))).toMatchObject({ unknown: { why: 'failing' } });
  });

  it('does not let an older bulletin take back a newer one', async () => {
    const { service, server, clock } = await setUp();
    await service.read(ISERE);
    server.answer = withColour(1, AT_TEN_PAST_TWO - MINUTE);
    await clock.advance(31 * MINUTE);
    expect(await within(clock, 8000, service.read(ISERE))).toMatchObject({
      colour: 'orange',
      trouble: { reason: 'unreadable' },
    });
    server.answer = withColour(1, AT_TEN_PAST_TWO + MINUTE);
    await clock.advance(15 * MINUTE);
    expect((await within(clock, 8000, service.read(ISERE))).colour).toBe('green');
  });

  it('says that a colour was not said', async () => {
    const { service, server } = await setUp();
    server.answer = withColour('?');
    expect(await service.read(ISERE)).toMatchObject({ unknown: { why: 'unsaid', since: AT_TEN_PAST_TWO } });
  });

  it('asks nobody about departments beyond the sea', async () => {
    const { service, server } = await setUp();
    expect((await service.read(department('974'))).unknown).toEqual({ why: 'overseas' });
    expect(server.asked).toEqual([]);
  });

  it('knows after a restart what it knew before, and only for as long as that holds', async () => {
    const values = new MemoryValueStore();
    await (await setUp(['api'], values)).service.read(ISERE);
    const { service, server, clock } = await setUp(['api'], values);
    server.answer = silent;
    clock.jump(20 * MINUTE);
    service.start();
    expect(service.peekHome()?.colour).toBe('orange');
    await clock.advance(41 * MINUTE);
    expect(service.peekHome()).toMatchObject({ unknown: { why: 'failing' }, last: { colour: 'orange' } });
  });

  it('doubts what it knows when the clock on the wall has jumped, until it is told again', async () => {
    const { service, server, clock } = await setUp();
    await service.read(ISERE);
    clock.jump(61_000);
    expect(service.peekHome()).toMatchObject({ isAgeUncertain: true, last: { colour: 'orange' } });
    expect(service.peekHome()).not.toHaveProperty('colour');
    expect(await service.read(ISERE)).toMatchObject({ isAgeUncertain: false, colour: 'orange' });
    expect(server.asked).toHaveLength(2);
  });

  it('says that the bulletin has ended when nothing newer has come', async () => {
    const { service, server, clock } = await setUp(['mirror']);
    clock.jump(hour(22.9) - AT_TEN_PAST_TWO);
    server.answer = telling(() => ({ results: [aRow({ product_datetime: iso(hour(22)) })] }));
    await service.read(ISERE);
    await clock.advance(80 * MINUTE);
    expect(service.peekHome()).toMatchObject({
      unknown: { why: 'expired', since: hour(24) },
      last: { colour: 'orange' },
    });
  });
});
