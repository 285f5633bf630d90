/** get_pull_request: what a change was meant to do, and who agreed. */
import {
  GetPullRequestArgs,
  GetPullRequestResult,
} from '../../../domain/tools/azure-devops-code.ts';
import { defineTool, LIVE } from '../../tool.ts';
import type { Tool } from '../../tool.ts';
import type { RepositoryRef } from '../../upstreams/azure-devops/client.ts';
import { isoDate, pullRequestsOf, toPullRequestRef } from '../../upstreams/azure-devops/commits.ts';
import { getPullRequest } from '../../upstreams/azure-devops/pull-requests.ts';
import type { PullRequestWithCommits } from '../../upstreams/azure-devops/pull-requests.ts';
import { cut, lines } from '../common/text.ts';
import { commitOf } from './head.ts';
import { scopeBranch, scopeRepository } from './scope-repository.ts';
import type { AzureDevOpsUpstream } from './upstream.ts';

const MAX_DESCRIPTION = 6_000;
const MAX_COMMITS = 100;

export const createGetPullRequest = (upstream: AzureDevOpsUpstream): Tool =>
  defineTool({
    name: 'get_pull_request',
    title: 'A pull request',
    description:
      'A pull request of the service’s repository by number, or the one that brought a commit: title, description, author, reviewers and votes, branches, dates, merge commit and commits. Null when the commit came without one.',
    toolset: 'azure_devops',
    access: 'read',
    args: GetPullRequestArgs,
    result: GetPullRequestResult,
    cache: LIVE,
    buckets: ['azure_devops'],
    applyScope: (args, scope) => ({
      repository: scopeRepository(args.repository, scope, upstream.defaults),
      pullRequest: args.pull_request ?? null,
      commit: args.commit?.toLowerCase() ?? null,
      branch: scopeBranch(undefined, scope),
    }),
    async run({ repository: named, pullRequest, commit, branch }) {
      const repository = await upstream.repositories.locate(named);
      const id = pullRequest ?? (await ofCommit(upstream, repository, commit, branch));
      const found = id === null ? null : await getPullRequest(upstream.client, repository, id);
      const more = (found?.commits.length ?? 0) >= MAX_COMMITS;
      return {
        result: {
          repository: repository.repository,
          pullRequest: found === null ? null : toView(upstream, repository, found),
        },
        truncated: more,
        notes: more ? [`Only ${MAX_COMMITS} of its commits are listed; there may be more.`] : [],
      };
    },
    render({ repository, pullRequest }) {
      if (pullRequest === null) return `No pull request of ${repository} brought this commit.`;
      return [
        `PR ${pullRequest.id} ${pullRequest.status ?? ''}: ${pullRequest.title}`,
        `by ${pullRequest.author ?? '?'}, ${pullRequest.sourceBranch} → ${pullRequest.targetBranch}, opened ${pullRequest.createdAt ?? '?'}, closed ${pullRequest.closedAt ?? 'not yet'}, merge commit ${pullRequest.mergeCommit ?? 'none'}`,
        `reviewers: ${pullRequest.reviewers.map((one) => `${one.name} (${one.vote})`).join(', ') || 'none'}`,
        ...(pullRequest.url ? [pullRequest.url] : []),
        '',
        pullRequest.description || '(no description)',
        '',
        `commits (${pullRequest.commits.length}):`,
        ...lines(pullRequest.commits, 30, 'commits'),
      ].join('\n');
    },
  });

async function ofCommit(
  upstream: AzureDevOpsUpstream,
  repository: RepositoryRef,
  commit: string | null,
  branch: string | null,
): Promise<number | null> {
  const sha = await commitOf(upstream, repository, commit, branch);
  const found = await pullRequestsOf(upstream.client, repository, [sha]);
  return found.get(sha)?.id ?? null;
}

const VOTES: Readonly<Record<string, string>> = {
  '10': 'approved',
  '5': 'approved with suggestions',
  '0': 'no vote',
  '-5': 'waits for the author',
  '-10': 'rejected',
};

const toView = (
  upstream: AzureDevOpsUpstream,
  repository: RepositoryRef,
  { pullRequest: wire, commits }: PullRequestWithCommits,
) => ({
  ...toPullRequestRef(upstream.client, repository, wire),
  description: cut(wire.description ?? '', MAX_DESCRIPTION),
  createdAt: isoDate(wire.creationDate),
  sourceBranch: branchName(wire.sourceRefName),
  targetBranch: branchName(wire.targetRefName),
  mergeCommit: wire.lastMergeCommit?.commitId ?? null,
  commits: commits.slice(0, MAX_COMMITS),
  reviewers: (wire.reviewers ?? []).map((one) => ({
    name: one.displayName ?? '?',
    vote: VOTES[String(one.vote ?? 0)] ?? 'no vote',
  })),
});

const branchName = (ref: string | undefined): string => (ref ?? '').replace(/^refs\/heads\//, '');
