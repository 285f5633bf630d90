/** get_work_item: one work item with its text and comments. */
import {
  GetWorkItemArgs,
  GetWorkItemResult,
} from '../../../domain/tools/azure-devops-work-items.ts';
import { defineTool, LIVE } from '../../tool.ts';
import type { Tool } from '../../tool.ts';
import { getWorkItem, listComments } from '../../upstreams/azure-devops/work-items.ts';
import { cut } from '../common/text.ts';
import { scopeProject } from './scope-repository.ts';
import type { AzureDevOpsUpstream } from './upstream.ts';
import { plainText, toSummary } from './work-item-view.ts';

const MAX_BODY = 20_000;
const MAX_COMMENTS = 30;
const MAX_COMMENT = 2_000;

export const createGetWorkItem = (upstream: AzureDevOpsUpstream): Tool =>
  defineTool({
    name: 'get_work_item',
    title: 'A work item',
    description:
      'One work item of the service’s project: state, priority, people, tags, its text and its comments as plain text.',
    toolset: 'azure_devops',
    access: 'read',
    args: GetWorkItemArgs,
    result: GetWorkItemResult,
    cache: LIVE,
    buckets: ['azure_devops'],
    applyScope: (args, scope) => ({
      id: args.id,
      project: scopeProject(scope, upstream.defaults, args.project),
    }),
    async run({ id, project }) {
      const [item, comments] = await Promise.all([
        getWorkItem(upstream.client, project, id),
        listComments(upstream.client, project, id),
      ]);
      const body = plainText(
        item.fields['Microsoft.VSTS.TCM.ReproSteps'] ?? item.fields['System.Description'],
      );
      const cutShort = body.length > MAX_BODY || comments.length > MAX_COMMENTS;
      return {
        result: {
          workItem: {
            ...toSummary(item),
            rev: item.rev,
            body: cut(body, MAX_BODY),
            comments: comments
              .slice(-MAX_COMMENTS)
              .map(({ text }) => cut(plainText(text), MAX_COMMENT)),
          },
        },
        truncated: cutShort,
        notes: cutShort
          ? ['Long text and old comments were left out; the item’s page has all.']
          : [],
      };
    },
    render: ({ workItem: one }) =>
      [
        `#${one.id} ${one.type} ${one.state}${one.priority === null ? '' : ` P${one.priority}`}: ${one.title}`,
        `assigned to ${one.assignedTo ?? 'nobody'}, tags ${one.tags.join(', ') || 'none'}, created ${one.createdAt ?? '?'}, changed ${one.changedAt ?? '?'}`,
        one.url,
        '',
        cut(one.body, 6_000) || '(no text)',
        ...one.comments.map((comment) => `\ncomment: ${cut(comment, 600)}`),
      ].join('\n'),
  });
