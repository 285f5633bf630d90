/** Who calls whom, from the service map and the traces. */
import type { Observations } from '../../domain/observation.ts';

export interface Topology {
  readonly services: ReadonlySet<string>;
  /** Services that `service` calls directly, or whose messages it reads. */
  callees(service: string): ReadonlySet<string>;
  callers(service: string): ReadonlySet<string>;
  /** Everything that `service` depends on, directly or not, itself excluded. */
  dependencies(service: string): ReadonlySet<string>;
  dependents(service: string): ReadonlySet<string>;
}

const EMPTY: ReadonlySet<string> = new Set();

const STORE =
  /^(.{3,}?)[-_. ]?(?:db|database|mysql|mariadb|postgres(?:ql)?|pg|mongo(?:db)?|redis|cache|memcached?|cassandra|dynamo(?:db)?|elastic(?:search)?|store|queue|mq|rabbit(?:mq)?|kafka|rds|sql)$/i;
const SUFFIX = /[-_. ]?(?:service|svc|api|app|server)$/i;

/** True for what keeps or carries data for others, by its name: `orders-db`, `cart-redis`. */
export const isStore = (service: string): boolean => STORE.test(service);

/**
 * Who a store that nobody is known to call most likely belongs to: `orders-db` to `orders`,
 * `ts-price-mongo` to `ts-price-service`. Null without a service of that name.
 */
export function ownerOfStore(store: string, services: Iterable<string>): string | null {
  const stem = STORE.exec(store)?.[1]?.replace(SUFFIX, '').toLowerCase();
  if (stem === undefined) return null;
  for (const service of services) {
    if (service === store || STORE.test(service)) continue;
    if (service.replace(SUFFIX, '').toLowerCase() === stem) return service;
  }
  return null;
}

/**
 * @param complaints - calls that only error messages tell of (`timeout calling payments`)
 */
export function buildTopology(
  observations: Observations,
  complaints: readonly { readonly from: string; readonly to: string }[] = [],
): Topology {
  const down = new Map<string, Set<string>>();
  const up = new Map<string, Set<string>>();
  const services = new Set<string>();
  const link = (from: string, to: string): void => {
    services.add(from);
    services.add(to);
    if (from === to) return;
    let a = down.get(from);
    if (a === undefined) down.set(from, (a = new Set()));
    a.add(to);
    let b = up.get(to);
    if (b === undefined) up.set(to, (b = new Set()));
    b.add(from);
  };
  for (const { from, to, kind } of observations.serviceMap.calls) {
    // who reads a topic depends on who fills it: the sender does not even notice
    if (kind === 'message') link(to, from);
    else link(from, to);
  }
  for (const call of complaints) link(call.from, call.to);
  const owner = new Map<string, string>();
  for (const span of observations.spans) owner.set(`${span.traceId}\n${span.spanId}`, span.service);
  for (const span of observations.spans) {
    services.add(span.service);
    const parent =
      span.parentId === null ? undefined : owner.get(`${span.traceId}\n${span.parentId}`);
    if (parent !== undefined && span.kind === 'consumer') link(span.service, parent);
    else if (parent !== undefined) link(parent, span.service);
    if (span.peerService !== undefined) link(span.service, span.peerService);
  }
  for (const record of observations.logs) if (record.service !== null) services.add(record.service);
  for (const series of observations.metrics)
    if (series.service !== null) services.add(series.service);
  if (observations.service !== null) services.add(observations.service);
  for (const store of services) {
    if (down.has(store) || up.has(store)) continue;
    const owner = ownerOfStore(store, services);
    if (owner !== null) link(owner, store);
  }
  const reach = (
    start: string,
    edges: ReadonlyMap<string, ReadonlySet<string>>,
  ): ReadonlySet<string> => {
    const seen = new Set<string>();
    const stack = [start];
    while (stack.length > 0) {
      for (const next of edges.get(stack.pop() ?? '') ?? EMPTY) {
        if (next === start || seen.has(next)) continue;
        seen.add(next);
        stack.push(next);
      }
    }
    return seen;
  };
  return {
    services,
    callees: (service) => down.get(service) ?? EMPTY,
    callers: (service) => up.get(service) ?? EMPTY,
    dependencies: (service) => reach(service, down),
    dependents: (service) => reach(service, up),
  };
}
