/** The three ways to watch a node. Each tells the recorder, and ends when its signal aborts. */
import type { Clock } from '../../util/clock.js';
import type { Log } from '../../util/log.js';
import type { Random } from '../../util/random.js';
import type { NodeClaims } from '../claims.js';
import { Link } from '../link.js';
import type { LinkSettings } from '../link-settings.js';
import { LinkError, lossOf } from '../loss.js';
import { openWithin } from '../open-within.js';
import { Ownership } from '../ownership.js';
import { withTemporaryLink } from '../temporary-link.js';
import type { Connection, Transport } from '../transport.js';
import type { DiagMode } from './facts.js';
import type { DiagRecorder } from './recorder.js';

export interface WatchDeps {
  /** Every byte that passes is told to the recorder. */
  readonly transport: Transport;
  readonly recorder: DiagRecorder;
  readonly claims: NodeClaims;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly settings: LinkSettings;
  readonly durationMs: number;
  readonly signal: AbortSignal;
}

export const WATCHES: Readonly<Record<DiagMode, (deps: WatchDeps) => Promise<void>>> = {
  link: watchLink,
  client: watchClient,
  raw: watchRaw,
};

/** As the bot does it, reconnects included; only a node that was not there from the start is not waited for. */
async function watchLink(deps: WatchDeps): Promise<void> {
  const { recorder, signal } = deps;
  const link = new Link(deps);
  const unreachable = new AbortController();
  link.on('ready', (own) => recorder.ready(own));
  link.on('state', ({ state, reason }) => {
    if (state === 'connecting') recorder.connecting();
    if (reason === undefined) return;
    recorder.down(reason);
    if (!recorder.hasConnected) unreachable.abort();
  });
  await link.start();
  await untilAborted(AbortSignal.any([signal, unreachable.signal]));
  await link.stop();
}

/** The deadline of the temporary link is no more than a net below the watch's own end. */
const NET_MS = 60_000;

async function watchClient(deps: WatchDeps): Promise<void> {
  const { recorder, signal, transport, durationMs } = deps;
  recorder.connecting();
  try {
    await withTemporaryLink(
      transport.address,
      async (link) => {
        recorder.ready(link.own);
        await untilAborted(link.signal);
      },
      { ...deps, transportTo: () => transport, deadlineMs: durationMs + NET_MS },
    );
  } catch (error) {
    if (!(error instanceof LinkError)) throw error;
    if (!signal.aborted) recorder.down(error.reason);
  }
}

/** Listens, and never writes a byte. */
async function watchRaw(deps: WatchDeps): Promise<void> {
  const { transport, clock, settings, signal, recorder } = deps;
  const ownership = new Ownership(deps, { name: 'diag' });
  await ownership.take();
  try {
    recorder.connecting();
    const opened = await openWithin({ transport, clock, connectMs: settings.connectMs, signal });
    if (!('reason' in opened)) await listen(opened, deps);
    else if (!signal.aborted) recorder.down(opened.reason);
  } finally {
    ownership.release();
  }
}

async function listen(connection: Connection, { signal, recorder }: WatchDeps): Promise<void> {
  const close = () => void connection.close();
  signal.addEventListener('abort', close, { once: true });
  if (signal.aborted) close();
  try {
    for await (const _ of connection.incoming);
    if (!signal.aborted) recorder.down('closed_by_node');
  } catch (error) {
    if (!signal.aborted) recorder.down(lossOf(error).reason);
  } finally {
    signal.removeEventListener('abort', close);
    await connection.close();
  }
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
