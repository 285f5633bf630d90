/** Refuses bodies over 1 MiB, before they are read where their length is stated. */
import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { createMiddleware } from 'hono/factory';
import { MAX_WEBHOOK_BYTES } from '../config/tunables.ts';
import { MiraError } from '../domain/errors.ts';

const tooLarge = () =>
  new MiraError('payload_too_large', `the body is larger than ${MAX_WEBHOOK_BYTES} bytes`);

/** For bodies of unstated length: counts while reading, and costs a web stream per request. */
const counting = bodyLimit({
  maxSize: MAX_WEBHOOK_BYTES,
  onError: () => {
    throw tooLarge();
  },
});

/**
 * A stated length can be trusted: node's parser hands over exactly so many bytes.
 * @returns false when it is not stated
 */
function fitsAsStated(c: Context): boolean {
  const stated = c.req.header('content-length');
  if (stated === undefined || c.req.header('transfer-encoding') !== undefined) return false;
  if (Number(stated) > MAX_WEBHOOK_BYTES) throw tooLarge();
  return true;
}

export const limitBody = createMiddleware(async (c, next) =>
  fitsAsStated(c) ? next() : counting(c, next),
);

/** The same around one handler: a route of its own middleware costs the hot path more than this. */
export const withLimitedBody =
  (handle: (c: Context) => Promise<Response>) =>
  async (c: Context): Promise<Response> => {
    if (fitsAsStated(c)) return handle(c);
    let response: Response | undefined;
    await counting(c, async () => {
      response = await handle(c);
    });
    return response ?? c.res;
  };
