/** What every explanation without a guilty change is made of. */
import type { CauseCategory } from '../../../domain/analysis.ts';
import { DEFECT_KINDS, type FaultKind } from '../../faults/fault-kinds.ts';
import { isComplaint } from '../../signals/complaints.ts';
import type { Context, WeighedFault } from '../context.ts';

export interface Alternative {
  readonly category: CauseCategory;
  readonly statement: string;
  readonly logit: number;
  readonly reasons: readonly string[];
  readonly against: readonly string[];
  /** Kinds of failure whose evidence supports it. */
  readonly kinds: readonly FaultKind[];
}

/** Log-odds of an explanation before anything speaks for or against it. */
export const BASE = -2.4;

export const strength = (context: Context, kind: FaultKind): number => context.kinds.get(kind) ?? 0;

const texts = new WeakMap<Context, string>();

/** Text of everything that was said, for words that no kind covers. */
export function said(context: Context): string {
  const known = texts.get(context);
  if (known !== undefined) return known;
  const parts = [
    ...context.faults.map((each) => each.fault.sample.slice(0, 400)),
    ...context.observations.infraEvents.map((each) => `${each.kind} ${each.summary}`),
    ...context.observations.alerts.map((each) => `${each.title} ${each.body.slice(0, 1_000)}`),
    ...context.observations.logs
      .slice(0, 3_000)
      .filter((each) => each.level !== 'debug')
      .map((each) => each.message.slice(0, 200)),
  ];
  const text = parts.join('\n').slice(0, 400_000);
  texts.set(context, text);
  return text;
}

/** How far the failures are a program's own logic errors, 0–1. */
export function defectShare(context: Context): number {
  let defect = 0;
  const named = new Set(context.faults.flatMap(({ fault }) => [...fault.kinds]));
  for (const [kind, value] of context.kinds)
    // what is only assumed of a message of no known kind is no error of logic
    if (DEFECT_KINDS.has(kind) && named.has(kind)) defect = Math.max(defect, value);
  return defect;
}

/**
 * How far whoever failed first throws from its own code, 0–1: such failures begin in the program,
 * whether their kind is known or not. A call to somebody else that fails is none.
 */
export function throwsItself(context: Context): number {
  let share = 0;
  for (const { fault, weight } of rootFaults(context)) {
    if (fault.source !== 'log' || isComplaint(fault)) continue;
    const own = fault.traces.some((trace) => trace.frames.some(({ origin }) => origin === 'app'));
    if (own) share = Math.max(share, weight);
  }
  return Math.min(1, share);
}

/** Failures that began, or grew, with the onset; what an alert says is no failure of its own. */
export const freshFaults = (context: Context): WeighedFault[] =>
  context.faults.filter((each) => each.fresh && each.fault.source !== 'alert');

/**
 * The fresh failures of whoever failed first: what those further up say about it is no evidence
 * about what ails it. All fresh failures where it says nothing itself.
 */
export function rootFaults(context: Context): WeighedFault[] {
  const fresh = freshFaults(context);
  const own = fresh.filter(({ fault }) => fault.service === context.firstFailing);
  if (own.length > 0 && context.firstFailing !== null) return own;
  const unnamed = fresh.filter(({ fault }) => fault.service === null);
  return unnamed.length === 0 ? fresh : unnamed;
}

/** How much of the root's failures is of a kind, 0–1, against the loudest of them. */
export function rootStrength(
  context: Context,
  faults: readonly WeighedFault[],
  kind: FaultKind,
): number {
  const top = Math.max(0.3, ...faults.map((each) => each.weight));
  let share = 0;
  for (const { fault, weight } of faults)
    if (fault.kinds.has(kind)) share = Math.max(share, weight / top);
  for (const { fault } of context.faults)
    if (fault.source === 'alert' && fault.kinds.has(kind))
      share = Math.max(share, faults.length === 0 ? 1 : 0.5);
  return share * strength(context, kind);
}
