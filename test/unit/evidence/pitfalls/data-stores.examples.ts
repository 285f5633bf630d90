import type { Example } from './examples.ts';

export const DATA_STORES_EXAMPLES: readonly Example[] = [];
