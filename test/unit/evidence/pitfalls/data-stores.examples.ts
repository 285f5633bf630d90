import { DATA_MESSAGES_EXAMPLES } from './data-messages.examples.ts';
import { DATA_SQL_EXAMPLES } from './data-sql.examples.ts';
import type { Example } from './examples.ts';

export const DATA_STORES_EXAMPLES: readonly Example[] = [
  ...DATA_SQL_EXAMPLES,
  ...DATA_MESSAGES_EXAMPLES,
];
