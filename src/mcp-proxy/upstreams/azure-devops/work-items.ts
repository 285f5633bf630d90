/** Work items: found by tag, created, changed, commented on. */
import type { JsonPatchDocument } from 'azure-devops-node-api/interfaces/common/VSSInterfaces.js';
import type { WorkItem } from 'azure-devops-node-api/interfaces/WorkItemTrackingInterfaces.js';
import { isMiraError, MiraError, messageOf } from '../../../domain/errors.ts';
import { wasNotSent } from '../lost-write.ts';
import { isAbort, required } from './client.ts';
import type { AzureDevOps } from './client.ts';
import { listFrom } from './commits.ts';

export interface ProjectRef {
  readonly organization: string | null;
  readonly project: string;
}

/** One operation of a JSON patch. */
export interface PatchOperation {
  readonly op: 'add' | 'replace' | 'test' | 'remove';
  readonly path: string;
  readonly value?: unknown;
}

/** Work item fields by reference name. */
export interface WorkItemView {
  readonly id: number;
  readonly rev: number;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly url: string;
}

/** Quotes a text for WIQL. */
export const wiqlText = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** @returns ids, newest first */
export async function queryWorkItems(
  azureDevOps: AzureDevOps,
  { organization, project }: ProjectRef,
  wiql: string,
  top: number,
): Promise<number[]> {
  const answer = required(
    await azureDevOps.call('workItems', organization, 'the work item query', (api) =>
      api.queryByWiql({ query: wiql }, { project }, undefined, top),
    ),
    `project ${project}`,
  );
  return listFrom(answer.workItems, 'work items').flatMap(({ id }) =>
    id === undefined ? [] : [id],
  );
}

/** The work item that carries a tag; the oldest, where a race made two. */
export async function findByTag(
  azureDevOps: AzureDevOps,
  ref: ProjectRef,
  tag: string,
): Promise<number | null> {
  const ids = await queryWorkItems(
    azureDevOps,
    ref,
    'SELECT [System.Id] FROM WorkItems WHERE [System.TeamProject] = @project ' +
      `AND [System.Tags] CONTAINS ${wiqlText(tag)} AND [System.State] <> 'Removed' ORDER BY [System.Id] ASC`,
    5,
  );
  return ids.length === 0 ? null : Math.min(...ids);
}

/** Writes nothing twice: a lost answer is told as `outcome_unknown`. */
export async function createWorkItem(
  azureDevOps: AzureDevOps,
  { organization, project }: ProjectRef,
  type: string,
  document: readonly PatchOperation[],
): Promise<WorkItemView> {
  const what = `creating a ${type}`;
  try {
    const made = await sent(what, () =>
      azureDevOps.call('workItems', organization, what, (api) =>
        api.createWorkItem(null, document as unknown as JsonPatchDocument, project, type),
      ),
    );
    return toView(azureDevOps, organization, project, required(made, `project ${project}`));
  } catch (error) {
    if (!isMiraError(error) || error.code !== 'not_found') throw error;
    throw new MiraError(
      'not_found',
      `no work item was created: project «${project}» does not exist, has no type «${type}», or the token may not create work items there. Check the registry’s project and the token’s Work Items (write) scope (${error.message})`,
      { cause: error, context: error.context },
    );
  }
}

export async function updateWorkItem(
  azureDevOps: AzureDevOps,
  { organization, project }: ProjectRef,
  id: number,
  document: readonly PatchOperation[],
): Promise<WorkItemView> {
  const updated = await sent(`changing work item ${id}`, () =>
    azureDevOps.call('workItems', organization, `changing work item ${id}`, (api) =>
      api.updateWorkItem(null, document as unknown as JsonPatchDocument, id, project),
    ),
  );
  return toView(azureDevOps, organization, project, required(updated, `work item ${id}`));
}

/** @param ids - at most 200 */
export async function getWorkItems(
  azureDevOps: AzureDevOps,
  { organization, project }: ProjectRef,
  ids: readonly number[],
): Promise<WorkItemView[]> {
  if (ids.length === 0) return [];
  const items = await azureDevOps.call('workItems', organization, 'the work items', (api) =>
    api.getWorkItems([...ids], undefined, undefined, undefined, undefined, project),
  );
  return listFrom(items, 'work items').flatMap((item) =>
    item ? [toView(azureDevOps, organization, project, item)] : [],
  );
}

export async function getWorkItem(
  azureDevOps: AzureDevOps,
  { organization, project }: ProjectRef,
  id: number,
): Promise<WorkItemView> {
  const item = await azureDevOps.call('workItems', organization, `work item ${id}`, (api) =>
    api.getWorkItem(id, undefined, undefined, undefined, project),
  );
  return toView(
    azureDevOps,
    organization,
    project,
    required(item, `work item ${id} in ${project}`),
  );
}

/** @returns the comment's id */
export async function addComment(
  azureDevOps: AzureDevOps,
  { organization, project }: ProjectRef,
  id: number,
  html: string,
): Promise<number> {
  const comment = await sent(`commenting on work item ${id}`, () =>
    azureDevOps.call('workItems', organization, `commenting on work item ${id}`, (api) =>
      api.addComment({ text: html }, project, id),
    ),
  );
  return required(comment, `work item ${id}`).id ?? 0;
}

export async function listComments(
  azureDevOps: AzureDevOps,
  { organization, project }: ProjectRef,
  id: number,
): Promise<{ readonly id: number; readonly text: string }[]> {
  const answer = required(
    await azureDevOps.call('workItems', organization, `the comments of work item ${id}`, (api) =>
      api.getComments(project, id, 200),
    ),
    `work item ${id}`,
  );
  return listFrom(answer.comments, 'comments').map((one) => ({
    id: one.id ?? 0,
    text: one.text ?? '',
  }));
}

/**
 * A write whose answer was lost may have been stored: that is said, so that the caller looks for
 * its effect before it tries again.
 * @throws MiraError `outcome_unknown` in place of `timeout` and `unavailable`
 */
export async function sent<T>(what: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!isLost(error)) throw error;
    throw new MiraError(
      'outcome_unknown',
      `no answer came to ${what}: it may or may not have been stored (${messageOf(error)})`,
      { cause: error, context: { upstream: 'azure_devops' } },
    );
  }
}

function isLost(error: unknown): boolean {
  if (!isMiraError(error)) return isAbort(error);
  return (error.code === 'timeout' || error.code === 'unavailable') && !wasNotSent(error);
}

function toView(
  azureDevOps: AzureDevOps,
  organization: string | null,
  project: string,
  item: WorkItem,
): WorkItemView {
  const id = item.id ?? 0;
  return {
    id,
    rev: item.rev ?? 0,
    fields: item.fields ?? {},
    url: `${azureDevOps.organizationUrl(organization)}/${encodeURIComponent(project)}/_workitems/edit/${id}`,
  };
}
