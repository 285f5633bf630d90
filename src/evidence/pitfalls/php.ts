/** Known pitfalls of PHP and its frameworks. */
import type { Pitfall } from './model.ts';

export const PHP: readonly Pitfall[] = [];
