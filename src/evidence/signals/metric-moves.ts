/** Which metrics moved, when, and whether the move hurts. */
import type { MetricSeries, Observations } from '../../domain/observation.ts';
import { detectChangePoints, type ChangePoint } from '../change-points/detect.ts';
import { median } from '../change-points/robust.ts';
import { isHarmful, metricKind, type MetricKind } from '../change-points/metric-kind.ts';
import { msOf } from './log-faults.ts';

export interface MetricMove {
  readonly series: MetricSeries;
  readonly kind: MetricKind;
  readonly change: ChangePoint;
  readonly harmful: boolean;
}

/** The most telling change of each series (harmful before harmless, strongest first), earliest first. */
export function metricMoves(observations: Observations): MetricMove[] {
  const out: MetricMove[] = [];
  const now = msOf(observations.now);
  for (const series of observations.metrics) {
    const kind = metricKind(series.metric);
    const changes = detectChangePoints(wholeBuckets(series.points, now));
    for (const change of changes) {
      out.push({ series, kind, change, harmful: isHarmful(kind, change.direction) });
    }
  }
  return out.sort((a, b) => a.change.atMs - b.change.atMs || b.change.score - a.change.score);
}

type Points = MetricSeries['points'];

/** Usual distance between two samples, ms; 0 for fewer than three. */
export function bucketMs(points: Points): number {
  if (points.length < 3) return 0;
  const times = points.map(([at]) => at).sort((a, b) => a - b);
  return median(times.slice(1).map((at, index) => at - (times[index] ?? at)));
}

/**
 * Without a last bucket that was still being filled: half a minute's count looks like a breakdown.
 * Gauges and rates are whole at any time; only a sample far below the ones before it is left out.
 */
function wholeBuckets(points: Points, now: number | null): Points {
  const last = points.at(-1);
  if (now === null || last === undefined || points.length < 8 || last[1] === null) return points;
  const open = last[0] + bucketMs(points.slice(-12)) > now;
  const usual = median(points.slice(-5, -1).flatMap(([, value]) => value ?? []));
  return open && usual > 0 && last[1] < 0.75 * usual ? points.slice(0, -1) : points;
}

const number = (value: number): string => {
  const size = Math.abs(value);
  if (size >= 1000) return String(Math.round(value));
  return String(Number(value.toPrecision(3)));
};

/** A sentence for a person: what moved, from where to where, when. */
export function describeMove(move: MetricMove): string {
  const { series, change } = move;
  const owner = series.service === null ? '' : `${series.service} `;
  const verb =
    change.shape === 'ramp'
      ? change.direction === 'up'
        ? 'climbs'
        : 'sinks'
      : change.direction === 'up'
        ? 'jumps'
        : 'drops';
  const unit = series.unit === undefined ? '' : ` ${series.unit}`;
  const until = change.untilMs === null ? '' : ` until ${new Date(change.untilMs).toISOString()}`;
  return `${owner}${series.metric} ${verb} from ${number(change.before)} to ${number(change.after)}${unit} at ${new Date(change.atMs).toISOString()}${until}`;
}
