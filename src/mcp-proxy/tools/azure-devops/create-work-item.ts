/** create_work_item: one work item for one dedupe tag, however often it is called. */
import { isMiraError } from '../../../domain/errors.ts';
import { CreateWorkItemArgs, CreateWorkItemResult } from '../../../domain/tools/azure-devops.ts';
import { defineTool, NEVER_CACHED } from '../../tool.ts';
import type { Tool } from '../../tool.ts';
import type { RepositoryRef } from '../../upstreams/azure-devops/client.ts';
import { createWorkItem, findByTag, getWorkItem } from '../../upstreams/azure-devops/work-items.ts';
import type { WorkItemView } from '../../upstreams/azure-devops/work-items.ts';
import { scopeProject, scopeRepository } from './scope-repository.ts';
import type { AzureDevOpsUpstream } from './upstream.ts';
import { artifactUrl, workItemPatch } from './work-item-patch.ts';
import type { NewWorkItem } from './work-item-patch.ts';

export const createCreateWorkItem = (upstream: AzureDevOpsUpstream): Tool =>
  defineTool({
    name: 'create_work_item',
    title: 'Create a work item',
    description:
      'Creates a work item (a Bug by default) in the service’s project, with Markdown text, tags, priority, and links to the commit and pull request. ' +
      'An item that carries dedupe_tag already is returned instead (adopted). Needs a write token for exactly this payload.',
    toolset: 'azure_devops',
    access: 'write',
    args: CreateWorkItemArgs,
    result: CreateWorkItemResult,
    annotations: { idempotentHint: true },
    cache: NEVER_CACHED,
    buckets: ['azure_devops'],
    applyScope: (args, scope) => ({
      ...args,
      project: scopeProject(scope, upstream.defaults, args.project),
      // links need the repository's ids; without one the item is created without them
      linked:
        scope.repositories.length > 0 &&
        (args.commit !== undefined || args.pull_request !== undefined)
          ? scopeRepository(undefined, scope, upstream.defaults)
          : null,
    }),
    async run(args) {
      const { client } = upstream;
      const known = await findByTag(client, args.project, args.dedupe_tag);
      if (known !== null) {
        const item = await getWorkItem(client, args.project, known);
        return { result: { id: item.id, url: item.url, adopted: true }, untrusted: false };
      }
      const { artifacts, linkProblem } = await artifactsOf(
        upstream,
        args.linked,
        args.commit,
        args.pull_request,
      );
      const item: NewWorkItem = {
        type: args.type,
        title: args.title,
        description: args.description,
        priority: args.priority,
        tags: [...args.tags, args.dedupe_tag],
        areaPath: args.area_path ?? null,
        links: args.links,
        artifacts,
      };
      const { made, format } = await create(upstream, args.project, item);
      return {
        result: { id: made.id, url: made.url, adopted: false },
        untrusted: false,
        notes: [
          ...(format === 'html'
            ? ['The server does not know Markdown fields: the text was sent as HTML.']
            : []),
          ...(linkProblem === null
            ? []
            : [`Links to the code could not be added: ${linkProblem}.`]),
        ],
      };
    },
    render: ({ id, url, adopted }) =>
      `Work item ${id} ${adopted ? 'already existed and was adopted' : 'was created'}${url ? `: ${url}` : ''}`,
  });

/** Markdown first; a server that refuses the operation gets HTML. Nothing was stored by a refusal. */
async function create(
  upstream: AzureDevOpsUpstream,
  project: Parameters<typeof createWorkItem>[1],
  item: NewWorkItem,
): Promise<{ readonly made: WorkItemView; readonly format: 'markdown' | 'html' }> {
  try {
    const document = workItemPatch(item, 'markdown');
    return {
      made: await createWorkItem(upstream.client, project, item.type, document),
      format: 'markdown',
    };
  } catch (error) {
    const refused =
      isMiraError(error) &&
      error.code === 'bad_argument' &&
      /multilineFieldsFormat/i.test(error.message);
    if (!refused) throw error;
    const document = workItemPatch(item, 'html');
    return {
      made: await createWorkItem(upstream.client, project, item.type, document),
      format: 'html',
    };
  }
}

/** A work item without its links is better than none. */
async function artifactsOf(
  upstream: AzureDevOpsUpstream,
  repository: RepositoryRef | null,
  commit: string | undefined,
  pullRequest: number | undefined,
): Promise<{ readonly artifacts: NewWorkItem['artifacts']; readonly linkProblem: string | null }> {
  if (repository === null) return { artifacts: [], linkProblem: null };
  try {
    const { id, projectId } = await upstream.repositories.info(repository);
    return {
      artifacts: [
        ...(commit === undefined
          ? []
          : [{ name: 'Fixed in Commit', url: artifactUrl('Commit', projectId, id, commit) }]),
        ...(pullRequest === undefined
          ? []
          : [
              {
                name: 'Pull Request',
                url: artifactUrl('PullRequestId', projectId, id, String(pullRequest)),
              },
            ]),
      ],
      linkProblem: null,
    };
  } catch (error) {
    if (!isMiraError(error) || error.code === 'rate_limited' || error.code === 'auth') throw error;
    return { artifacts: [], linkProblem: error.code };
  }
}
