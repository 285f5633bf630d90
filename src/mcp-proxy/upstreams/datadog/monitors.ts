/** Monitors: definition, state, when each group last fired. */
import type { MonitorObservation } from '../../../domain/observation.ts';
import { isMiraError } from '../../../domain/errors.ts';
import { listOf } from './client.ts';
import type { Datadog } from './client.ts';
import { isoOf } from './fields.ts';

interface WireMonitor {
  readonly id?: number;
  readonly name?: string;
  readonly type?: unknown;
  readonly query?: string;
  readonly message?: string;
  readonly overallState?: unknown;
  readonly tags?: string[];
  readonly state?: { readonly groups?: Record<string, WireGroup> };
}

interface WireGroup {
  readonly name?: string;
  readonly status?: unknown;
  readonly lastTriggeredTs?: number;
}

/** @returns null when there is no such monitor */
export async function getMonitor(datadog: Datadog, id: number): Promise<MonitorObservation | null> {
  try {
    const monitor = await datadog.call('monitors', `monitor ${id}`, (api) =>
      api.getMonitor({ monitorId: id, groupStates: 'all' }),
    );
    return toObservation(monitor);
  } catch (error) {
    if (isMiraError(error) && error.code === 'not_found') return null;
    throw error;
  }
}

export interface MonitorHit {
  readonly id: number;
  readonly name: string;
  readonly state: string;
  readonly tags: readonly string[];
  readonly query: string;
}

export interface MonitorHits {
  readonly hits: MonitorHit[];
  readonly total: number;
}

const quoted = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;

/** Monitors that carry a tag, or all; without the states of their groups. */
export const searchMonitors = (
  datadog: Datadog,
  tag: string | null,
  limit: number,
): Promise<MonitorHits> => search(datadog, tag === null ? '' : `tag:${quoted(tag)}`, limit);

/** Monitors that hold a text anywhere: what holds it where is for the caller to look at. */
export const searchMonitorText = (
  datadog: Datadog,
  text: string,
  limit: number,
): Promise<MonitorHits> => search(datadog, quoted(text), limit);

async function search(datadog: Datadog, query: string, limit: number): Promise<MonitorHits> {
  const response = await datadog.call('monitors', 'the monitor search', (api) =>
    api.searchMonitors({ query, perPage: limit, page: 0 }),
  );
  const monitors = listOf(response.monitors, 'the monitor search');
  return {
    hits: monitors.flatMap((one) =>
      one.id === undefined
        ? []
        : [
            {
              id: one.id,
              name: one.name ?? '',
              state: stateOf(one.status),
              tags: one.tags ?? [],
              query: one.query ?? '',
            },
          ],
    ),
    total: response.metadata?.totalCount ?? monitors.length,
  };
}

function toObservation(monitor: WireMonitor): MonitorObservation {
  const groups = Object.entries(monitor.state?.groups ?? {}).map(([key, group]) => {
    const triggered = group.lastTriggeredTs ? isoOf(group.lastTriggeredTs * 1_000) : null;
    return {
      name: group.name ?? key,
      state: stateOf(group.status),
      ...(triggered ? { lastTriggeredAt: triggered } : {}),
    };
  });
  return {
    id: String(monitor.id ?? ''),
    name: monitor.name ?? '',
    state: stateOf(monitor.overallState),
    groups,
    tags: [...(monitor.tags ?? [])],
    ...(typeof monitor.type === 'string' ? { type: monitor.type } : {}),
    ...(monitor.query ? { query: monitor.query } : {}),
    ...(monitor.message ? { message: monitor.message } : {}),
  };
}

/** Enums that the client does not know arrive as objects. */
const stateOf = (value: unknown): string => (typeof value === 'string' ? value : 'Unknown');
