/**
 * What upstreams say about their quotas in headers, in their dialects.
 *
 * Datadog: X-RateLimit-Limit, -Period (s), -Remaining, -Reset (s from now), -Name; 429 when spent.
 * Azure DevOps: Retry-After (s) also on a 200, X-RateLimit-Remaining and -Reset (epoch s) in work
 * units, which are no calls: only "nothing left" is understood. Others: Retry-After, 429.
 */
import { HOUR_MS, SECOND_MS } from '../../domain/time.ts';
import type { HeaderSource } from '../upstream-http.ts';
import type { QuotaNews } from './limiter.ts';

/** No upstream is believed to want more rest than this: a wrong header must not stop us for a day. */
const LONGEST_BLOCK_MS = HOUR_MS;
/** A 429 without any header. */
const PLAIN_429_MS = 5 * SECOND_MS;
/** A 429 whose header says "now": asking again at once would only earn the next one. */
const LEAST_429_MS = SECOND_MS;

/** Undefined when the answer says nothing about limits. */
export function readQuota(
  upstream: string,
  status: number,
  headers: HeaderSource,
  nowMs: number,
): QuotaNews | undefined {
  const get = (name: string): string | null => header(headers, name);
  const retryAfterMs = readRetryAfter(get('retry-after'), nowMs);
  const count = whole(get('x-ratelimit-limit'));
  const remaining = whole(get('x-ratelimit-remaining'));
  const resetMs = readReset(whole(get('x-ratelimit-reset')), nowMs);
  const periodS = whole(get('x-ratelimit-period'));
  const countsCalls = upstream !== 'azure_devops';
  const spent = status === 429 || remaining === 0;

  const limit =
    countsCalls && count !== null && count > 0 && periodS !== null && periodS > 0
      ? { count, periodMs: periodS * SECOND_MS }
      : null;
  const left =
    countsCalls && remaining !== null && resetMs !== null
      ? { count: status === 429 ? 0 : remaining, resetMs: bounded(resetMs) }
      : null;
  const statedMs = retryAfterMs ?? (spent ? resetMs : null);
  const blockMs = bounded(
    status === 429 ? Math.max(statedMs ?? PLAIN_429_MS, LEAST_429_MS) : (statedMs ?? 0),
  );
  if (blockMs === 0 && limit === null && left === null) return undefined;
  return {
    blockMs,
    // a reset gives a new quota; a Retry-After says only when the next call may come
    afterBlock: retryAfterMs === null && resetMs !== null && countsCalls ? 'full' : 'slow',
    limit,
    remaining: left,
    name: get('x-ratelimit-name') ?? get('x-ratelimit-resource'),
  };
}

const bounded = (ms: number): number => Math.min(Math.max(ms, 0), LONGEST_BLOCK_MS);

function readRetryAfter(text: string | null, nowMs: number): number | null {
  if (text === null || text.trim() === '') return null;
  const seconds = Number(text);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * SECOND_MS);
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : Math.max(0, at - nowMs);
}

/** Seconds from now, or an epoch: nothing resets in more than a year. */
function readReset(seconds: number | null, nowMs: number): number | null {
  if (seconds === null) return null;
  return seconds > 31_536_000 ? Math.max(0, seconds * SECOND_MS - nowMs) : seconds * SECOND_MS;
}

function whole(text: string | null): number | null {
  if (text === null || text.trim() === '') return null;
  const value = Number(text);
  return Number.isFinite(value) && value >= 0 ? value : null;
}

function header(headers: HeaderSource, name: string): string | null {
  if (headers instanceof Headers) return headers.get(name);
  for (const [key, value] of Object.entries(headers)) {
    if (key.toLowerCase() === name) return typeof value === 'string' ? value : (value?.[0] ?? null);
  }
  return null;
}
