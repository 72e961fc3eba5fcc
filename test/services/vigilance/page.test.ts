import { describe, expect, it } from 'vitest';
import { findDepartment } from '../../../src/mesh/departments.js';
import { createPage } from '../../../src/services/vigilance/page.js';
import { AT_TEN_PAST_TWO, aPage, hour, iso } from '../../support/vigilance-answers.js';

const attempt = { timeoutMs: 1, signal: new AbortController().signal };

function read(html: string, code = '38') {
  const department = findDepartment(code);
  if (!department) throw new Error(`no department ${code}`);
  const asked: URL[] = [];
  const http = {
    get: async ({ url }: { url: URL }) => {
      asked.push(url);
      return html;
    },
  };
  const now = () => AT_TEN_PAST_TWO + 600_000;
  const page = createPage({ http, url: 'https://vigilance.example.org/fr/', slug: 'isère', now, checkMs: 1 });
  return page.read(department, attempt).then((bulletin) => ({ bulletin, asked }));
}

const colourOf = async (html: string) => (await read(html)).bulletin.periods[0]?.colour;

describe('the public page', () => {
  it('gives the colour of the day when everything speaks for it', async () => {
    const { bulletin, asked } = await read(
      aPage('<section data-department="38" class="vigilance-jaune"></section>'),
    );
    expect(bulletin).toEqual({
      department: '38',
      at: AT_TEN_PAST_TWO,
      credit: 'Météo-France',
      periods: [{ from: hour(0), to: hour(24), colour: 'yellow', hazards: [] }],
    });
    expect(asked[0]?.href).toBe('https://vigilance.example.org/fr/is%C3%A8re');
  });

  it.each([
    ['<div data-dept="38"><b data-color="vert"></b></div>', 'green'],
    ['<div data-domain-id="38" data-couleur="ROUGE"></div>', 'red'],
    ['<div data-departement="38"><i class="picto niveau--orange"></i></div>', 'orange'],
    ['<p>Vigilance orange</p>', 'orange'],
    ['<div class="couleur-verte">Pas de danger</div>', 'green'],
  ])('is understood in the form %s', async (body, colour) => {
    expect(await colourOf(aPage(body))).toBe(colour);
  });

  it.each([
    ['nothing is said of a colour', '<p>Tout va bien.</p>'],
    ['two colours are', '<div data-dept="38" class="vigilance-jaune"><p>Vigilance orange</p></div>'],
    ['only the colour of another department is', '<div data-dept="39" class="vigilance-verte"></div>'],
    ['only the legend tells a colour', '<div class="legend"><b class="niveau-vert"></b></div>'],
    ['only the map does', '<div id="map"><b class="niveau-vert" data-dept="38"></b></div>'],
    ['only the menu does', '<ul class="menu"><li class="niveau-vert">Vigilance verte</li></ul>'],
    ['only a button is green', '<a data-dept="38" class="btn btn-green">Conseils</a>'],
    ['only a script does', '<script data-dept="38" data-color="vert">Vigilance verte</script>'],
    ['the colour is not one', '<div data-dept="38" data-color="violet"></div>'],
  ])('gives none when %s', async (_, body) => {
    await expect(read(aPage(body))).rejects.toMatchObject({ reason: 'unreadable' });
  });

  const green = '<div data-dept="38" class="vigilance-verte"></div>';

  it.each([
    ['it is of another department', aPage(green, { title: 'Vigilance météo Savoie' })],
    ['its name is only part of another one', aPage(green, { title: 'Vigilance Isères-sur-Mer' })],
    ['it shows no date', aPage(green, { date: '' })],
    ["it shows yesterday's date", aPage(green, { date: 'Bulletin du 19/11/2026 à 16:00' })],
    ['it shows a day that never was', aPage(green, { date: 'Bulletin du 31 novembre 2026' })],
    ['it shows a month that never was', aPage(green, { date: 'Bulletin du 20/13/2026' })],
    [
      'it shows two dates',
      aPage(green, { date: `Bulletin du 20 novembre 2026 <time datetime="${iso(hour(-5))}">hier</time>` }),
    ],
    ['it asks whether we are human', '<html><title>Just a moment...</title><h1>Are you a robot?</h1></html>'],
    ['it was made anew', '<html><body><div id="app"></div><script src="/app.js"></script></body></html>'],
    ['it is empty', ''],
    ['it is far too large', aPage(green) + ' '.repeat(1_500_000)],
  ])('gives none when %s', async (_, html) => {
    await expect(read(html)).rejects.toMatchObject({ reason: 'unreadable' });
  });

  it.each([
    ['Mise à jour le 1er novembre 2026', undefined],
    ['Bulletin du 20/11/2026', hour(0)],
    ['Actualisé le vendredi 20 novembre 2026 à 6h05', hour(6) + 300_000],
    [`<time datetime="${iso(hour(10))}">ce matin</time>`, hour(10)],
  ])('is dated by "%s"', async (date, at) => {
    const reading = read(aPage(green, { date }));
    if (at === undefined) await expect(reading).rejects.toThrow('a date that is not today');
    else expect((await reading).bulletin.at).toBe(at);
  });

  it('is read in a moment, however it is made', async () => {
    const hostile = [
      `${'diffuse '.repeat(60_000)}`,
      `<p class="${'vigilance-'.repeat(60_000)}">`,
      `<p class="${'x'.repeat(1_000_000)}">`,
      '<div>'.repeat(50_000),
      '<p>'.repeat(50_000),
      '<div></div>'.repeat(4900),
    ];
    for (const body of hostile) {
      const before = performance.now();
      await read(aPage(body)).catch(() => {});
      expect(performance.now() - before).toBeLessThan(3000);
    }
  });
});
