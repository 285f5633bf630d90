/** What the other data of a batch say about an alert's service: harm now, harm that goes on, signs of life. */
import type { MetricSeries, Observations } from '../../domain/observation.ts';
import { MINUTE_MS, toMs } from '../../domain/time.ts';
import { isHarmful, metricKind } from '../change-points/metric-kind.ts';
import { describeMove, metricMoves } from '../signals/metric-moves.ts';
import type { AlertFacts } from './facts.ts';
import type { Witness } from './judge/model.ts';
import { plainName } from './trend.ts';

/** Error lines of a service around now from which they confirm an alert. */
const MIN_ERRORS = 5;
/** What the data say about the half hour before the alert's present counts as now. */
const RECENT_MS = 30 * MINUTE_MS;
/** What is still written so long after a recovery is no echo of it. */
const ECHO_MS = 2 * MINUTE_MS;
/** Points of a metric that must lie beyond the threshold after the recovery. */
const MIN_POINTS = 2;

export function createWitness(observations: Observations): (facts: AlertFacts) => Witness {
  const moves = metricMoves(observations).filter(
    (move) => move.harmful && move.change.untilMs === null && move.change.score >= 6,
  );
  const errors = new Map<string, number[]>();
  const others = new Map<string, number[]>();
  for (const record of observations.logs) {
    if (record.service === null || record.at === null) continue;
    const into = record.level === 'error' || record.level === 'fatal' ? errors : others;
    const list = into.get(record.service) ?? [];
    list.push(toMs(record.at));
    into.set(record.service, list);
  }
  const nowMs = toMs(observations.now);

  const harmNow = ({ alert, firedMs }: AlertFacts): string | null => {
    if (firedMs === null || alert.service === null) return null;
    const own = plainName(alert.metric ?? '');
    const move = moves.find(
      (each) =>
        each.series.service === alert.service &&
        // the alert's own metric says nothing new
        plainName(each.series.metric) !== own &&
        isHarmful(metricKind(each.series.metric), each.change.direction) &&
        ['errors', 'availability', 'latency', 'business'].includes(each.kind) &&
        Math.abs(each.change.atMs - firedMs) <= 2 * RECENT_MS,
    );
    if (move !== undefined) return describeMove(move).replace(/ at \d{4}-.*$/, '');
    const times = errors.get(alert.service) ?? [];
    const after = times.filter((at) => at >= firedMs - RECENT_MS / 3).length;
    const before = times.filter(
      (at) => at < firedMs - RECENT_MS / 3 && at >= firedMs - 2 * RECENT_MS,
    ).length;
    return after >= MIN_ERRORS && after > 2 * before
      ? `${after} error lines of ${alert.service} since`
      : null;
  };

  const harmAfterwards = (facts: AlertFacts): string | null => {
    const { alert, clearedMs } = facts;
    if (clearedMs === null || alert.service === null || clearedMs >= nowMs) return null;
    const still = stillBeyond(facts, seriesOf(alert, observations.metrics), clearedMs);
    if (still !== null) return still;
    const times = errors.get(alert.service) ?? [];
    const until = Math.min(nowMs, clearedMs + RECENT_MS);
    const after = times.filter((at) => at > clearedMs + ECHO_MS && at <= until).length;
    const fired = facts.firedMs ?? clearedMs - RECENT_MS;
    const during = times.filter((at) => at >= fired - ECHO_MS && at <= clearedMs).length;
    const span = Math.max(MINUTE_MS, until - clearedMs - ECHO_MS);
    const rate = (after / span) * Math.max(MINUTE_MS, clearedMs - fired);
    return after >= MIN_ERRORS && rate * 4 >= during
      ? `${after} error lines of ${alert.service} since it cleared`
      : null;
  };

  const signOfLife = ({ alert, firedMs }: AlertFacts): string | null => {
    if (alert.service === null || firedMs === null) return null;
    const since = (list: readonly number[] | undefined): number =>
      (list ?? []).filter((at) => at >= firedMs).length;
    const works = since(others.get(alert.service));
    return works >= MIN_ERRORS && since(errors.get(alert.service)) * 10 < works
      ? `${works} log lines of ${alert.service} since, hardly one an error`
      : null;
  };

  return (facts) => ({
    now: facts.clearedMs === null ? harmNow(facts) : null,
    afterwards: harmAfterwards(facts),
    alive: signOfLife(facts),
  });
}

const seriesOf = (
  alert: AlertFacts['alert'],
  metrics: readonly MetricSeries[],
): MetricSeries | undefined =>
  metrics.find(
    ({ metric, service }) =>
      plainName(metric) === plainName(alert.metric ?? '') &&
      (service === alert.service || service === null),
  );

function stillBeyond(
  { alert, lowIsBad }: AlertFacts,
  series: MetricSeries | undefined,
  clearedMs: number,
): string | null {
  const { threshold } = alert;
  if (series === undefined || threshold === null) return null;
  const after = series.points.filter(
    (point): point is [number, number] => point[0] > clearedMs && point[1] !== null,
  );
  const beyond = after.filter(([, value]) => (lowIsBad ? value < threshold : value > threshold));
  if (beyond.length < MIN_POINTS || beyond.length < after.length / 2) return null;
  return `${series.metric} is still at ${beyond.at(-1)?.[1]} against ${threshold}`;
}
