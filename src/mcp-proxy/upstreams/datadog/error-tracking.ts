/** Error Tracking: exceptions grouped by Datadog, with the version that brought them. */
import type { z } from 'zod';
import type { ErrorTrackingIssue } from '../../../domain/tools/datadog-analysis.ts';
import { listOf } from './client.ts';
import type { Datadog } from './client.ts';
import { isoOf } from './fields.ts';

export interface IssueSearch {
  /** Already scoped. */
  readonly query: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly track: 'trace' | 'logs' | 'rum';
  readonly orderBy: 'TOTAL_COUNT' | 'FIRST_SEEN';
}

export async function searchIssues(
  datadog: Datadog,
  search: IssueSearch,
): Promise<z.infer<typeof ErrorTrackingIssue>[]> {
  const response = await datadog.call('errorTracking', 'the error tracking search', (api) =>
    api.searchIssues({
      body: {
        data: {
          type: 'search_request',
          attributes: {
            query: search.query,
            from: search.fromMs,
            to: search.toMs,
            track: search.track,
            orderBy: search.orderBy,
          },
        },
      },
      include: ['issue'],
    }),
  );
  const counts = listOf(response.data, 'the error tracking search');
  const issues = new Map(
    (response.included ?? []).map((one) => [idOf(one), attributesOf(one)] as const),
  );
  return counts.map((hit) => {
    const issue = issues.get(hit.relationships?.issue?.data?.id ?? hit.id ?? '');
    return {
      id: hit.id ?? '',
      errorType: issue?.errorType ?? 'unknown',
      errorMessage: issue?.errorMessage ?? '',
      filePath: issue?.filePath ?? null,
      functionName: issue?.functionName ?? null,
      firstSeenAt: isoOf(issue?.firstSeen),
      firstSeenVersion: issue?.firstSeenVersion ?? null,
      lastSeenAt: isoOf(issue?.lastSeen),
      state: typeof issue?.state === 'string' ? issue.state : 'unknown',
      count: hit.attributes?.totalCount ?? 0,
    };
  });
}

interface IssueAttributes {
  readonly errorType?: string;
  readonly errorMessage?: string;
  readonly filePath?: string;
  readonly functionName?: string;
  readonly firstSeen?: number;
  readonly firstSeenVersion?: string;
  readonly lastSeen?: number;
  readonly state?: unknown;
}

const idOf = (included: object): string | undefined =>
  'id' in included ? String(included.id) : undefined;

/** `included` holds issues, cases and users alike. */
const attributesOf = (included: object): IssueAttributes =>
  'attributes' in included ? ((included.attributes ?? {}) as IssueAttributes) : {};
