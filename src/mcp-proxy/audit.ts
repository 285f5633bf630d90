/** One line and a few numbers for every tool call: who, what, from where, at what cost. */
import type { CallMeta } from '../domain/tools/call-meta.ts';
import type { Logger } from '../platform/logger.ts';
import { Counter, Histogram, type Registry } from '../platform/metrics.ts';
import { createAuditFold } from './audit-fold.ts';
import type { CallRequest } from './call-tool.ts';
import type { PreparedCall } from './prepare-call.ts';
import type { GateEvents } from './rate-limit/gate.ts';

export interface CallRecord {
  readonly request: CallRequest;
  /** Null where it was refused before it could be made. */
  readonly call: PreparedCall | null;
  readonly meta: CallMeta;
  /** HTTP status of the upstream's last answer, where this call asked it. */
  readonly upstreamStatus?: number | undefined;
  /** `ok`, `cancelled`, or the code of the failure. */
  readonly outcome: string;
  /** Size of the answer. */
  readonly bytes: number;
  /** By performance.now(). */
  readonly startedMs: number;
}

export type CallRecorder = (record: CallRecord) => void;

export interface Recorder {
  readonly record: CallRecorder;
  /** Writes the audit lines that are still folded. */
  readonly flush: () => void;
  readonly gateEvents: GateEvents;
}

const SECONDS = [0.001, 0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

export function createRecorder({
  logger,
  metrics,
}: {
  logger: Logger;
  metrics: Registry;
}): Recorder {
  // Its fields are chosen below and none can hold a secret: looking for the paths of secrets in each
  // line would cost as much as the rest of a cached call. Secret values are still scrubbed.
  const audit = logger.child({ audit: true }, { redact: [] });
  const calls = new Counter({
    name: 'mira_tool_calls_total',
    help: 'Tool calls by tool, outcome and where the answer came from',
    labelNames: ['tool', 'outcome', 'cache'],
    registers: [metrics],
  });
  const durations = new Histogram({
    name: 'mira_tool_call_seconds',
    help: 'Time from a tool call to its answer',
    labelNames: ['tool'],
    buckets: SECONDS,
    registers: [metrics],
  });
  const upstreamCalls = new Counter({
    name: 'mira_upstream_calls_total',
    help: 'Calls to upstreams by bucket and outcome',
    labelNames: ['upstream', 'bucket', 'outcome'],
    registers: [metrics],
  });
  const upstreamSeconds = new Histogram({
    name: 'mira_upstream_call_seconds',
    help: 'Time of upstream calls, without their wait',
    labelNames: ['upstream'],
    buckets: SECONDS,
    registers: [metrics],
  });
  const waits = new Histogram({
    name: 'mira_upstream_wait_seconds',
    help: 'Time that upstream calls waited for a rate limit',
    labelNames: ['bucket'],
    buckets: SECONDS,
    registers: [metrics],
  });

  const fold = createAuditFold<Record<string, unknown>>((line, repeats) =>
    audit.info({ ...line, calls: repeats }, 'tool calls'),
  );

  return {
    record(entry) {
      const { request, call, meta, outcome, startedMs } = entry;
      const durationMs = performance.now() - startedMs;
      // a name that does not exist must not become a label: callers could make thousands
      const tool = call?.tool.name ?? 'unknown';
      calls.inc({ tool, outcome, cache: meta.cache.hit });
      durations.observe({ tool }, durationMs / 1_000);
      const line = (): Record<string, unknown> => auditLine(entry, durationMs);
      const repeatable = call !== null && meta.cache.hit === 'l1';
      if (!repeatable || fold.admit(`${request.caller.tokenId} ${call.key}`, line)) {
        audit.info(line(), 'tool call');
      }
    },
    flush: () => fold.flush(),
    gateEvents: {
      called({ upstream, bucket, outcome, durationMs, waitedMs }) {
        upstreamCalls.inc({ upstream, bucket, outcome });
        upstreamSeconds.observe({ upstream }, durationMs / 1_000);
        waits.observe({ bucket }, waitedMs / 1_000);
      },
    },
  };
}

function auditLine(
  { request, call, meta, upstreamStatus, outcome, bytes }: CallRecord,
  durationMs: number,
): Record<string, unknown> {
  const { scope, tokenId } = request.caller;
  return {
    tool: call?.tool.name ?? request.name.slice(0, 64),
    outcome,
    subject: scope.subject,
    token_id: tokenId,
    service: scope.service,
    env: scope.env,
    project: scope.project,
    repositories: scope.repositories.join(),
    priority: scope.priority,
    key: call?.key,
    cache: meta.cache.hit,
    age_ms: meta.cache.ageMs,
    waited_ms: meta.waitedMs,
    upstream_calls: meta.upstreamCalls,
    upstream_status: upstreamStatus,
    duration_ms: Math.round(durationMs * 10) / 10,
    bytes,
  };
}
