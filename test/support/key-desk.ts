import type { AlertMatter, AlertSink } from '../../src/mesh/alert-sink.js';
import { type NodeNum, PRIMARY_CHANNEL } from '../../src/mesh/ids.js';
import type { NodeReport } from '../../src/mesh/mesh-node.js';
import type { NodeUser, Packet } from '../../src/mesh/packet.js';
import type { LinkReport, RadioEvents } from '../../src/mesh/radio.js';
import type { AdminRequest } from '../../src/radio/codec-admin.js';
import { KeyKeeper, type KeySettings } from '../../src/radio/keys/key-keeper.js';
import type { KeyRadio } from '../../src/radio/keys/key-radio.js';
import type { ReadySession } from '../../src/radio/link-events.js';
import type { AdminOutcome } from '../../src/radio/local-admin.js';
import type { Stop } from '../../src/util/clock.js';
import { Emitter } from '../../src/util/emitter.js';
import { anOwnNode, aReport, aText, aUser, KEY, without } from './builders.js';
import { DeskRadio } from './desk-radio.js';
import { FakeClock } from './fake-clock.js';
import { MemoryKeyStore } from './memory-key-store.js';
import { RecordingLog } from './recording-log.js';

/** What people were told, in words. */
class RecordingAlerts implements AlertSink {
  readonly told: string[] = [];
  readonly facts: Readonly<Record<string, string | number>>[] = [];

  raise({ alert, subject }: AlertMatter, facts: Readonly<Record<string, string | number>>): void {
    this.told.push(`raise ${alert} ${subject}`);
    this.facts.push(facts);
  }

  clear({ alert, subject }: AlertMatter): void {
    this.told.push(`clear ${alert} ${subject}`);
  }
}

/** A key keeper whose node the test plays; the store, the clock and the log outlive the process. */
export class KeyDesk implements KeyRadio {
  readonly clock: FakeClock;
  readonly log = new RecordingLog();
  readonly alerts = new RecordingAlerts();
  readonly store = new MemoryKeyStore();
  /** What the node was asked to change, in order. */
  readonly orders: AdminRequest[] = [];
  readonly users = new Map<NodeNum, NodeUser>();
  own: KeyRadio['own'] = anOwnNode();
  outbox: Partial<LinkReport['outbox']> = {};
  /** What becomes of an order. */
  obey: (order: AdminRequest) => Promise<AdminOutcome> = () => Promise.resolve('done');
  /** What the node tells when asked for its database; nothing when it does not come to an end. */
  database: readonly NodeReport[] | undefined;
  fetches = 0;
  keeper: KeyKeeper;
  #session = new AbortController();
  #events = new Emitter<RadioEvents & { session: ReadySession }>((error) => {
    throw error;
  });
  readonly #settings: KeySettings;

  constructor(settings: Partial<KeySettings> = {}, clock = new FakeClock()) {
    this.clock = clock;
    this.#settings = { onReconnect: true, delayMs: 30_000, periodMs: 300_000, addPerHour: 20, ...settings };
    this.keeper = this.boot();
  }

  /** A process, in place of the one before. */
  boot(): KeyKeeper {
    const { clock, log, alerts, store } = this;
    const userOf = (nodeNum: NodeNum) => this.users.get(nodeNum);
    this.keeper?.stop();
    this.keeper = new KeyKeeper({ radio: this, store, alerts, clock, log, settings: this.#settings, userOf });
    this.keeper.start();
    return this.keeper;
  }

  /** A session gets ready; `nodes` is the database that the handshake told. */
  ready(nodes?: readonly NodeReport[], rebootCount = 3): void {
    const own = anOwnNode({ ...this.own, rebootCount });
    this.own = own;
    this.#session = new AbortController();
    this.#events.emit('state', { state: 'configuring' });
    this.#events.emit('node', aReport({ nodeNum: own.nodeNum, isFavorite: true }));
    for (const report of nodes ?? []) this.#events.emit('node', report);
    const toldNodes = nodes !== undefined;
    this.#events.emit('session', { own, toldNodes, signal: this.#session.signal });
  }

  lose(): void {
    this.#session.abort();
  }

  hear(packet: Packet): void {
    this.#events.emit('packet', packet);
  }

  /** A node announces itself. */
  announce(from: NodeNum, key: Uint8Array | null = KEY): void {
    const user = aUser('Alpha', 'ALPH', key ? { publicKey: key } : {});
    const header = without(aText(''), 'text', 'isReaction');
    this.hear({ ...header, kind: 'nodeInfo', from, user, receivedAt: this.clock.now() });
  }

  /** A message to that node is settled. */
  settle(to: NodeNum): void {
    const content = { kind: 'text', text: 'hi' } as const;
    const message = { to, channel: PRIMARY_CHANNEL, content, priority: 'reply', ttlMs: 1000 } as const;
    this.#events.emit('delivery', { message, delivery: { outcome: 'delivered', tookMs: 1 }, attempts: 1 });
  }

  report(): LinkReport {
    const report = new DeskRadio().report();
    return { ...report, outbox: { ...report.outbox, ...this.outbox } };
  }

  on<Name extends keyof RadioEvents>(name: Name, listener: (value: RadioEvents[Name]) => void): Stop {
    return this.#events.on(name, listener as never);
  }

  onSession(listener: (session: ReadySession) => void): Stop {
    return this.#events.on('session', listener);
  }

  administer(order: AdminRequest): Promise<AdminOutcome> {
    this.orders.push(order);
    return this.obey(order);
  }

  fetchNodes(): Promise<boolean> {
    this.fetches += 1;
    for (const report of this.database ?? []) this.#events.emit('node', report);
    return Promise.resolve(this.database !== undefined);
  }

  listeners(): number {
    return this.#events.listenerCount();
  }
}
