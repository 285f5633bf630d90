/** Known pitfalls of Go. */
import type { Pitfall } from './model.ts';

export const GO: readonly Pitfall[] = [];
