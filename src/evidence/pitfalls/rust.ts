/** Known pitfalls. */
import type { Pitfall } from './model.ts';

export const RUST: readonly Pitfall[] = [];
