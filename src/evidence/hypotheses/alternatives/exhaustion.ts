/** A resource filled up without anybody having changed anything. */
import { describeMove } from '../../signals/metric-moves.ts';
import type { Context } from '../context.ts';
import { BASE, strength, type Alternative } from './model.ts';

export function exhaustion(context: Context): Alternative {
  const reasons: string[] = [];
  let logit = BASE - 0.8;
  const kinds = ['memory', 'disk', 'pool_exhausted', 'file_descriptors', 'threads', 'cpu'] as const;
  const value = Math.max(...kinds.map((kind) => strength(context, kind)));
  logit += 1.6 * value;
  const ramp = context.moves.find(
    (each) =>
      each.change.shape === 'ramp' &&
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
