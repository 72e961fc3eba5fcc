import { beforeEach, describe, expect, it } from 'vitest';
import type { Bot } from '../../../src/bot/bot.js';
import { createBot } from '../../../src/bot/bot.js';
import type { Request } from '../../../src/bot/request.js';
import type { History } from '../../../src/mesh/history.js';
import { DiskRefusedError, type HistoryCare } from '../../../src/mesh/history-care.js';
import type { Cleaned, HistorySizes } from '../../../src/mesh/history-sizes.js';
import { byteLength } from '../../../src/util/text.js';
import { aDesk, type Desk } from '../../support/bot-desk.js';
import { ALPHA, aConsoleRequest, aRequest, BRAVO, NOW } from '../../support/builders.js';
import { DAY, HOUR } from '../../support/history-story.js';
import { MINUTE } from '../../support/sky-desk.js';
import { burst, sent } from '../../support/traffic-story.js';

const ADMIN = { user: { id: 'mesh:!16fad3dc', name: 'Alpha', role: 'admin', nodeNum: ALPHA } } as const;

const SIZES: HistorySizes = {
  fileBytes: 84_000_000,
  freeBytes: 1_000_000,
  diskFreeBytes: 12_000_000_000,
  ceilingBytes: 2_000_000_000,
  schemaVersion: 7,
  tables: [
    { table: 'nodes', rows: 200 },
    { table: 'packets', rows: 187_400 },
    { table: 'texts', rows: 3890 },
  ],
  indexes: 2,
  since: new Date(2026, 9, 21, 8).getTime(),
  keepDays: { packets: 30, texts: 30, sums: 365 },
  lastCheck: { at: new Date(2026, 10, 20, 4).getTime(), damage: undefined },
  queued: 0,
  lost: 0,
};

/** A history of another size than any test could make. */
class SizedHistory {
  sizesNow: HistorySizes = SIZES;
  before: Cleaned = { packets: 142_600, texts: 2960, links: 12 };
  readonly cleaned: number[] = [];
  care: Pick<HistoryCare, 'vacuum'> = { vacuum: async () => ({ beforeBytes: 84e6, afterBytes: 21e6 }) };

  history(): History {
    const answers: Partial<History> = {
      sizes: () => this.sizesNow,
      countBefore: () => this.before,
      gapSince: () => undefined,
    };
    return answers as History;
  }

  historyCare(): Pick<HistoryCare, 'backup' | 'clean' | 'vacuum'> {
    return {
      backup: async () => this.sizesNow.fileBytes,
      vacuum: () => this.care.vacuum(),
      clean: async (before) => {
        this.cleaned.push(before);
        this.sizesNow = { ...SIZES, freeBytes: 63_000_000 };
        return this.before;
      },
    };
  }
}

let desk: Desk;
let sized: SizedHistory;
let bot: Bot;

beforeEach(() => {
  desk = aDesk();
  sized = new SizedHistory();
  const { radio, nodes, clock, log, settings, audit } = desk;
  const remoteNodes = { all: () => [] };
  const host = { read: async () => desk.host };
  const codes = [5, 22, 2, 17].map((letter) => (letter + 0.5) / 32);
  let draw = 0;
  const random = () => codes[draw++ % codes.length] ?? 0;
  const keys = desk.keys.keeper;
  const deps = { radio, nodes, keys, clock, log, settings, audit, remoteNodes, host, random };
  bot = createBot({ ...deps, history: sized.history(), historyCare: sized.historyCare() });
});

async function asked(text: string, changes: Partial<Request> = {}): Promise<string | undefined> {
  const answer = await bot.router.handle(aRequest(text, { ...ADMIN, ...changes }));
  await desk.clock.advance(10_001);
  expect(byteLength(answer?.pages[0] ?? '')).toBeLessThanOrEqual(200);
  return answer?.pages[0];
}

async function atConsole(text: string, changes: Partial<Request> = {}): Promise<string | undefined> {
  return (await bot.router.handle(aConsoleRequest(text, changes)))?.pages.join('');
}

