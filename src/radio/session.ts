import { formatNodeId, type NodeNum, type PacketId } from '../mesh/ids.js';
import type { OwnNode } from '../mesh/own-node.js';
import type { Clock, Stop } from '../util/clock.js';
import { decodeFromRadio, type FromNode } from './codec.js';
import { encodeGoodbye, encodeHeartbeat, encodeMetadataRequest, encodeWantConfig } from './codec-encode.js';
import { FrameDecoder } from './frame.js';
import { beginHandshake, type HandshakeInput, type HandshakeState, nextHandshake } from './handshake.js';
import type { LinkSettings } from './link-settings.js';
import { beginLiveness, type LivenessState, onFrame, onHeartbeatAnswer, tickLiveness } from './liveness.js';
import { type Loss, lossOf } from './loss.js';
import { NodeFetch } from './node-fetch.js';
import { OwnNodeBuilder } from './own-node-builder.js';
import type { Connection } from './transport.js';
import { NONCE_ONLY_NODES } from './wire-ids.js';

export interface SessionListener {
  /** The handshake is complete: the node may be written to. */
  ready(own: OwnNode, nodeCount: number): void;
  /** Everything the node says, parts of the handshake included. */
  message(message: FromNode, payloadBytes: number): void;
  noise(bytes: Uint8Array): void;
}

export interface SessionDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly settings: LinkSettings;
  readonly listener: SessionListener;
  /** Picks the nonce of each `want_config`; never 0. */
  nextNonce(): number;
  nextPacketId(): PacketId;
  /** Whether the node that answers is the one that is meant; any is unless this is given. */
  isOurs?(nodeNum: NodeNum): boolean;
}

const TICK_MS = 1000;
/** The node writes a frame in one go: a frame that stays in pieces for so long is stalled or broken off. */
const PAUSE_MS = 2000;
/** Longer than any stall of a living node: the frame was broken off, and nothing that followed it proved that. */
const PARTIAL_FRAME_MS = 31_000;
/** An idle node reads every 250 ms; one that has not closed by then is not worth waiting for. */
const GOODBYE_MS = 1000;

/** One life of the connection: shakes hands, serves, and ends with a reason. Nothing of it outlives `run`. */
export class Session {
  readonly #deps: SessionDeps;
  readonly #decoder: FrameDecoder<FromNode>;
  readonly #builder = new OwnNodeBuilder();
  /** Aborts when nothing more can come. */
  readonly #over = new AbortController();
  #handshake: HandshakeState | undefined;
  #fetch: NodeFetch | undefined;
  #liveness: LivenessState;
  #own: OwnNode | undefined;
  #partialSince: number | undefined;
  #lastBytesAt = 0;
  #loss: Loss | undefined;
  #isLeaving = false;
  #heartbeatMs: number | undefined;

