import type { Example } from './examples.ts';

export const NATIVE_EXAMPLES: readonly Example[] = [];
