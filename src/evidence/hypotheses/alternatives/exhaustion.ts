/** A resource filled up without anybody having changed anything. */
import { describeMove } from '../../signals/metric-moves.ts';
import { MINUTE_MS } from '../../../domain/time.ts';
import type { Context } from '../context.ts';
import { BASE, strength, type Alternative } from './model.ts';

/** A resource fills up slowly: this long at least before anybody feels it. */
const SLOW_MS = 10 * MINUTE_MS;

export function exhaustion(context: Context): Alternative {
  const reasons: string[] = [];
  let logit = BASE - 0.8;
  const kinds = ['memory', 'disk', 'pool_exhausted', 'file_descriptors', 'threads', 'cpu'] as const;
  const value = Math.max(...kinds.map((kind) => strength(context, kind)));
  logit += 1.6 * value;
  const onset = context.onset?.atMs ?? null;
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
  return {
    category: 'resource_exhaustion',
    statement: 'A resource filled up over time without a change that explains it.',
    logit,
    reasons,
    against: [],
    kinds: [...kinds],
  };
}
