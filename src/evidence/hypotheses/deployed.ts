/** When a commit went live, as far as deployments tell. */
import type { Commit, Deployment, Observations } from '../../domain/observation.ts';
import { msOf } from '../signals/log-faults.ts';
import { ownerByPath, serviceNames, touchedServices } from './path-owner.ts';

/**
 * The first deployment that could have brought a commit live, and whether that is certain; the one of
 * the service `asked` for, where it touches that one among others.
 */
export function deploymentOf(
  commit: Commit,
  observations: Observations,
  asked: string | null = null,
): { deployment: Deployment; certain: boolean } | null {
  const same = (a: string, b: string): boolean =>
    (a.length >= 7 && b.length >= 7 && (a.startsWith(b) || b.startsWith(a))) || a === b;
  const usable = observations.deployments
    .filter((each) => each.result !== 'failed' && each.result !== 'canceled')
    .sort((a, b) => (msOf(a.finishedAt) ?? 0) - (msOf(b.finishedAt) ?? 0));
  const names = serviceNames(observations);
  const owner =
    commit.service ??
    (asked !== null && touchedServices(commit, names).has(asked)
      ? asked
      : ownerByPath(commit, names));
  // a repository of many services is deployed one by one: others' ranges hold this commit as well
  const own = usable.filter((each) => each.service === owner);
  const exact = (own.length > 0 ? own : usable).find(
    (each) =>
      (each.commit !== null && same(each.commit, commit.sha)) ||
      each.commits.some((sha) => same(sha, commit.sha)),
  );
  if (exact !== undefined) return { deployment: exact, certain: true };
  const made = msOf(commit.committedAt);
  if (made === null) return null;
  const service = owner ?? commit.repository;
  const known = new Set(usable.map((each) => each.service).filter((each) => each !== null));
  const next = usable.find(
    (each) =>
      (msOf(each.finishedAt) ?? 0) >= made &&
      (each.service === service || (known.size <= 1 && commit.service === null)),
  );
  return next === undefined ? null : { deployment: next, certain: false };
}

/** Its service is deployed with commits that are named, last before this one was made. */
export function isUndeployed(commit: Commit, observations: Observations): boolean {
  const { deployments } = observations;
  const made = msOf(commit.committedAt);
  const service =
    commit.service ?? ownerByPath(commit, serviceNames(observations)) ?? commit.repository;
  if (made === null || service === null) return false;
  const own = deployments.filter(
    (each) =>
      each.service === service &&
      each.result !== 'failed' &&
      each.result !== 'canceled' &&
      (each.commit !== null || each.commits.length > 0),
  );
  return own.length > 0 && own.every((each) => (msOf(each.finishedAt) ?? 0) < made);
}
