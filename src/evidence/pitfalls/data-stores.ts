/** Known pitfalls of databases, caches, brokers and what is sent between services. */
import type { Pitfall } from './model.ts';

export const DATA_STORES: readonly Pitfall[] = [];
