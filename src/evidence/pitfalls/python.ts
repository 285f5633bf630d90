/** Known pitfalls of Python and its frameworks. */
import type { Pitfall } from './model.ts';

export const PYTHON: readonly Pitfall[] = [];
