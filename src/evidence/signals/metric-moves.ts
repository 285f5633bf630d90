/** Which metrics moved, when, and whether the move hurts. */
import type { MetricSeries, Observations } from '../../domain/observation.ts';
import { detectChangePoints, type ChangePoint } from '../change-points/detect.ts';
import { isHarmful, metricKind, type MetricKind } from '../change-points/metric-kind.ts';

export interface MetricMove {
  readonly series: MetricSeries;
  readonly kind: MetricKind;
  readonly change: ChangePoint;
  readonly harmful: boolean;
}

/** The most telling change of each series (harmful before harmless, strongest first), earliest first. */
export function metricMoves(observations: Observations): MetricMove[] {
  const out: MetricMove[] = [];
  for (const series of observations.metrics) {
    const kind = metricKind(series.metric);
    const changes = detectChangePoints(series.points);
    for (const change of changes) {
      out.push({ series, kind, change, harmful: isHarmful(kind, change.direction) });
    }
  }
  return out.sort((a, b) => a.change.atMs - b.change.atMs || b.change.score - a.change.score);
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
