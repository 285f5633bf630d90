/**
 * Recordings of investigations: gzipped JSON lines in a list. Bounded three ways, because Redis keeps
 * everything in memory: so many bytes each (the recorder's own bound), so many recordings, so long.
 */
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { RECORDING_RETENTION_MS, RECORDINGS_KEPT } from '../config/tunables.ts';
import { RecordingLine } from '../domain/recording.ts';
import type { Redis } from '../platform/redis.ts';
import type { Recordings } from './contracts.ts';
import { key, KEYS } from './keys.ts';
import { pipeline } from './pipeline.ts';
import { reachable } from './script.ts';

const pack = promisify(gzip);
const unpack = promisify(gunzip);

export function createRecordings({ redis }: { readonly redis: Redis }): Recordings {
  async function dropOldest(): Promise<void> {
    const old = await reachable(redis.lrange(KEYS.recordings, RECORDINGS_KEPT, -1));
    if (old.length === 0) return;
    await pipeline(redis, (p) => {
      p.ltrim(KEYS.recordings, 0, RECORDINGS_KEPT - 1);
      for (const id of old) p.unlink(key('recording', id));
    });
  }

  return {
    async append(investigationId, line) {
      const packed = await pack(JSON.stringify(line));
      const [length] = await pipeline<number>(redis, (p) => {
        p.rpush(key('recording', investigationId), packed);
        p.pexpire(key('recording', investigationId), RECORDING_RETENTION_MS);
      });
      if (length === 1) {
        await reachable(redis.lpush(KEYS.recordings, investigationId));
        await dropOldest();
      }
      return packed.length;
    },
    async read(investigationId) {
      const packed = await reachable(redis.lrangeBuffer(key('recording', investigationId), 0, -1));
      const texts = await Promise.all(packed.map((one) => unpack(one)));
      return texts.flatMap((text) => {
        // A line of another version that cannot be read costs the replay that line.
        const line = RecordingLine.safeParse(JSON.parse(text.toString()));
        return line.success ? [line.data] : [];
      });
    },
  };
}
