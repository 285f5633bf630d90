/**
 * The tool calls of one stage attempt: mints its token, makes the calls, writes an event before and
 * after each, and turns whatever happens into an outcome that a stage can work with.
 */
import type { CallToolResult, Tool } from '@modelcontextprotocol/sdk/types.js';
import { isMiraError, type ErrorCode } from '../../domain/errors.ts';
import type { Stage } from '../../domain/investigation.ts';
import type { Scope } from '../../domain/scope.ts';
import { CallMeta, ToolFailure } from '../../domain/tools/call-meta.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Journal } from '../journal.ts';
import { cut, duration } from '../text.ts';
import type { ProxyClient, TokenSource } from './proxy-client.ts';

export interface ToolProblem {
  readonly code: ErrorCode | (string & {});
  readonly message: string;
  readonly retryAfterMs: number | null;
  readonly hint: string | null;
}

export interface ToolOutcome {
  readonly callId: string;
  readonly tool: string;
  /** What a model may read; for a failure, what went wrong and what to try. */
  readonly text: string;
  readonly structured: unknown;
  readonly meta: CallMeta | null;
  /** Null: the call succeeded. */
  readonly problem: ToolProblem | null;
  readonly bytes: number;
  readonly ms: number;
}

export interface ToolSession {
  /** The tools that the token's scope shows. */
  tools(): Promise<Tool[]>;
  /**
   * @throws MiraError `unavailable` and `auth` (the proxy itself is out of reach), `outcome_unknown`
   * for a write; a tool's own failure is an outcome
   */
  call(
    name: string,
    args: Record<string, unknown>,
    options?: { readonly purpose?: string; readonly timeoutMs?: number },
  ): Promise<ToolOutcome>;
}

export interface ToolSessionOptions {
  readonly proxy: ProxyClient;
  readonly scope: Scope;
  readonly mint: (scope: Scope, expiresInMs: number) => Promise<string>;
  readonly tokenMs: number;
  readonly stage: Stage;
  readonly journal: Journal;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** Called after each call, for the run's usage. */
  readonly onCall?: (call: {
    readonly tool: string;
    readonly cached: boolean;
    readonly waitedMs: number;
  }) => Promise<void>;
}

/** Longer than the wait budget plus the slowest upstream call the proxy allows. */
const CALL_TIMEOUT_MS = 60_000;
/** A token is renewed when it has less than this to live: a call may last that long. */
const RENEW_BEFORE_MS = CALL_TIMEOUT_MS + 5_000;

export function createToolSession(options: ToolSessionOptions): ToolSession {
  const { proxy, scope, stage, journal, signal, clock } = options;
  const token = createTokenSource(options);

  async function call(
    name: string,
    args: Record<string, unknown>,
    more: { purpose?: string; timeoutMs?: number } = {},
  ): Promise<ToolOutcome> {
    const callId = journal.nextCallId();
    await journal.append({
      type: 'tool.called',
      stage,
      summary: `${name} ${more.purpose ?? describeArgs(args)}`.trim(),
      data: {
        callId,
        tool: name,
        args: cut(JSON.stringify(args), 1_000),
        ...(more.purpose ? { purpose: more.purpose } : {}),
      },
    });
    const startedMs = clock.now();
    const outcome = await ask(callId, name, args, more.timeoutMs ?? CALL_TIMEOUT_MS, startedMs);
    const hit = outcome.meta?.cache.hit ?? 'none';
    const cached = hit === 'l1' || hit === 'l2' || hit === 'coalesced';
    await journal.append({
      type: 'tool.finished',
      stage,
      summary: outcome.problem
        ? `${name} failed: ${cut(outcome.problem.message, 200)}`
        : `${name}: ${outcome.bytes} bytes in ${duration(outcome.ms)}${cached ? ', cached' : ''}`,
      data: {
        callId,
        tool: name,
        ok: outcome.problem === null,
        bytes: outcome.bytes,
        ms: outcome.ms,
        cache: hit,
        waitedMs: outcome.meta?.waitedMs ?? 0,
        upstreamCalls: outcome.meta?.upstreamCalls ?? 0,
        truncated: outcome.meta?.truncated ?? false,
        partial: outcome.meta?.partial ?? false,
        ...(outcome.problem
          ? { code: outcome.problem.code, retryAfterMs: outcome.problem.retryAfterMs }
          : {}),
      },
    });
    await options.onCall?.({ tool: name, cached, waitedMs: outcome.meta?.waitedMs ?? 0 });
    return outcome;
  }

  async function ask(
    callId: string,
    name: string,
    args: Record<string, unknown>,
    timeoutMs: number,
    startedMs: number,
  ): Promise<ToolOutcome> {
    try {
      const result = await proxy.callTool(
        { name, args, access: scope.access, timeoutMs, signal },
        token,
      );
      return readResult(callId, name, result, clock.now() - startedMs);
    } catch (error) {
      signal.throwIfAborted();
      // The proxy being away is not a fact about the incident: the job is tried again later.
      if (!isMiraError(error) || error.code !== 'timeout') throw error;
      return {
        callId,
        tool: name,
        text: error.message,
        structured: null,
        meta: null,
        problem: {
          code: error.code,
          message: error.message,
          retryAfterMs: null,
          hint: 'ask for a shorter window',
        },
        bytes: 0,
        ms: clock.now() - startedMs,
      };
    }
  }

  return { tools: () => proxy.listTools(token, signal), call };
}

/** One token for the session, replaced when it nears its end or is refused. */
function createTokenSource({ scope, mint, tokenMs, clock }: ToolSessionOptions): TokenSource {
  let current: { token: Promise<string>; untilMs: number } | undefined;
  return (renewed) => {
    if (current === undefined || renewed || current.untilMs - clock.now() < RENEW_BEFORE_MS) {
      current = { token: mint(scope, tokenMs), untilMs: clock.now() + tokenMs };
    }
    return current.token;
  };
}

export function readResult(
  callId: string,
  tool: string,
  result: CallToolResult,
  ms: number,
): ToolOutcome {
  const text = result.content
    .map((block) => (block.type === 'text' ? block.text : `[${block.type}]`))
    .join('\n');
  const structured: unknown = result.structuredContent ?? null;
  const meta = CallMeta.safeParse(result._meta?.['mira']).data ?? null;
  const bytes = Buffer.byteLength(text);
  return {
    callId,
    tool,
    text,
    structured,
    meta,
    problem: result.isError ? readProblem(text, structured) : null,
    bytes,
    ms,
  };
}

function readProblem(text: string, structured: unknown): ToolProblem {
  const failure = ToolFailure.safeParse(structured).data?.error;
  const seconds = failure?.retryAfterSeconds;
  return {
    code: failure?.code ?? 'contract_broken',
    message: failure?.message ?? cut(text, 500),
    retryAfterMs: seconds === undefined ? null : seconds * 1_000,
    hint: failure?.hint ?? null,
  };
}

const describeArgs = (args: Record<string, unknown>): string =>
  cut(
    Object.entries(args)
      .map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
      .join(' '),
    120,
  );
