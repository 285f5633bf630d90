/** Span search, span aggregation, and whole traces by id. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { ScenarioSpan } from '../scenario.ts';
import type { SimulatorApp } from '../common/simulator-app.ts';
import { aggregate, Compute, GroupBy } from './aggregate.ts';
import { notFound } from './errors.ts';
import { metaOf } from './meta.ts';
import { filterRecords, pageOf, windowOf } from './search-records.ts';
import type { DatadogStore } from './store.ts';

const Filter = z
  .object({
    query: z.string().optional(),
    from: z.union([z.string(), z.number()]).optional(),
    to: z.union([z.string(), z.number()]).optional(),
  })
  .prefault({});

const SearchBody = z.object({
  data: z.object({
    type: z.literal('search_request').default('search_request'),
    attributes: z
      .object({
        filter: Filter,
        sort: z.enum(['timestamp', '-timestamp']).default('-timestamp'),
        page: z
          .object({
            limit: z.number().int().min(1).max(1000).default(10),
            cursor: z.string().optional(),
          })
          .prefault({}),
      })
      .prefault({}),
  }),
});

const AggregateBody = z.object({
  data: z.object({
    attributes: z.object({
      filter: Filter,
      compute: z.array(Compute).default([]),
      group_by: z.array(GroupBy).default([]),
    }),
  }),
});

/** Trace answers carry numeric ids; an id that is no safe number gets one made from its hash. */
export function numericId(id: string): number {
  const number = Number(id);
  if (/^\d+$/.test(id) && Number.isSafeInteger(number)) return number;
  return Number.parseInt(createHash('sha1').update(id).digest('hex').slice(0, 12), 16);
}

type Span = z.infer<typeof ScenarioSpan>;

function traceSpan(span: Span, startMs: number, env: string): Record<string, unknown> {
  const meta: Record<string, string> = {
    env,
    'span.kind': span.kind,
    ...(span.httpStatus === undefined ? {} : { 'http.status_code': String(span.httpStatus) }),
    ...(span.peerService === undefined ? {} : { 'peer.service': span.peerService }),
    ...(span.error === undefined
      ? {}
      : {
          'error.type': span.error.type,
          'error.message': span.error.message,
          ...(span.error.stack === undefined ? {} : { 'error.stack': span.error.stack }),
        }),
  };
  return {
    service: span.service,
    name: span.name,
    resource: span.resource,
    resourceHash: String(numericId(span.resource)),
    type: span.kind === 'client' ? 'http' : 'web',
    traceID: numericId(span.traceId),
    traceIDFull: span.traceId,
    spanID: numericId(span.spanId),
    parentID: span.parentId === null ? 0 : numericId(span.parentId),
    startTime: startMs * 1e6,
    endTime: Math.round((startMs + span.durationMs) * 1e6),
    duration: Math.round(span.durationMs * 1e6),
    error: span.status === 'error' ? 1 : 0,
    meta,
    metrics: {},
  };
}

export function spanRoutes(app: SimulatorApp, store: DatadogStore, now: () => number): void {
  app.post('/api/v2/spans/events/search', async (c) => {
    const { filter, sort, page } = SearchBody.parse(JSON.parse(c.get('bodyText'))).data.attributes;
    const found = filterRecords(store.spans, filter, now());
    const { records, after } = pageOf(found, { ...page, ascending: sort === 'timestamp' });
    return c.json({
      data: records.map(({ id, wire }) => ({ id, type: 'spans', attributes: wire })),
      meta: metaOf(after),
      ...(after === undefined ? {} : { links: { next: `${c.req.url}?page[cursor]=${after}` } }),
    });
  });

  app.post('/api/v2/spans/analytics/aggregate', async (c) => {
    const body = AggregateBody.parse(JSON.parse(c.get('bodyText'))).data.attributes;
    const records = filterRecords(store.spans, body.filter, now());
    const buckets = aggregate(records, body.compute, body.group_by, windowOf(body.filter, now()));
    return c.json({
      data: buckets.map((bucket, index) => ({
        id: String(index),
        type: 'bucket',
        attributes: bucket,
      })),
      meta: metaOf(undefined),
    });
  });

  const trace = (id: string, type: 'trace' | 'pruned_trace') => {
    const spans = store.scenarios.flatMap((loaded) =>
      loaded.scenario.spans
        .filter((span) => span.traceId === id && loaded.ms(span.at) <= now())
        .map((span) => traceSpan(span, loaded.ms(span.at), loaded.scenario.env)),
    );
    if (spans.length === 0) throw notFound(`Trace ${id} not found`);
    return { data: { id, type, attributes: { is_truncated: false, spans } } };
  };
  app.get('/api/v2/trace/:id', (c) => c.json(trace(c.req.param('id'), 'trace')));
  app.get('/api/v2/pruned_trace/:id', (c) => c.json(trace(c.req.param('id'), 'pruned_trace')));
}
