/** Reads incidents, their alerts and what became of each. Only scripts write them. */
import type { AlertFate } from '../domain/alert.ts';
import type { Incident } from '../domain/incident.ts';
import type { Redis } from '../platform/redis.ts';
import type { AlertWithFate, IncidentFilter, Incidents } from './contracts.ts';
import { incidentOf, storedAlert, type Hash } from './documents.ts';
import { KEYS, key } from './keys.ts';
import { pipeline } from './pipeline.ts';
import { reachable } from './script.ts';
import { pageThrough } from './index-page.ts';

const DEFAULT_LIMIT = 50;

export function createIncidents({ redis }: { readonly redis: Redis }): Incidents {
  const load = async (ids: readonly string[]): Promise<(Incident | undefined)[]> => {
    const hashes = await pipeline<Hash>(redis, (p) => {
      for (const id of ids) p.hgetall(key('incident', id));
    });
    const services = hashes.map((hash) => serviceOf(hash));
    const known = await pipeline<number>(redis, (p) => {
      for (const service of services) p.hexists(KEYS.registry, service ?? '');
    });
    return hashes.map((hash, i) => (hash.doc ? incidentOf(hash, known[i] === 1) : undefined));
  };

  const loadAlerts = async (ids: readonly string[]): Promise<AlertWithFate[]> => {
    if (ids.length === 0) return [];
    const texts = await reachable(redis.mget(ids.map((id) => key('alert', id))));
    return texts
      .map(storedAlert)
      .flatMap(({ alert, fate }) => (alert && fate ? [{ alert, fate }] : []));
  };

  return {
    get: async (id) => (await load([id]))[0],
    list: (filter = {}) =>
      pageThrough({
        redis,
        index: indexFor(filter),
        limit: filter.limit ?? DEFAULT_LIMIT,
        minScore: filter.sinceMs,
        load,
        keep: (incident) =>
          (filter.state === undefined || incident.state === filter.state) &&
          (filter.service === undefined || incident.service === filter.service),
      }),
    alerts: async (incidentId) =>
      loadAlerts(await reachable(redis.lrange(key('incidentAlerts', incidentId), 0, -1))),
    repeats: async (incidentId) =>
      (await reachable(redis.lrange(key('incidentRepeats', incidentId), 0, -1))).map(
        (text) => JSON.parse(text) as AlertFate,
      ),
    alert: async (alertId) => (await loadAlerts([alertId]))[0],
    fate: async (alertId) => storedAlert(await reachable(redis.get(key('alert', alertId)))).fate,
    recentAlerts: async (limit = 100) =>
      loadAlerts(await reachable(redis.zrevrange(KEYS.alerts, 0, limit - 1))),
  };
}

/** The index that leaves the least to be filtered. */
const indexFor = ({ service, state }: IncidentFilter): string => {
  if (service !== undefined) return key('incidentsByService', service);
  return state === undefined ? KEYS.incidents : key('incidentsByState', state);
};

const serviceOf = (hash: Hash): string | null =>
  hash.doc ? (JSON.parse(hash.doc) as { service: string | null }).service : null;
