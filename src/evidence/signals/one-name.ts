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

/** `cart-7c9d5f4b8-x2x9q` of a deployment, `cart-0` of a set: what a platform appends to its pods' names. */
const REPLICA = /^-(?:(?=[a-z\d]*\d)[a-z\d]{3,10}-[a-z\d]{3,5}|\d{1,3})$/;

/** The known service of which a name is one replica; the longest where several fit. */
function serviceOfReplica(name: string, known: ReadonlySet<string>): string | null {
  const lower = name.toLowerCase();
  let best: string | null = null;
  for (const each of known)
    if (
      each.length > (best?.length ?? 0) &&
      lower.startsWith(each.toLowerCase()) &&
      REPLICA.test(lower.slice(each.length))
    )
      best = each;
  return best;
}

/** Names that people gave: alerts, the map, deployments; what else runs may be called after its pod. */
function givenNames({ service, alerts, serviceMap, deployments }: Observations): Set<string> {
  return new Set(
    [
      service,
      ...alerts.map((each) => each.service),
      ...serviceMap.calls.flatMap(({ from, to }) => [from, to]),
      ...deployments.map((each) => each.service),
    ].filter((each) => each !== null && each !== ''),
  ) as Set<string>;
}

/** The observations with every service under the spelling that was met first; as given where all agree. */
export function withOneName(observations: Observations): Observations {
  const first = new Map<string, string>();
  const other = new Map<string, string>();
  const given = givenNames(observations);
  for (const name of namesIn(observations)) {
    const known =
      first.get(keyOf(name)) ?? (given.has(name) ? null : serviceOfReplica(name, given));
    if (known === null || known === undefined) first.set(keyOf(name), name);
    else if (known !== name) other.set(name, known);
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
