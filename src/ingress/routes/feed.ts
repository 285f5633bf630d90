/** `GET /events`: everything that happens, as it happens. */
import { Hono } from 'hono';
import type { IngressDeps } from '../deps.ts';
import { followAll } from '../streams/feed.ts';
import { respondLines, respondSse, wantsLines, type Message } from '../streams/respond.ts';
import { payloadProblem } from '../webhooks/problem.ts';

export function feedRoutes({ live, access, stopping }: IngressDeps) {
  return new Hono().get('/events', access('api'), (c) => {
    const after = c.req.header('last-event-id') ?? c.req.query('after');
    if (after !== undefined && !/^\d{1,15}-\d{1,15}$/.test(after)) {
      throw payloadProblem('after', 'must be the id of an event of this feed');
    }
    const produce = (signal: AbortSignal) => asMessages(followAll({ live, after, signal }));
    return wantsLines(c) ? respondLines(c, produce, stopping) : respondSse(c, produce, stopping);
  });
}

async function* asMessages(feed: ReturnType<typeof followAll>): AsyncGenerator<Message> {
  for await (const { cursor, event } of feed) yield { id: cursor, data: event };
}
