import type { Example } from './examples.ts';
import { NUMBERS_AND_TIMES_EXAMPLES } from './numbers-and-times.examples.ts';
import { TEXTS_AND_THREADS_EXAMPLES } from './texts-and-threads.examples.ts';

export const NUMBERS_AND_TEXTS_EXAMPLES: readonly Example[] = [
  ...NUMBERS_AND_TIMES_EXAMPLES,
  ...TEXTS_AND_THREADS_EXAMPLES,
];
