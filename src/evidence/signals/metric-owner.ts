/** Whose metric is it: wide tables name the service inside the metric's name. */
import type { Observations } from '../../domain/observation.ts';

const KIND_WORD =
  /^(?:cpu|mem|memory|latency|lat|p\d\d|error|errors|err|workload|load|rps|qps|requests?|req|throughput|disk|diskio|io|socket|net|network|rx|tx|count|rate|duration|availability|success|restarts?|gc|heap|threads?|pool|queue|connections?|conn|saturation|usage|util|utilization|time|avg|mean|max|total|status|health)/i;

/**
 * Splits `cartservice_cpu`, `cart-service.latency.p95`, `cpu{service="cart"}` into service and
 * metric. A known service's name wins, the longest first; else what stands before the first word
 * that names a measure, when several metrics share it. Null service when the name holds none.
 */
export function splitMetricName(
  name: string,
  knownServices: Iterable<string>,
): { service: string | null; metric: string } {
  const label =
    /^(.*?)\{.*\b(?:service|app|job|container|pod|deployment)(?:_name)?="?([^",}]+)/.exec(
      name.slice(0, 500),
    );
  if (label !== null) return { service: label[2] ?? null, metric: label[1] ?? name };
  const lower = name.toLowerCase();
  let best: string | null = null;
  for (const service of knownServices) {
    const key = service.toLowerCase();
    if (key.length < 2 || !lower.startsWith(key)) continue;
    const after = lower[key.length];
    if (after !== undefined && !/[_.\-/: |]/.test(after)) continue;
    if (best === null || service.length > best.length) best = service;
  }
  if (best !== null)
    return { service: best, metric: name.slice(best.length).replace(/^[_.\-/: |]+/, '') || name };
  const parts = name.split(/[_./: |]/);
  const at = parts.findIndex((part) => KIND_WORD.test(part));
  if (at <= 0) return { service: null, metric: name };
  const head = name.slice(0, parts.slice(0, at).join('_').length);
  return { service: head, metric: name.slice(head.length + 1) };
}

/** The observations with every metric's service filled in where its name tells it. */
export function withMetricOwners(observations: Observations): Observations {
  if (observations.metrics.every((each) => each.service !== null)) return observations;
  const known = new Set<string>();
  for (const call of observations.serviceMap.calls) known.add(call.from).add(call.to);
  for (const each of observations.serviceMap.runsOn) known.add(each.service);
  for (const record of observations.logs) if (record.service !== null) known.add(record.service);
  for (const span of observations.spans) known.add(span.service);
  for (const each of observations.metrics) if (each.service !== null) known.add(each.service);
  // `db_connections` next to `http_errors` are one service's; `cart_cpu` next to `ads_cpu` are two
  const owners = new Map<string, Set<string>>();
  for (const each of observations.metrics) {
    if (each.service !== null) continue;
    const { service, metric } = splitMetricName(each.metric, known);
    if (service === null) continue;
    let set = owners.get(metric);
    if (set === undefined) owners.set(metric, (set = new Set()));
    set.add(service);
  }
  return {
    ...observations,
    metrics: observations.metrics.map((each) => {
      if (each.service !== null) return each;
      const { service, metric } = splitMetricName(each.metric, known);
      if (service === null) return each;
      const shared = (owners.get(metric)?.size ?? 0) >= 2;
      return known.has(service) || shared ? { ...each, service, metric } : each;
    }),
  };
}
