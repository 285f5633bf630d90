/** Which monitors belong to a service. */
import type { MonitorObservation } from '../../../domain/observation.ts';
import { ANY } from '../../../domain/scope.ts';
import type { MonitorHit } from '../../upstreams/datadog/monitors.ts';

export const isQuiet = (state: string): boolean => /^(?:OK|Skipped|Ignored|Unknown)$/i.test(state);

/** A monitor without an env tag may watch any. */
export function ofEnv(tags: readonly string[], env: string | null): boolean {
  if (env === null || env === ANY) return true;
  const envs = tags.filter((tag) => tag.startsWith('env:'));
  return envs.length === 0 || envs.some((tag) => tag.toLowerCase() === `env:${env.toLowerCase()}`);
}

/** Whether a text names exactly this service as `service:<name>`, not one whose name begins so. */
export function mentions(text: string, service: string): boolean {
  const name = service.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  return new RegExp(`service:"?${name}(?![\\w./-])`, 'i').test(text);
}

export const fromHit = (hit: MonitorHit): MonitorObservation => ({
  id: String(hit.id),
  name: hit.name,
  state: hit.state,
  query: hit.query,
  groups: [],
  tags: [...hit.tags],
});
