/** Whose alert it is where no field says so: the service that its title names. */
import type { Observations } from '../../domain/observation.ts';
import type { OpenIncident, TriageAlert } from './types.ts';

/** Shorter names are words of every sentence. */
const MIN_NAME = 3;
/** What is written like this at the head of a title, or ends so, is a service that nothing else knows. */
const LOOKS_LIKE_ONE =
  /^\W*([a-z][a-z\d]*(?:[-_][a-z\d]+)+)(?=:\s)|(?<![\w-])([a-z][a-z\d]*(?:-[a-z\d]+)*-(?:api|svc|service|db|worker|gateway|gw|ui|web|app|frontend|backend|server|proxy|consumer|cache))(?![\w-])/;

/** The same alerts; those without a service have the one that their title names, if it names one. */
export function withNamedServices(
  alerts: readonly TriageAlert[],
  openIncidents: readonly OpenIncident[],
  observations: Observations,
): readonly TriageAlert[] {
  if (alerts.every(({ service }) => service !== null)) return alerts;
  const known = new Map<string, string>();
  const learn = (name: string | null): void => {
    if (name !== null && name.length >= MIN_NAME) known.set(name.toLowerCase(), name);
  };
  for (const { service } of alerts) learn(service);
  for (const { services } of openIncidents) for (const name of services) learn(name);
  for (const { from, to } of observations.serviceMap.calls) [from, to].forEach((one) => learn(one));
  for (const { service } of observations.serviceMap.runsOn) learn(service);
  for (const { service } of [...observations.metrics, ...observations.logs]) learn(service);
  return alerts.map((alert) =>
    alert.service === null ? { ...alert, service: namedIn(alert, known) } : alert,
  );
}

/** The first known name of the title, then of the monitor; else what is written like a service. */
function namedIn(
  { title, monitor }: TriageAlert,
  known: ReadonlyMap<string, string>,
): string | null {
  for (const text of [title, monitor ?? '']) {
    // whole names: `cart-db` is not `cart`
    const words = text.toLowerCase().match(/[\p{L}\p{N}]+(?:[-_.][\p{L}\p{N}]+)*/gu) ?? [];
    const found = words.find((word) => known.has(word));
    if (found !== undefined) return known.get(found) ?? null;
  }
  const match = LOOKS_LIKE_ONE.exec(title);
  return match?.[1] ?? match?.[2] ?? null;
}
