/** The commit that a call means: the one it names, or the head of a branch. */
import { MiraError } from '../../../domain/errors.ts';
import type { RepositoryRef } from '../../upstreams/azure-devops/client.ts';
import { headCommit } from '../../upstreams/azure-devops/commits.ts';
import { resolveSha } from '../../upstreams/azure-devops/repositories.ts';
import { branchOf } from './upstream.ts';
import type { AzureDevOpsUpstream } from './upstream.ts';

/** A whole id names one commit for ever; a short one may name another when the repository grows. */
export const isWhole = (version: string | null): version is string => version?.length === 40;

/**
 * @param version - a commit id, whole or shortened; null for the branch's head
 * @throws MiraError `no_match` for an id that the branch does not hold, and for an empty branch
 */
export async function commitOf(
  upstream: AzureDevOpsUpstream,
  repository: RepositoryRef,
  version: string | null,
  branch: string | null,
): Promise<string> {
  if (version === null) return await headOf(upstream, repository, branch);
  if (isWhole(version)) return version;
  const name = await branchOf(upstream, repository, branch);
  return await resolveSha(upstream.client, repository, version, name);
}

async function headOf(
  upstream: AzureDevOpsUpstream,
  repository: RepositoryRef,
  branch: string | null,
): Promise<string> {
  const name = await branchOf(upstream, repository, branch);
  const sha = await headCommit(upstream.client, repository, name);
  if (sha === null) throw new MiraError('no_match', `branch ${name} has no commits`);
  return sha;
}
