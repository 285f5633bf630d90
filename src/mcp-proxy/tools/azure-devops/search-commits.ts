/** search_commits: commits by the words of their message. */
import type { Commit } from '../../../domain/observation.ts';
import { DAY_MS } from '../../../domain/time.ts';
import { GetCommitsResult } from '../../../domain/tools/azure-devops.ts';
import { SearchCommitsArgs } from '../../../domain/tools/azure-devops-code.ts';
import { defineTool, LIVE } from '../../tool.ts';
import type { Tool } from '../../tool.ts';
import { listCommits } from '../../upstreams/azure-devops/commits.ts';
import { plural } from '../common/text.ts';
import { resolveWindow, scopeWindow } from '../common/window.ts';
import { describeCommit } from './get-commits.ts';
import { scopeBranch, scopeRepository } from './scope-repository.ts';
import { branchOf } from './upstream.ts';
import type { AzureDevOpsUpstream } from './upstream.ts';

const MAX_SPAN_MS = 365 * DAY_MS;
/** Azure DevOps can't search messages: the newest are read and looked through here. */
const READ = 1_000;

export const createSearchCommits = (upstream: AzureDevOpsUpstream): Tool =>
  defineTool({
    name: 'search_commits',
    title: 'Commits by their message',
    description:
      'Commits of the default branch whose message holds all the given words (or whose id begins with them), newest first: to find the change behind a word from a log line, a ticket number or a version. ' +
      'Looks through the newest 1,000 commits of the window (by the date they were made); long messages are searched in their first lines only, as the API shortens them.',
    toolset: 'azure_devops',
    access: 'read',
    args: SearchCommitsArgs,
    result: GetCommitsResult,
    cache: LIVE,
    buckets: ['azure_devops'],
    applyScope: (args, scope) => ({
      repository: scopeRepository(args.repository, scope, upstream.defaults),
      branch: scopeBranch(undefined, scope),
      words: [...new Set(args.text.toLowerCase().split(/\s+/).filter(Boolean))].sort(),
      window: scopeWindow(args, scope),
      path: args.path?.replace(/^\/+/, '') || null,
      author: args.author || null,
      limit: args.limit,
    }),
    async run(args, { clock }) {
      const { fromMs, toMs, window, notes } = resolveWindow(args.window, clock.now(), MAX_SPAN_MS);
      const repository = await upstream.repositories.locate(args.repository);
      const branch = await branchOf(upstream, repository, args.branch);
      const read = await listCommits(upstream.client, {
        repository,
        branch,
        fromMs,
        toMs,
        path: args.path ?? undefined,
        author: args.author ?? undefined,
        limit: READ,
      });
      const found = read.filter((commit) => holds(commit, args.words));
      const unread = read.length >= READ;
      return {
        result: {
          commits: found.slice(0, args.limit),
          repository: repository.repository,
          branch,
          window,
        },
        window,
        truncated: found.length > args.limit || unread,
        notes: [
          ...notes,
          ...(unread ? [`Only the newest ${READ} commits of the window were looked through.`] : []),
          ...(found.length > args.limit
            ? [`${found.length} commits match, the newest ${args.limit} are listed.`]
            : []),
        ],
      };
    },
    render: ({ commits, repository, branch, window }) =>
      commits.length === 0
        ? `No commit on ${branch} of ${repository}, made ${window.from} to ${window.to}, has these words.`
        : [
            `${plural(commits.length, 'commit')} on ${branch} of ${repository}:`,
            ...commits.map((commit) => describeCommit(commit, repository)),
          ].join('\n'),
  });

function holds(commit: Commit, words: readonly string[]): boolean {
  const text = commit.message.toLowerCase();
  return words.every((word) => text.includes(word) || commit.sha.startsWith(word));
}
