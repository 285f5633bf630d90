/** comment_on_work_item: one comment for one dedupe tag. */
import {
  CommentOnWorkItemArgs,
  CommentOnWorkItemResult,
} from '../../../domain/tools/azure-devops-work-items.ts';
import { defineTool, NEVER_CACHED } from '../../tool.ts';
import type { Tool } from '../../tool.ts';
import { addComment, getWorkItem, listComments } from '../../upstreams/azure-devops/work-items.ts';
import { scopeProject } from './scope-repository.ts';
import type { AzureDevOpsUpstream } from './upstream.ts';
import { markdownAsHtml } from './work-item-patch.ts';

export const createCommentOnWorkItem = (upstream: AzureDevOpsUpstream): Tool =>
  defineTool({
    name: 'comment_on_work_item',
    title: 'Comment on a work item',
    description:
      'Adds a comment (Markdown, sent as escaped HTML) to a work item of the service’s project. A comment that carries dedupe_tag already is returned instead (adopted). Needs a write token for exactly this payload.',
    toolset: 'azure_devops',
    access: 'write',
    args: CommentOnWorkItemArgs,
    result: CommentOnWorkItemResult,
    annotations: { idempotentHint: true },
    cache: NEVER_CACHED,
    buckets: ['azure_devops'],
    applyScope: (args, scope) => ({
      ...args,
      project: scopeProject(scope, upstream.defaults, args.project),
    }),
    async run(args) {
      const { client } = upstream;
      const [item, comments] = await Promise.all([
        getWorkItem(client, args.project, args.id),
        listComments(client, args.project, args.id),
      ]);
      const known = comments.find(({ text }) => text.includes(args.dedupe_tag));
      // the editor drops HTML comments, so the tag has to be seen: small and last
      const html = `${markdownAsHtml(args.text)}<div><small>${args.dedupe_tag}</small></div>`;
      const id = known?.id ?? (await addComment(client, args.project, args.id, html));
      return {
        result: { comment_id: id, url: item.url, adopted: known !== undefined },
        untrusted: false,
      };
    },
    render: ({ comment_id: id, url, adopted }) =>
      `Comment ${id} ${adopted ? 'already existed and was adopted' : 'was added'}: ${url}`,
  });
