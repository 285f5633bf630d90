/** How long what fails took while all was well: what no call came near can't have cut them short. */
import { metricKind } from '../change-points/metric-kind.ts';
import { numberOf } from '../diff/settings.ts';
import type { DiffFact } from '../diff/facts.ts';
import { msOf } from '../signals/log-faults.ts';
import { MINUTE_MS } from '../../domain/time.ts';
import type { Context } from './context.ts';

/** A time allowed this many times the usual one is met by nobody, but where something else is wrong. */
const FAR = 15;
/** What remains of a lowered timeout's means then. */
export const OUT_OF_REACH = 0.3;
const FEW = 6;

const known = new WeakMap<Context, number | null>();

const high = (values: number[]): number | null =>
  values.length < FEW
    ? null
    : (values.sort((a, b) => a - b)[Math.floor(0.95 * (values.length - 1))] ?? null);

/** The slow end of what the first failing service took before the onset, ms; null where nothing tells. */
function usualMs(context: Context): number | null {
  const memo = known.get(context);
  if (memo !== undefined) return memo;
  const { observations, firstFailing, onset } = context;
  const until = (onset?.atMs ?? Infinity) - 2 * MINUTE_MS;
  const spans = high(
    observations.spans
      .filter(({ service, startAt }) => service === firstFailing && (msOf(startAt) ?? 0) < until)
      .map(({ durationMs }) => durationMs),
  );
  const series = observations.metrics
    .filter(({ service, metric }) => service === firstFailing && metricKind(metric) === 'latency')
    .map(({ points }) => high(points.flatMap(([at, value]) => (at < until ? (value ?? []) : []))))
    .filter((value) => value !== null)
    // seconds where it would be less than a few milliseconds: the longer reading accuses more
    .map((value) => (value < 20 ? value * 1_000 : value));
  const all = [...(spans === null ? [] : [spans]), ...series];
  const out = all.length === 0 ? null : Math.max(...all);
  known.set(context, out);
  return out;
}

/** A time as settings write it, ms: by its unit, by its name's, else by its size. */
function allowedMs({ name, after }: DiffFact): number | null {
  const text = after ?? '';
  const value = numberOf(text);
  if (value === null || value <= 0) return null;
  const said = `${name ?? ''} ${text}`;
  if (/milli|(?:^|[^a-z])ms(?:[^a-z]|$)|[a-z]Ms\b/i.test(said)) return value;
  if (/minute/i.test(said)) return value * 60_000;
  if (/second|[_-]s(?:ec)?s?\b|\d\s?s\b/i.test(said)) return value < 1_000 ? value * 1_000 : value;
  return value < 100 ? value * 1_000 : value;
}

/** True for a timeout that was lowered and is still far from anything that the service usually takes. */
export function outOfReach(fact: DiffFact, context: Context): boolean {
  if (fact.kind !== 'timeout_changed' || fact.direction !== 'down') return false;
  const allowed = allowedMs(fact);
  const usual = usualMs(context);
  return allowed !== null && usual !== null && usual > 0 && allowed > FAR * usual;
}
