/** How far each metric left its own past at the onset: comparable between services and metrics. */
import type { MetricSeries, Observations } from '../../domain/observation.ts';
import { DAY_MS, MINUTE_MS } from '../../domain/time.ts';
import { isHarmful, metricKind, type MetricKind } from '../change-points/metric-kind.ts';
import { median, quantileSorted, sortedCopy, spread } from '../change-points/robust.ts';
import { bucketMs } from './metric-moves.ts';

export interface MetricShift {
  readonly series: MetricSeries;
  readonly kind: MetricKind;
  /** Robust standard deviations beyond what the series did before anyway, at most {@link MAX_Z}. */
  readonly z: number;
  readonly direction: 'up' | 'down';
  readonly harmful: boolean;
  /** Worst value over usual value; null when the usual one is 0. */
  readonly ratio: number | null;
  /** First sample that left the usual range for good. */
  readonly atMs: number;
  /** It fell to next to nothing, or no more samples came at all. */
  readonly stopped: boolean;
}

const MAX_Z = 300;
/** What happens this long after the onset is a consequence, if not another story. */
const WINDOW_MS = 15 * MINUTE_MS;
const MIN_BASE = 6;
/** Below this a shift is the series' everyday life. */
const MIN_Z = 4;

type Sample = readonly [atMs: number, value: number];

/**
 * Shifts of all series of services around the onset, strongest first. The past of a series sets its
 * measure, spikes of the past included: whoever jumps every few minutes does not stand out by one
 * more jump. Failure counts have nothing but zeros in their past; the largest of the same metric over
 * all services gives them their measure.
 */
export function metricShifts(observations: Observations, onsetMs: number): MetricShift[] {
  const owned = observations.metrics.filter((each) => each.service !== null);
  const floors = errorFloors(owned);
  const out: MetricShift[] = [];
  for (const series of owned) {
    const shift = shiftOf(series, onsetMs, floors.get(series.metric) ?? 0);
    if (shift !== null) out.push(shift);
  }
  return out.sort((a, b) => b.z - a.z);
}

/** For failures: 2% of the largest value that any service shows of the same metric. */
function errorFloors(owned: readonly MetricSeries[]): Map<string, number> {
  const out = new Map<string, number>();
  for (const { metric, points } of owned) {
    if (metricKind(metric) !== 'errors') continue;
    let most = out.get(metric) ?? 0;
    for (const [, value] of points) if (value !== null) most = Math.max(most, 0.02 * value);
    out.set(metric, most);
  }
  return out;
}

function shiftOf(series: MetricSeries, onsetMs: number, least: number): MetricShift | null {
  const step = bucketMs(series.points);
  if (step <= 0) return null;
  const samples = series.points
    .filter((each): each is [number, number] => each[1] !== null && Number.isFinite(each[1]))
    .sort((a, b) => a[0] - b[0]);
  const from = onsetMs - 2 * step;
  const base = samples.filter(([at]) => at < from && at >= onsetMs - DAY_MS);
  const span = Math.max(WINDOW_MS, 6 * step);
  const late = samples.filter(([at]) => at >= from && at <= onsetMs + span);
  if (base.length < MIN_BASE) return null;
  const kind = metricKind(series.metric);
  const before = base.map((each) => each[1]);
  const usual = median(before);
  if (late.length < 3) return silenced(series, kind, base, late, onsetMs, step, usual);
  const reach = samples.reduce((most, [, value]) => Math.max(most, Math.abs(value - usual)), 0);
  const sigma = Math.max(
    spread(before),
    0.015 * Math.abs(usual),
    reach / MAX_Z,
    least,
    Number.MIN_VALUE,
  );
  // a mean of three: one wild sample is no shift, three that agree are
  const calm = sortedCopy(rolling(base).map(([, value]) => Math.abs(value - usual) / sigma));
  const habit = quantileSorted(calm, 0.98);
  let best: Sample = [0, 0];
  for (const [at, value] of rolling(late)) {
    const away = (value - usual) / sigma;
    if (Math.abs(away) > Math.abs(best[1])) best = [at, away];
  }
  const z = Math.min(MAX_Z, Math.abs(best[1]) - habit);
  if (z < MIN_Z) return null;
  const direction = best[1] > 0 ? 'up' : 'down';
  const worst = usual + best[1] * sigma;
  return {
    series,
    kind,
    z,
    direction,
    harmful: isHarmful(kind, direction),
    ratio: usual === 0 ? null : worst / usual,
    atMs:
      leaves(late, usual, sigma, direction, Math.max(3, habit, 0.15 * Math.abs(best[1]))) ??
      best[0],
    stopped: direction === 'down' && usual > 0 && worst <= 0.05 * usual,
  };
}

/** A series that was regular and has no samples any more: nobody is there to send them. */
function silenced(
  series: MetricSeries,
  kind: MetricKind,
  base: readonly Sample[],
  late: readonly Sample[],
  onsetMs: number,
  step: number,
  usual: number,
): MetricShift | null {
  const lastMs = series.points.reduce((most, [at]) => Math.max(most, at), 0);
  // the row is there, its cell is empty: a whole export that ends says nothing
  if (lastMs < onsetMs + 3 * step || usual === 0) return null;
  const first = base[0]?.[0] ?? 0;
  const last = base.at(-1)?.[0] ?? 0;
  if (base.length < 0.8 * ((last - first) / step)) return null;
  return {
    series,
    kind,
    z: MIN_Z * 2,
    direction: 'down',
    harmful: false,
    ratio: 0,
    atMs: (late.at(-1)?.[0] ?? last) + step,
    stopped: true,
  };
}

function rolling(samples: readonly Sample[]): Sample[] {
  const out: Sample[] = [];
  for (let at = 0; at + 2 < samples.length; at += 1) {
    const part = samples.slice(at, at + 3);
    out.push([part[0]?.[0] ?? 0, median(part.map((each) => each[1]))]);
  }
  return out;
}

/** The first sample beyond `limit` deviations that another one of the next two confirms. */
function leaves(
  late: readonly Sample[],
  usual: number,
  sigma: number,
  direction: 'up' | 'down',
  limit: number,
): number | null {
  const out = (sample: Sample | undefined): boolean =>
    sample !== undefined &&
    (direction === 'up' ? sample[1] - usual : usual - sample[1]) > limit * sigma;
  const at = late.findIndex(
    (each, index) => out(each) && (out(late[index + 1]) || out(late[index + 2])),
  );
  return at === -1 ? null : (late[at]?.[0] ?? null);
}
