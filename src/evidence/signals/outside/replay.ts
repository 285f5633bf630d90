/** Old events that come again: what is worked on lies days back, and there is far more of it. */
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../domain/time.ts';
import { isPublicHost } from '../../hypotheses/alternatives/ours.ts';
import type { Context } from '../../hypotheses/context.ts';
import { msOf } from '../log-faults.ts';
import { metricShifts } from '../metric-shift.ts';
import type { OutsideSign } from './model.ts';

const DATED = /\b(20\d\d-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?))?/g;
/** Work of up to this age is in hand. */
const OLD_MS = 6 * HOUR_MS;
const OLDEST_MS = 60 * DAY_MS;
const LEAST_LINES = 8;
/** Half of what is dated is old since the onset, and next to nothing was before. */
const MOSTLY = 0.5;
const HARDLY = 0.15;
/** More asked for, or waiting, than before. */
const GROWN = 1.8;

export function replay(context: Context): OutsideSign | null {
  const { onset, observations, topology } = context;
  if (onset === null) return null;
  const begunMs = onset.atMs - 5 * MINUTE_MS;
  const kinds = new Map<
    string,
    { before: number; oldBefore: number; since: number; old: number }
  >();
  for (const record of observations.logs) {
    const at = msOf(record.at);
    if (at === null || record.service === null) continue;
    let age = -1;
    for (const [, day = '', time] of record.message.slice(0, 400).matchAll(DATED)) {
      // without a time of day it may be that day's end
      const then = Date.parse(`${day}T${time ?? '23:59'}${(time ?? '').length > 5 ? '' : ':00'}Z`);
      if (at - then < OLDEST_MS) age = Math.max(age, 0, at - then);
    }
    if (age < 0) continue;
    const head = record.message.slice(0, 24).replace(/\S*\d\S*/g, '#');
    const key = `${record.service}\n${head}`;
    let kind = kinds.get(key);
    if (kind === undefined) kinds.set(key, (kind = { before: 0, oldBefore: 0, since: 0, old: 0 }));
    const old = age >= OLD_MS ? 1 : 0;
    if (at < begunMs) {
      kind.before += 1;
      kind.oldBefore += old;
    } else {
      kind.since += 1;
      kind.old += old;
    }
  }
  const found = [...kinds]
    .filter(
      ([, { before, oldBefore, since, old }]) =>
        since >= LEAST_LINES &&
        before >= LEAST_LINES &&
        old >= MOSTLY * since &&
        oldBefore <= HARDLY * before,
    )
    .map(([key]) => key.split('\n', 1)[0] ?? '');
  const [service] = found;
  if (service === undefined) return null;
  const grown = metricShifts(observations, onset.atMs).find(
    ({ series, kind, direction, ratio }) =>
      (kind === 'traffic' || kind === 'queue') &&
      direction === 'up' &&
      (ratio ?? GROWN) >= GROWN &&
      series.service !== null &&
      (found.includes(series.service) ||
        found.some((each) => topology.callees(each).has(series.service ?? ''))),
  );
  if (grown === undefined) return null;
  const sender = [...topology.callers(service)].find(isPublicHost);
  return {
    category: 'traffic_surge',
    // who pulls what it works on may read it again by its own doing
    weight: sender === undefined ? 1 : 4.5,
    reason: `what ${service} is given since the onset lies hours to days back, and ${grown.series.metric} went up${grown.ratio === null ? '' : ` ×${grown.ratio.toFixed(1)}`}: old events come again`,
    statement: `Old events are delivered again${sender === undefined ? '' : ` by ${sender}`}, more than can be worked on; no change is to blame.`,
    origin: service,
  };
}
