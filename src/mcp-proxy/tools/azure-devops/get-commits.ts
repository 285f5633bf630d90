/** get_commits: what was committed in a window, with the pull requests that brought it. */
import { isMiraError } from '../../../domain/errors.ts';
import type { Commit } from '../../../domain/observation.ts';
import { DAY_MS } from '../../../domain/time.ts';
import { GetCommitsArgs, GetCommitsResult } from '../../../domain/tools/azure-devops.ts';
import { RUNTIME_WEIGHT, fileRole } from '../../../evidence/diff/file-role.ts';
import { defineTool, LIVE } from '../../tool.ts';
import type { Tool } from '../../tool.ts';
import type { RepositoryRef } from '../../upstreams/azure-devops/client.ts';
import { pullRequestsOf } from '../../upstreams/azure-devops/commits.ts';
import { cut, lines, oneLine, plural } from '../common/text.ts';
import { readCommits, scopeCommits } from './commit-list.ts';
import type { AzureDevOpsUpstream } from './upstream.ts';

const MAX_SPAN_MS = 90 * DAY_MS;
/** Each costs a call, once in a process's life. */
const MAX_WITH_FILES = 25;
const MAX_FILES = 100;

export const createGetCommits = (upstream: AzureDevOpsUpstream): Tool =>
  defineTool({
    name: 'get_commits',
    aliases: ['get_recent_commits'],
    title: 'Commits of the service’s repository',
    description:
      'Commits on the default branch of the service’s repository (or a shared library’s) in a window, newest first, each with its pull request. ' +
      'The dates are when a commit was made, not when it was merged or went live: look back some days before the onset, and use get_deployments for what went live when. ' +
      'with_files lists the files of the newest 25 commits; path keeps commits that touch a file or folder. At most 200 commits and 90 days. get_commit_diff shows what a commit changed.',
    toolset: 'azure_devops',
    access: 'read',
    args: GetCommitsArgs,
    result: GetCommitsResult,
    cache: LIVE,
    buckets: ['azure_devops'],
    applyScope: (args, scope) => ({
      ...scopeCommits(args, scope, upstream),
      limit: args.limit,
      withFiles: args.with_files,
    }),
    async run(args, { clock }) {
      const bounds = { nowMs: clock.now(), maxSpanMs: MAX_SPAN_MS, limit: args.limit };
      const read = await readCommits(upstream, args, bounds);
      const { commits: found, repository, branch, window, notes } = read;
      const [linked, filed] = await Promise.all([
        withPullRequests(upstream, repository, found),
        args.withFiles ? filesOf(upstream, repository, found.slice(0, MAX_WITH_FILES)) : new Map(),
      ]);
      const commits = linked.commits.map((commit) => ({ ...commit, ...filed.get(commit.sha) }));
      const more = found.length >= args.limit;
      const fileless = args.withFiles ? Math.max(0, found.length - MAX_WITH_FILES) : 0;
      return {
        result: { commits, repository: repository.repository, branch, window },
        window,
        truncated: more || fileless > 0,
        partial: linked.problem !== null,
        notes: [
          ...notes,
          ...(more
            ? [
                `Only the newest ${args.limit} commits were read; there may be older ones in the window.`,
              ]
            : []),
          ...(fileless > 0
            ? [
                `Files are listed for the newest ${MAX_WITH_FILES} commits; ask for a path or a shorter window for the others.`,
              ]
            : []),
          ...(linked.problem
            ? [`Which pull requests brought them could not be read: ${linked.problem}.`]
            : []),
        ],
      };
    },
    render({ commits, repository, branch, window }) {
      if (commits.length === 0) {
        return `No commits on ${branch} of ${repository} were made in ${window.from} to ${window.to}.`;
      }
      return [
        `${plural(commits.length, 'commit')} on ${branch} of ${repository}, made ${window.from} to ${window.to}, newest first:`,
        ...commits.map((commit) => describeCommit(commit, repository)),
      ].join('\n');
    },
  });

/** Commits with their pull requests; a failure there leaves the commits, and is said. */
async function withPullRequests(
  upstream: AzureDevOpsUpstream,
  repository: RepositoryRef,
  commits: readonly Commit[],
): Promise<{ readonly commits: Commit[]; readonly problem: string | null }> {
  try {
    const requests = await pullRequestsOf(
      upstream.client,
      repository,
      commits.map((one) => one.sha),
    );
    return {
      commits: commits.map((commit) => {
        const pullRequest = requests.get(commit.sha);
        return pullRequest ? { ...commit, pullRequest } : commit;
      }),
      problem: null,
    };
  } catch (error) {
    if (!isMiraError(error)) throw error;
    return { commits: [...commits], problem: error.code };
  }
}

async function filesOf(
  upstream: AzureDevOpsUpstream,
  repository: RepositoryRef,
  commits: readonly Commit[],
): Promise<Map<string, Pick<Commit, 'files' | 'filesComplete'>>> {
  const lists = await Promise.all(
    commits.map(async ({ sha }) => {
      const { files, complete } = await upstream.commits.files(repository, sha);
      const listed = files.slice(0, MAX_FILES).map((file) => ({
        path: file.path,
        status: file.status,
        patch: null,
        ...(file.previousPath ? { previousPath: file.previousPath } : {}),
      }));
      return [
        sha,
        { files: listed, filesComplete: complete && files.length <= MAX_FILES },
      ] as const;
    }),
  );
  return new Map(lists);
}

/** `abc1234 2026-11-20T10:05Z Ada: message (PR 12) [files]`, with the whole id for later calls. */
export function describeCommit(commit: Commit, listed: string): string {
  // local files can hold several repositories
  const elsewhere =
    commit.repository === null || commit.repository === listed ? '' : ` in ${commit.repository}`;
  const request = commit.pullRequest
    ? ` (PR ${commit.pullRequest.id} «${cut(commit.pullRequest.title, 80)}»)`
    : '';
  const head = `${commit.sha} ${commit.committedAt ?? '?'} ${commit.author}${elsewhere}: ${oneLine(commit.message, 160)}${request}`;
  if (commit.files.length === 0) return head;
  const paths = [...commit.files]
    .sort((a, b) => RUNTIME_WEIGHT[fileRole(b.path)] - RUNTIME_WEIGHT[fileRole(a.path)])
    .map(
      (file) =>
        `    ${file.status} ${file.path}${file.previousPath ? ` (was ${file.previousPath})` : ''}`,
    );
  return [head, ...lines(paths, 12, 'files; get_commit_diff lists all')].join('\n');
}
