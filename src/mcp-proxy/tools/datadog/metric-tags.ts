/** Which tags tell the series of one listing apart. */
import type { MetricSeries } from '../../../domain/observation.ts';

/** What a scope pins: said once for all series, unless they differ in it. */
const PINNED = ['service', 'env'] as const;

/** The tags, with the service among them where the series knows it by another way. */
export const tagsOf = ({ service, tags }: Pick<MetricSeries, 'service' | 'tags'>): string[] =>
  service === null || tags.some((tag) => tag.startsWith('service:'))
    ? [...tags]
    : [`service:${service}`, ...tags];

/** @param all - the tags of every row of a listing */
export function tellingTags(
  all: readonly (readonly string[])[],
): (tags: readonly string[]) => string[] {
  const common = PINNED.filter(
    (key) =>
      new Set(all.map((tags) => tags.find((tag) => tag.startsWith(`${key}:`)) ?? '')).size <= 1,
  );
  return (tags) => tags.filter((tag) => !common.some((key) => tag.startsWith(`${key}:`)));
}
