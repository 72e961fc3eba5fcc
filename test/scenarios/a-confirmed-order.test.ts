import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect, it } from 'vitest';
import { SqliteAuditLog } from '../../src/history/audit-store.js';
import { aConsoleRequest } from '../support/builders.js';
import { RecordingLog } from '../support/recording-log.js';
import { aStory } from '../support/story.js';

it('an order that moves data waits for its code, and leaves its trace in the database', async () => {
  let folder = '';
  const story = await aStory({
    config: (config) => {
      folder = config.dataDir;
      return config;
    },
  });
  const say = async (line: string) => {
    const answer = story.app.bot.router.handle(aConsoleRequest(line));
    await story.clock.advance(5000);
    return (await answer)?.pages.join('') ?? '';
  };
  const question = await say('db vacuum');
  expect(question).toMatch(/^Compact the database, \d+kB, .* of it free\? Confirm within 2 min: \/yes /);
  const code = question.slice(-4);
  expect(await say(code === 'AAAA' ? 'yes BBBB' : 'yes AAAA')).toBe(
    'Code expired or wrong. Please start again.',
  );
  expect(await say(`yes ${code}`)).toMatch(/^Vacuum ok: /);
  const connection = new Sqlite(join(folder, 'meshbot.db'), { readonly: true });
  const audit = new SqliteAuditLog({ connection }, new RecordingLog());
  expect(audit.recent(9)).toMatchObject([
    { command: 'yes: db vacuum', result: 'done' },
    { command: 'yes: db vacuum', result: 'refused' },
    { who: 'console', proof: 'local user', platform: 'console', command: 'db vacuum', result: 'asked' },
  ]);
  connection.close();
  await story.end();
});