describe('the size of the database', () => {
  it('is told in both languages', async () => {
    expect(await asked('/db')).toBe(
      'DB 84MB: 187k pkt, 3.9k msg, 200 nodes since 21 Oct\nKeeps pkt 30d msg 30d\nDisk free 12GB, check ok 04:00',
    );
    expect(await asked('/base s', { language: 'fr' })).toBe(
      'Base 84Mo : 187k pqt, 3,9k msg, 200 nœuds depuis 21 oct\nGarde pqt 30j msg 30j\nDisque libre 12Go, test ok 04:00',
    );
  });

  it('is told with what is unknown as unknown', async () => {
    sized.sizesNow = { ...SIZES, diskFreeBytes: undefined, since: undefined, lastCheck: undefined };
    expect(await asked('/db')).toBe(
      'DB 84MB: 187k pkt, 3.9k msg, 200 nodes\nKeeps pkt 30d msg 30d\nDisk free ?, check for damage still to come',
    );
    expect(await asked('/db', { language: 'fr' })).toContain('Disque libre ?, test de la base à venir');
  });

  it('is told with damage and losses', async () => {
    const lastCheck = { at: NOW - DAY, damage: 'row 5 missing from index' };
    sized.sizesNow = { ...SIZES, lastCheck, lost: 1500 };
    expect(await asked('/db')).toContain(
      'DAMAGED, found 19 Nov 14:05\n⚠ 1.5k rows lost while the disk took none',
    );
    expect(await asked('/db', { language: 'fr' })).toContain(
      "ABÎMÉE, vu 19 nov 14:05\n⚠ 1,5k lignes perdues, le disque n'en prenait plus",
    );
  });

  it('is told at length on a wide screen', async () => {
    expect(await atConsole('db')).toBe(
      [
        'DB 84MB: 187k pkt, 3.9k msg, 200 nodes since 21 Oct',
        'Database: 84 MB, 1 MB of it free for reuse',
        'Keeps packets 30 d, messages 30 d, sums 365 d',
        'Disk free 12GB, check ok 04:00',
        'Warned of above 2 GB',
        'Waiting for the disk: 0 rows; lost: 0',
      ].join('\n'),
    );
    expect(await atConsole('db', { language: 'fr' })).toContain('Garde les paquets 30 j, les messages 30 j');
  });

  it('is told table by table', async () => {
    expect(await asked('/db info')).toBe(
      'DB schema 7, 3 tables, 2 indexes, 191k rows\npackets 187k, texts 3.9k, nodes 200\ncheck ok 04:00',
    );
    expect(await asked('/db i', { language: 'fr' })).toBe(
      'Base schéma 7, 3 tables, 2 index, 191k lignes\npackets 187k, texts 3,9k, nodes 200\ntest ok 04:00',
    );
    expect(await atConsole('db info')).toBe(
      [
        'DB schema 7, 3 tables, 2 indexes, 191k rows',
        'check ok 04:00',
        '',
        'Table      Rows',
        'packets  187400',
        'texts      3890',
        'nodes       200',
        'Rows of large tables are estimates.',
      ].join('\n'),
    );
  });

  it('gives up the smallest tables for one page', async () => {
    const tables = Array.from({ length: 30 }, (_, index) => ({ table: `table_${index}`, rows: index }));
    sized.sizesNow = { ...SIZES, tables, indexes: 1 };
    const answer = await asked('/db info');
    expect(answer).toContain('DB schema 7, 30 tables, 1 index, 435 rows\ntable_29 29, table_28 28');
    expect(answer).toMatch(/\ncheck ok 04:00$/);
    expect(answer).not.toContain('table_0 ');
  });
});

