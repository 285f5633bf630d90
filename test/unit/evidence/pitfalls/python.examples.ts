import type { Example } from './examples.ts';

export const PYTHON_EXAMPLES: readonly Example[] = [];
