/** Known pitfalls of Ruby, Elixir and their frameworks. */
import type { Pitfall } from './model.ts';

export const RUBY: readonly Pitfall[] = [];
