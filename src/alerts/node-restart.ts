import type { Texts } from '../bot/command.js';
import { longNameOf } from '../bot/node-names.js';
import { formatNodeId, type NodeNum } from '../mesh/ids.js';
import type { NodeDb } from '../mesh/node-db.js';
import type { Radio } from '../mesh/radio.js';
import type { Clock, Stop } from '../util/clock.js';
import type { AlertTexts, Watch, WatchBell } from './alert.js';
import { uptimeOf } from './silence.js';
import type { WatchMemory } from './watch-memory.js';

type RestartFacts = { readonly name: string; readonly count?: number };

const TEXTS: Texts<AlertTexts<RestartFacts>> = {
  en: {
    label: 'node restart',
    brief: ({ facts }) => facts.name,
    raised: ({ facts: { name, count } }) =>
      `🔄 ${name} has restarted unasked${count === undefined ? '' : ` (restart ${count})`}.`,
    cleared: ({ facts }) => `🟢 ${facts.name} has restarted.`,
  },
  fr: {
    label: 'redémarrage',
    brief: ({ facts }) => facts.name,
    raised: ({ facts: { name, count } }) =>
      `🔄 ${name} a redémarré sans qu'on le demande${count === undefined ? '' : ` (redémarrage ${count})`}.`,
    cleared: ({ facts }) => `🟢 ${facts.name} a redémarré.`,
  },
};

export interface NodeRestartDeps {
  readonly radio: Pick<Radio, 'own' | 'on'>;
  readonly nodes: NodeDb;
  readonly clock: Pick<Clock, 'now' | 'uptime'>;
  /** The counters of our own nodes by their ids, and when a reboot was asked for last. */
  readonly memory: WatchMemory<number>;
  readonly watched: readonly NodeNum[];
  /** A reboot that was asked for may take so long. */
  readonly rebootMs: number;
}

const ASKED = 'asked';

/**
 * Our own node by its counter of reboots, which it tells in every handshake; watched ones by the uptime in their
 * telemetry, which is all that other nodes tell of it.
 */
export class NodeRestartWatch implements Watch<RestartFacts> {
  readonly name = 'node-restart';
  readonly topics = ['link'] as const;
  readonly texts = TEXTS;
  readonly levels = [];
  readonly sample: RestartFacts = { name: 'Oscar', count: 12 };
  readonly #deps: NodeRestartDeps;
  readonly #uptimes = new Map<NodeNum, number>();
  #askedAt = Number.NEGATIVE_INFINITY;
  #stops: readonly Stop[] = [];

  constructor(deps: NodeRestartDeps) {
    this.#deps = deps;
  }

  start(bell: WatchBell): void {
    const { radio, memory, clock } = this.#deps;
    memory.load();
    this.#askedAt = uptimeOf(memory.get(ASKED), clock) ?? this.#askedAt;
    this.#stops = [
      radio.on('state', ({ state }) => {
        if (state === 'ready') this.#compareOwn(bell);
      }),
      radio.on('packet', (packet) => {
        if (packet.kind !== 'telemetry' || packet.telemetry.variant !== 'device') return;
        this.#compare(packet.from, packet.telemetry.metrics.uptimeSeconds, bell);
      }),
    ];
  }

  stop(): void {
    for (const stop of this.#stops) stop();
  }

  /** Somebody has asked our node to restart. */
  expectReboot(): void {
    const { clock, memory } = this.#deps;
    this.#askedAt = clock.uptime();
    memory.put(ASKED, clock.now());
  }

  look(): readonly [] {
    return [];
  }

  /** A node that does not count its reboots says 0. */
  #compareOwn(bell: WatchBell): void {
    const { radio, clock, rebootMs, memory } = this.#deps;
    const { own } = radio;
    if (!own || own.rebootCount === 0) return;
    const { nodeNum, longName: name, rebootCount: count } = own;
    const subject = formatNodeId(nodeNum);
    const before = memory.get(subject);
    memory.put(subject, count);
    const hasRisen = before !== undefined && count > before;
    if (hasRisen && clock.uptime() - this.#askedAt >= rebootMs)
      bell.happened({ subject, facts: { name, count } });
  }

  #compare(nodeNum: NodeNum, uptimeSeconds: number | undefined, bell: WatchBell): void {
    const { watched, nodes, radio } = this.#deps;
    if (uptimeSeconds === undefined || !watched.includes(nodeNum) || nodeNum === radio.own?.nodeNum) return;
    const before = this.#uptimes.get(nodeNum);
    this.#uptimes.set(nodeNum, uptimeSeconds);
    if (before === undefined || uptimeSeconds >= before) return;
    bell.happened({ subject: formatNodeId(nodeNum), facts: { name: longNameOf(nodes, nodeNum) } });
  }
}
