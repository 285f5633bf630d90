import type { Example } from './examples.ts';

export const RUST_EXAMPLES: readonly Example[] = [];
