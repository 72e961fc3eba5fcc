import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { aDesk } from '../../support/bot-desk.js';
import { aConsoleRequest } from '../../support/builders.js';

it('copies the database where the local user says, and nobody else may', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'meshbot backup-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const desk = aDesk();
  const say = async (line: string, language: 'en' | 'fr' = 'en') =>
    (await desk.bot.router.handle(aConsoleRequest(line, { language })))?.pages[0];
  const file = join(folder, 'copy.db');
  expect(await say(`backup ${file}`)).toMatch(/copy\.db: \d+ kB, read through and sound$/);
  expect(statSync(file).size).toBeGreaterThan(1000);
  expect(await say(`sauvegarde "${join(folder, 'other.db')}"`, 'fr')).toMatch(/other\.db : \d+ ko, relu/);
  expect(await say(`backup ${join(folder, 'none', 'copy.db')}`)).toMatch(/^no backup was made/);
  expect(await say(`sauvegarde ${join(folder, 'none', 'copy.db')}`, 'fr')).toMatch(
    /^aucune sauvegarde n'a été faite : /,
  );
  expect(await say(`backup ${file}`)).toBe(`${file} exists already: name another file`);
  expect(await say(`sauvegarde ${file}`, 'fr')).toBe(`${file} existe déjà : nommez un autre fichier`);
  for (const path of ['""', 'a\u0000b', 'a\nb'])
    expect(await say(`backup ${path}`)).toMatch(/^Usage: \/backup FILE/);
  expect(await desk.ask('/backup /tmp/x')).toBe('/backup works by console.');
  expect(desk.audit.recent(20).map(({ result }) => result)).toEqual([
    'refused',
    'refused',
    'refused',
    'refused',
    'refused',
    'refused',
    'refused',
    'refused',
    'done',
    'done',
  ]);
});
