import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runCli } from '../../src/cli/program.js';
import { SystemClock } from '../../src/util/clock.js';
import { EXIT } from '../../src/util/errors.js';
import { BareClient } from '../support/bare-client.js';
import { tell } from '../support/processes.js';
import { TestIo } from '../support/test-io.js';

/** In which real time passes, from another hour on. */
class LaterClock extends SystemClock {
  readonly #laterMs: number;

  constructor(laterMs: number) {
    super();
    this.#laterMs = laterMs;
  }

  override now(): number {
    return super.now() + this.#laterMs;
  }
}

/** The id of the first message that Alpha writes to whoever is connected. */
async function firstIdAt(laterMs: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'sim-'));
  const control = join(folder, 'control.sock');
  const io = new TestIo({ clock: new LaterClock(laterMs) });
  const running = runCli(['sim', '--port', '0', '--pace', '0.001', '--control', control], io);
  try {
    await io.shows('\n');
    const client = await BareClient.overTcp(JSON.parse(io.written).port);
    await client.wantConfig();
    await expect.poll(() => client.kinds, { timeout: 10_000 }).toContain('configCompleteId');
    const { id } = await tell(control, 'dm ALPH hello');
    client.close();
    return Number(id);
  } finally {
    io.abort();
    expect(await running).toBe(EXIT.done);
    rmSync(folder, { recursive: true });
  }
}

it('lets nobody say a packet again that was said before a new start on the same seed', async () => {
  expect(await firstIdAt(3_600_000)).not.toBe(await firstIdAt(0));
});
