/** Observations as records that can be searched. */
import type { LogRecord, Observations, Span } from '../../../domain/observation.ts';
import { valueAt } from '../../upstreams/datadog/fields.ts';
import type { Classified } from '../datadog/classify-event.ts';
import type { Searchable } from '../datadog/query/search-evaluator.ts';

/** A record with the moment that windows are applied to; null is within every window. */
export interface Timed<Record> extends Searchable {
  readonly atMs: number | null;
  readonly record: Record;
}

const STATUSES: Readonly<globalThis.Record<string, string>> = {
  fatal: 'critical',
  trace: 'debug',
  unknown: 'info',
};

/** What a scope asks for; the files may all be of one service and env without saying which. */
const SCOPE_FIELDS = new Set(['service', 'env']);

/** Files seldom say whose they are: what names no service belongs to the one under investigation. */
function fields(
  own: Readonly<globalThis.Record<string, string | number | null | undefined>>,
  attributes: Readonly<globalThis.Record<string, unknown>> = {},
  tags: readonly string[] = [],
): Searchable['valuesOf'] {
  return (field) => {
    if (field === '*') {
      return [...Object.values(own), ...Object.values(attributes)].flatMap(textOf);
    }
    if (field.startsWith('@')) return textOf(valueAt(attributes, field.replace(/^@+/, '')));
    const tagged = tags.flatMap((tag) =>
      tag.startsWith(`${field}:`) ? [tag.slice(field.length + 1)] : [],
    );
    if (tagged.length > 0) return tagged;
    if (field in own) {
      const value = own[field];
      if (value !== null && value !== undefined) return [String(value)];
      return SCOPE_FIELDS.has(field) ? 'unknown' : [];
    }
    return textOf(valueAt(attributes, field));
  };
}

function textOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textOf);
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? [String(value)]
    : [];
}

const msOf = (iso: string | null): number | null => (iso === null ? null : Date.parse(iso));

export const logRecords = (observations: Observations): Timed<LogRecord>[] =>
  observations.logs.map((record) => ({
    record,
    atMs: msOf(record.at),
    text: record.stack ? `${record.message}\n${record.stack}` : record.message,
    valuesOf: fields(
      {
        service: record.service ?? observations.service,
        env: observations.env,
        host: record.host ?? null,
        status: STATUSES[record.level] ?? record.level,
        version: record.version ?? null,
        trace_id: record.traceId ?? null,
      },
      record.attributes,
    ),
  }));

export const spanRecords = (observations: Observations): Timed<Span>[] =>
  observations.spans.map((record) => ({
    record,
    atMs: Date.parse(record.startAt),
    text: `${record.resource} ${record.error?.message ?? ''}`,
    valuesOf: fields(
      {
        service: record.service,
        env: observations.env,
        resource_name: record.resource,
        status: record.error ? 'error' : 'ok',
        trace_id: record.traceId,
        span_id: record.spanId,
      },
      {
        duration: record.durationMs * 1e6,
        http: { status_code: record.statusCode },
        error: record.error ?? undefined,
        peer: { service: record.peerService },
      },
    ),
  }));

export const eventRecords = (observations: Observations): Timed<Classified>[] => [
  ...observations.configChanges.map((change) => ({
    record: { kind: 'change' as const, change },
    atMs: Date.parse(change.at),
    text: `${change.name} ${change.summary}`,
    valuesOf: fields({
      service: change.service ?? observations.service,
      env: observations.env,
      source: change.kind,
    }),
  })),
  ...observations.infraEvents.map((event) => ({
    record: { kind: 'infra' as const, event },
    atMs: Date.parse(event.at),
    text: event.summary,
    valuesOf: fields({
      service: event.service ?? observations.service,
      env: observations.env,
      host: event.host ?? null,
      source: event.kind,
      status: event.severity,
    }),
  })),
];
