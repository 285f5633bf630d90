import type { Example } from './examples.ts';

export const PHP_EXAMPLES: readonly Example[] = [];
