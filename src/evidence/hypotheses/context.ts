/** Everything that the hypotheses are judged by, computed once per analysis. */
import type { Observations } from '../../domain/observation.ts';
import type { StackFrame, StackTrace } from '../../domain/stack-frame.ts';
import type { Fault } from '../signals/log-faults.ts';
import type { SoleSource } from '../signals/sole-source.ts';
import type { MetricMove } from '../signals/metric-moves.ts';
import type { Onset } from '../signals/onset.ts';
import type { Topology } from '../signals/topology.ts';
import type { ServiceBlame } from '../signals/first-failing.ts';
import type { FaultKind } from '../faults/fault-kinds.ts';

/** A frame with the file it maps to and how much it says: innermost application frames most. */
export interface WeighedFrame {
  readonly frame: StackFrame;
  readonly file: string | null;
  readonly weight: number;
  readonly fault: Fault;
}

/** A fault with its share in this incident. */
export interface WeighedFault {
  readonly fault: Fault;
  /** 0–1; 1 for what best describes this incident. */
  readonly weight: number;
  /** Id of its evidence. */
  readonly evidence: string;
  /** True when it began, or grew, with the onset. */
  readonly fresh: boolean;
}

export interface Context {
  readonly observations: Observations;
  readonly onset: Onset | null;
  readonly faults: readonly WeighedFault[];
  /** Kinds of failure, 0–1 each. */
  readonly kinds: ReadonlyMap<FaultKind, number>;
  readonly frames: readonly WeighedFrame[];
  /** The one sender, file or value that the failures share; null where they hit everybody alike. */
  readonly soleSource: SoleSource | null;
  /** Lines of any level that were first seen right before or with the onset: what began then. */
  readonly heralds: readonly string[];
  /** Services that say something since about the onset which they never said, and complain about nobody. */
  readonly heard: ReadonlyMap<string, { readonly line: string; readonly atMs: number }>;
  readonly moves: readonly MetricMove[];
  readonly topology: Topology;
  readonly blames: readonly ServiceBlame[];
  readonly firstFailing: string | null;
}

/** A trace's exceptions from the outermost to the root cause. */
export function chainOf(trace: StackTrace): StackTrace[] {
  const out: StackTrace[] = [];
  for (let each: StackTrace | null = trace; each !== null && out.length < 30; each = each.cause)
    out.push(each);
  return out;
}
