/** Prometheus metrics of one process. A registry is made by `main` and handed down, never global. */
import { collectDefaultMetrics, Registry } from 'prom-client';

export { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** A registry with the process's own figures (CPU, memory, event loop lag), labelled by process. */
export function createMetrics(name: string): Registry {
  const registry = new Registry();
  registry.setDefaultLabels({ process: name });
  collectDefaultMetrics({ register: registry, prefix: 'mira_' });
  return registry;
}
