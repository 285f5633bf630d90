/** Callers that overload a callee: more calls for each request than before. */
import { metricKind } from '../change-points/metric-kind.ts';
import type { Context } from '../hypotheses/context.ts';
import { MINUTE_MS } from '../../domain/time.ts';
import type { MetricMove } from './metric-moves.ts';

/** Fewer calls more than this are the day's rise. */
const MORE = 1.5;
/** Around the onset: the rise comes first, scrape intervals blur it. */
const NEAR_MS = 15 * MINUTE_MS;

/**
 * True when the first failing service is asked clearly more since about the onset while the caller's
 * own demand stayed what it was, or when the caller's count of outgoing calls rose that way.
 */
export function asksMore(caller: string, context: Context): boolean {
  const { firstFailing, moves, onset } = context;
  if (firstFailing === null || onset === null) return false;
  const growth = (service: string, kinds: readonly MetricMove['kind'][]): number =>
    Math.max(
      1,
      ...moves
        .filter(
          ({ series, kind, change }) =>
            series.service === service &&
            kinds.includes(kind) &&
            change.direction === 'up' &&
            Math.abs(change.atMs - onset.atMs) <= NEAR_MS,
        )
        .map(({ change }) => change.ratio ?? MORE),
    );
  const own = growth(caller, ['traffic']);
  const watched = context.observations.metrics.some(
    ({ service, points }) => service === caller && points.length >= 5,
  );
  if (!watched) return false;
  const asked = Math.max(growth(firstFailing, ['traffic']), growth(caller, ['work']));
  return asked >= MORE * own;
}

/** Enough points to see a rise in. */
const WATCHED_POINTS = 10;
/** Less than this is no rise. */
const RISE = 1.15;

/** True when a service's requests are counted, and nothing says that they grew around the onset or before. */
export function askedAsUsual(service: string, { moves, observations, onset }: Context): boolean {
  const counted = observations.metrics.some(
    (each) =>
      each.service === service &&
      each.points.length >= WATCHED_POINTS &&
      metricKind(each.metric) === 'traffic',
  );
  return (
    counted &&
    onset !== null &&
    !moves.some(
      ({ series, kind, change }) =>
        series.service === service &&
        kind === 'traffic' &&
        change.direction === 'up' &&
        (change.ratio ?? MORE) >= RISE &&
        change.atMs <= onset.atMs + NEAR_MS,
    )
  );
}
