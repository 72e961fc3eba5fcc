import type { Clock } from '../../util/clock.js';
import type { Log } from '../../util/log.js';
import type { Random } from '../../util/random.js';
import { isCable } from '../address.js';
import type { NodeClaims } from '../claims.js';
import { DEFAULT_LINK_SETTINGS } from '../link-settings.js';
import { TappedTransport } from '../tapped-transport.js';
import type { Transport } from '../transport.js';
import type { DiagFacts, DiagMode } from './facts.js';
import { type DiagEvent, DiagRecorder } from './recorder.js';
import { WATCHES } from './watch.js';

export interface DiagnoseOptions {
  readonly mode: DiagMode;
  readonly durationMs: number;
  readonly transport: Transport;
  readonly claims: NodeClaims;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Ends it early. */
  readonly signal: AbortSignal;
  readonly onEvent: (event: DiagEvent) => void;
}

/** Watches a node and tells what was seen. Throws `ExitError` 75 when somebody owns the node. */
export async function diagnose(options: DiagnoseOptions): Promise<DiagFacts> {
  const { mode, durationMs, clock, onEvent, signal, transport } = options;
  const recorder = new DiagRecorder({ mode, isCable: isCable(transport.address), clock, onEvent });
  const over = new AbortController();
  const stopTimer = clock.after('diag.duration', durationMs, () => over.abort());
  try {
    await WATCHES[mode]({
      ...options,
      transport: new TappedTransport(transport, recorder),
      recorder,
      settings: DEFAULT_LINK_SETTINGS,
      signal: AbortSignal.any([signal, over.signal]),
    });
  } finally {
    stopTimer();
  }
  return recorder.facts();
}
