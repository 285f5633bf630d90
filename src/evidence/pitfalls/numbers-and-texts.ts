/** Known pitfalls of numbers, units, times, texts and concurrency that every language has. */
import type { Pitfall } from './model.ts';
import { NUMBERS_AND_TIMES } from './numbers-and-times.ts';
import { TEXTS_AND_THREADS } from './texts-and-threads.ts';

export const NUMBERS_AND_TEXTS: readonly Pitfall[] = [...NUMBERS_AND_TIMES, ...TEXTS_AND_THREADS];
