import type { Example } from './examples.ts';

export const RUBY_EXAMPLES: readonly Example[] = [];
