/** The platform below the service failed, or somebody else used it up. */
import { MINUTE_MS } from '../../../domain/time.ts';
import { describeMove } from '../../signals/metric-moves.ts';
import { msOf } from '../../signals/log-faults.ts';
import type { Context } from '../context.ts';
import { fills } from './exhaustion.ts';
import { BASE, defectShare, strength, type Alternative } from './model.ts';
import { peersOf } from './peers.ts';
import { tellTale } from './tell-tales.ts';

const SHARED: ReadonlySet<string> = new Set(['cpu', 'memory', 'disk', 'network']);

/** Another service on the same host, not in the line of calls, that took the host's resources at the onset. */
function loudNeighbour(context: Context): string | null {
  const first = context.firstFailing;
  const onset = context.onset?.atMs ?? null;
  if (first === null || onset === null) return null;
  const { runsOn } = context.observations.serviceMap;
  const hosts = new Set(runsOn.filter((each) => each.service === first).map((each) => each.host));
  const related = new Set([
    first,
    ...context.topology.dependencies(first),
    ...context.topology.dependents(first),
  ]);
  const own = context.moves.some(
    (each) =>
      each.series.service === first &&
      SHARED.has(each.kind) &&
      each.change.direction === 'up' &&
      (each.change.ratio ?? 1) > 1.5,
  );
  for (const { service, host } of runsOn) {
    if (!hosts.has(host) || related.has(service)) continue;
    const move = context.moves.find(
      (each) =>
        each.series.service === service &&
        SHARED.has(each.kind) &&
        each.change.direction === 'up' &&
        (each.change.ratio ?? 2) >= 1.5 &&
        Math.abs(each.change.atMs - onset) <= 6 * MINUTE_MS,
    );
    if (move !== undefined && !own)
      return `${describeMove(move)}, on ${host}, where ${first} runs as well`;
  }
  return null;
}

/**
 * Systems that do not answer although none of them waits for another one: in a chain of services
 * every link complains about the next, and only the last one is ill.
 */
export function unreachableTogether({ faults, topology, firstFailing }: Context): number {
  const names = peersOf(
    faults.filter((each) => each.fresh && each.fault.source !== 'alert'),
  ).filter((each) => !each.external);
  const chained = names.filter(
    ({ name }) =>
      name === firstFailing ||
      topology.dependents(firstFailing ?? '').has(name) ||
      names.some((other) => topology.dependencies(name).has(other.name)),
  );
  return names.length - chained.length;
}

const HARD_EVENT =
  /evict|not.?ready|pressure|drain|preempt|maintenance|hardware|disk|volume|detach|network|zone|\baz\b|reboot|unreachable|unhealthy|fail ?over|spot|neighbo|outage|degrad|\bdown\b|fault|lost|kernel|node|host\b|switch|router|power|storage/i;
/** Events that are a failure of their own, not a sign of somebody else's. */
const EXPLAINS =
  /fail ?over|packet ?loss|NTP|synchroni[sz]ed|host unhealthy|hardware|partition|\bzone\b|outage|not ?ready|disk ?pressure|volume|preempt/i;
/** What every deployment causes says nothing against the deployment. */
const ROUTINE_EVENT =
  /deploy|rollout|scal(?:ed|ing)|pulled|pulling|created|started|killing|back-?off|probe/i;

export function infrastructure(context: Context): Alternative {
  const reasons: string[] = [];
  const against: string[] = [];
  let logit = BASE;
  const kinds = ['node_failure', 'disk', 'dns'] as const;
  const value = Math.max(
    strength(context, 'node_failure'),
    strength(context, 'dns'),
    // disks are also filled by what a change writes, or by what nobody cleans up
    (fills(context) ? 0.35 : 0.75) * strength(context, 'disk'),
  );
  const told = tellTale(context);
  logit += Math.max(3.4 * value, 3.6 * (told?.strength ?? 0));
  if (told !== null && told.strength >= 0.4) reasons.push(`${told.what}: “${told.quote}”`);
  else if (value > 0.3) reasons.push('failures name the node, the disk or the network');
  const onset = context.onset?.atMs ?? null;
  const events = context.observations.infraEvents.filter((each) => {
    const at = msOf(each.at);
    return (
      each.severity !== 'info' &&
      (onset === null || at === null || Math.abs(at - onset) < 30 * MINUTE_MS)
    );
  });
  const text = (each: (typeof events)[number]): string => `${each.kind} ${each.summary}`;
  const hard = events.filter(
    (each) =>
      HARD_EVENT.test(text(each)) &&
      !/probe|back-?off|stopping container|scaled? (?:up|down)|rolling/i.test(text(each)),
  );
  const soft = events.filter((each) => !ROUTINE_EVENT.test(text(each)));
  if (hard.length > 0) {
    logit += 2.4;
    reasons.push(`the platform reports: ${hard[0]?.summary ?? ''}`);
    const explaining = hard.find((each) => EXPLAINS.test(text(each)));
    if (explaining !== undefined) {
      logit += 1.2;
      if (explaining !== hard[0]) reasons.push(`the platform reports: ${explaining.summary}`);
    }
  } else if (soft.length > 0) logit += 0.4;
  const neighbour = loudNeighbour(context);
  if (neighbour !== null) {
    logit += 2.6;
    reasons.push(neighbour);
  }
  const apart = unreachableTogether(context);
  if (apart >= 3 && value === 0) {
    logit += 1.8;
    reasons.push(
      `calls to ${apart} different systems fail at once: what they share is the network`,
    );
  }
  const hosts = new Set<string>();
  const failing = new Set<string | null>();
  let lines = 0;
  for (const { fault } of context.faults) {
    if (fault.source !== 'log') continue;
    lines += fault.count;
    failing.add(fault.service);
    for (const host of fault.hosts) hosts.add(host);
  }
  // others' hosts are no places where this could have failed as well
  const allHosts = new Set(
    context.observations.logs
      .filter((each) => failing.has(each.service))
      .map((each) => each.host)
      .filter((each) => each !== undefined),
  );
  if (allHosts.size >= 3 && hosts.size === 1 && lines >= 5) {
    logit += 2.2;
    reasons.push(`all failures are on ${[...hosts][0]}, one of ${allHosts.size} hosts`);
  }
  logit -= 1.8 * defectShare(context);
  return {
    category: 'infrastructure',
    statement: 'The platform below the service failed: node, disk, memory pressure or network.',
    logit,
    reasons,
    against,
    kinds: [...kinds],
  };
}
