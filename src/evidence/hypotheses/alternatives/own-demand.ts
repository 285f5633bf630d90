/** Load that somebody of ours makes: it began with a change that asks for more. */
import { MINUTE_MS } from '../../../domain/time.ts';
import type { FactKind } from '../../diff/facts.ts';
import type { MetricMove } from '../../signals/metric-moves.ts';
import type { ChangeScore } from '../change-score.ts';
import type { Context } from '../context.ts';
import { ASKS_OFTENER } from '../score/ownership.ts';

/** A rise that follows a deployment by no more than this began with it. */
const WITH_IT_MS = 6 * MINUTE_MS;
/** Means of this much may make anything. */
const PLAIN_MEANS = 0.4;

/** More of the same at the same time. */
const AT_ONCE: ReadonlySet<FactKind> = new Set<FactKind>([
  'concurrency_added',
  'concurrency_setting',
  'batch_size_changed',
  'loop_changed',
]);

/** What went live right when a load began to rise, and can make it; null for none. */
export function makesLoad(
  { change }: MetricMove,
  scored: readonly ChangeScore[],
): ChangeScore | null {
  return (
    scored.find(
      ({ candidate, excluded, ownership, mechanism }) =>
        excluded === null &&
        ownership >= 0.5 &&
        !candidate.inert &&
        candidate.liveMs !== null &&
        change.atMs >= candidate.liveMs - MINUTE_MS &&
        change.atMs - candidate.liveMs <= WITH_IT_MS &&
        (mechanism >= PLAIN_MEANS ||
          candidate.facts.some(({ kind }) => ASKS_OFTENER.has(kind) || AT_ONCE.has(kind))),
    ) ?? null
  );
}

const MORE = 1.5;

/** A count of the first failing service that rose since a change that asks for more; null for none. */
export function ownDemand(context: Context, scored: readonly ChangeScore[]): MetricMove | null {
  const { firstFailing, moves, onset } = context;
  return (
    moves.find(
      (move) =>
        (move.series.service === null || move.series.service === firstFailing) &&
        (move.kind === 'traffic' || move.kind === 'work') &&
        move.change.direction === 'up' &&
        (move.change.ratio ?? MORE) >= MORE &&
        (onset === null || move.change.atMs <= onset.atMs) &&
        makesLoad(move, scored) !== null,
    ) ?? null
  );
}
