/**
 * One tool call from end to end: prepared, answered from the cache or the upstream, accounted for.
 * Knows nothing of the protocol that brought it.
 */
import { messageOf, MiraError, isMiraError } from '../domain/errors.ts';
import { SECOND_MS } from '../domain/time.ts';
import type { CallMeta } from '../domain/tools/call-meta.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import { sizeOf, type Answer, type KeptAnswer } from './answer.ts';
import type { CallRecorder } from './audit.ts';
import type { AnswerCache } from './cache/answer-cache.ts';
import { toFailure, type Failure } from './failure.ts';
import type { PrepareCall, PreparedCall } from './prepare-call.ts';
import { createWaits } from './rate-limit/waits.ts';
import type { Caller } from './scope/authenticate.ts';
import type { Tool, ToolAnswer } from './tool.ts';
import { cleanJson } from './untrusted/clean.ts';
import type { Masker } from '../platform/untrusted/mask.ts';
import { makeVisible } from '../platform/untrusted/visible.ts';
import { escapeJson } from './untrusted/wrap.ts';
import {
  withUpstreamContext,
  type UpstreamCallContext,
  type UpstreamTotals,
} from './upstream-http.ts';

/** Longest work of one call beside its wait for rate limits. With the wait it stays below a minute. */
const RUN_MS = 30 * SECOND_MS;
const PROGRESS_MS = 2 * SECOND_MS;

export type CallOutcome =
  | { readonly ok: true; readonly tool: string; readonly answer: Answer; readonly meta: CallMeta }
  | {
      readonly ok: false;
      readonly tool: string;
      readonly failure: Failure;
      readonly meta: CallMeta;
    };

export interface CallRequest {
  readonly caller: Caller;
  /** Name or alias. */
  readonly name: string;
  readonly args: unknown;
  /** Asked for only when the call leaves this process's memory: making one costs. */
  readonly signal: () => AbortSignal;
  /** Told now and then what a long call is doing, where the caller wants to know. */
  readonly onProgress?: ((message: string) => void) | undefined;
}

export interface ToolCaller {
  /** Never rejects but with the abort reason of a caller that has gone. */
  call(request: CallRequest): CallOutcome | Promise<CallOutcome>;
  /**
   * The answer, where this process remembers it; undefined for everything else, refusals included.
   * The hot path: no promise, no signal, no Redis.
   */
  fromMemory(request: CallRequest): CallOutcome | undefined;
}

export interface ToolCallerDeps {
  readonly prepare: PrepareCall;
  readonly cache: AnswerCache;
  readonly mask: Masker;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly record: CallRecorder;
}

