/** What a fault may be: the body of `POST /_sim/faults`. */
import { z } from 'zod';

const Match = z
  .object({
    method: z.string().optional(),
    /** Substring of path and query, or `/regular expression/flags`. */
    path: z.string().optional(),
    /** Substring of the raw request body. */
    body: z.string().optional(),
  })
  .prefault({});

const Headers = z
  .record(z.string(), z.union([z.string(), z.number()]).transform(String))
  .default({});

/** Answers that need to know the upstream are marked with its name. */
const Known = z.discriminatedUnion('type', [
  /** This answer instead of the real one; `after: true` lets the effect be stored first. */
  z.object({
    type: z.literal('respond'),
    status: z.number().int().min(200).max(599),
    headers: Headers,
    body: z.unknown().optional(),
    after: z.boolean().default(false),
  }),
  /** The real answer, later. */
  z.object({ type: z.literal('delay'), ms: z.number().nonnegative().max(600_000) }),
  /** No answer until the caller leaves or the simulator closes. */
  z.object({ type: z.literal('hang') }),
  /** Status 200 with the real body cut off in the middle. */
  z.object({ type: z.literal('truncate'), keep: z.number().min(0).max(1).default(0.5) }),
  /** The connection is cut, before or after the effect was stored. */
  z.object({ type: z.literal('close'), when: z.enum(['before', 'after']).default('before') }),
  /** 429 in the upstream's own words. */
  z.object({
    type: z.literal('rate_limited'),
    resetSeconds: z.number().nonnegative().default(3600),
    retryAfterSeconds: z.number().nonnegative().optional(),
    headers: Headers,
  }),
  /** The real answer, delayed, with `Retry-After` on its 200 (Azure DevOps throttling). */
  z.object({
    type: z.literal('retry_after'),
    seconds: z.number().nonnegative().default(5),
    delayMs: z.number().nonnegative().max(60_000).default(0),
  }),
  /** The real answer with more or other headers. */
  z.object({ type: z.literal('headers'), headers: Headers }),
  /** 203 with an HTML sign-in page (Azure DevOps and an expired token). */
  z.object({ type: z.literal('sign_in') }),
  /** 404 in the upstream's own words. */
  z.object({ type: z.literal('not_found') }),
  /** Datadog: 200 with `meta.status: "timeout"` and only a part of the data. */
  z.object({ type: z.literal('partial'), keep: z.number().min(0).max(1).default(0.5) }),
  /** Datadog: DORA deployments without `git.commit_sha`. */
  z.object({ type: z.literal('without_commit_sha') }),
  /** Slack: 200 with `ok: false`. */
  z.object({
    type: z.literal('slack_error'),
    error: z.string().default('internal_error'),
    messages: z.array(z.string()).default([]),
    after: z.boolean().default(false),
  }),
  /** Gemini: one of its ways of not answering. */
  z.object({
    type: z.literal('gemini'),
    variant: z.enum([
      'rate_limited',
      'rate_limited_no_retry_info',
      'daily_quota',
      'overloaded',
      'blocked',
      'empty',
      'malformed',
      'hallucinated_tool',
      'missing_signature',
      'missing_ids',
      'missing_signature_error',
    ]),
    retryDelaySeconds: z.number().nonnegative().default(17),
  }),
]);
export type FaultAction = z.infer<typeof Known>;

/** `"hang"` is short for `{"type":"hang"}`; `{"status":503}` for a `respond`. */
const Action = z.preprocess((value) => {
  if (typeof value === 'string') return { type: value };
  if (typeof value === 'object' && value !== null && !('type' in value)) {
    if ('status' in value) return { type: 'respond', ...value };
    if ('delay' in value) return { type: 'delay', ms: value.delay };
    if ('delayMs' in value) return { type: 'delay', ms: value.delayMs };
  }
  return value;
}, Known);

export const FaultRequest = z.object({
  match: Match,
  /** How many matching requests are hit; `"always"` until it is deleted. */
  times: z.union([z.number().int().positive(), z.literal('always')]).default(1),
  /** How many matching requests pass before the first is hit. */
  skip: z.number().int().nonnegative().default(0),
  action: Action,
});
export type FaultRequest = z.infer<typeof FaultRequest>;

export interface Fault extends FaultRequest {
  readonly id: number;
  left: number | 'always';
  hits: number;
}
