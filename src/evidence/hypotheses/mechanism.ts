/** Which kind of change can produce which kind of failure, and how plausibly. */
import type { FactKind } from '../diff/facts.ts';
import type { FaultKind } from '../faults/fault-kinds.ts';
import { BY_DATA } from './mechanisms/data.ts';
import { HARMFUL_DIRECTION } from './mechanisms/direction.ts';
import type { Fits } from './mechanisms/fits.ts';
import { BY_LOAD } from './mechanisms/load.ts';
import { BY_LOGIC } from './mechanisms/logic.ts';
import { BY_REACH } from './mechanisms/reach.ts';

/**
 * 0–1 per pair; what is missing is 0. Written from how programs fail, not fitted: 1 is "this is what
 * such a change does when it goes wrong", 0.3 "it can".
 */
export const MECHANISMS: Readonly<Record<FaultKind, Fits>> = {
  ...BY_LOGIC,
  ...BY_DATA,
  ...BY_LOAD,
  ...BY_REACH,
};

/** Fit of one kind of change to one kind of failure, direction considered. 0–1. */
export function fit(fault: FaultKind, fact: FactKind, direction: string): number {
  const base = MECHANISMS[fault][fact] ?? 0;
  const harmful = HARMFUL_DIRECTION[fault]?.[fact];
  if (base === 0 || harmful === undefined || (direction !== 'up' && direction !== 'down'))
    return base;
  return direction === harmful ? base : base * 0.25;
}
