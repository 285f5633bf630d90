/** Monitors: one, searched, and their groups. */
import type { z } from 'zod';
import type { ScenarioMonitor } from '../scenario.ts';
import { compileQuery } from '../search/match.ts';
import { parseQuery } from '../search/query.ts';
import type { SimulatorApp } from '../common/simulator-app.ts';
import type { LoadedScenario } from '../world.ts';
import { notFound } from './errors.ts';
import type { DatadogStore } from './store.ts';

type Monitor = z.infer<typeof ScenarioMonitor>;
interface Held {
  readonly monitor: Monitor;
  readonly loaded: LoadedScenario;
}

const CREATOR = { email: 'sre@example.com', handle: 'sre@example.com', name: 'SRE' };

function groupState({ monitor, loaded }: Held, group: Monitor['groups'][number]) {
  const triggered =
    group.lastTriggeredAt === undefined
      ? null
      : Math.floor(loaded.ms(group.lastTriggeredAt) / 1000);
  return {
    name: group.name,
    status: group.status,
    last_triggered_ts: triggered,
    last_notified_ts: triggered,
    last_nodata_ts: null,
    last_resolved_ts: null,
    monitor_id: monitor.id,
  };
}

function wire(held: Held, withGroups: boolean): Record<string, unknown> {
  const { monitor, loaded } = held;
  const groups = monitor.groups.map((group) => [group.name, groupState(held, group)] as const);
  return {
    id: monitor.id,
    name: monitor.name,
    type: monitor.type,
    query: monitor.query,
    message: monitor.message,
    tags: monitor.tags,
    priority: monitor.priority,
    overall_state: monitor.overallState,
    options: monitor.options,
    multi: /\bby\s*\{/.test(monitor.query),
    created: '2025-01-15T09:00:00.000000+00:00',
    modified: '2025-06-01T09:00:00.000000+00:00',
    created_at: 1_736_931_600_000,
    deleted: null,
    restricted_roles: null,
    overall_state_modified: loaded.iso(loaded.scenario.alertAt),
    creator: CREATOR,
    ...(withGroups ? { state: { groups: Object.fromEntries(groups) } } : {}),
  };
}

const lastTriggered = (held: Held): number | null =>
  held.monitor.groups
    .map((group) => groupState(held, group).last_triggered_ts)
    .reduce((a, b) => (b !== null && (a === null || b > a) ? b : a), null);

function document({ monitor }: Held, status: string, extra: readonly string[] = []) {
  return {
    text: monitor.name,
    reserved: {
      status,
      type: monitor.type,
      id: monitor.id,
      title: monitor.name,
      tag: monitor.tags,
      priority: monitor.priority === null ? undefined : `p${monitor.priority}`,
      query: monitor.query,
    },
    attributes: {},
    tags: [
      ...monitor.tags,
      ...extra,
      ...monitor.query.matchAll(/([\w.-]+:[\w.-]+)/g).map(([tag]) => tag),
    ],
  };
}

function paged<T>(all: readonly T[], query: Record<string, string>) {
  const page = Math.max(0, Number(query['page'] ?? 0) || 0);
  const perPage = Math.min(1000, Math.max(1, Number(query['per_page'] ?? 30) || 30));
  return {
    items: all.slice(page * perPage, (page + 1) * perPage),
    metadata: {
      page,
      per_page: perPage,
      page_count: Math.ceil(all.length / perPage),
      total_count: all.length,
    },
  };
}

function counts(held: readonly { status: string; type: string }[]) {
  const count = (names: string[]) =>
    [...new Set(names)].map((name) => ({
      name,
      count: names.filter((one) => one === name).length,
    }));
  return {
    status: count(held.map(({ status }) => status)),
    type: count(held.map(({ type }) => type)),
    muted: [{ name: false, count: held.length }],
    tag: [],
  };
}

export function monitorRoutes(app: SimulatorApp, store: DatadogStore): void {
  const all = (): Held[] =>
    store.scenarios.flatMap((loaded) =>
      loaded.scenario.monitors.map((monitor) => ({ monitor, loaded })),
    );

  app.get('/api/v1/monitor', (c) => {
    const tags = c.req.query('monitor_tags')?.split(',') ?? [];
    const found = all().filter(({ monitor }) => tags.every((tag) => monitor.tags.includes(tag)));
    return c.json(found.map((held) => wire(held, c.req.query('group_states') !== undefined)));
  });

  app.get('/api/v1/monitor/search', (c) => {
    const fits = compileQuery(parseQuery(c.req.query('query') ?? ''));
    const found = all().filter((held) => fits(document(held, held.monitor.overallState)));
    const { items, metadata } = paged(found, c.req.query());
    return c.json({
      counts: counts(
        found.map(({ monitor }) => ({ status: monitor.overallState, type: monitor.type })),
      ),
      metadata,
      monitors: items.map((held) => ({
        classification: 'metric',
        creator: CREATOR,
        id: held.monitor.id,
        last_triggered_ts: lastTriggered(held),
        metrics: [...held.monitor.query.matchAll(/:([\w.]+)\{/g)].map(([, metric]) => metric),
        name: held.monitor.name,
        notifications: [],
        org_id: 1,
        query: held.monitor.query,
        scopes: held.monitor.groups.map(({ name }) => name),
        status: held.monitor.overallState,
        tags: held.monitor.tags,
        type: held.monitor.type,
      })),
    });
  });

  app.get('/api/v1/monitor/groups/search', (c) => {
    const fits = compileQuery(parseQuery(c.req.query('query') ?? ''));
    const found = all().flatMap((held) =>
      held.monitor.groups
        .filter((group) => fits(document(held, group.status, group.name.split(','))))
        .map((group) => ({ held, group })),
    );
    const { items, metadata } = paged(found, c.req.query());
    return c.json({
      counts: counts(
        found.map(({ held, group }) => ({ status: group.status, type: held.monitor.type })),
      ),
      metadata,
      groups: items.map(({ held, group }) => ({
        group: group.name,
        group_tags: group.name.split(','),
        last_nodata_ts: 0,
        last_triggered_ts: groupState(held, group).last_triggered_ts,
        monitor_id: held.monitor.id,
        monitor_name: held.monitor.name,
        status: group.status,
      })),
    });
  });

  app.get('/api/v1/monitor/:id', (c) => {
    const held = all().find(({ monitor }) => String(monitor.id) === c.req.param('id'));
    if (held === undefined) throw notFound('Monitor not found');
    return c.json(wire(held, c.req.query('group_states') !== undefined));
  });
}
