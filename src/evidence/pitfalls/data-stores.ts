/** Known pitfalls of databases, caches, brokers and what is sent between services. */
import { DATA_MESSAGES } from './data-messages.ts';
import { DATA_SQL } from './data-sql.ts';
import { DATA_SQL_QUERIES } from './data-sql-queries.ts';
import type { Pitfall } from './model.ts';

export const DATA_STORES: readonly Pitfall[] = [...DATA_SQL, ...DATA_SQL_QUERIES, ...DATA_MESSAGES];
