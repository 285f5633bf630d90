/** The cache key of a call: equal exactly when the scoped arguments mean the same. */
import { canonicalJson, sha256 } from '../../domain/hash.ts';

/**
 * `applyScope` has brought the arguments to their canonical form (defaults filled in, absolute times
 * in one notation, relative ones as written); what is left is the order of members.
 */
export const cacheKey = (tool: string, scopedArgs: unknown): string =>
  sha256(`${tool}\n${canonicalJson(scopedArgs)}`).slice(0, 40);
