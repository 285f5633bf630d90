/** Bodies from authenticated senders that could not be parsed: kept for the operator, capped. */
import { REJECTED_KEPT, RETENTION_MS } from '../config/tunables.ts';
import type { Redis } from '../platform/redis.ts';
import type { RejectedBodies, RejectedBody } from './contracts.ts';
import { KEYS } from './keys.ts';
import { pipeline } from './pipeline.ts';
import { reachable } from './script.ts';

const MAX_BODY = 16 * 1024;

export function createRejectedBodies({ redis }: { readonly redis: Redis }): RejectedBodies {
  return {
    async add(rejected) {
      const kept = { ...rejected, body: rejected.body.slice(0, MAX_BODY) };
      await pipeline(redis, (p) => {
        p.lpush(KEYS.rejected, JSON.stringify(kept));
        p.ltrim(KEYS.rejected, 0, REJECTED_KEPT - 1);
        p.pexpire(KEYS.rejected, RETENTION_MS);
      });
    },
    list: async (limit = REJECTED_KEPT) =>
      (await reachable(redis.lrange(KEYS.rejected, 0, limit - 1))).map(
        (text) => JSON.parse(text) as RejectedBody,
      ),
  };
}
