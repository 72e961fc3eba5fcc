import { afterEach, describe, expect, it } from 'vitest';
import { PlaceFinder } from '../../src/services/geocoding.js';
import { HttpClient } from '../../src/services/http.js';
import { sendJson } from '../../src/sim/services/http-server.js';
import { FakeClock } from '../support/fake-clock.js';
import { ChangingServer, HOSTILE } from '../support/played-http.js';
import { RecordingLog } from '../support/recording-log.js';

const GRENOBLE = {
  id: 3014728,
  name: 'Grenoble',
  latitude: 45.17869,
  longitude: 5.71479,
  country_code: 'FR',
  admin1: 'Auvergne-Rhône-Alpes',
  admin2: 'Isère',
  timezone: 'Europe/Paris',
  population: 158_552,
  postcodes: ['38000', '38100'],
};

const valence = (country_code: string, population: number, postcode?: string) => ({
  ...GRENOBLE,
  name: 'Valence',
  country_code,
  population,
  postcodes: postcode === undefined ? undefined : [postcode],
});

const opened: ChangingServer[] = [];
afterEach(async () => {
  for (const server of opened.splice(0)) await server.close();
});

async function setUp(results: readonly unknown[] | undefined, countryCode?: string) {
  const clock = new FakeClock();
  const log = new RecordingLog();
  const server = await ChangingServer.open((_, response) =>
    sendJson(response, { results, generationtime_ms: 0.4 }),
  );
  opened.push(server);
  const http = new HttpClient({ clock, version: '1' });
  const home = countryCode === undefined ? {} : { countryCode };
  const places = new PlaceFinder({
    http,
    clock,
    random: () => 0.5,
    log,
    url: `${server.url}/v1/search`,
    ...home,
  });
  const find = (text: string, language = 'en') => places.find(text, language);
  return { clock, log, server, places, find };
}

describe('PlaceFinder', () => {
  it('finds a town, asks in the language of the asker, and remembers it', async () => {
    const { find, server, clock, places } = await setUp([GRENOBLE]);
    expect(await find(' Grenoble ', 'fr')).toEqual({
      kind: 'found',
      place: {
        name: 'Grenoble',
        latitude: 45.17869,
        longitude: 5.71479,
        country: 'FR',
        region: 'Auvergne-Rhône-Alpes',
        district: '38',
        zone: { name: 'Europe/Paris' },
        population: 158_552,
      },
    });
    expect(server.asked[0]?.search).toBe('?name=Grenoble&count=5&language=fr&format=json');
    await clock.advance(29 * 86_400_000);
    await find('GRÉNOBLE', 'fr');
    expect(server.asked).toHaveLength(1);
    expect(places.report()).toMatchObject({ name: 'geocoding', state: 'ok' });
  });

  it('takes the one at home, or the one that is clearly larger', async () => {
    const two = [valence('ES', 900_000), valence('FR', 64_000, '26000')];
    expect(await (await setUp(two)).find('Valence')).toMatchObject({ place: { country: 'ES' } });
    expect(await (await setUp(two, 'fr')).find('valence')).toMatchObject({ place: { country: 'FR' } });
    const named = [{ ...GRENOBLE, name: 'Grenoble-sur-Mer', population: 9_000_000 }, GRENOBLE];
    expect(await (await setUp(named)).find('Grenoble, France')).toMatchObject({
      place: { name: 'Grenoble' },
    });
    expect(await (await setUp([GRENOBLE])).find('38000')).toMatchObject({ place: { name: 'Grenoble' } });
  });

  it('asks which one was meant, of at most four, the largest first', async () => {
    const many = [
      valence('CH', 1),
      valence('FR', 64_000, '26000'),
      valence('FR', 5000, '82400'),
      valence('ES', 50_000),
    ];
    const search = await (await setUp([...many, valence('BE', 0)])).find('Valence');
    expect(
      search.kind === 'several' && search.places.map(({ country, district }) => [country, district]),
    ).toEqual([
      ['FR', '26'],
      ['ES', 'Isère'],
      ['FR', '82'],
      ['CH', 'Isère'],
    ]);
  });

  it('says that there is no such place, asks nobody for a letter or a novel, and asks again after an hour', async () => {
    const { find, server, clock } = await setUp(undefined);
    expect(await find('xyzzy')).toEqual({ kind: 'none' });
    expect(await find('x')).toEqual({ kind: 'none' });
    expect(await find('x'.repeat(61))).toEqual({ kind: 'none' });
    await find('xyzzy');
    expect(server.asked).toHaveLength(1);
    await clock.advance(3_600_000);
    await find('xyzzy');
    expect(server.asked).toHaveLength(2);
  });

  it('cleans names and leaves out what is no place', async () => {
    const odd = {
      name: `  Evil\u202e\nTown ${'x'.repeat(80)}`,
      latitude: '45',
      longitude: 5,
      country_code: 'x',
      timezone: 'No/Zone',
    };
    const { find } = await setUp([null, { name: 'Nowhere', latitude: 'NaN', longitude: 5 }, odd]);
    const search = await find('evil');
    if (search.kind !== 'found') throw new Error(search.kind);
    expect(search.place.name).toMatch(/^Evil Townx* x+$/);
    expect(Buffer.byteLength(search.place.name)).toBeLessThanOrEqual(40);
    expect(search.place).toMatchObject({ latitude: 45, population: 0 });
    expect(search.place).not.toHaveProperty('zone');
  });

  it.each([
    ['is of another shape', { found: [] }],
    ['names no place that can be read', { results: [{ name: '' }] }],
    ['has text for a list', { results: 'Grenoble' }],
  ])('is down when the answer %s', async (_, answer) => {
    const { find, server, log } = await setUp([]);
    server.answer = (_request, response) => sendJson(response, answer);
    expect(await find('Grenoble')).toMatchObject({ kind: 'down', trouble: { reason: 'unreadable' } });
    expect(log.visible()).toEqual(['service degraded']);
  });

  it('is down within 8 s when nobody answers', async () => {
    const { find, server, clock } = await setUp([]);
    server.answer = HOSTILE['accepts and never answers']?.answer ?? server.answer;
    const finding = find('Grenoble');
    await server.wasAsked(1);
    await clock.advance(6000);
    expect(await finding).toMatchObject({ kind: 'down', trouble: { reason: 'timeout' } });
  });

  it('calls off what it asks when the program stops', async () => {
    const { find, server, places } = await setUp([]);
    server.answer = () => {};
    const finding = find('Grenoble');
    await server.wasAsked(1);
    places.stop();
    expect(await finding).toEqual({ kind: 'down' });
  });
});
