import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';

/** Reads every page once; `quick_check` leaves out only whether indexes agree with their tables. */
export const CHECK = 'quick_check(1)';

/**
 * In a thread of its own, since a year's database takes seconds to read. As text: it runs from sources and from the
 * built program alike.
 */
const CHECKER = `
  const { parentPort, workerData } = require('node:worker_threads');
  const Sqlite = require(workerData.library);
  function verdict() {
    const connection = new Sqlite(workerData.path, { readonly: true, timeout: 5000 });
    try {
      return { says: String(connection.pragma(workerData.check, { simple: true })) };
    } finally {
      connection.close();
    }
  }
  try {
    parentPort.postMessage(verdict());
  } catch (error) {
    parentPort.postMessage({ code: error.code ?? '', says: error.message });
  }
`;

interface Verdict {
  readonly says: string;
  /** Of the error that reading ended with. */
  readonly code?: string;
}

export function isDamageCode(code: string): boolean {
  return code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB';
}

/** What is damaged in the file; undefined for nothing. Rejects when it could not be read at all, or on abort. */
export async function checkFile(path: string, signal?: AbortSignal): Promise<string | undefined> {
  signal?.throwIfAborted();
  const library = createRequire(import.meta.url).resolve('better-sqlite3');
  const worker = new Worker(CHECKER, { eval: true, workerData: { library, path, check: CHECK } });
  const giveUp = () => void worker.terminate();
  signal?.addEventListener('abort', giveUp, { once: true });
  try {
    const { says, code } = await new Promise<Verdict>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', () => reject(new Error('the check was broken off')));
    });
    if (code === undefined) return says === 'ok' ? undefined : says;
    if (isDamageCode(code)) return says;
    throw new Error(says);
  } finally {
    signal?.removeEventListener('abort', giveUp);
    await worker.terminate();
  }
}
