/**
 * The one way out of the proxy. Every upstream call, whatever client library makes it, goes through
 * a gate: circuit breaker → the bucket's queue (by priority; its head checks deadline and abort,
 * reserves tokens that all replicas share, waits) → the upstream's concurrency limit → the call,
 * with a timeout that aborts it. Clients that accept a `fetch` get {@link createUpstreamFetch};
 * others wrap their calls in {@link UpstreamGate.run}.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Priority } from '../domain/priority.ts';
import { isMiraError, MiraError, messageOf } from '../domain/errors.ts';
import type { Waits } from './rate-limit/waits.ts';

/** On whose behalf upstreams are called: set around a tool's `run`, read by the gate. */
export interface UpstreamCallContext {
  /** Investigation id or person; bounds one caller's share of a bucket. */
  readonly subject: string;
  readonly priority: Priority;
  readonly signal: AbortSignal;
  /**
   * Writes: once a call was sent it is seen through, because a write that was cut off may or may not
   * have happened. Before that the signal ends it like any other.
   */
  readonly finishOnceSent: boolean;
  /** Epoch ms until which a call may wait for its turn. */
  readonly waitUntilMs: number;
  /** Added up by the gate, for the answer's `_meta`. */
  readonly totals: UpstreamTotals;
}

export interface UpstreamTotals {
  /** Waits for tokens of rate limits. */
  readonly waits: Waits;
  /** Calls that were really sent. */
  upstreamCalls: number;
  /** HTTP status of the last answer, where there was one. */
  lastStatus?: number | undefined;
  /** The bucket that is waited for now, for progress messages. */
  waitingFor?: string | undefined;
}

const storage = new AsyncLocalStorage<UpstreamCallContext>();

/** Runs `fn` so that every upstream call in it is made on behalf of `context`. */
export const withUpstreamContext = <T>(context: UpstreamCallContext, fn: () => T): T =>
  storage.run(context, fn);

export const currentUpstreamContext = (): UpstreamCallContext | undefined => storage.getStore();

/** Which limit a call counts against. */
export interface BucketRef {
  /** `datadog`, `azure_devops`, `slack`, or a federated server's name: breaker and concurrency. */
  readonly upstream: string;
  /** Name of a bucket, for example `datadog_logs`; see src/config/buckets.ts. */
  readonly bucket: string;
  /** Divides one definition into many buckets: an identity, a Slack channel. @defaultValue none */
  readonly key?: string;
}

export type HeaderSource =
  Headers | Readonly<Record<string, string | readonly string[] | undefined>>;

/** What the gate hands to the call it lets through. */
export interface GatePass {
  /** Aborted by the caller, by the timeout, or at shutdown. Libraries that can't be aborted are left behind. */
  readonly signal: AbortSignal;
  /**
   * Tells the limits what the upstream answered: `X-RateLimit-*`, `Retry-After` (on a 200 too),
   * 429. Call it for every response whose headers can be seen. Returns how long the upstream wants
   * to be left alone, ms; 0 where it said nothing. On a 429 throw `rate_limited` with it.
   */
  learn(status: number, headers: HeaderSource): number;
}

export interface UpstreamGate {
  /**
   * Runs one upstream call within its limits. A write must not be sent twice, so nothing is retried
   * here (see {@link UpstreamGate.runIdempotent}) but a call that the upstream refused with
   * `rate_limited`, while its turn still comes within the caller's wait budget.
   * @param timeoutMs - of the call itself, without the wait. @defaultValue 10_000
   * @throws MiraError `rate_limited` (429, with `retry.afterMs`) when its turn would come too late,
   * `limiter_unavailable`, `unavailable` when the breaker is open, `timeout`, or what `fn` threw.
   * `fn` throws MiraError `unavailable` or `timeout` for what the breaker should count.
   */
  run<T>(ref: BucketRef, fn: (pass: GatePass) => Promise<T>, timeoutMs?: number): Promise<T>;
  /** Like `run`, for reads: up to `retries` (@defaultValue 2) more attempts after `unavailable` or `timeout`. */
  runIdempotent<T>(
    ref: BucketRef,
    fn: (pass: GatePass) => Promise<T>,
    options?: { readonly timeoutMs?: number; readonly retries?: number },
  ): Promise<T>;
}

