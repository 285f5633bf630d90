/** One service, one name: a crate, a pod and a dashboard seldom spell it alike. */
import type { Observations } from '../../domain/observation.ts';

/** `order_api`, `Order-API` and `order api` are one service. */
const keyOf = (name: string): string => name.toLowerCase().replace(/[\s._-]+/g, '-');

function namesIn(observations: Observations): Set<string> {
  const out = new Set<string>();
  const add = (name: string | null | undefined): void => {
    if (name !== null && name !== undefined && name !== '') out.add(name);
  };
  // the first spelling is kept: how the alert has it, then how the map has it
  add(observations.service);
  for (const each of observations.alerts) add(each.service);
  for (const { from, to } of observations.serviceMap.calls) {
    add(from);
    add(to);
  }
  for (const each of observations.serviceMap.runsOn) add(each.service);
  for (const list of [
    observations.deployments,
    observations.commits,
    observations.configChanges,
    observations.infraEvents,
    observations.metrics,
    observations.spans,
    observations.logs,
  ])
    for (const { service } of list) add(service);
  return out;
}

/** The observations with every service under the spelling that was met first; as given where all agree. */
export function withOneName(observations: Observations): Observations {
  const first = new Map<string, string>();
  const other = new Map<string, string>();
  for (const name of namesIn(observations)) {
    const known = first.get(keyOf(name));
    if (known === undefined) first.set(keyOf(name), name);
    else other.set(name, known);
  }
  if (other.size === 0) return observations;
  const one = <T extends string | null>(name: T): T | string =>
    name === null ? name : (other.get(name) ?? name);
  const named = <T extends { readonly service: string | null }>(list: readonly T[]): T[] =>
    list.map((each) =>
      each.service !== null && other.has(each.service)
        ? { ...each, service: one(each.service) }
        : each,
    );
  return {
    ...observations,
    service: one(observations.service),
    alerts: named(observations.alerts),
    logs: named(observations.logs),
    metrics: named(observations.metrics),
    spans: named(observations.spans),
    commits: named(observations.commits),
    deployments: named(observations.deployments),
    configChanges: named(observations.configChanges),
    infraEvents: named(observations.infraEvents),
    serviceMap: {
      calls: observations.serviceMap.calls.map(({ from, to, ...rest }) => ({
        ...rest,
        from: one(from),
        to: one(to),
      })),
      runsOn: named(observations.serviceMap.runsOn),
    },
  };
}
