/** One list from the sources that know of deployments. */
import type { Deployment } from '../../../domain/observation.ts';
import { MINUTE_MS, toMs } from '../../../domain/time.ts';

/** Two sources report the same deployment within this time. */
const SAME_WITHIN_MS = 30 * MINUTE_MS;

/**
 * Deployments told of twice become one that has what either source knows; newest first. Each learns
 * which commit of its service was live before it, in its own env.
 */
export function mergeDeployments(lists: readonly (readonly Deployment[])[]): Deployment[] {
  const merged: Deployment[] = [];
  for (const deployment of lists.flat()) {
    const at = merged.findIndex((known) => isSame(known, deployment));
    const known = merged[at];
    if (known) merged[at] = combine(known, deployment);
    else merged.push(deployment);
  }
  merged.sort((a, b) => toMs(b.finishedAt) - toMs(a.finishedAt));
  return merged.map((deployment, index) => {
    if (deployment.previousCommit !== null) return deployment;
    const previous = merged
      .slice(index + 1)
      .find(
        (one) =>
          one.result !== 'failed' &&
          one.result !== 'canceled' &&
          one.env === deployment.env &&
          agree(one.service, deployment.service) &&
          one.commit !== null,
      );
    return { ...deployment, previousCommit: previous?.commit ?? null };
  });
}

/** Not every source knows of which service and env. */
const agree = (a: string | null, b: string | null): boolean => a === null || b === null || a === b;

const isSame = (a: Deployment, b: Deployment): boolean =>
  a.commit !== null &&
  a.commit === b.commit &&
  agree(a.env, b.env) &&
  agree(a.service, b.service) &&
  // a source lists each of its deployments once: its second of a commit is a second deployment
  a.id.split(':')[0] !== b.id.split(':')[0] &&
  Math.abs(toMs(a.finishedAt) - toMs(b.finishedAt)) <= SAME_WITHIN_MS;

function combine(a: Deployment, b: Deployment): Deployment {
  return {
    ...b,
    ...a,
    service: a.service ?? b.service,
    env: a.env ?? b.env,
    commit: a.commit ?? b.commit,
    previousCommit: a.previousCommit ?? b.previousCommit,
    commits: a.commits.length > 0 ? a.commits : b.commits,
    result: a.result === 'unknown' ? b.result : a.result,
    ...((a.version ?? b.version)
      ? { version: b.id.startsWith('dora:') ? (b.version ?? a.version) : (a.version ?? b.version) }
      : {}),
    ...((a.url ?? b.url) ? { url: a.url ?? b.url } : {}),
  };
}
