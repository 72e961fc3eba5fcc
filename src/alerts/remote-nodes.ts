import type { AlertName, AlertSink } from '../mesh/alert-sink.js';
import type { RemoteFacts, RemoteLook, RemoteNodes, RemoteOutcome } from '../mesh/remote-node.js';
import { type Clock, type Stop, toDate } from '../util/clock.js';
import type { Lifecycle } from '../util/lifecycle.js';

export interface RemoteNodeAlertsDeps {
  readonly remoteNodes: Pick<RemoteNodes, 'on'>;
  readonly alerts: AlertSink;
  readonly clock: Clock;
}

/** One failed look is nothing; a second one in a row, half a minute later, is an outage. */
const LOOKS_TO_RAISE = 2;

interface Absence {
  /** ms since 1970 and uptime of the end of the first failed look. */
  readonly since: number;
  readonly startedAt: number;
  readonly looks: number;
}

interface Known {
  readonly absence?: Absence;
  /** What was told last; what one look left out stays as it was. */
  readonly facts?: RemoteFacts;
}

/** Tells of remote nodes that went away, came back, restarted or have another firmware. */
export class RemoteNodeAlerts implements Lifecycle {
  readonly name = 'remote-node-alerts';
  readonly #deps: RemoteNodeAlertsDeps;
  readonly #known = new Map<string, Known>();
  #stop: Stop = () => {};

  constructor(deps: RemoteNodeAlertsDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#stop = this.#deps.remoteNodes.on('look', (look) => this.#take(look));
  }

  stop(): void {
    this.#stop();
  }

  #take(look: RemoteLook): void {
    const { outcome } = look;
    switch (outcome.kind) {
      case 'failed':
        this.#failed(look, outcome);
        break;
      case 'reached':
        this.#back(look);
        this.#compare(look, outcome.facts);
        break;
      case 'main':
        this.#back(look);
        break;
      case 'held':
        break;
    }
  }

  #failed({ name, address, at }: RemoteLook, outcome: Extract<RemoteOutcome, { kind: 'failed' }>): void {
    const known = this.#known.get(name);
    const { since, startedAt, looks } = known?.absence ?? {
      since: at,
      startedAt: this.#deps.clock.uptime(),
      looks: 0,
    };
    const absence = { since, startedAt, looks: looks + 1 };
    this.#known.set(name, { ...known, absence });
    if (absence.looks < LOOKS_TO_RAISE) return;
    this.#deps.alerts.raise(
      { alert: 'remote-node-down', subject: name },
      { address, downSince: toDate(since).toISOString(), reason: outcome.reason, remedy: outcome.remedy },
    );
  }

  #back({ name }: RemoteLook): void {
    const { absence, ...known } = this.#known.get(name) ?? {};
    if (!absence) return;
    this.#known.set(name, known);
    const downMs = Math.round(this.#deps.clock.uptime() - absence.startedAt);
    this.#deps.alerts.clear({ alert: 'remote-node-down', subject: name }, { downMs });
  }

  #compare({ name }: RemoteLook, facts: RemoteFacts): void {
    const before = this.#known.get(name)?.facts;
    const isSame = before?.nodeNum === facts.nodeNum;
    this.#known.set(name, { facts: isSame ? { ...before, ...facts } : facts });
    if (!before) return;
    if (hasRestarted(before, facts)) this.#tell('remote-node-restarted', name, restartFacts(facts));
    if (before.firmware !== undefined && facts.firmware !== undefined && before.firmware !== facts.firmware) {
      this.#tell('remote-node-firmware', name, { firmware: facts.firmware, before: before.firmware });
    }
  }

  /** An event: over as soon as it is told. */
  #tell(alert: AlertName, subject: string, facts: Readonly<Record<string, string | number>>): void {
    this.#deps.alerts.raise({ alert, subject }, facts);
    this.#deps.alerts.clear({ alert, subject });
  }
}

/**
 * A node that counts its boots is judged by that alone: the uptime in its database is that of its last telemetry,
 * which after a restart can be older than the restart.
 */
function hasRestarted(before: RemoteFacts, now: RemoteFacts): boolean {
  if (before.nodeNum !== now.nodeNum) return false;
  if (before.bootCount !== undefined && now.bootCount !== undefined) return now.bootCount > before.bootCount;
  const { uptimeSeconds } = now;
  return (
    before.uptimeSeconds !== undefined && uptimeSeconds !== undefined && uptimeSeconds < before.uptimeSeconds
  );
}

function restartFacts({ bootCount, uptimeSeconds }: RemoteFacts): Readonly<Record<string, number>> {
  return {
    ...(bootCount !== undefined && { bootCount }),
    ...(uptimeSeconds !== undefined && { uptimeSeconds }),
  };
}
