/** What several services that fail at once have in common, where they have nothing else. */
import { DEFECT_KINDS, type FaultKind } from '../../faults/fault-kinds.ts';
import { fullByItself } from '../../hypotheses/alternatives/own-fault.ts';
import { isStranger, isUntouched } from '../../hypotheses/alternatives/ours.ts';
import type { Context } from '../../hypotheses/context.ts';
import { metricShifts } from '../metric-shift.ts';
import { isStore } from '../topology.ts';
import { seen, type OutsideSign } from './model.ts';

/** Harm to a service's answers, in spreads, from which on it counts as unwell. */
const PLAIN = 8;
/** A fault lighter than this is background. */
const LIGHT = 0.15;

/** Reading what was handed on fails whoever keeps it: that says nothing of the keeper. */
const OF_CONTENTS: ReadonlySet<FaultKind> = new Set<FaultKind>([
  ...DEFECT_KINDS,
  'parse',
  'encoding',
  'unhandled',
]);

/**
 * Two callers that do not wait for each other are unwell since the same time, and both call one that
 * nobody here changed: what they share is ill. A change of either would be felt by that one alone.
 */
export function meetingPoint(context: Context): OutsideSign | null {
  const { topology, firstFailing, onset, observations } = context;
  if (firstFailing === null || onset === null) return null;
  const unwell = unwellServices(context);
  let best: { shared: string; callers: string[] } | null = null;
  for (const shared of topology.services) {
    if (!isStranger(shared, context) || !isUntouched(shared, observations)) continue;
    const callers = [...topology.callers(shared)].filter((each) => unwell.has(each));
    const apart = callers.filter((each) =>
      callers.every((other) => other === each || !topology.dependencies(each).has(other)),
    );
    if (apart.length < 2) continue;
    // the trouble that was seen first has to be theirs, not that of something further down
    if (firstFailing !== shared && !callers.includes(firstFailing)) continue;
    if (best === null || apart.length > best.callers.length) best = { shared, callers: apart };
  }
  if (best === null) return null;
  const { shared, callers } = best;
  const full =
    (isStore(shared) && storeAtLimit(context) !== null) ||
    (shared === firstFailing && fullByItself(context));
  return {
    category: full ? 'resource_exhaustion' : 'dependency_outage',
    weight: 2.4 + 0.4 * Math.min(2, callers.length - 2),
    reason: `${callers.slice(0, 3).join(' and ')} fail since the same time, do not wait for each other, and both call ${shared}, which nobody here changed`,
    statement: `${shared}, on which ${callers.slice(0, 3).join(' and ')} depend, ${full ? 'is at its limit' : 'does not serve them'}; no change is to blame.`,
    origin: shared,
    ...(full ? { action: 'scale' as const } : {}),
  };
}

/** Whose answers got worse with the onset, by their numbers or by their own words. */
function unwellServices(context: Context): Set<string> {
  const { observations, onset, faults } = context;
  const out = new Set<string>();
  if (onset === null) return out;
  for (const { series, kind, harmful, z } of metricShifts(observations, onset.atMs))
    if (harmful && z >= PLAIN && (kind === 'errors' || kind === 'latency') && series.service)
      out.add(series.service);
  const contents = new Set<string>();
  for (const { fault, fresh, weight } of faults) {
    if (!fresh || fault.service === null || fault.source === 'alert' || weight < LIGHT) continue;
    if (fault.count < 3) continue;
    out.add(fault.service);
    if ([...fault.kinds].some((each) => OF_CONTENTS.has(each))) contents.add(fault.service);
  }
  for (const each of contents) out.delete(each);
  return out;
}

/** How stores of all kinds say that they hold all that they may, or serve all whom they can. */
const AT_LIMIT =
  /\b(?:used[ _]memory|max[-_ ]?memory|memory (?:high )?watermark|memory alarm|circuit_breaking_exception|flood[- ]stage|disk watermark|table ['"`\w.]{0,60} ?is full|(?:provisioned )?throughput exceeded|ProvisionedThroughputExceeded\w*|too many (?:clients|connections)|max_connections|remaining connection slots|max number of clients|out of shared memory|exceeded (?:the )?(?:storage|space|disk) (?:quota|limit)|database or disk is full|5[34]\d00\b)/i;

/** A client's line that quotes a store which is at its limit; null where none is new. */
function storeAtLimit(context: Context): string | null {
  const found = seen(context, AT_LIMIT);
  return found.fresh ? (found.lines[0]?.message.split('\n')[0]?.slice(0, 140) ?? null) : null;
}

/** One client alone may have filled it by what it was changed to do; that weighs less than many. */
export function fullStore(context: Context): OutsideSign | null {
  const said = storeAtLimit(context);
  if (said === null) return null;
  return {
    category: 'resource_exhaustion',
    weight: 1.6,
    reason: `a store refuses because it is at its limit: ${said}`,
    statement: 'A store holds all that it may; no change is to blame.',
    action: 'scale',
  };
}
