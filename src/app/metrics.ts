import type { Lifecycle } from '../util/lifecycle.js';
import { Metrics, type MetricsDeps } from '../web/metrics.js';
import { MetricsServer } from '../web/metrics-server.js';
import type { Tools } from './tools.js';

/** None unless the configuration says where. */
export function createMetrics({ config, log, nodes }: Tools, deps: Omit<MetricsDeps, 'nodes'>): Lifecycle[] {
  const { listen } = config.metrics;
  if (!listen) return [];
  const metrics = new Metrics({ ...deps, nodes });
  return [new MetricsServer({ ...listen, metrics, log: log.named('metrics') })];
}
