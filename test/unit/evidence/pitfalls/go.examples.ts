import type { Example } from './examples.ts';

export const GO_EXAMPLES: readonly Example[] = [];
