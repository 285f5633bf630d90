/** The commit at the head of a branch. */
import { MiraError } from '../../../domain/errors.ts';
import type { RepositoryRef } from '../../upstreams/azure-devops/client.ts';
import { headCommit } from '../../upstreams/azure-devops/commits.ts';
import { branchOf } from './upstream.ts';
import type { AzureDevOpsUpstream } from './upstream.ts';

/** @throws MiraError `no_match` for an empty branch */
export async function headOf(
  upstream: AzureDevOpsUpstream,
  repository: RepositoryRef,
  branch: string | null,
): Promise<string> {
  const name = await branchOf(upstream, repository, branch);
  const sha = await headCommit(upstream.client, repository, name);
  if (sha === null) throw new MiraError('no_match', `branch ${name} has no commits`);
  return sha;
}
