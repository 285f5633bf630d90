/** Nothing lasting failed: a blip that healed, or an alert that comes and goes. */
import { MINUTE_MS } from '../../../domain/time.ts';
import type { MetricSeries } from '../../../domain/observation.ts';
import { isHarmful, metricKind } from '../../change-points/metric-kind.ts';
import { median } from '../../change-points/robust.ts';
import { endOfFailing } from '../../signals/ending.ts';
import { msOf } from '../../signals/log-faults.ts';
import type { Context } from '../context.ts';
import { BASE, type Alternative } from './model.ts';

/** What was over within this time healed before anybody could have mended it. */
const BLIP_MS = 20 * MINUTE_MS;

export function noise(context: Context): Alternative {
  const reasons: string[] = [];
  const against: string[] = [];
  let logit = BASE - 1;
  const { alerts } = context.observations;
  const cleared = alerts.length > 0 && alerts.every((each) => each.recoveredAt !== null);
  const failing = context.faults.filter(
    (each) =>
      each.fresh &&
      (each.fault.source === 'log' || each.fault.source === 'span') &&
      each.weight > 0.3 &&
      (each.fault.level === 'error' || each.fault.level === 'fatal'),
  );
  const onset = context.onset?.atMs ?? null;
  // an alert that nobody told to have recovered, of what has long been quiet
  const many = failing.reduce((sum, each) => sum + each.fault.count, 0);
  // what failed once and was not tried again has not healed
  const quietSince = cleared || many < LEAST_FAILURES ? null : healedAt(context);
  const recovered = cleared || quietSince !== null;
  const lasted = cleared
    ? Math.max(...alerts.map((each) => (msOf(each.recoveredAt) ?? 0) - (msOf(each.firedAt) ?? 0)))
    : quietSince === null
      ? null
      : quietSince - (onset ?? quietSince);
  const blip = lasted !== null && lasted <= BLIP_MS;
  // errors that ended with the alert are part of the blip
  const end = cleared ? Math.max(...alerts.map((each) => msOf(each.recoveredAt) ?? 0)) : quietSince;
  const lasting = failing.filter(
    ({ fault }) => end === null || fault.lastMs === null || fault.lastMs > end + 2 * MINUTE_MS,
  );
  const near = context.moves.filter(
    (each) =>
      each.harmful && (onset === null || Math.abs(each.change.atMs - onset) < 15 * MINUTE_MS),
  );
  const harmful = near.filter(
    (each) =>
      each.change.shape !== 'spike' &&
      !cameBack(each.series, each.change.before, each.change.after),
  );
  if (near.length > 0 && harmful.length === 0) {
    logit += 1.4;
    reasons.push('what moved came back by itself');
  }
  if (recovered) {
    logit += 1.6;
    reasons.push(
      cleared
        ? 'every alert has recovered'
        : 'nothing has failed any more for a while, and nobody mended it',
    );
  }
  if (blip && harmful.length === 0 && lasting.length === 0) {
    logit += 1.6;
    reasons.push(`it was over after ${Math.max(1, Math.round((lasted ?? 0) / MINUTE_MS))} min`);
  }
  const excursions = Math.max(0, ...watched(context).map((each) => flaps(each, onset)));
  const announced = alerts.map((each) => `${each.title}\n${each.body}`).join('\n');
  const told =
    /flapp|(?:triggered|fired|recovered|toggled|alerted)[^.\n]{0,40}\b(?:[3-9]|\d\d+) times|(?:[3-9]|\d\d+)(?:x| times)[^.\n]{0,40}(?:triggered|fired|recovered)/i.test(
      announced,
    );
  if (excursions >= 3 && harmful.length === 0) {
    logit += 2.2;
    reasons.push(`the metric left its usual range ${excursions} times for a moment and came back`);
  }
  if (told) {
    logit += 1.8;
    reasons.push('the alert has come and gone several times');
  }
  if (failing.length === 0 && harmful.length === 0) {
    logit += 1.4;
    reasons.push('neither logs nor metrics show a lasting failure');
  } else if (lasting.length > 0 || harmful.length > 0 || many > 30) {
    logit -= 0.8;
    against.push('failures are visible beyond the alert');
  }
  return {
    category: 'noise',
    statement: 'The alert was noise or healed by itself; nothing lasting failed.',
    logit,
    reasons,
    against,
    kinds: [],
  };
}

/** Series of the alerted and the first failing service that say how well it serves. */
function watched({ observations, firstFailing }: Context): MetricSeries[] {
  return observations.metrics
    .filter(
      (each) =>
        (each.service === null ||
          each.service === observations.service ||
          each.service === firstFailing) &&
        isHarmful(metricKind(each.metric), 'up'),
    )
    .slice(0, 40);
}

/** True when the last samples are near the level from before again. */
function cameBack(series: MetricSeries, before: number, after: number): boolean {
  const last = series.points.slice(-4).flatMap(([, value]) => value ?? []);
  if (last.length < 3) return false;
  return Math.abs(median(last) - before) < 0.25 * Math.abs(after - before);
}

/** Fewer failures may be one piece of work that is done once a night. */
const LEAST_FAILURES = 3;

/** So long it has to be quiet, in times of how long it failed. */
const QUIET_FOR = 2;
const LEAST_QUIET_MS = 10 * MINUTE_MS;

/** When a short trouble was over that ended without anything having been changed; null without one. */
function healedAt(context: Context): number | null {
  const { observations, onset } = context;
  const now = msOf(observations.now);
  const end = endOfFailing(context);
  if (onset === null || now === null || end === null) return null;
  const lasted = end - onset.atMs;
  if (lasted > BLIP_MS || now - end < Math.max(LEAST_QUIET_MS, QUIET_FOR * lasted)) return null;
  const mended = [
    ...observations.deployments.map((each) => msOf(each.finishedAt ?? each.startedAt)),
    ...observations.configChanges.map((each) => msOf(each.at)),
  ].some((ms) => ms !== null && ms >= onset.atMs && ms <= end + MINUTE_MS);
  return mended ? null : end;
}

/** A past of this many times the pause between excursions, without any, is no flapping's. */
const CALM_PAST = 3;

/**
 * How often the series rose clearly above its usual range and fell back within a few samples. A
 * range from the middle half of all samples: rare excursions do not widen it. Excursions that began
 * with the incident after a long calm are the incident: they count for nothing here.
 */
function flaps(series: MetricSeries, onset: number | null): number {
  const points = series.points.flatMap(([at, value]): [number, number][] =>
    value === null ? [] : [[at, value]],
  );
  const values = points.map(([, value]) => value);
  if (values.length < 20) return 0;
  const sorted = [...values].sort((a, b) => a - b);
  const low = sorted[Math.floor(values.length * 0.25)] ?? 0;
  const middle = sorted[Math.floor(values.length * 0.5)] ?? 0;
  const high = sorted[Math.floor(values.length * 0.75)] ?? 0;
  const limit = middle + Math.max(3.5 * (high - low), 0.2 * Math.abs(middle), 1e-9);
  const begun: number[] = [];
  let run = 0;
  for (const [at, value] of points) {
    if (value > limit) run += 1;
    else {
      if (run > 0 && run <= 6) begun.push(at);
      run = 0;
    }
  }
  const [first = 0] = begun;
  const pause = ((begun.at(-1) ?? first) - first) / Math.max(1, begun.length - 1);
  const calm = first - (points[0]?.[0] ?? first);
  const beganNow = onset !== null && first >= onset - LEAST_QUIET_MS;
  return beganNow && calm > CALM_PAST * pause ? 0 : begun.length;
}
