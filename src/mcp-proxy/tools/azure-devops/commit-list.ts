/** What get_commits and search_commits share: which commits are meant, and reading them. */
import type { Commit } from '../../../domain/observation.ts';
import type { Scope } from '../../../domain/scope.ts';
import type { Moment } from '../../../domain/tools/datadog.ts';
import { listCommits } from '../../upstreams/azure-devops/commits.ts';
import { resolveWindow, scopeWindow } from '../common/window.ts';
import { scopeBranch, scopeRepository } from './scope-repository.ts';
import { branchOf } from './upstream.ts';
import type { AzureDevOpsUpstream } from './upstream.ts';

interface CommitArgs {
  readonly repository?: string | undefined;
  readonly branch?: string | undefined;
  readonly path?: string | undefined;
  readonly author?: string | undefined;
  readonly from: Moment;
  readonly to: Moment;
}

/** Canonical: an empty path, author or branch is one that was left out. */
export const scopeCommits = (args: CommitArgs, scope: Scope, upstream: AzureDevOpsUpstream) => ({
  repository: scopeRepository(args.repository, scope, upstream.defaults),
  branch: scopeBranch(args.branch, scope),
  window: scopeWindow(args, scope),
  path: args.path?.replace(/^\/+/, '') || null,
  author: args.author || null,
});
export type ScopedCommits = ReturnType<typeof scopeCommits>;

/** Newest first, with where and when was really looked. */
export async function readCommits(
  upstream: AzureDevOpsUpstream,
  args: ScopedCommits,
  { nowMs, maxSpanMs, limit }: Record<'nowMs' | 'maxSpanMs' | 'limit', number>,
) {
  const { fromMs, toMs, window, notes } = resolveWindow(args.window, nowMs, maxSpanMs);
  const repository = await upstream.repositories.locate(args.repository);
  const branch = await branchOf(upstream, repository, args.branch);
  const commits: readonly Commit[] = await listCommits(upstream.client, {
    repository,
    branch,
    fromMs,
    toMs,
    path: args.path ?? undefined,
    author: args.author ?? undefined,
    limit,
  });
  return { commits, repository, branch, window, notes };
}
