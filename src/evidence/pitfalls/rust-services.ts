/** Known pitfalls. */
import type { Pitfall } from './model.ts';

export const RUST_SERVICES: readonly Pitfall[] = [];
