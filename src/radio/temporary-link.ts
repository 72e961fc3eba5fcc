import type { NodeReport } from '../mesh/mesh-node.js';
import type { OwnNode } from '../mesh/own-node.js';
import { rejectionOf } from '../util/abort.js';
import type { Clock, Stop } from '../util/clock.js';
import { Emitter } from '../util/emitter.js';
import type { Log } from '../util/log.js';
import type { Random } from '../util/random.js';
import type { NodeClaims } from './claims.js';
import type { FromNode } from './codec.js';
import type { LinkSettings } from './link-settings.js';
import { LinkError, type Loss } from './loss.js';
import { openWithin } from './open-within.js';
import { Ownership } from './ownership.js';
import { Session } from './session.js';
import type { Connection, Transport } from './transport.js';
import { randomNonce, randomPacketId } from './wire-ids.js';

/** A node that is ours for a short while. */
export interface TemporaryLink {
  readonly own: OwnNode;
  /** The node's own database, as told in the handshake. */
  readonly nodes: readonly NodeReport[];
  /** Aborts as soon as the work is of no use any more, with the `LinkError` that is thrown. */
  readonly signal: AbortSignal;
  /** Everything that the node says from now on. */
  onMessage(listener: (message: FromNode) => void): Stop;
}

export interface TemporaryLinkDeps {
  readonly transportTo: (address: string) => Transport;
  readonly claims: NodeClaims;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly settings: LinkSettings;
  /** For everything: connecting, the handshake, the work. */
  readonly deadlineMs: number;
  /** Ends it from outside. */
  readonly signal?: AbortSignal;
}

/**
 * Opens a node that nobody here owns, shakes hands, does `work`, says goodbye and closes, whatever happens. Throws
 * `ExitError` 75 when somebody owns the node under any of its names, `LinkError` when it could not be reached, was
 * lost or took too long, and what `work` throws.
 */
export async function withTemporaryLink<Result>(
  address: string,
  work: (link: TemporaryLink) => Promise<Result>,
  deps: TemporaryLinkDeps,
): Promise<Result> {
  const transport = deps.transportTo(address);
  const ownership = new Ownership({ ...deps, transport }, { name: `temporary link to ${transport.address}` });
  const { signal, dispose } = boundsOf(deps, transport.address);
  try {
    await takeWithin(ownership, signal);
    const { connectMs } = deps.settings;
    const opened = await openWithin({ transport, clock: deps.clock, connectMs, signal });
    if ('reason' in opened) throw errorOf(opened, transport.address);
    return await new Visit(opened, transport.address, deps).run(work, signal);
  } finally {
    dispose();
    ownership.release();
  }
}

/** A name server that does not answer must not hold up the end. */
async function takeWithin(ownership: Ownership, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const giveUp = () => ownership.release();
  signal.addEventListener('abort', giveUp, { once: true });
  await ownership.takeForSure().finally(() => signal.removeEventListener('abort', giveUp));
  signal.throwIfAborted();
}

/** Aborts at the deadline, or when the caller does. */
function boundsOf(
  { clock, deadlineMs, signal: outer }: TemporaryLinkDeps,
  address: string,
): { readonly signal: AbortSignal; readonly dispose: Stop } {
  const bounds = new AbortController();
  const end = () => bounds.abort(new LinkError('stopped', `${address}: stopped`));
  if (outer?.aborted) end();
  outer?.addEventListener('abort', end, { once: true });
  const stopTimer = clock.after('temporary-link.deadline', deadlineMs, () =>
    bounds.abort(new LinkError('silent', `${address}: not done within ${deadlineMs / 1000} s`)),
  );
  const dispose = () => {
    stopTimer();
    outer?.removeEventListener('abort', end);
  };
  return { signal: bounds.signal, dispose };
}

function errorOf({ reason, detail, unexpected }: Loss, address: string): LinkError {
  const options = unexpected === undefined ? {} : { cause: unexpected };
  return new LinkError(reason, `${address}: ${detail ?? reason}`, options);
}

/** One session and the work in it. */
class Visit {
  readonly #address: string;
  readonly #session: Session;
  readonly #events: Emitter<{ message: FromNode; ready: OwnNode }>;
  readonly #nodes: NodeReport[] = [];
  #hasNoise = false;
  #hasFrames = false;
  /** Aborts when the session is over. */
  readonly #over = new AbortController();
  readonly #ready: Promise<OwnNode>;

  constructor(connection: Connection, address: string, deps: TemporaryLinkDeps) {
    const { clock, settings, random, log } = deps;
    this.#address = address;
    this.#events = new Emitter((error) => log.error('listener failed', { err: error }));
    this.#ready = new Promise((resolve) => void this.#events.on('ready', resolve));
    this.#session = new Session({
      connection,
      clock,
      settings,
      nextNonce: () => randomNonce(random),
      nextPacketId: () => randomPacketId(random),
      listener: {
        ready: (own) => this.#events.emit('ready', own),
        message: (message) => this.#take(message),
        noise: () => {
          this.#hasNoise = true;
        },
      },
    });
  }

  async run<Result>(work: (link: TemporaryLink) => Promise<Result>, bounds: AbortSignal): Promise<Result> {
    const signal = AbortSignal.any([bounds, this.#over.signal]);
    const running = this.#session
      .run()
      .then((loss) => this.#over.abort(errorOf(this.#judged(loss), this.#address)));
    try {
      return await Promise.race([this.#work(work, signal), rejectionOf(signal)]);
    } finally {
      if (this.#session.isReady) await this.#session.sayGoodbye();
      else this.#session.end({ reason: 'stopped' });
      await running;
    }
  }

  /** Whoever breaks off and has said nothing that a node says, a web server most likely, is none. */
  #judged(loss: Loss): Loss {
    const isBrokenOff = loss.reason === 'closed_by_node' || loss.reason === 'reset';
    if (!isBrokenOff || this.#hasFrames || !this.#hasNoise) return loss;
    return { reason: 'handshake_timeout', detail: 'what came is no frame of a node' };
  }

  async #work<Result>(work: (link: TemporaryLink) => Promise<Result>, signal: AbortSignal): Promise<Result> {
    const own = await this.#ready;
    const onMessage = (listener: (message: FromNode) => void) => this.#events.on('message', listener);
    return work({ own, nodes: this.#nodes, signal, onMessage });
  }

  #take(message: FromNode): void {
    this.#hasFrames = true;
    if (message.kind === 'node') this.#nodes.push(message.report);
    this.#events.emit('message', message);
  }
}