describe('cleaning', () => {
  it('counts, asks, and deletes when that is confirmed', async () => {
    const at = desk.clock.now();
    expect(await asked('/db clean')).toBe(
      'Would delete 143k pkt and 3.0k msg older than 7d (63MB). Confirm within 2 min: /yes 7Q4K',
    );
    expect(sized.cleaned).toEqual([]);
    expect(await asked('/yes 7Q4K')).toBe('Cleaned 143k pkt, 3.0k msg. /db vacuum would now save 63MB.');
    expect(sized.cleaned).toEqual([at - 168 * HOUR]);
    expect(await asked('/yes 7Q4K')).toBe('Code expired or wrong. Please start again.');
    expect(sized.cleaned).toHaveLength(1);
  });

  it('asks in French', async () => {
    expect(await asked('/base clean 48', { language: 'fr' })).toBe(
      'Effacerait 143k pqt et 3,0k msg de plus de 48h (63Mo). Confirmez sous 2 min : /oui 7Q4K',
    );
    expect(await asked('/oui 7q4k', { language: 'fr' })).toBe(
      'Nettoyé : 143k pqt, 3,0k msg. /db vacuum gagnerait 63Mo.',
    );
  });

  it('says when there is nothing to delete', async () => {
    sized.before = { packets: 0, texts: 0, links: 0 };
    expect(await asked('/db clean 30d')).toBe('Nothing is older than 30d.');
    expect(await asked('/db clean 30d', { language: 'fr' })).toBe("Rien n'a plus de 30j.");
  });

  it('takes no code that came too late', async () => {
    await asked('/db clean');
    await desk.clock.advance(2 * MINUTE);
    expect(await asked('/yes 7Q4K')).toBe('Code expired or wrong. Please start again.');
    expect(sized.cleaned).toEqual([]);
  });

  it.each(['/db clean 23', '/db clean 31d', '/db clean all', '/db clean 48 now', '/db stats 5', '/db drop'])(
    'refuses %s',
    async (line) => {
      expect(await asked(line)).toMatch(/^Usage: \/db /);
    },
  );

  it.each(['/db clean', '/db vacuum', '/db V'])(
    'refuses %s to whoever is no admin, and notes it',
    async (line) => {
      const user = { ...ADMIN.user, role: 'known' } as const;
      const word = line.slice(1);
      expect(await asked(line, { user })).toBe(`Sorry, /${word} is for admins.`);
      expect(desk.audit.recent(2)).toMatchObject([{ command: line, result: 'refused' }]);
      expect(await asked('/db', { user: { ...user, role: 'any' } })).toBe(
        'I need an encrypted DM (PKI) from your node for this.',
      );
      expect(desk.audit.recent(2)).toHaveLength(1);
    },
  );

  it('leaves its trace in the audit log', async () => {
    await asked('/db clean 48');
    await asked('/yes AAAA');
    await asked('/yes 7Q4K');
    await asked('/db info');
    expect(desk.audit.recent(9).map(({ command, result }) => [command, result])).toEqual([
      ['yes: /db clean 48', 'done'],
      ['yes: /db clean 48', 'refused'],
      ['/db clean 48', 'asked'],
    ]);
  });
});

