/** Log search: Datadog's records as MIRA's. */
import type { LogRecord } from '../../../domain/observation.ts';
import { toIso } from '../../../domain/time.ts';
import { listOf } from './client.ts';
import type { Datadog } from './client.ts';
import { isoOf, tagValue, textAt } from './fields.ts';
import type { Attributes } from './fields.ts';

export interface LogSearch {
  /** Already scoped. */
  readonly query: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly limit: number;
  readonly sort: 'newest' | 'oldest';
  readonly cursor?: string | undefined;
}

export interface LogPage {
  readonly logs: LogRecord[];
  readonly cursor: string | null;
  /** Datadog gave up before it had looked at everything. */
  readonly partial: boolean;
}

export async function searchLogs(datadog: Datadog, search: LogSearch): Promise<LogPage> {
  const response = await datadog.call('logs', 'the log search', (api) =>
    api.listLogs({
      body: {
        filter: {
          query: search.query,
          from: toIso(search.fromMs),
          to: toIso(search.toMs),
          indexes: ['*'],
        },
        sort: search.sort === 'newest' ? '-timestamp' : 'timestamp',
        page: { limit: search.limit, ...(search.cursor ? { cursor: search.cursor } : {}) },
      },
    }),
  );
  const data = listOf(response.data, 'the log search');
  return {
    logs: data.map((log, index) => toLogRecord(log.id ?? `log-${index}`, log.attributes ?? {})),
    cursor: response.meta?.page?.after ?? null,
    partial: response.meta?.status === 'timeout',
  };
}

interface WireLog {
  readonly attributes?: Record<string, unknown>;
  readonly host?: string;
  readonly message?: string;
  readonly service?: string;
  readonly status?: string;
  readonly tags?: string[];
  readonly timestamp?: Date;
}

const LEVELS: Readonly<Record<string, LogRecord['level']>> = {
  trace: 'trace',
  debug: 'debug',
  info: 'info',
  ok: 'info',
  notice: 'info',
  warn: 'warn',
  warning: 'warn',
  error: 'error',
  err: 'error',
  critical: 'fatal',
  alert: 'fatal',
  emergency: 'fatal',
  fatal: 'fatal',
};

const STACK_PATHS = [
  'error.stack',
  'exception.stacktrace',
  'exception.stack_trace',
  'stack_trace',
  'stacktrace',
];
const TRACE_PATHS = ['dd.trace_id', 'trace_id', 'traceId', 'otel.trace_id'];
/** Attributes beyond this many characters of JSON are left out: the message and stack are kept. */
const MAX_ATTRIBUTES = 2_000;

function toLogRecord(id: string, wire: WireLog): LogRecord {
  const attributes = wire.attributes;
  const stack = firstText(attributes, STACK_PATHS);
  const traceId = firstText(attributes, TRACE_PATHS);
  const version = tagValue(wire.tags, 'version') ?? textAt(attributes, 'version');
  const message =
    wire.message ?? textAt(attributes, 'message') ?? textAt(attributes, 'error.message') ?? '';
  const rest = compact(attributes, stack);
  return {
    id,
    at: isoOf(wire.timestamp),
    service: wire.service ?? tagValue(wire.tags, 'service') ?? null,
    level: LEVELS[(wire.status ?? '').toLowerCase()] ?? 'unknown',
    message,
    ...(wire.host ? { host: wire.host } : {}),
    ...(version ? { version } : {}),
    ...(stack ? { stack } : {}),
    ...(traceId ? { traceId } : {}),
    ...(rest ? { attributes: rest } : {}),
  };
}

function firstText(
  attributes: Attributes | undefined,
  paths: readonly string[],
): string | undefined {
  for (const path of paths) {
    const text = textAt(attributes, path);
    if (text !== undefined) return text;
  }
  return undefined;
}

/** The attributes without the stack, which has its own field; undefined when empty or too large. */
function compact(
  attributes: Attributes | undefined,
  stack: string | undefined,
): Record<string, unknown> | undefined {
  if (!attributes || Object.keys(attributes).length === 0) return undefined;
  const text = JSON.stringify(attributes, (_key, value: unknown) =>
    stack !== undefined && value === stack ? undefined : value,
  );
  if (text.length > MAX_ATTRIBUTES) return undefined;
  return JSON.parse(text) as Record<string, unknown>;
}
