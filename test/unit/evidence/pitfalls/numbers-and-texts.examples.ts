import type { Example } from './examples.ts';

export const NUMBERS_AND_TEXTS_EXAMPLES: readonly Example[] = [];
