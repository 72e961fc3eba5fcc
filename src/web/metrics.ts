/** What Prometheus is told: the bot's own counts under `meshbot_`, and those of the process. */
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { NodeDb } from '../mesh/node-db.js';
import type { LinkReport, LinkState, Radio } from '../mesh/radio.js';

export interface MetricsDeps {
  readonly radio: Pick<Radio, 'report' | 'own'>;
  readonly nodes: Pick<NodeDb, 'all'>;
  readonly version: string;
  services(): readonly { readonly name: string; readonly state: string }[];
  /** Names of the alerts that are raised now, one for each subject. */
  alerts(): readonly string[];
}

const STATES: readonly LinkState[] = ['stopped', 'connecting', 'configuring', 'ready', 'waiting', 'yielding'];

/** A page of numbers, read anew each time that it is asked for. */
export class Metrics {
  readonly contentType: string;
  readonly #registry = new Registry();

  constructor(deps: MetricsDeps) {
    const report = () => deps.radio.report();
    this.contentType = this.#registry.contentType;
    // Its histogram of the event loop costs nothing that could be measured.
    collectDefaultMetrics({ register: this.#registry });
    this.#info(deps);
    this.#link(report);
    this.#outbox(report);
    this.#received(report, deps);
    this.#gauges('meshbot_service_up', 'Whether an outside service works (1) or not (0).', 'service', () =>
      deps.services().flatMap(({ name, state }) => (state === 'off' ? [] : [[name, state === 'ok' ? 1 : 0]])),
    );
    this.#gauges('meshbot_alerts_raised', 'Subjects for which an alert is raised now.', 'alert', () =>
      counted(deps.alerts()),
    );
  }

  page(): Promise<string> {
    return this.#registry.metrics();
  }

  #info({ radio, version }: MetricsDeps): void {
    new Gauge({
      name: 'meshbot_info',
      help: 'Always 1; the labels tell the version and the firmware of the node.',
      labelNames: ['version', 'firmware'],
      registers: [this.#registry],
      collect() {
        this.reset();
        this.set({ version, firmware: radio.own?.firmware ?? '' }, 1);
      },
    });
  }

  #link(report: () => LinkReport): void {
    this.#gauges(
      'meshbot_link_state',
      'The state of the connection to the node: 1 for the one it is in.',
      'state',
      () => {
        const { state } = report();
        return STATES.map((each) => [each, each === state ? 1 : 0]);
      },
    );
    this.#gauge(
      'meshbot_link_state_seconds',
      'How long it has been in that state.',
      () => report().sinceMs / 1000,
    );
    this.#gauge('meshbot_link_last_frame_age_seconds', 'Since the node last said anything.', () =>
      secondsOf(report().lastFrameAgoMs),
    );
    this.#gauge('meshbot_link_heartbeat_seconds', 'How long the last heartbeat took to be answered.', () =>
      secondsOf(report().heartbeatMs),
    );
    this.#counter(
      'meshbot_link_outages_total',
      'Outages since the start.',
      () => report().outageTotals.count,
    );
    this.#counter(
      'meshbot_link_outage_seconds_total',
      'Their length.',
      () => report().outageTotals.totalMs / 1000,
    );
  }

  #outbox(report: () => LinkReport): void {
    this.#gauges(
      'meshbot_outbox_messages',
      'Messages that have not ended, by where they are.',
      'place',
      () => {
        const { queued, inFlight } = report().outbox;
        return [
          ['queued', queued],
          ['in_flight', inFlight],
        ];
      },
    );
    new Counter({
      name: 'meshbot_outbox_ended_total',
      help: 'Messages by how they ended since the start; unconfirmed ones left the node and nothing more is known.',
      labelNames: ['outcome'],
      registers: [this.#registry],
      collect() {
        const { delivered, unconfirmed, failed, expired } = report().outbox;
        this.reset();
        for (const [outcome, count] of Object.entries({ delivered, unconfirmed, failed, expired }))
          this.inc({ outcome }, count);
      },
    });
  }

  #received(report: () => LinkReport, { nodes }: MetricsDeps): void {
    this.#counter(
      'meshbot_packets_received_total',
      'Packets from the mesh since the start.',
      () => report().packets,
    );
    this.#counter('meshbot_texts_received_total', 'Texts among them.', () => report().texts);
    this.#gauge('meshbot_last_packet_age_seconds', 'Since the last packet from the mesh.', () =>
      secondsOf(report().lastPacketAgoMs),
    );
    this.#gauge('meshbot_nodes', 'Nodes that are known.', () => nodes.all().length);
  }

  #gauge(name: string, help: string, read: () => number): void {
    new Gauge({
      name,
      help,
      registers: [this.#registry],
      collect() {
        this.set(read());
      },
    });
  }

  #gauges(
    name: string,
    help: string,
    label: string,
    read: () => readonly (readonly [string, number])[],
  ): void {
    new Gauge({
      name,
      help,
      labelNames: [label],
      registers: [this.#registry],
      collect() {
        this.reset();
        for (const [value, count] of read()) this.set({ [label]: value }, count);
      },
    });
  }

  /** Counted elsewhere: here only told. */
  #counter(name: string, help: string, read: () => number): void {
    new Counter({
      name,
      help,
      registers: [this.#registry],
      collect() {
        this.reset();
        this.inc(read());
      },
    });
  }
}

/** What is not known yet is not zero. */
function secondsOf(ms: number | undefined): number {
  return ms === undefined ? Number.NaN : ms / 1000;
}

function counted(names: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts];
}
