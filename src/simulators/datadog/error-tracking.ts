/** Error tracking: issues searched and fetched. */
import { z } from 'zod';
import type { ScenarioErrorIssue } from '../scenario.ts';
import { compileQuery } from '../search/match.ts';
import { parseQuery } from '../search/query.ts';
import type { SimulatorApp } from '../common/simulator-app.ts';
import type { LoadedScenario } from '../world.ts';
import { notFound } from './errors.ts';
import type { DatadogStore } from './store.ts';

const SearchBody = z.object({
  data: z.object({
    type: z.literal('search_request'),
    attributes: z.object({
      query: z.string(),
      /** Epoch ms. */
      from: z.number(),
      to: z.number(),
      track: z.string().optional(),
      persona: z.string().optional(),
      order_by: z.enum(['TOTAL_COUNT', 'FIRST_SEEN', 'IMPACTED_SESSIONS', 'PRIORITY']).optional(),
    }),
  }),
});

interface Held {
  readonly issue: z.infer<typeof ScenarioErrorIssue>;
  readonly loaded: LoadedScenario;
}

const wire = ({ issue, loaded }: Held) => ({
  id: issue.id,
  type: 'issue',
  attributes: {
    error_type: issue.errorType,
    error_message: issue.errorMessage,
    file_path: issue.filePath,
    function_name: issue.functionName,
    first_seen: loaded.ms(issue.firstSeenAt),
    ...(issue.firstSeenVersion === undefined ? {} : { first_seen_version: issue.firstSeenVersion }),
    last_seen: loaded.ms(issue.lastSeenAt),
    is_crash: false,
    languages: ['UNKNOWN'],
    platform: 'BACKEND',
    service: issue.service,
    state: 'OPEN',
  },
});

export function errorTrackingRoutes(
  app: SimulatorApp,
  store: DatadogStore,
  now: () => number,
): void {
  const all = (): Held[] =>
    store.scenarios.flatMap((loaded) =>
      loaded.scenario.errorIssues
        .map((issue) => ({ issue, loaded }))
        .filter(({ issue: { firstSeenAt } }) => loaded.ms(firstSeenAt) <= now()),
    );

  app.post('/api/v2/error-tracking/issues/search', async (c) => {
    const { query, from, to, order_by } = SearchBody.parse(JSON.parse(c.get('bodyText'))).data
      .attributes;
    const fits = compileQuery(parseQuery(query));
    const found = all()
      .filter(({ issue, loaded }) => {
        const seen = loaded.ms(issue.lastSeenAt) >= from && loaded.ms(issue.firstSeenAt) <= to;
        return (
          seen &&
          fits({
            text: `${issue.errorType} ${issue.errorMessage}`,
            reserved: { service: issue.service, env: loaded.scenario.env, status: 'error' },
            attributes: { error: { type: issue.errorType, message: issue.errorMessage }, issue },
            tags: [],
          })
        );
      })
      .toSorted((a, b) =>
        order_by === 'FIRST_SEEN'
          ? b.loaded.ms(b.issue.firstSeenAt) - a.loaded.ms(a.issue.firstSeenAt)
          : b.issue.totalCount - a.issue.totalCount,
      );
    const included = c.req.query('include')?.split(',').includes('issue') === true;
    return c.json({
      data: found.slice(0, 100).map(({ issue }) => ({
        id: issue.id,
        type: 'error_tracking_search_result',
        attributes: { total_count: issue.totalCount, impacted_users: 0, impacted_sessions: 0 },
        relationships: { issue: { data: { id: issue.id, type: 'issue' } } },
      })),
      ...(included ? { included: found.slice(0, 100).map(wire) } : {}),
    });
  });

  app.get('/api/v2/error-tracking/issues/:id', (c) => {
    const held = all().find(({ issue }) => issue.id === c.req.param('id'));
    if (held === undefined) throw notFound('Issue not found');
    return c.json({ data: wire(held) });
  });
}
