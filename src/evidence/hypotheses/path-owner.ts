/** Whose code a commit touches, in a repository that holds several services in folders of their names. */
import type { Commit, Observations } from '../../domain/observation.ts';
import { fileRole, RUNTIME_WEIGHT } from '../diff/file-role.ts';

/** `services/checkout/…`, `deploy/charts/checkout/…`: deeper folders are packages, whatever they are called. */
const DEPTH = 3;
/** Folders of one service's own layout. */
const LAYOUT = /^(?:src|lib|app|pkg|internal|cmd|test|tests|spec|docs?|config)$/;
/** `src/TollGate/…` is a project of its own, `src/toll/…` a package. */
const PROJECT = /^[A-Z]/;

const plain = (name: string): string => name.toLowerCase().replace(/[^a-z\d]+/g, '');

/** Names of all services that are known of. */
export function serviceNames({ deployments, serviceMap, service }: Observations): Set<string> {
  const out = new Set<string>();
  for (const each of [
    service,
    ...deployments.map((deployment) => deployment.service),
    ...(serviceMap?.calls ?? []).flatMap(({ from, to }) => [from, to]),
  ])
    if (each !== null) out.add(each);
  return out;
}

/** By file of running code the service whose folder holds it; null for a file that is nobody's own. */
function ownersOf(commit: Commit, names: ReadonlySet<string>): Set<string | null> {
  const byName = new Map([...names].map((name) => [plain(name), name]));
  const owners = new Set<string | null>();
  for (const { path } of commit.files) {
    if (RUNTIME_WEIGHT[fileRole(path)] <= 0.1) continue;
    const folders = path.split('/').slice(0, -1).slice(0, DEPTH);
    const at = folders.findIndex((folder) => byName.has(plain(folder)));
    const below = folders.slice(0, Math.max(0, at));
    owners.add(
      at === -1 || (below.some((folder) => LAYOUT.test(folder)) && !PROJECT.test(folders[at] ?? ''))
        ? null
        : (byName.get(plain(folders[at] ?? '')) ?? null),
    );
  }
  return owners;
}

/** The one service whose folder holds all that the commit changes of running code; null without one. */
export function ownerByPath(commit: Commit, names: ReadonlySet<string>): string | null {
  const owners = ownersOf(commit, names);
  const [only] = owners;
  return owners.size === 1 ? (only ?? null) : null;
}

/**
 * Every service in whose folder it changes running code or what the code runs with: in a repository of
 * manifests one commit is the change of many.
 */
export function touchedServices(commit: Commit, names: ReadonlySet<string>): Set<string> {
  return new Set([...ownersOf(commit, names)].filter((each) => each !== null));
}
