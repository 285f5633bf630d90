/** search_work_items: is this problem known already? */
import {
  SearchWorkItemsArgs,
  SearchWorkItemsResult,
} from '../../../domain/tools/azure-devops-work-items.ts';
import { defineTool, LIVE } from '../../tool.ts';
import type { Tool } from '../../tool.ts';
import { getWorkItems, queryWorkItems, wiqlText } from '../../upstreams/azure-devops/work-items.ts';
import { cut, plural } from '../common/text.ts';
import { scopeProject } from './scope-repository.ts';
import type { AzureDevOpsUpstream } from './upstream.ts';
import { toSummary } from './work-item-view.ts';

export const createSearchWorkItems = (upstream: AzureDevOpsUpstream): Tool =>
  defineTool({
    name: 'search_work_items',
    title: 'Work items of the project',
    description:
      'Work items of the service’s project by words of the title, tags, type and state, newest first: to see whether the problem is known, or what was done about it last time. At most 100.',
    toolset: 'azure_devops',
    access: 'read',
    args: SearchWorkItemsArgs,
    result: SearchWorkItemsResult,
    cache: LIVE,
    buckets: ['azure_devops'],
    applyScope: (args, scope) => ({
      project: scopeProject(scope, upstream.defaults, args.project),
      wiql: wiqlOf(args),
      limit: args.limit,
    }),
    async run({ project, wiql, limit }) {
      const ids = await queryWorkItems(upstream.client, project, wiql, limit + 1);
      const items = await getWorkItems(upstream.client, project, ids.slice(0, limit));
      const more = ids.length > limit;
      return {
        result: { workItems: items.map(toSummary) },
        truncated: more,
        notes: more ? [`More match than the ${limit} listed; narrow the search.`] : [],
      };
    },
    render({ workItems }) {
      if (workItems.length === 0) return 'No work items match.';
      return [
        plural(workItems.length, 'work item'),
        ...workItems.map(
          (one) =>
            `#${one.id} ${one.type} ${one.state}${one.priority === null ? '' : ` P${one.priority}`} ${cut(one.title, 200)}${one.assignedTo ? ` (${one.assignedTo})` : ''}${one.tags.length > 0 ? ` [${one.tags.join(', ')}]` : ''}, changed ${one.changedAt ?? '?'}`,
        ),
      ].join('\n');
    },
  });

/** Every value is quoted, every field fixed: nothing of the caller's becomes WIQL. */
function wiqlOf(args: {
  readonly text: string;
  readonly tags: readonly string[];
  readonly type?: string | undefined;
  readonly state: 'open' | 'all';
}): string {
  const words = args.text.split(/\s+/).filter(Boolean).slice(0, 10);
  const conditions = [
    '[System.TeamProject] = @project',
    ...words.map((word) => `[System.Title] CONTAINS ${wiqlText(word)}`),
    ...[...args.tags].sort().map((tag) => `[System.Tags] CONTAINS ${wiqlText(tag)}`),
    ...(args.type === undefined ? [] : [`[System.WorkItemType] = ${wiqlText(args.type)}`]),
    ...(args.state === 'open'
      ? ['Closed', 'Done', 'Resolved', 'Removed'].map((state) => `[System.State] <> '${state}'`)
      : []),
  ];
  return `SELECT [System.Id] FROM WorkItems WHERE ${conditions.join(' AND ')} ORDER BY [System.Id] DESC`;
}
