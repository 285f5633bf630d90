/** Incidents and alerts, to read. */
import { Hono } from 'hono';
import { MiraError } from '../../domain/errors.ts';
import type { Feedback } from '../../domain/feedback.ts';
import type { IngressDeps } from '../deps.ts';
import { IncidentQuery, LimitQuery, parseQuery, sinceMs } from './query.ts';

export function incidentRoutes({ store, clock, access }: IngressDeps) {
  return new Hono()
    .get('/incidents', access('api'), async (c) => {
      const { since, ...filter } = parseQuery(IncidentQuery, c.req.query());
      const from = sinceMs(since, clock.now());
      const incidents = await store.incidents.list({ ...filter, sinceMs: from });
      return c.json({ incidents });
    })
    .get('/incidents/:id', access('api'), async (c) => {
      const id = c.req.param('id');
      const incident = await store.incidents.get(id);
      if (!incident) throw new MiraError('not_found', `incident ${id} does not exist`);
      const [alerts, repeats, investigations] = await Promise.all([
        store.incidents.alerts(id),
        store.incidents.repeats(id),
        store.investigations.list({ incidentId: id, limit: 500 }),
      ]);
      // What people said last of each investigation, by its id.
      const said = await Promise.all(
        investigations.map(async (run) => [run.id, (await store.feedback.list(run.id)).at(-1)]),
      );
      const feedback: Record<string, Feedback> = Object.fromEntries(
        said.filter(([, last]) => last !== undefined),
      );
      return c.json({ incident, alerts, repeats, investigations, feedback });
    })
    .get('/alerts', access('api'), async (c) => {
      const { limit } = parseQuery(LimitQuery, c.req.query());
      return c.json({ alerts: await store.incidents.strayAlerts(limit) });
    })
    .get('/alerts/:id', access('api'), async (c) => {
      const id = c.req.param('id');
      const [found, fate] = await Promise.all([
        store.incidents.alert(id),
        store.incidents.fate(id),
      ]);
      if (!fate) throw new MiraError('not_found', `alert ${id} does not exist`);
      // A repeat has a fate and no document of its own: it said what its first delivery says.
      return c.json({ alert: found?.alert ?? null, fate });
    });
}
