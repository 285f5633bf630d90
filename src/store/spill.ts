/** Tool answers that are too long for a conversation, compressed, for as long as a run may last. */
import { promisify } from 'node:util';
import { brotliCompress, brotliDecompress, constants } from 'node:zlib';
import { DAY_MS } from '../domain/time.ts';
import type { Redis } from '../platform/redis.ts';
import type { Spill } from './contracts.ts';
import { key } from './keys.ts';
import { pipeline } from './pipeline.ts';
import { reachable } from './script.ts';

const compress = promisify(brotliCompress);
const decompress = promisify(brotliDecompress);
/** Logs shrink to a tenth even so, in a few milliseconds. */
const QUALITY = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };
const SPILL_MS = 2 * DAY_MS;

/** Characters of one answer that are kept; what a tool returns is far below it. */
export const MAX_SPILL = 2_000_000;

export function createSpill({ redis }: { readonly redis: Redis }): Spill {
  return {
    async save(investigationId, evidenceId, text) {
      const packed = await compress(text.slice(0, MAX_SPILL), QUALITY);
      const name = key('spill', investigationId);
      await pipeline(redis, (p) => {
        p.hset(name, evidenceId, packed.toString('base64'));
        p.pexpire(name, SPILL_MS);
      });
    },
    async read(investigationId, evidenceId) {
      const packed = await reachable(redis.hget(key('spill', investigationId), evidenceId));
      if (packed === null) return undefined;
      return (await decompress(Buffer.from(packed, 'base64'))).toString();
    },
  };
}
