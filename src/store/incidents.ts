/** Reads incidents, their alerts and what became of each. Only scripts write them. */
import type { AlertFate } from '../domain/alert.ts';
import type { Incident } from '../domain/incident.ts';
import { toMs } from '../domain/time.ts';
import type { Redis } from '../platform/redis.ts';
import type { AlertWithFate, Incidents } from './contracts.ts';
import { incidentOf, storedAlert, type Hash } from './documents.ts';
import { KEYS, key } from './keys.ts';
import { pipeline } from './pipeline.ts';
import { reachable } from './script.ts';
import { MAX_LIMIT, pageThrough } from './index-page.ts';

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
    async list(filter = {}) {
      const { state, service, sinceMs = 0, limit = DEFAULT_LIMIT } = filter;
      const keep = (incident: Incident): boolean =>
        (state === undefined || incident.state === state) &&
        (service === undefined || incident.service === service);
      const isTooOld = (incident: Incident): boolean => toMs(incident.openedAt) < sinceMs;
      if (state === 'open') {
        // Few are open at a time; ULIDs sort by time of opening.
        const ids = (await reachable(redis.smembers(KEYS.incidentsOpen))).sort().reverse();
        const open = (await load(ids)).filter((one) => one !== undefined);
        return open
          .filter((one) => keep(one) && !isTooOld(one))
          .slice(0, Math.min(limit, MAX_LIMIT));
      }
      const index = service === undefined ? KEYS.incidents : key('incidentsByService', service);
      return pageThrough({ redis, index, limit, load, keep, isTooOld });
    },
    async alerts(incidentId) {
      const [first, rest = []] = await pipeline<string[]>(redis, (p) => {
        p.hmget(key('incident', incidentId), 'first');
        p.lrange(key('incidentAlerts', incidentId), 0, -1);
      });
      return loadAlerts([...(first ?? []), ...rest].filter((id) => id !== null));
    },
    repeats: async (incidentId) =>
      (await reachable(redis.lrange(key('incidentRepeats', incidentId), 0, -1))).map(
        (text) => JSON.parse(text) as AlertFate,
      ),
    alert: async (alertId) => (await loadAlerts([alertId]))[0],
    fate: async (alertId) => storedAlert(await reachable(redis.get(key('alert', alertId)))).fate,
    strayAlerts: async (limit = 100) =>
      (await loadAlerts(await reachable(redis.lrange(KEYS.strayAlerts, -limit, -1)))).toReversed(),
  };
}

const serviceOf = (hash: Hash): string | null =>
  hash.doc ? (JSON.parse(hash.doc) as { service: string | null }).service : null;
