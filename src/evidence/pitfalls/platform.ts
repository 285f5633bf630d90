/** Known pitfalls of settings, containers, networks and their limits. */
import type { Pitfall } from './model.ts';

export const PLATFORM: readonly Pitfall[] = [];