export interface UpstreamFetchOptions {
  readonly gate: UpstreamGate;
  /** Chooses the bucket of a request, for example by path. */
  readonly bucketOf: (url: URL, method: string) => BucketRef;
  /** Requests that may be repeated although they are no GET: searches sent by POST. @defaultValue GET and HEAD */
  readonly isIdempotent?: (url: URL, method: string) => boolean;
  /** Of one attempt, headers and body. @defaultValue 10_000 */
  readonly timeoutMs?: number;
  /** More attempts after a 5xx or a network error, for idempotent requests. @defaultValue 2 */
  readonly retries?: number;
  /** @defaultValue the global one */
  readonly fetch?: typeof globalThis.fetch;
}

/**
 * A `fetch` for one upstream's client. It resolves for every status below 500 but 429, so that the
 * client maps them as it always does; throws MiraError `rate_limited` for a 429 (the bucket is
 * drained for every replica), `unavailable` for a 5xx or a network error that outlived its retries,
 * `timeout`, and what {@link UpstreamGate.run} throws. Redirects are not followed. The body is read before it resolves, so that
 * timeout and breaker cover it.
 */
export function createUpstreamFetch(options: UpstreamFetchOptions): typeof globalThis.fetch {
  const { gate, bucketOf, timeoutMs = 10_000, retries = 2 } = options;
  const send = options.fetch ?? globalThis.fetch;
  const isIdempotent =
    options.isIdempotent ?? ((_url: URL, method: string) => method === 'GET' || method === 'HEAD');

  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const method = (
      init?.method ?? (input instanceof Request ? input.method : 'GET')
    ).toUpperCase();
    const ref = bucketOf(url, method);

    const attempt = async (pass: GatePass): Promise<Response> => {
      const own = init?.signal ?? undefined;
      const signal = own ? AbortSignal.any([pass.signal, own]) : pass.signal;
      let response: Response;
      let body: ArrayBuffer;
      let pauseMs: number;
      try {
        response = await send(input instanceof Request ? input.clone() : input, {
          ...init,
          // its own headers hold the credentials, and fetch would take them along to another host
          redirect: 'manual',
          signal,
        });
        pauseMs = pass.learn(response.status, response.headers);
        body = await response.arrayBuffer();
      } catch (error) {
        if (isMiraError(error) || signal.aborted) throw error;
        throw new MiraError(
          'unavailable',
          `${ref.upstream} could not be reached: ${rootMessage(error)}`,
          {
            retry: 'backoff',
            cause: error,
            context: { upstream: ref.upstream },
          },
        );
      }
      if (response.status === 429) {
        throw new MiraError(
          'rate_limited',
          `${ref.upstream} refused the call: its quota is spent`,
          {
            retry: { afterMs: pauseMs },
            context: { upstream: ref.upstream, bucket: ref.bucket },
          },
        );
      }
      if (response.status >= 500) {
        throw new MiraError(
          'unavailable',
          `${ref.upstream} answered ${response.status} on ${url.pathname}`,
          {
            retry: 'backoff',
            context: { upstream: ref.upstream, status: response.status },
          },
        );
      }
      const bodyless = response.status === 204 || response.status === 304 || body.byteLength === 0;
      return new Response(bodyless ? null : body, {
        status: response.status,
        statusText: response.statusText,
        headers: response.headers,
      });
    };

    return isIdempotent(url, method)
      ? gate.runIdempotent(ref, attempt, { timeoutMs, retries })
      : gate.run(ref, attempt, timeoutMs);
  };
}

/** undici says only "fetch failed"; the reason is its cause. */
function rootMessage(error: unknown): string {
  let current = error;
  while (current instanceof Error && current.cause instanceof Error) current = current.cause;
  return messageOf(current);
}
