/** update_work_item: sets fields, once, and only if nobody changed the item meanwhile. */
import {
  UpdateWorkItemArgs,
  UpdateWorkItemResult,
} from '../../../domain/tools/azure-devops-work-items.ts';
import { defineTool, NEVER_CACHED } from '../../tool.ts';
import type { Tool } from '../../tool.ts';
import { getWorkItem, updateWorkItem } from '../../upstreams/azure-devops/work-items.ts';
import type { PatchOperation, WorkItemView } from '../../upstreams/azure-devops/work-items.ts';
import { scopeProject } from './scope-repository.ts';
import type { AzureDevOpsUpstream } from './upstream.ts';
import { tagText } from './work-item-patch.ts';
import { tagsOf, toSummary } from './work-item-view.ts';

export const createUpdateWorkItem = (upstream: AzureDevOpsUpstream): Tool =>
  defineTool({
    name: 'update_work_item',
    title: 'Change a work item',
    description:
      'Sets state, priority, title or assignee of a work item of the service’s project, and adds tags. What is as asked already is left alone; a change by somebody else in between is a conflict, and nothing is written then. Needs a write token for exactly this payload.',
    toolset: 'azure_devops',
    access: 'write',
    args: UpdateWorkItemArgs,
    result: UpdateWorkItemResult,
    annotations: { idempotentHint: true, destructiveHint: true },
    cache: NEVER_CACHED,
    buckets: ['azure_devops'],
    applyScope: (args, scope) => ({
      ...args,
      project: scopeProject(scope, upstream.defaults, args.project),
    }),
    async run({ project, ...wanted }) {
      const item = await getWorkItem(upstream.client, project, wanted.id);
      const changes = changesOf(item, wanted);
      if (changes.length === 0) {
        return {
          result: { id: item.id, rev: item.rev, url: item.url, changed: [] },
          untrusted: false,
        };
      }
      const updated = await updateWorkItem(upstream.client, project, wanted.id, [
        { op: 'test', path: '/rev', value: item.rev },
        ...changes,
      ]);
      return {
        result: {
          id: updated.id,
          rev: updated.rev,
          url: updated.url,
          changed: changes.map(({ path }) => path.replace('/fields/', '')),
        },
        untrusted: false,
      };
    },
    render: ({ id, rev, changed, url }) =>
      changed.length === 0
        ? `Work item ${id} is as asked already (revision ${rev}): ${url}`
        : `Work item ${id} changed (${changed.join(', ')}; revision ${rev}): ${url}`,
  });

function changesOf(
  item: WorkItemView,
  wanted: {
    readonly state?: string | undefined;
    readonly priority?: number | undefined;
    readonly title?: string | undefined;
    readonly assigned_to?: string | undefined;
    readonly add_tags: readonly string[];
  },
): PatchOperation[] {
  const now = toSummary(item);
  const tags = tagsOf(item);
  const missing = wanted.add_tags.filter(
    (tag) => !tags.some((one) => one.toLowerCase() === tag.toLowerCase()),
  );
  const set = (path: string, value: unknown, current: unknown): PatchOperation[] =>
    value === undefined || value === current ? [] : [{ op: 'add', path: `/fields/${path}`, value }];
  return [
    ...set('System.State', wanted.state, now.state),
    ...set('System.Title', wanted.title, now.title),
    ...set('System.AssignedTo', wanted.assigned_to, now.assignedTo),
    ...set('Microsoft.VSTS.Common.Priority', wanted.priority, now.priority),
    ...(missing.length === 0 ? [] : set('System.Tags', tagText([...tags, ...missing]), null)),
  ];
}
