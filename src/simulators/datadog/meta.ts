/** The `meta` of Datadog's search answers. */
import { randomUUID } from 'node:crypto';

/** @param after - the cursor of the next page, absent on the last one */
export const metaOf = (after: string | undefined) => ({
  elapsed: 12,
  request_id: randomUUID(),
  status: 'done',
  ...(after === undefined ? {} : { page: { after } }),
});
