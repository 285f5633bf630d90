import type { Example } from './examples.ts';

export const PLATFORM_EXAMPLES: readonly Example[] = [];
