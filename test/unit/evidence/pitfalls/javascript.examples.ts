import type { Example } from './examples.ts';

export const JAVASCRIPT_EXAMPLES: readonly Example[] = [];
