/** The metrics of one service: the caller's query, or the golden signals among what it reports. */
import { LRUCache } from 'lru-cache';
import type { MetricSeries } from '../../../domain/observation.ts';
import { MINUTE_MS } from '../../../domain/time.ts';
import type { TelemetrySource } from './source.ts';
import { goldenQueries } from './golden-signals.ts';

/** Names of a service's metrics rarely change: asked for again after this long. */
const NAMES_TTL_MS = 10 * MINUTE_MS;

export interface ServiceMetrics {
  /**
   * @param query - scoped; null for the golden signals
   * @param tags - the scope's filter, `service:a,env:b` or `*`
   * @returns series that have points
   */
  read(query: string | null, tags: string, fromMs: number, toMs: number): Promise<MetricSeries[]>;
}

export function createServiceMetrics(source: TelemetrySource): ServiceMetrics {
  const names = new LRUCache<string, { readonly list: readonly string[] | null }>({
    max: 500,
    ttl: NAMES_TTL_MS,
  });

  async function namesOf(tags: string, fromMs: number): Promise<readonly string[] | null> {
    const known = names.get(tags);
    if (known) return known.list;
    const [tag = ''] = tags.split(',');
    const list = tag.includes(':') ? await source.activeMetrics(tag, fromMs) : null;
    names.set(tags, { list });
    return list;
  }

  return {
    async read(query, tags, fromMs, toMs) {
      const every = query === null ? await source.everySeries(tags, fromMs, toMs) : null;
      if (every !== null) return every;
      const queries = query === null ? goldenQueries(await namesOf(tags, fromMs), tags) : [query];
      const answers = await Promise.all(
        queries.map((one) => source.queryMetrics({ query: one, fromMs, toMs })),
      );
      return answers.flat().filter((series) => series.points.length > 0);
    },
  };
}
