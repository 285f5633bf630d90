/** A service that nobody changed and that is ill by its own numbers: slow, full, or silent. */
import type { Context } from '../../hypotheses/context.ts';
import type { MetricKind } from '../../change-points/metric-kind.ts';
import { metricShifts, type MetricShift } from '../metric-shift.ts';
import { isStore } from '../topology.ts';
import type { OutsideSign } from './model.ts';

const FULL: ReadonlySet<MetricKind> = new Set([
  'cpu',
  'memory',
  'disk',
  'connections',
  'threads',
  'gc',
]);
const LOST = /retrans|loss|lost|drop|reset/i;
/** A weaker shift has too many likes to say what ails a service. */
const PLAIN = 8;
/** Asked this much more, a service may be well and just busy. */
const BUSIER = 1.5;

/**
 * What the first failing service's own metrics say of its ailment, where no change of it is known:
 * packets that get lost, a store that answers slowly, a resource that ran out, silence. Null as soon
 * as a change might be its, or it is simply asked for more.
 */
export function ailment(context: Context): OutsideSign | null {
  const { firstFailing, onset, observations } = context;
  // where the states of many services were compared, that says it better
  if (context.blames[0]?.state !== undefined) return null;
  if (firstFailing === null || onset === null || mayBeChanged(firstFailing, observations))
    return null;
  const shifts = metricShifts(observations, onset.atMs).filter(
    ({ series }) => series.service === firstFailing,
  );
  if (
    shifts.some(
      ({ kind, direction, ratio }) =>
        kind === 'traffic' && direction === 'up' && (ratio ?? BUSIER) >= BUSIER,
    )
  )
    return null;
  const plain = shifts.filter(({ z }) => z >= PLAIN);
  const lost = plain.find(({ kind, series }) => kind === 'network' && LOST.test(series.metric));
  if (lost !== undefined)
    return {
      category: 'infrastructure',
      weight: 2.2,
      reason: `${said(lost)}: its packets get lost on the way`,
    };
  const silent = shifts.find(({ kind, stopped }) => stopped && kind === 'traffic');
  if (silent !== undefined)
    return {
      category: 'infrastructure',
      weight: 2,
      reason: `${firstFailing} fell silent: ${silent.series.metric} went to nothing, and nothing of it was changed`,
    };
  const slow = plain.find(({ kind, harmful }) => kind === 'latency' && harmful);
  if (slow !== undefined && isStore(firstFailing))
    return {
      category: 'dependency_outage',
      weight: 1.3,
      reason: `${said(slow)}, though it is asked for no more than usual`,
    };
  const full = plain.find(({ kind, harmful }) => FULL.has(kind) && harmful);
  if (full !== undefined)
    return {
      category: 'resource_exhaustion',
      weight: 1.6,
      reason: `${said(full)}, though it is asked for no more than usual`,
    };
  return null;
}

/** The largest numbers that the usual integer types hold; a counter that shows one has no next value. */
const LAST_OF_TYPE = ['2147483647', '4294967295', '9223372036854775807', '18446744073709551615'];
const ENDED =
  /reached (?:its )?maximum value of sequence|(?:identity|auto[-_ ]?increment|sequence|serial)\b[^.\n]{0,60}\b(?:overflow|exhaust\w*|out of range|maximum|ran out)|(?:out of|no (?:more|free)) (?:sequence|identity) (?:values|numbers)/i;

/** Keys that a table or a sequence gives out ran out: it counted up for years, nobody counted it there. */
export function lastKey(context: Context): OutsideSign | null {
  for (const { fault, fresh, weight } of context.faults) {
    if (!fresh || weight < 0.4 || fault.source === 'alert') continue;
    const text = fault.sample.slice(0, 1_000);
    const shown = LAST_OF_TYPE.find((each) => new RegExp(`(?<!\\d)${each}(?!\\d)`).test(text));
    if (!ENDED.test(text) && !(shown !== undefined && fault.kinds.has('db_constraint'))) continue;
    return {
      category: 'resource_exhaustion',
      weight: 6,
      reason: `the keys of a table ran out${shown === undefined ? '' : `: ${shown} is the last of its type`}: ${text.split('\n')[0]?.slice(0, 120) ?? ''}`,
      statement: 'A counter reached the last value of its type; no change is to blame.',
    };
  }
  return null;
}

const said = ({ series, direction, ratio }: MetricShift): string =>
  `${series.service ?? ''} ${series.metric} went ${direction}${ratio === null ? '' : ` ×${ratio.toFixed(1)}`}`;

/** Whether a change of that service, or one that nobody's name stands on, is among what was handed in. */
function mayBeChanged(service: string, observations: Context['observations']): boolean {
  const its = (name: string | null | undefined): boolean =>
    name === null || name === undefined || name === service || name.endsWith(`/${service}`);
  return (
    observations.commits.some((each) => its(each.service) && its(each.repository)) ||
    observations.deployments.some((each) => each.service === null || its(each.service)) ||
    observations.configChanges.some((each) => its(each.service))
  );
}
