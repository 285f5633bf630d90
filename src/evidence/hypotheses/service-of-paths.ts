/** Whose change it is where nobody says so: in a repository of many services the folders are named after them. */
import type { Commit, Observations } from '../../domain/observation.ts';
import { fileRole, RUNTIME_WEIGHT } from '../diff/file-role.ts';

const plain = (name: string): string => name.toLowerCase().replace(/[^a-z\d]+/g, '');

/** Folders this deep may name a service: `services/pay`, `src/Pay`, `deploy/charts/pay`. */
const DEPTH = 4;
/** Shorter names are folders of any code (`api`, `web`): they count at the top alone. */
const TELLING = 5;

const known = new WeakMap<Observations, ReadonlyMap<string, string>>();

/** Every service that anything speaks of, by its plain name. */
function servicesOf(observations: Observations): ReadonlyMap<string, string> {
  const cached = known.get(observations);
  if (cached !== undefined) return cached;
  const out = new Map<string, string>();
  const add = (name: string | null | undefined): void => {
    if (name != null && plain(name).length >= 3 && !out.has(plain(name)))
      out.set(plain(name), name);
  };
  add(observations.service);
  for (const { from, to } of observations.serviceMap.calls) {
    add(from);
    add(to);
  }
  for (const { service } of observations.deployments) add(service);
  for (const { service } of observations.metrics) add(service);
  for (const { service } of observations.logs) add(service);
  known.set(observations, out);
  return out;
}

/** The service that the folders of all running files name; null where none or several are named. */
export function serviceOfPaths({ files }: Commit, observations: Observations): string | null {
  const services = servicesOf(observations);
  // where only one is known, everything may be its
  if (services.size < 2) return null;
  const found = new Set<string>();
  for (const { path } of files) {
    if (RUNTIME_WEIGHT[fileRole(path)] <= 0.1) continue;
    const folders = path
      .split(/[\\/]/)
      .filter((part) => part !== '' && part !== '.')
      .slice(0, -1);
    const named = folders
      .slice(0, DEPTH)
      .map((part, at) => (at === 0 || plain(part).length >= TELLING ? plain(part) : ''))
      .find((part) => services.has(part));
    if (named !== undefined) found.add(services.get(named) ?? '');
  }
  return found.size === 1 ? ([...found][0] ?? null) : null;
}
