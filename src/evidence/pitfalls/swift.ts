/** Known pitfalls. */
import type { Pitfall } from './model.ts';

export const SWIFT: readonly Pitfall[] = [];