  constructor(deps: SessionDeps) {
    this.#deps = deps;
    this.#liveness = beginLiveness(deps.clock.uptime());
    this.#decoder = new FrameDecoder((payload) => decodeFromRadio(payload, deps.clock.now()), {
      frame: (message, payload) => this.#take(message, payload.length),
      noise: (bytes) => deps.listener.noise(bytes),
    });
  }

  get isReady(): boolean {
    return this.#own !== undefined && this.#loss === undefined;
  }

  /** Aborts when nothing more can come: whatever was scheduled for this session dies with it. */
  get over(): AbortSignal {
    return this.#over.signal;
  }

  /** The node tells its database and reads nothing meanwhile. */
  get isFetching(): boolean {
    return this.#fetch !== undefined;
  }

  /** Uptime of the last whole frame. */
  get lastFrameAt(): number {
    return this.#liveness.lastFrameAt;
  }

  /** How long the last answered heartbeat took. */
  get heartbeatMs(): number | undefined {
    return this.#heartbeatMs;
  }

  /** Resolves when it is over and the connection is closed; never rejects. */
  async run(): Promise<Loss> {
    const { clock, connection } = this.#deps;
    const stopTicking: Stop = clock.every('session.tick', TICK_MS, () => this.#tick());
    this.#ask();
    const loss = await this.#read();
    this.#over.abort();
    stopTicking();
    this.#endFetch(undefined);
    this.#loss ??= this.#isLeaving ? { reason: 'stopped' } : loss;
    await connection.close();
    return this.#loss;
  }

  /** Hands a frame to the node. What fails ends the session. */
  write(frame: Uint8Array): void {
    this.#deps.connection.write(frame).catch((error: unknown) => this.end(lossOf(error)));
  }

  /**
   * Asks the live node for its database once more; nothing may be written until the answer is complete. The number of
   * nodes told, undefined when it did not come.
   */
  fetchNodes(): Promise<number | undefined> {
    if (!this.isReady || this.#fetch) return Promise.resolve(undefined);
    const { clock, settings } = this.#deps;
    return new Promise((resolve) => {
      this.#fetch = new NodeFetch({
        uptime: clock.uptime(),
        silenceMs: settings.handshakeSilenceMs,
        resolve,
      });
      this.write(encodeWantConfig(NONCE_ONLY_NODES));
    });
  }

  /** Ends the session from outside; `run` then resolves with this loss. */
  end(loss: Loss): void {
    if (this.#loss) return;
    this.#loss = loss;
    void this.#deps.connection.close();
  }

  /**
   * Tells the node that we go, so that it keeps messages for the next client, and ends. The node closes the
   * connection itself; closing it first could overtake the goodbye.
   */
  async sayGoodbye(): Promise<void> {
    const { clock, connection } = this.#deps;
    this.#isLeaving = true;
    connection.write(encodeGoodbye()).catch(() => this.#over.abort());
    await clock.sleep('session.goodbye', GOODBYE_MS, this.#over.signal).catch(() => {});
    this.end({ reason: 'stopped' });
  }

  async #read(): Promise<Loss> {
    try {
      for await (const chunk of this.#deps.connection.incoming) {
        if (this.#loss) break;
        this.#lastBytesAt = this.#deps.clock.uptime();
        this.#decoder.push(chunk);
        this.#watchPartial();
      }
      return { reason: 'closed_by_node' };
    } catch (error) {
      return lossOf(error);
    }
  }

  #watchPartial(): void {
    if (this.#decoder.pendingBytes === 0) this.#partialSince = undefined;
    else this.#partialSince ??= this.#deps.clock.uptime();
  }

  #take(message: FromNode, payloadBytes: number): void {
    // A frame may end the session, and more frames may wait in the same chunk.
    if (this.#loss) return;
    const uptime = this.#deps.clock.uptime();
    this.#partialSince = undefined;
    this.#liveness = onFrame(this.#liveness, uptime);
    if (message.kind === 'queueStatus' && message.status.packetId === 0) this.#onHeartbeatAnswer(uptime);
    if (message.kind === 'myInfo' && this.#isStranger(message.nodeNum)) return;
    this.#deps.listener.message(message, payloadBytes);
    if (message.kind === 'rebooted') this.#onReboot();
    if (this.#fetch?.take(message, uptime)) this.#endFetch(this.#fetch.nodes);
    if (!this.#handshake) return;
    if (this.#builder.take(message)) this.#step({ kind: 'dump' });
    if (message.kind === 'configComplete') this.#step({ kind: 'complete', nonce: message.nonce });
  }

  /** Another node than the one that is meant: nothing that it tells is ours. It tells its number before its database. */
  #isStranger(nodeNum: NodeNum): boolean {
    if (this.#deps.isOurs?.(nodeNum) ?? true) return false;
    this.end({ reason: 'wrong_node', detail: `${formatNodeId(nodeNum)} answers` });
    return true;
  }

  /**
   * Told by cable alone, where a restart closes nothing (firmware 2.7.26 src/SerialConsole.cpp:76-78). The node knows
   * nothing of us any more, and what it was asked before is lost.
   */
  #onReboot(): void {
    if (this.#handshake) this.#ask();
    else this.end({ reason: 'reset', detail: 'the node restarted' });
  }

  #onHeartbeatAnswer(uptime: number): void {
    // Of several it cannot be told which one this answers.
    if (this.#liveness.unanswered === 1) this.#heartbeatMs = uptime - this.#liveness.lastAskedAt;
    this.#liveness = onHeartbeatAnswer(this.#liveness);
  }

  #tick(): void {
    const uptime = this.#deps.clock.uptime();
    this.#lookAtPartial(uptime);
    if (this.#fetch?.isStuck(uptime)) this.#endFetch(undefined);
    if (this.#handshake) this.#step({ kind: 'tick' });
    else this.#keepAlive(uptime);
  }

  /** A frame that is not whole must not swallow what comes behind it, and one that is only late must not be lost. */
  #lookAtPartial(uptime: number): void {
    if (this.#partialSince === undefined || uptime - this.#lastBytesAt < PAUSE_MS) return;
    if (uptime - this.#partialSince < PARTIAL_FRAME_MS) this.#decoder.onPause();
    else {
      this.#partialSince = undefined;
      this.#decoder.abandonPartial();
    }
    this.#watchPartial();
  }

  #endFetch(nodes: number | undefined): void {
    this.#fetch?.resolve(nodes);
    this.#fetch = undefined;
  }

  #ask(): void {
    const nonce = this.#deps.nextNonce();
    this.#handshake ??= beginHandshake(nonce, this.#deps.clock.uptime());
    this.#handshake = { ...this.#handshake, nonce };
    this.write(encodeWantConfig(nonce));
  }

  #step(input: HandshakeInput): void {
    if (!this.#handshake || this.#loss) return;
    const { clock, settings } = this.#deps;
    const next = nextHandshake(this.#handshake, input, clock.uptime(), settings.handshakeSilenceMs);
    this.#handshake = next.state;
    switch (next.effect) {
      case 'ask-again':
        this.#ask();
        break;
      case 'give-up':
        this.end({ reason: 'handshake_timeout' });
        break;
      case 'ready':
        this.#becomeReady();
        break;
      case 'none':
        break;
    }
  }

  #becomeReady(): void {
    const own = this.#builder.build();
    if (!own) {
      this.end({ reason: 'handshake_timeout', detail: 'the node did not tell its number' });
      return;
    }
    this.#handshake = undefined;
    this.#own = own;
    this.#liveness = beginLiveness(this.#deps.clock.uptime());
    this.#deps.listener.ready(own, this.#builder.nodeCount);
  }

  #keepAlive(uptime: number): void {
    const { settings } = this.#deps;
    // What is written into the node's telling is thrown away, and its frames are life enough.
    const heartbeatMs = this.#fetch ? Number.POSITIVE_INFINITY : settings.heartbeatMs;
    const { state, action } = tickLiveness(this.#liveness, uptime, { ...settings, heartbeatMs });
    this.#liveness = state;
    if (action === 'silent') this.end({ reason: 'silent' });
    if (this.#fetch || action === 'silent' || action === 'none') return;
    this.write(encodeHeartbeat());
    if (action === 'heartbeat-and-probe') this.#probe(this.#own?.nodeNum);
  }

  #probe(own: NodeNum | undefined): void {
    if (own !== undefined) this.write(encodeMetadataRequest(own, this.#deps.nextPacketId()));
  }
}
