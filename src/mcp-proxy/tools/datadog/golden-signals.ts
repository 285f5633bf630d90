/** Which metrics say how a service is doing, when the caller names none. */

/** Operation names of common tracers: `trace.<name>.hits` and its kin. */
const OPERATIONS = [
  'http.request',
  'web.request',
  'servlet.request',
  'spring.handler',
  'aspnet_core.request',
  'express.request',
  'fastapi.request',
  'flask.request',
  'django.request',
  'rack.request',
  'gin.request',
  'http.server.request',
  'grpc.server',
  'next.request',
];

/** Asked for where the list of a service's own metrics can't be had. */
const WELL_KNOWN = [
  ...OPERATIONS.flatMap((name) => [
    `trace.${name}.hits`,
    `trace.${name}.errors`,
    `trace.${name}.duration.by.service.95p`,
  ]),
  'kubernetes.cpu.usage.pct',
  'kubernetes.cpu.usage.total',
  'kubernetes.memory.usage',
  'kubernetes.memory.usage_pct',
  'kubernetes.containers.running',
  'kubernetes.containers.restarts',
  'container.cpu.usage',
  'container.memory.usage',
  'jvm.heap_memory',
  'jvm.gc.pause_time',
  'jvm.thread_count',
  'runtime.dotnet.gc.size.gen2',
  'runtime.dotnet.threads.count',
  'runtime.node.heap.used_heap_size',
  'runtime.node.event_loop.delay.max',
  'runtime.go.num_goroutine',
  'hikaricp.connections.active',
  'hikaricp.connections.max',
  'hikaricp.connections.pending',
  'hikaricp.connections.timeout.total',
  'postgresql.connections',
  'aws.rds.cpuutilization',
  'aws.rds.database_connections',
  'redis.net.clients',
  'kafka.consumer_lag',
];

/** Queries in one call: Datadog takes a list, within the length of a URL. */
const QUERIES_PER_CALL = 24;
const MAX_DISCOVERED = 40;

/** Words that make a service's own metric worth reading before its others. */
const TELLING =
  /error|fail|timeout|latency|duration|p9[059]|95p|99p|hits|request|connection|pool|queue|lag|pending|retry|throttl|reject|cpu|memory|heap|gc|thread|restart|running|disk|saturat/i;
/** Many of their kind, saying the same as another. */
const REDUNDANT = /\.(?:apdex|by_type|50p|75p|90p|99p|max|min)$|hits\.by|\.by\.resource/i;

/**
 * @param names - what the service reports; null where that is not known
 * @param tags - the scope's filter, for example `service:a,env:b`
 * @returns lists of queries, one list for each call
 */
export function goldenQueries(names: readonly string[] | null, tags: string): string[] {
  const chosen = names === null || names.length === 0 ? WELL_KNOWN : choose(names);
  const queries = chosen.map((name) => queryOf(name, tags));
  const calls: string[] = [];
  for (let at = 0; at < queries.length; at += QUERIES_PER_CALL) {
    calls.push(queries.slice(at, at + QUERIES_PER_CALL).join(', '));
  }
  return calls;
}

function choose(names: readonly string[]): string[] {
  return names
    .filter((name) => /^[A-Za-z][\w.]*$/.test(name) && !REDUNDANT.test(name))
    .map((name) => ({ name, weight: weightOf(name) }))
    .sort((a, b) => b.weight - a.weight || (a.name < b.name ? -1 : 1))
    .slice(0, MAX_DISCOVERED)
    .map(({ name }) => name);
}

/** How much a metric's name promises to say of a service's health. */
export function weightOf(name: string): number {
  if (/^trace\..*\.(?:hits|errors)$/.test(name)) return 4;
  if (/^trace\..*(?:95p|p95)$/.test(name)) return 4;
  // the distribution that carries a service's latency has the operation's bare name
  if (/^trace\.[\w.]+$/.test(name))
    return OPERATIONS.some((one) => name === `trace.${one}`) ? 3 : 1;
  return TELLING.test(name) ? 2 : 0;
}

/** Counters are summed as counts, a trace distribution read at its 95th percentile, the rest averaged. */
function queryOf(name: string, tags: string): string {
  if (OPERATIONS.some((one) => name === `trace.${one}`)) return `p95:${name}{${tags}}`;
  return isCounter(name) ? `sum:${name}{${tags}}.as_count()` : `avg:${name}{${tags}}`;
}

const isCounter = (name: string): boolean =>
  /\.(?:hits|errors|count|total|requests|failures|timeouts|retries|restarts)$/i.test(name) &&
  !/threads?\.count$|kubernetes\./.test(name);