describe('compacting', () => {
  it('asks, and tells what it gained', async () => {
    sized.care = {
      vacuum: async () => {
        await desk.clock.sleep('test.vacuum', 3200);
        return { beforeBytes: 84e6, afterBytes: 21e6 };
      },
    };
    expect(await asked('/db vacuum')).toBe(
      'Compact the database, 84MB, 1MB of it free? Confirm within 2 min: /yes 7Q4K',
    );
    expect(await confirmed()).toBe('Vacuum ok: 84 to 21MB in 3.2s.');
    await asked('/base v', { language: 'fr' });
    expect(await confirmed({ language: 'fr' })).toBe('Compactage ok : 84 à 21Mo en 3,2s.');
  });

  /** While it runs, time passes. */
  async function confirmed(changes: Partial<Request> = {}) {
    const answer = bot.router.handle(aRequest('/yes 7Q4K', { ...ADMIN, ...changes }));
    await desk.clock.advance(3200);
    const text = (await answer)?.pages[0];
    await desk.clock.advance(10_001);
    return text;
  }

  it('names both units where they differ', async () => {
    sized.care = { vacuum: async () => ({ beforeBytes: 84e6, afterBytes: 412e3 }) };
    await asked('/db v');
    expect(await asked('/yes 7Q4K')).toBe('Vacuum ok: 84MB to 412kB in 0.0s.');
  });

  it('is refused where the disk is too full, be it only when it is confirmed', async () => {
    await asked('/db vacuum');
    sized.sizesNow = { ...SIZES, diskFreeBytes: 100_000_000 };
    const refusal = 'Not enough disk: 0.1GB free, 0.17GB needed.';
    expect(await asked('/yes 7Q4K')).toBe(refusal);
    expect(await asked('/db vacuum')).toBe(refusal);
    expect(await asked('/db vacuum', { language: 'fr' })).toBe(
      'Disque trop plein : 0,1Go libres, 0,17Go nécessaires.',
    );
  });

  it('is done where the disk does not tell', async () => {
    sized.sizesNow = { ...SIZES, diskFreeBytes: undefined };
    await asked('/db vacuum');
    expect(await asked('/yes 7Q4K')).toBe('Vacuum ok: 84 to 21MB in 0.0s.');
  });

  it('says so where the disk takes no more', async () => {
    sized.care = { vacuum: () => Promise.reject(new DiskRefusedError('full')) };
    await asked('/db vacuum');
    expect(await asked('/yes 7Q4K')).toBe(
      'The disk took no more, I stopped half-way. Nothing else was harmed.',
    );
    await asked('/db vacuum', { language: 'fr' });
    expect(await asked('/yes 7Q4K', { language: 'fr' })).toContain("Le disque n'en prend plus");
  });

  it('leaves any other failure to the log', async () => {
    sized.care = { vacuum: () => Promise.reject(new Error('bug')) };
    await asked('/db vacuum');
    expect(await asked('/yes 7Q4K')).toMatch(/^Sorry, my fault\. Ref /);
    expect(desk.audit.recent(1)[0]?.result).toBe('failed');
  });
});

describe('a real database', () => {
  it('is counted, cleaned and compacted', async () => {
    const ask = async (line: string) => {
      const answer = desk.ask(line, ADMIN);
      await desk.clock.advance(60_000);
      return answer;
    };
    desk.hear(...burst({ kind: 'text', from: BRAVO, count: 3, agoMs: 10 * DAY }), sent('text', BRAVO, HOUR));
    expect(await ask('/db')).toMatch(/^DB \d+kB: 4 pkt, 4 msg, 1 node since 10 Nov\n/);
    expect(await ask('/db clean 7d')).toMatch(/^Would delete 3 pkt and 3 msg older than 7d /);
    expect(await ask('/yes 2222')).toMatch(/^Cleaned 3 pkt, 3 msg\. /);
    expect(await ask('/db')).toMatch(/^DB \d+kB: 1 pkt, 1 msg, /);
    expect(await ask('/db vacuum')).toMatch(/^Compact the database, \d+kB, /);
    expect(await ask('/yes 2222')).toMatch(/^Vacuum ok: /);
    expect(await ask('/db clean')).toBe('Nothing is older than 7d.');
  });

  it('tells what links were seen', async () => {
    expect(await desk.ask('/db nb')).toBe('No link seen in 30d.');
    expect(await desk.ask('/base nb', { language: 'fr' })).toBe('Aucun lien vu en 30j.');
    desk.hear(sent('text', BRAVO, HOUR), sent('text', BRAVO, 2 * HOUR), sent('text', ALPHA, HOUR));
    await desk.clock.advance(10_001);
    expect(await desk.ask('/db neighbors')).toBe('Seen 30d: 2 links\nd 3');
    expect(await desk.ask('/base voisins', { language: 'fr' })).toBe('Vus 30j : 2 liens\nd 3');
    const long = (await desk.bot.router.handle(aConsoleRequest('db nb')))?.pages[0];
    expect(long).toMatch(
      /^Seen 30d: 2 links\nSource +Links +Seen +Last\nd heard here directly +2 +3 +1 h ago$/,
    );
  });
});
