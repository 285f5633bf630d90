/** Answers ↔ bytes in Redis: JSON, compressed above a threshold, nothing beyond a limit. */
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { z } from 'zod';
import type { KeptAnswer } from '../answer.ts';

const compress = promisify(gzip);
const decompress = promisify(gunzip);

/** Below it, compressing costs more than it saves. */
const COMPRESS_FROM_BYTES = 4 * 1024;
/** Larger answers stay in the replica that asked. */
export const MAX_STORED_BYTES = 1024 * 1024;
/** First byte of a value. Another version of MIRA that writes differently uses other letters. */
const PLAIN = 0x6a; // j
const GZIP = 0x7a; // z

const Stored = z.object({
  answer: z.object({
    structured: z.string(),
    notes: z.string(),
    body: z.string(),
    untrusted: z.boolean(),
    truncated: z.boolean(),
    partial: z.boolean(),
    window: z.object({ from: z.string(), to: z.string() }).nullable(),
    masked: z.number(),
  }),
  ttlMs: z.number(),
});

/** Undefined when it is too large to be shared. */
export async function encodeAnswer(kept: KeptAnswer): Promise<Buffer | undefined> {
  const plain = Buffer.from(JSON.stringify(kept));
  if (plain.length < COMPRESS_FROM_BYTES) return Buffer.concat([Buffer.of(PLAIN), plain]);
  const packed = await compress(plain, { level: 1 });
  return packed.length > MAX_STORED_BYTES ? undefined : Buffer.concat([Buffer.of(GZIP), packed]);
}

/** Undefined for bytes that this version does not understand: they count as a miss. */
export async function decodeAnswer(bytes: Buffer): Promise<KeptAnswer | undefined> {
  try {
    const body = bytes.subarray(1);
    const plain =
      bytes[0] === GZIP ? await decompress(body) : bytes[0] === PLAIN ? body : undefined;
    return plain && Stored.parse(JSON.parse(plain.toString('utf8')));
  } catch {
    return undefined;
  }
}
