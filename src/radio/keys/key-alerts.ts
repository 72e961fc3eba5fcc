import type { AlertMatter, AlertSink } from '../../mesh/alert-sink.js';
import { formatNodeId, type NodeNum } from '../../mesh/ids.js';
import { fingerprintOf } from '../../mesh/key-store.js';
import type { Clock } from '../../util/clock.js';
import type { KeyBook } from './key-book.js';

/** Two nodes under one number, or a forger, may take turns for days: they are told of now and then. */
const QUIET_MS = 3_600_000;

/** Tells people of changed keys, by fingerprints. */
export class KeyAlerts {
  readonly #deps: { readonly alerts: AlertSink; readonly book: KeyBook; readonly clock: Clock };
  /** Uptime at which the trusted key came back. */
  readonly #confirmedAt = new Map<NodeNum, number>();

  constructor(deps: { readonly alerts: AlertSink; readonly book: KeyBook; readonly clock: Clock }) {
    this.#deps = deps;
  }

  raise(nodeNum: NodeNum): void {
    const { alerts, book, clock } = this.#deps;
    const confirmedAt = this.#confirmedAt.get(nodeNum);
    if (confirmedAt !== undefined && clock.uptime() - confirmedAt < QUIET_MS) return;
    const [trusted, pending] = [book.trusted(nodeNum), book.pending(nodeNum)];
    if (!trusted || !pending) return;
    alerts.raise(matterOf(nodeNum), {
      trusted: fingerprintOf(trusted.key),
      seen: fingerprintOf(pending.key),
      source: pending.source,
    });
  }

  /** `because`: what ended it. */
  clear(nodeNum: NodeNum, because: 'confirmed' | 'accepted'): void {
    if (because === 'confirmed') this.#confirmedAt.set(nodeNum, this.#deps.clock.uptime());
    this.#deps.alerts.clear(matterOf(nodeNum), { because });
  }
}

function matterOf(nodeNum: NodeNum): AlertMatter {
  return { alert: 'key-changed', subject: formatNodeId(nodeNum) };
}