export function createToolCaller(deps: ToolCallerDeps): ToolCaller {
  const { prepare, cache, mask, clock, logger, record } = deps;

  /** Runs the tool for everybody who waits for `key`. */
  const produce = async (
    { tool, scopedArgs }: PreparedCall,
    context: UpstreamCallContext,
  ): Promise<KeptAnswer> => {
    const deadlineMs = context.waitUntilMs + RUN_MS;
    const late = AbortSignal.timeout(Math.max(1, deadlineMs - clock.now()));
    const signal = AbortSignal.any([context.signal, late]);
    let masked = 0;
    const maskEarly = (text: string): string => {
      const result = mask(makeVisible(text));
      masked += result.count;
      return result.text;
    };
    try {
      const answer = await withUpstreamContext({ ...context, signal }, () =>
        tool.run(scopedArgs, {
          signal,
          clock,
          mask: maskEarly,
          logger: logger.child({ tool: tool.name }),
        }),
      );
      const kept = keep(tool, answer, mask);
      return { ...kept, answer: { ...kept.answer, masked: kept.answer.masked + masked } };
    } catch (error) {
      if (!late.aborted || context.signal.aborted || isMiraError(error)) throw error;
      throw new MiraError('timeout', `${tool.name} took longer than ${RUN_MS / SECOND_MS} s`, {
        retry: 'backoff',
        cause: error,
      });
    }
  };

  const cached = (
    call: PreparedCall,
    request: CallRequest,
    startedMs: number,
  ): CallOutcome | undefined => {
    if (call.tool.cache === 'none') return undefined;
    const found = cache.peek(call.key);
    if (!found) return undefined;
    const meta = metaOf(found.answer, { hit: 'l1', ageMs: found.ageMs });
    const { answer } = found;
    record({ request, call, meta, outcome: 'ok', bytes: sizeOf(answer), startedMs });
    return { ok: true, tool: call.tool.name, answer, meta };
  };

  const uncached = async (
    call: PreparedCall,
    request: CallRequest,
    startedMs: number,
  ): Promise<CallOutcome> => {
    const signal = request.signal();
    const { scope } = request.caller;
    const context: UpstreamCallContext = {
      subject: scope.subject,
      priority: scope.priority,
      signal,
      finishOnceSent: call.tool.access === 'write',
      waitUntilMs: clock.now() + scope.waitBudgetMs,
      totals: { waits: createWaits(), upstreamCalls: 0 },
    };
    const stopProgress = reportProgress(request.onProgress, call.tool, context);
    try {
      let answer: Answer;
      let hit: CallMeta['cache'];
      if (call.tool.cache === 'none') {
        ({ answer } = await produce(call, context));
        hit = { hit: 'none', ageMs: 0 };
      } else {
        const found = await cache.get(call.key, context, (flightSignal) =>
          produce(call, { ...context, signal: flightSignal }),
        );
        answer = found.answer;
        hit = {
          hit: found.hit,
          ageMs: found.ageMs,
          ...(found.localOnly ? { localOnly: true } : {}),
        };
      }
      const meta = metaOf(answer, hit, context.totals);
      const upstreamStatus = context.totals.lastStatus;
      const bytes = sizeOf(answer);
      record({ request, call, meta, upstreamStatus, outcome: 'ok', bytes, startedMs });
      return { ok: true, tool: call.tool.name, answer, meta };
    } catch (error) {
      if (signal.aborted) {
        const meta = metaOf(null, { hit: 'none', ageMs: 0 }, context.totals);
        record({ request, call, meta, outcome: 'cancelled', bytes: 0, startedMs });
        throw error;
      }
      return failed(error, request, call, startedMs, context);
    } finally {
      stopProgress();
    }
  };

  const failed = (
    error: unknown,
    request: CallRequest,
    call: PreparedCall | null,
    startedMs: number,
    context?: UpstreamCallContext,
  ): CallOutcome => {
    const failure = toFailure(error, mask);
    const tool = call?.tool.name ?? request.name;
    if (failure.code === 'internal_error') {
      logger.error({ err: error, tool }, 'a tool failed in a way it should not');
    }
    const meta = metaOf(null, { hit: 'none', ageMs: 0 }, context?.totals);
    const upstreamStatus = context?.totals.lastStatus;
    record({ request, call, meta, upstreamStatus, outcome: failure.code, bytes: 0, startedMs });
    return { ok: false, tool, failure, meta };
  };

  return {
    call(request) {
      const startedMs = performance.now();
      let call: PreparedCall;
      try {
        call = prepare(request.caller, request.name, request.args);
      } catch (error) {
        return failed(error, request, null, startedMs);
      }
      return cached(call, request, startedMs) ?? uncached(call, request, startedMs);
    },
    fromMemory(request) {
      const call = prepare.remembered(request.caller, request.name, request.args);
      return call && cached(call, request, performance.now());
    },
  };
}

/** Says every two seconds what is waited for, so that a host neither wonders nor gives up. */
function reportProgress(
  onProgress: CallRequest['onProgress'],
  tool: Tool,
  { totals }: UpstreamCallContext,
): () => void {
  if (!onProgress) return () => undefined;
  const timer = setInterval(() => {
    const what = totals.waitingFor
      ? `waiting for the shared rate limit \`${totals.waitingFor}\``
      : `waiting for the answer to ${tool.name}`;
    onProgress(what);
  }, PROGRESS_MS);
  return () => clearInterval(timer);
}

/** Checks, cleans and writes an answer down, once for all who get it. */
function keep(tool: Tool, raw: ToolAnswer<unknown>, mask: Masker): KeptAnswer {
  const checked = tool.result.safeParse(raw.result);
  if (!checked.success) {
    throw new Error(
      `the result of ${tool.name} does not match its schema: ${checked.error.message}`,
    );
  }
  const { value, masked } = cleanJson(checked.data, mask);
  const notes = (raw.notes ?? []).map((note) => mask(note).text).join('\n');
  const rule = tool.cache;
  const ttlMs =
    rule === 'none' ? 0 : raw.immutable ? (rule.immutableTtlMs ?? rule.ttlMs) : rule.ttlMs;
  return {
    ttlMs,
    answer: {
      structured: JSON.stringify(value),
      notes: escapeJson(notes),
      body: escapeJson(rendered(tool, value)),
      untrusted: raw.untrusted ?? true,
      truncated: raw.truncated ?? false,
      partial: raw.partial ?? false,
      window: raw.window ?? null,
      masked,
    },
  };
}

function rendered(tool: Tool, value: unknown): string {
  try {
    return tool.render(value);
  } catch (error) {
    throw new Error(`${tool.name} could not render its result: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

const metaOf = (
  answer: Answer | null,
  cache: CallMeta['cache'],
  totals?: UpstreamTotals,
): CallMeta => ({
  cache,
  waitedMs: Math.round(totals?.waits.totalMs ?? 0),
  upstreamCalls: totals?.upstreamCalls ?? 0,
  truncated: answer?.truncated ?? false,
  partial: answer?.partial ?? false,
  window: answer?.window ?? null,
  masked: answer?.masked ?? 0,
});
