/** Which services an incident hurts: those that show harm and could have got it from the first one. */
import type { Context } from '../hypotheses/context.ts';
import { MINUTE_MS } from '../../domain/time.ts';

/** A move weaker than this is noise of the series. */
const MIN_SCORE = 6;
/** Scrape intervals blur an onset by this much. */
const BLUR_MS = 5 * MINUTE_MS;
/** What runs on every machine and serves nobody by itself: its complaints are the machine's. */
const DAEMON =
  /^(?:kernel|systemd(?:-\w+)?|init|chronyd?|ntpd?|sshd|cron(?:d)?|rsyslogd?|auditd|smartd|mdadm|dockerd?|containerd|kubelet|kube-proxy|watchdog|dbus(?:-daemon)?|udevd?|NetworkManager|logrotate|irqbalance|snapd|polkitd|postfix|multipathd|iscsid)$/i;
export const isDaemon = (service: string): boolean => DAEMON.test(service);

const FELT = new Set(['errors', 'latency', 'availability']);

/**
 * The first failing service, and every service with fresh errors, or errors, latency or availability
 * that moved for the worse since the onset. Where it is known who calls whom, only those count that
 * depend on the first one or share a host with it: somewhere in a hundred services something always
 * fails. Sorted by name.
 */
export function affectedServices(context: Context): string[] {
  const { firstFailing } = context;
  const machines = new Set(context.observations.logs.flatMap((each) => each.host ?? []));
  for (const { host } of context.observations.serviceMap.runsOn) machines.add(host);
  const harmed = harmedServices(context).filter(
    (each) => each === firstFailing || !(isDaemon(each) || machines.has(each)),
  );
  const reachable = firstFailing === null ? null : reachedFrom(firstFailing, context);
  const out = new Set(reachable === null ? harmed : harmed.filter((each) => reachable.has(each)));
  if (firstFailing !== null) out.add(firstFailing);
  return [...out].sort();
}

function harmedServices({ faults, moves, onset }: Context): string[] {
  const failing = faults
    .filter(({ fault, fresh }) => fresh && (fault.level === 'error' || fault.level === 'fatal'))
    .flatMap(({ fault }) => fault.service ?? []);
  const moved = moves
    .filter(
      (move) =>
        move.harmful &&
        FELT.has(move.kind) &&
        move.change.score >= MIN_SCORE &&
        (onset === null || move.change.atMs >= onset.atMs - BLUR_MS),
    )
    .flatMap((move) => move.series.service ?? []);
  return [...failing, ...moved];
}

/** Null where nothing tells who calls the service: then harm alone has to do. */
function reachedFrom(service: string, { topology, observations }: Context): Set<string> | null {
  const dependents = topology.dependents(service);
  if (dependents.size === 0 && topology.dependencies(service).size === 0) return null;
  const hosts = new Set(
    observations.serviceMap.runsOn
      .filter((each) => each.service === service)
      .map(({ host }) => host),
  );
  const neighbours = observations.serviceMap.runsOn
    .filter(({ host }) => hosts.has(host))
    .map((each) => each.service);
  return new Set([...dependents, ...neighbours]);
}
