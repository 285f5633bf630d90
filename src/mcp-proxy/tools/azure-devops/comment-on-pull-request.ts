/** comment_on_pull_request: one thread for one dedupe tag. */
import {
  CommentOnPullRequestArgs,
  CommentOnPullRequestResult,
} from '../../../domain/tools/azure-devops.ts';
import { defineTool, NEVER_CACHED } from '../../tool.ts';
import type { Tool } from '../../tool.ts';
import { pullRequestUrl } from '../../upstreams/azure-devops/commits.ts';
import { createThread, findThread } from '../../upstreams/azure-devops/pull-requests.ts';
import { scopeRepository } from './scope-repository.ts';
import type { AzureDevOpsUpstream } from './upstream.ts';

/** Stands in the comment, unseen by readers, so that it can be found again. */
const marker = (tag: string): string => `<!-- ${tag} -->`;

const MAX_COMMENT = 150_000;

export const createCommentOnPullRequest = (upstream: AzureDevOpsUpstream): Tool =>
  defineTool({
    name: 'comment_on_pull_request',
    title: 'Comment on a pull request',
    description:
      'Adds a comment thread (Markdown) to a pull request of the service’s repository, at a file and line where given. A thread that carries dedupe_tag already is returned instead (adopted). Needs a write token for exactly this payload.',
    toolset: 'azure_devops',
    access: 'write',
    args: CommentOnPullRequestArgs,
    result: CommentOnPullRequestResult,
    annotations: { idempotentHint: true },
    cache: NEVER_CACHED,
    buckets: ['azure_devops'],
    applyScope: ({ repository, ...args }, scope) => ({
      ...args,
      repository: scopeRepository(repository, scope, upstream.defaults),
    }),
    async run(args) {
      const { client } = upstream;
      const { pull_request: pullRequest } = args;
      const repository = await upstream.repositories.locate(args.repository);
      const url = pullRequestUrl(client, repository, pullRequest);
      const mark = marker(args.dedupe_tag);
      const known = await findThread(client, repository, pullRequest, mark);
      const id =
        known ??
        (await createThread(client, repository, {
          pullRequest,
          content: `${args.text.slice(0, MAX_COMMENT)}\n\n${mark}`,
          at: args.file && args.line ? { file: args.file, line: args.line } : null,
        }));
      return {
        result: { thread_id: id, url: `${url}?discussionId=${id}`, adopted: known !== null },
        untrusted: false,
      };
    },
    render: ({ thread_id: id, url, adopted }) =>
      `Thread ${id} ${adopted ? 'already existed and was adopted' : 'was created'}${url ? `: ${url}` : ''}`,
  });
