/** Known pitfalls of numbers, units, times, texts and concurrency that every language has. */
import type { Pitfall } from './model.ts';

export const NUMBERS_AND_TEXTS: readonly Pitfall[] = [];
