/** A resource filled up without anybody having changed anything. */
import { MINUTE_MS } from '../../../domain/time.ts';
import { describeMove, type MetricMove } from '../../signals/metric-moves.ts';
import type { ChangeScore } from '../change-score.ts';
import type { Context } from '../context.ts';
import { BASE, strength, type Alternative } from './model.ts';

/** A resource fills up slowly: this long at least before anybody feels it. */
const SLOW_MS = 10 * MINUTE_MS;

/** What is written in a second fills nothing by itself. */
const RATE = /write|read|iops|throughput|per_?sec|_total$/i;

/** Of who failed first, of what that one needs, or of nobody in particular. */
const isNear = ({ series }: MetricMove, { firstFailing, topology }: Context): boolean =>
  series.service === null ||
  firstFailing === null ||
  series.service === firstFailing ||
  topology.dependencies(firstFailing).has(series.service);

/** A volume that somebody warned of before it was full, or whose use climbed. */
export function fills(context: Context): boolean {
  return (
    strength(context, 'disk') > 0.3 &&
    (context.moves.some(
      (each) =>
        each.kind === 'disk' &&
        each.change.shape === 'ramp' &&
        !RATE.test(each.series.metric) &&
        isNear(each, context),
    ) ||
      context.faults.some(
        ({ fault }) =>
          fault.source === 'log' &&
          /\b(?:disk|volume|filesystem)\b[^.\n]{0,40}\b[89]\d ?%/i.test(fault.sample),
      ))
  );
}

/** What is worked on at once jumped by an order of magnitude: one import, one query, one file. */
function burstOf(context: Context): MetricMove | null {
  const { moves, onset, firstFailing } = context;
  // many requests of the usual size are many, and not large
  const askedMore = moves.some(
    ({ series, kind, change }) =>
      kind === 'traffic' &&
      series.service === firstFailing &&
      change.direction === 'up' &&
      (change.ratio ?? 0) >= 3,
  );
  if (askedMore) return null;
  return (
    moves.find(
      (each) =>
        SIZE.test(each.series.metric) &&
        each.change.direction === 'up' &&
        (each.change.ratio ?? 0) >= 8 &&
        isNear(each, context) &&
        (onset === null || Math.abs(each.change.atMs - onset.atMs) <= 10 * MINUTE_MS),
    ) ?? null
  );
}
const SIZE =
  /rows|records|items|in_?flight|batch_?size|payload|bytes|entries|objects|elements|documents/i;

/** What such a beginning takes from an explanation that says that there is none. */
const HAS_A_BEGINNING = 2.2;

export function exhaustion(context: Context, scored: readonly ChangeScore[] = []): Alternative {
  const reasons: string[] = [];
  const against: string[] = [];
  let logit = BASE - 0.8;
  const kinds = ['memory', 'disk', 'pool_exhausted', 'file_descriptors', 'threads', 'cpu'] as const;
  const value = Math.max(...kinds.map((kind) => strength(context, kind)));
  logit += 1.6 * value;
  const onset = context.onset?.atMs ?? null;
  if (fills(context)) {
    logit += 3 * strength(context, 'disk');
    reasons.push('a disk filled up over time');
  }
  const burst = burstOf(context);
  if (burst !== null && value > 0.4) {
    logit += 2.6;
    reasons.push(`${describeMove(burst)}: one piece of work of unusual size`);
    if (context.soleSource !== null) {
      logit += 0.8;
      reasons.push(context.soleSource.text);
    }
  }
  const ramp = context.moves.find(
    (each) =>
      each.change.shape === 'ramp' &&
      // what begins to climb with the failures follows from what they follow from
      (onset === null || each.change.atMs <= onset - SLOW_MS) &&
      each.change.direction === 'up' &&
      ['memory', 'disk', 'connections', 'threads', 'queue'].includes(each.kind),
  );
  if (ramp !== undefined) {
    logit += 0.8;
    reasons.push(`${describeMove(ramp)}: a slow fill, not a step`);
  }
  // who goes live right when it begins to fill, and can fill it, is why it filled
  const filler = scored.find(
    (each) =>
      each.excluded === null &&
      each.candidate.config === null &&
      each.timing > 1 &&
      each.mechanism >= 0.5 &&
      each.ownership >= 0.4,
  );
  if (filler !== undefined) {
    logit -= HAS_A_BEGINNING * Math.min(1, filler.mechanism / 0.8);
    against.push('it began to fill when a change went live that can fill it');
  }
  return {
    category: 'resource_exhaustion',
    statement: 'A resource filled up over time without a change that explains it.',
    logit,
    reasons,
    against,
    kinds: [...kinds],
  };
}
