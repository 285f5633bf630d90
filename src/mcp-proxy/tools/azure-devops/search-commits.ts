/** search_commits: commits by the words of their message. */
import type { Commit } from '../../../domain/observation.ts';
import { DAY_MS } from '../../../domain/time.ts';
import { GetCommitsResult } from '../../../domain/tools/azure-devops.ts';
import { SearchCommitsArgs } from '../../../domain/tools/azure-devops-code.ts';
import { defineTool, LIVE } from '../../tool.ts';
import type { Tool } from '../../tool.ts';
import { plural } from '../common/text.ts';
import { readCommits, scopeCommits } from './commit-list.ts';
import { describeCommit } from './get-commits.ts';
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
      ...scopeCommits(args, scope, upstream),
      words: [...new Set(args.text.toLowerCase().split(/\s+/).filter(Boolean))].sort(),
      limit: args.limit,
    }),
    async run(args, { clock }) {
      const bounds = { nowMs: clock.now(), maxSpanMs: MAX_SPAN_MS, limit: READ };
      const { commits, ...read } = await readCommits(upstream, args, bounds);
      const { repository, branch, window, notes } = read;
      const found = commits.filter((commit) => holds(commit, args.words));
      const unread = commits.length >= READ;
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
