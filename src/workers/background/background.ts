/** What is known before anything is asked: the runbooks for this incident, and what was confirmed before. */
import type { Evidence } from '../../domain/analysis.ts';
import type { OfferedRunbook } from '../runbooks/quote-runbooks.ts';

export interface Background {
  readonly runbooks: readonly OfferedRunbook[];
  /** Evidence of kind `memory`, numbered after what the engine found. */
  readonly memories: readonly Evidence[];
  /** The one among them whose fault was really alike; null where only the service is the same. */
  readonly alike: Evidence | null;
}
