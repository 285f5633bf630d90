/** The event stream: searched, and written to. */
import { z } from 'zod';
import { toMs } from '../../domain/time.ts';
import type { SimulatorApp } from '../common/simulator-app.ts';
import { metaOf } from './meta.ts';
import { filterRecords, pageOf } from './search-records.ts';
import type { DatadogStore } from './store.ts';

const SearchBody = z.object({
  filter: z
    .object({
      query: z.string().optional(),
      from: z.union([z.string(), z.number()]).optional(),
      to: z.union([z.string(), z.number()]).optional(),
    })
    .prefault({}),
  sort: z.enum(['timestamp', '-timestamp']).default('-timestamp'),
  page: z
    .object({ limit: z.number().int().min(1).max(1000).default(10), cursor: z.string().optional() })
    .prefault({}),
});

const V1Event = z.object({
  title: z.string(),
  text: z.string(),
  tags: z.array(z.string()).default([]),
  alert_type: z.string().default('info'),
  aggregation_key: z.string().optional(),
  /** Epoch seconds. */
  date_happened: z.number().optional(),
  source_type_name: z.string().default('my_apps'),
});

const V2Event = z.object({
  data: z.object({
    type: z.literal('event'),
    attributes: z.object({
      category: z.enum(['change', 'alert']),
      title: z.string(),
      message: z.string().default(''),
      tags: z.array(z.string()).default([]),
      timestamp: z.string().optional(),
      aggregation_key: z.string().optional(),
      attributes: z.record(z.string(), z.unknown()),
    }),
  }),
});

export function eventRoutes(app: SimulatorApp, store: DatadogStore, now: () => number): void {
  app.post('/api/v2/events/search', async (c) => {
    const { filter, sort, page } = SearchBody.parse(JSON.parse(c.get('bodyText') || '{}'));
    const found = filterRecords(store.events, filter, now());
    const { records, after } = pageOf(found, { ...page, ascending: sort === 'timestamp' });
    return c.json({
      data: records.map(({ id, wire }) => ({ id, type: 'event', attributes: wire })),
      meta: metaOf(after),
      ...(after === undefined ? {} : { links: { next: `${c.req.url}?page[cursor]=${after}` } }),
    });
  });

  app.post('/api/v1/events', async (c) => {
    const body = V1Event.parse(JSON.parse(c.get('bodyText')));
    const atMs = body.date_happened === undefined ? now() : body.date_happened * 1000;
    const record = store.addEvent({
      atMs,
      title: body.title,
      text: body.text,
      source: body.source_type_name,
      tags: body.tags,
      attributes: { status: body.alert_type, aggregation_key: body.aggregation_key },
    });
    const event = {
      id: Number.parseInt(Buffer.from(record.id).toString('hex').slice(4, 16), 16),
      title: body.title,
      text: body.text,
      tags: body.tags,
      alert_type: body.alert_type,
      date_happened: Math.floor(atMs / 1000),
      priority: 'normal',
      url: 'https://app.datadoghq.com/event/event',
    };
    return c.json({ status: 'ok', event }, 202);
  });

  app.post('/api/v2/events', async (c) => {
    const { attributes } = V2Event.parse(JSON.parse(c.get('bodyText'))).data;
    const record = store.addEvent({
      atMs: attributes.timestamp === undefined ? now() : toMs(attributes.timestamp),
      title: attributes.title,
      text: attributes.message,
      source: attributes.category === 'change' ? 'change' : 'api',
      tags: attributes.tags,
      attributes: { ...attributes.attributes, category: attributes.category },
    });
    const inner = { evt: { id: record.id, uid: record.id }, timestamp: record.wire['timestamp'] };
    return c.json({ data: { type: 'event', attributes: { attributes: inner } } }, 202);
  });
}
