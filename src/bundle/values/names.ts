/** Names of services as infrastructure writes them → the name people use. */

/** `checkout-7d9b5c8f4-x2k4q` and `checkout-7d9b5c` style pods, `db-0` of a stateful set. */
const REPLICA =
  /^(.+?)-(?:[0-9a-f]{5,10}-[a-z0-9]{5}|[bcdf-hj-np-tv-xz2456789]{5,10}-[a-z0-9]{5})$/;
const STATEFUL = /^(.+?)-\d{1,3}$/;

/** The workload of a pod's or container's name; the name itself when it has no such form. */
export function workloadOf(pod: string): string {
  const name = pod.slice(pod.lastIndexOf('/') + 1);
  return REPLICA.exec(name)?.[1] ?? STATEFUL.exec(name)?.[1] ?? name;
}

/** `checkout.service` (systemd) → `checkout`. */
export const unitName = (unit: string): string => unit.replace(/\.(?:service|scope)$/, '');
