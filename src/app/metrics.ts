import type { Lifecycle } from '../util/lifecycle.js';
import type { MetricsDeps } from '../web/metrics.js';
import type { Tools } from './tools.js';

/** None unless the configuration says where: the library of numbers is loaded only then. */
export function createMetrics({ config, log, nodes }: Tools, deps: Omit<MetricsDeps, 'nodes'>): Lifecycle[] {
  const { listen } = config.metrics;
  if (!listen) return [];
  let server: Lifecycle | undefined;
  const start = async () => {
    const { Metrics } = await import('../web/metrics.js');
    const { MetricsServer } = await import('../web/metrics-server.js');
    const metrics = new Metrics({ ...deps, nodes });
    server = new MetricsServer({ ...listen, metrics, log: log.named('metrics') });
    await server.start();
  };
  return [{ name: 'metrics', start, stop: () => server?.stop() }];
}
