/** Known pitfalls of C, C++, Rust and Swift. */
import type { Pitfall } from './model.ts';

export const NATIVE: readonly Pitfall[] = [];
