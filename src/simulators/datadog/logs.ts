/** Log search and log aggregation. */
import { z } from 'zod';
import type { SimulatorApp } from '../common/simulator-app.ts';
import { aggregate, Compute, GroupBy } from './aggregate.ts';
import { metaOf } from './meta.ts';
import { filterRecords, pageOf, windowOf } from './search-records.ts';
import type { DatadogStore } from './store.ts';

const Filter = z
  .object({
    query: z.string().optional(),
    from: z.union([z.string(), z.number()]).optional(),
    to: z.union([z.string(), z.number()]).optional(),
    indexes: z.array(z.string()).optional(),
    storage_tier: z.string().optional(),
  })
  .prefault({});

const SearchBody = z.object({
  filter: Filter,
  sort: z.enum(['timestamp', '-timestamp']).default('-timestamp'),
  page: z
    .object({
      limit: z.number().int().min(1).max(1000).default(10),
      cursor: z.string().optional(),
    })
    .prefault({}),
});

const AggregateBody = z.object({
  filter: Filter,
  compute: z.array(Compute).default([]),
  group_by: z.array(GroupBy).default([]),
});

export function logRoutes(app: SimulatorApp, store: DatadogStore, now: () => number): void {
  app.post('/api/v2/logs/events/search', async (c) => {
    const { filter, sort, page } = SearchBody.parse(JSON.parse(c.get('bodyText') || '{}'));
    const found = filterRecords(store.logs, filter, now());
    const { records, after } = pageOf(found, { ...page, ascending: sort === 'timestamp' });
    return c.json({
      data: records.map(({ id, wire }) => ({ id, type: 'log', attributes: wire })),
      meta: metaOf(after),
      ...(after === undefined ? {} : { links: { next: `${c.req.url}?page[cursor]=${after}` } }),
    });
  });

  app.post('/api/v2/logs/analytics/aggregate', async (c) => {
    const body = AggregateBody.parse(JSON.parse(c.get('bodyText') || '{}'));
    const records = filterRecords(store.logs, body.filter, now());
    const buckets = aggregate(records, body.compute, body.group_by, windowOf(body.filter, now()));
    return c.json({ data: { buckets }, meta: metaOf(undefined) });
  });
}
