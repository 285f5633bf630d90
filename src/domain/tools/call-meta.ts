/** What every tool result says about itself, under `_meta.mira`. */
import { z } from 'zod';
import { TimeWindow } from '../time.ts';

export const CacheHit = z.enum(['l1', 'l2', 'coalesced', 'miss', 'none']);
export type CacheHit = z.infer<typeof CacheHit>;

export const CallMeta = z.object({
  /** `none`: this tool is never cached. */
  cache: z.object({
    hit: CacheHit,
    ageMs: z.number(),
    /** Redis was away: only the memory of the one replica that answered was used. */
    localOnly: z.boolean().optional(),
  }),
  /**
   * Time spent waiting for tokens of rate limits, ms: wall time, so that what several upstream calls
   * waited at once counts once and it is never longer than the tool call.
   */
  waitedMs: z.number(),
  /** Calls made to the upstream for this answer; 0 when it came from a cache. */
  upstreamCalls: z.number(),
  /** Something was cut to fit; the text says how to get the rest. */
  truncated: z.boolean(),
  /** The upstream gave only part of what was asked (for example a query that timed out). */
  partial: z.boolean(),
  /** The window that was really searched, after scope and limits. */
  window: TimeWindow.nullable(),
  /** Secrets masked in the text. */
  masked: z.number(),
});
export type CallMeta = z.infer<typeof CallMeta>;

/** `structuredContent` of a failed call; `isError` is set and the text says the same in words. */
export const ToolFailure = z.object({
  error: z.object({
    code: z.string(),
    /** HTTP-like: 429 where a rate limit could not serve in time. */
    status: z.number().optional(),
    message: z.string(),
    retryAfterSeconds: z.number().optional(),
    /** What to try instead. */
    hint: z.string().optional(),
  }),
});
export type ToolFailure = z.infer<typeof ToolFailure>;
