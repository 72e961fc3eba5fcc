import type { NodeNum } from '../../mesh/ids.js';
import type { Stop } from '../../util/clock.js';
import type { Antenna, Heard } from '../air.js';
import type { PhoneApi, PhoneApiServer } from '../phone-api.js';
import { handshake } from './handshake.js';
import type { DeviceFacts } from './metadata.js';
import { hasKey } from './node-entry.js';
import { buildNode, type NodeParts } from './node-parts.js';
import type { SimNodeOptions } from './options.js';
import { PhoneApiSession } from './phone-api-session.js';
import { replayOf } from './replay.js';

const DEVICE_ID_BYTES = 16;

/** A node with its firmware: what a client says and what the antenna hears go in, and both get their answers. */
export class SimNode implements Antenna, PhoneApiServer {
  readonly nodeNum: NodeNum;
  readonly #options: SimNodeOptions;
  readonly #parts: NodeParts;
  readonly #deviceId: Uint8Array;
  readonly #sessions = new Set<PhoneApiSession>();
  readonly #workListeners = new Set<() => void>();
  readonly #restartListeners = new Set<() => void>();
  #boots: number;
  #isOn = false;
  #stopStall: Stop | undefined;

  constructor(options: SimNodeOptions) {
    this.#options = options;
    this.nodeNum = options.identity.nodeNum;
    this.#deviceId = options.stream.stream('device').bytes(DEVICE_ID_BYTES);
    this.#boots = options.stream.stream('boots').int(2, 60);
    const hooks = {
      onWork: () => this.#tellWork(),
      stall: () => this.#stall(),
      restart: () => this.#restart(),
    };
    this.#parts = buildNode(options, hooks, () => this.#facts());
    this.#parts.table.load(options.known);
  }

  get isOn(): boolean {
    return this.#isOn;
  }

  /** Power on. */
  start(): void {
    if (this.#isOn) return;
    this.#isOn = true;
    this.#parts.telemetry.boot();
    this.#parts.traffic.start();
  }

  /** Power off: it hears and sends nothing, and every connection is dead. What is in the flash memory stays. */
  stop(): void {
    this.#isOn = false;
    this.#stopStall?.();
    this.#stopStall = undefined;
    const { acks, administrator, traffic, transmit } = this.#parts;
    traffic.stop();
    transmit.clear();
    acks.clear();
    administrator.forget();
    for (const session of [...this.#sessions]) session.end();
  }

  /** Memory is lost, one boot more is counted, and the node is on again. */
  reboot(): void {
    this.stop();
    this.#boots++;
    const { context, duty, history, nodeInfo, queues, router, table } = this.#parts;
    queues.clear();
    history.forget();
    router.forget();
    nodeInfo.forget();
    duty.forget();
    context.time.forget();
    table.reboot();
    context.events.add('node', 'rebooted', { boots: this.#boots });
    this.start();
  }

  connect(): PhoneApi {
    const session = new PhoneApiSession({
      ...this.#parts,
      handshake: (nonce) => handshake(this.#parts.handshake, nonce),
      replay: () => replayOf(this.#parts.table),
      isStalled: () => this.#stopStall !== undefined,
      onEnd: () => this.#sessions.delete(session),
    });
    this.#sessions.add(session);
    return session;
  }

  hear(heard: Heard): void {
    if (this.#isOn) this.#parts.receiver.hear(heard);
  }

  /** Called whenever there may be something to write to a client. */
  onWork(listener: () => void): Stop {
    this.#workListeners.add(listener);
    return () => this.#workListeners.delete(listener);
  }

  /**
   * The node goes down of itself: ordered by a client, after a change of settings, or because its database ran over.
   * It is off when the listener is called; whoever listens calls `reboot` when its absence is over.
   */
  onRestart(listener: () => void): Stop {
    this.#restartListeners.add(listener);
    return () => this.#restartListeners.delete(listener);
  }

  /** The others in its database. */
  knownNodes(): NodeNum[] {
    return this.#parts.table.all().map((entry) => entry.num);
  }

  favorites(): number {
    return this.#parts.table.all().filter((entry) => entry.isFavorite).length;
  }

  holdsKey(nodeNum: NodeNum): boolean {
    return hasKey(this.#parts.table.get(nodeNum));
  }

  keyOf(nodeNum: NodeNum): Uint8Array | undefined {
    return this.#parts.table.keyOf(nodeNum);
  }

  forgetKey(nodeNum: NodeNum): void {
    this.#parts.table.forgetKey(nodeNum);
  }

  setKey(nodeNum: NodeNum, key: Uint8Array): void {
    this.#parts.contacts.setKey(nodeNum, key);
  }

  #facts(): DeviceFacts {
    const { firmware } = this.#options;
    return { firmware, nodeNum: this.nodeNum, deviceId: this.#deviceId, boots: this.#boots };
  }

  #tellWork(): void {
    for (const listener of [...this.#workListeners]) listener();
  }

  #stall(): void {
    const { clock, switches } = this.#options;
    this.#stopStall?.();
    this.#stopStall = undefined;
    if (switches.values.flashWriteMs === 0) return;
    this.#stopStall = clock.after('node.flashWrite', switches.values.flashWriteMs, () => {
      this.#stopStall = undefined;
      for (const session of this.#sessions) session.resume();
      this.#tellWork();
    });
  }

  #restart(): void {
    if (!this.#isOn) return;
    this.#options.events.add('node', 'going down');
    this.stop();
    if (this.#restartListeners.size === 0) this.reboot();
    for (const listener of [...this.#restartListeners]) listener();
  }
}
