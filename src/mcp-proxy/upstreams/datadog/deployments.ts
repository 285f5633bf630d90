/** Deployments as Datadog's DORA metrics know them. */
import type { Deployment } from '../../../domain/observation.ts';
import { listOf } from './client.ts';
import type { Datadog } from './client.ts';
import { isoOf } from './fields.ts';

export interface DoraSearch {
  /** Already scoped. */
  readonly query: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly limit: number;
}

/** Newest first. @throws MiraError `contract_broken` when one deployment lacks its commit: the client then drops them all */
export async function listDoraDeployments(
  datadog: Datadog,
  search: DoraSearch,
): Promise<Deployment[]> {
  const response = await datadog.call('dora', 'the list of deployments', (api) =>
    api.listDORADeployments({
      body: {
        data: {
          type: 'dora_deployments_list_request',
          attributes: {
            from: new Date(search.fromMs),
            to: new Date(search.toMs),
            query: search.query,
            limit: search.limit,
            sort: '-started_at',
          },
        },
      },
    }),
  );
  return listOf(response.data, 'the list of deployments').flatMap((one) => {
    const attributes = one.attributes;
    const finishedAt = isoOf(attributes?.finishedAt) ?? isoOf(attributes?.startedAt);
    if (!attributes || finishedAt === null) return [];
    const startedAt = isoOf(attributes.startedAt);
    return [
      {
        id: `dora:${one.id ?? finishedAt}`,
        service: attributes.service,
        env: attributes.env ?? null,
        finishedAt,
        // DORA records what was deployed, not what failed to be
        result: 'succeeded' as const,
        commit: attributes.git?.commitSha ?? null,
        previousCommit: null,
        commits: [],
        ...(startedAt ? { startedAt } : {}),
        ...(attributes.version ? { version: attributes.version } : {}),
      },
    ];
  });
}
