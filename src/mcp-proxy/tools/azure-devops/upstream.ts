/** What the Azure DevOps tools share: one client and its caches of immutable things. */
import type { AzureDevOps } from '../../upstreams/azure-devops/client.ts';
import { createBlobReader } from '../../upstreams/azure-devops/blobs.ts';
import type { BlobReader } from '../../upstreams/azure-devops/blobs.ts';
import { createCommitReader } from '../../upstreams/azure-devops/commits.ts';
import type { CommitReader } from '../../upstreams/azure-devops/commits.ts';
import { createRepositories } from '../../upstreams/azure-devops/repositories.ts';
import type { Repositories } from '../../upstreams/azure-devops/repositories.ts';
import type { AzureDevOpsDefaults } from './scope-repository.ts';

export interface AzureDevOpsUpstream {
  readonly client: AzureDevOps;
  readonly commits: CommitReader;
  readonly blobs: BlobReader;
  readonly repositories: Repositories;
  readonly defaults: AzureDevOpsDefaults;
}

export const createAzureDevOpsUpstream = (
  client: AzureDevOps,
  defaults: AzureDevOpsDefaults,
): AzureDevOpsUpstream => ({
  client,
  commits: createCommitReader(client),
  blobs: createBlobReader(client),
  repositories: createRepositories(client),
  defaults,
});

/** The branch to read, resolved. */
export async function branchOf(
  upstream: AzureDevOpsUpstream,
  repository: Parameters<Repositories['info']>[0],
  branch: string | null,
): Promise<string> {
  return branch ?? (await upstream.repositories.info(repository)).defaultBranch;
}
