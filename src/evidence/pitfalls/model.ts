/** What a known pitfall is: a change of one shape that is known to make failures of another. */
import type { FaultKind } from '../faults/fault-kinds.ts';

export interface Pitfall {
  /** Kebab case, unique: `unmodifiable-list`. */
  readonly name: string;
  /** Paths of the files that it can be in. */
  readonly files: RegExp;
  /** What the patch brings to a file: in an added line, and in no removed one. */
  readonly added?: RegExp;
  /** What it takes away: in a removed line, and in no added one. */
  readonly removed?: RegExp;
  /** What stands on both sides, in lines that are not the same: a signature, a version. */
  readonly changed?: RegExp;
  /** What must stand in the hunks as they are after the change, changed or not. */
  readonly beside?: RegExp;
  /** What must not. */
  readonly unless?: RegExp;
  /** How the failure speaks of it: exception types, messages, log lines, frames of libraries. */
  readonly says?: RegExp;
  /** The kinds of failure that it leads to, where the words are nobody's in particular. */
  readonly kinds?: readonly FaultKind[];
  /** What the change did, for a person: "a list that can't be changed in place of one that can". */
  readonly did: string;
  /** 0–1: how surely such a change makes such a failure. About 0.95 for what hardly anything else does. */
  readonly weight: number;
}
