/** A scenario's spans as Datadog would have indexed them. */
import { toIso } from '../../domain/time.ts';
import type { ScenarioSpan } from '../scenario.ts';
import type { z } from 'zod';
import type { LoadedScenario } from '../world.ts';
import { withTag } from './log-record.ts';
import { recordId, type DatadogRecord } from './record.ts';

type Span = z.infer<typeof ScenarioSpan>;

const NS_PER_MS = 1_000_000;

/** The part that the wire calls `custom`: what the tracer attached. */
function custom(span: Span): Record<string, unknown> {
  return {
    duration: Math.round(span.durationMs * NS_PER_MS),
    span: { kind: span.kind },
    ...(span.error === undefined ? {} : { error: span.error }),
    ...(span.httpStatus === undefined ? {} : { http: { status_code: String(span.httpStatus) } }),
    ...(span.peerService === undefined ? {} : { peer: { service: span.peerService } }),
  };
}

export function spanRecords(loaded: LoadedScenario): DatadogRecord[] {
  const { scenario } = loaded;
  return scenario.spans.map((span) => {
    const atMs = loaded.ms(span.at);
    const tags = withTag(withTag(span.tags, 'service', span.service), 'env', scenario.env);
    const env = tags.find((tag) => tag.startsWith('env:'))?.slice(4) ?? scenario.env;
    const attributes = custom(span);
    return {
      id: recordId(scenario.name, 'span', span.traceId, span.spanId),
      atMs,
      document: {
        text: `${span.resource} ${span.error?.message ?? ''}`,
        reserved: {
          service: span.service,
          env,
          status: span.status,
          resource_name: span.resource,
          operation_name: span.name,
          trace_id: span.traceId,
          span_id: span.spanId,
        },
        attributes: {
          ...attributes,
          trace_id: span.traceId,
          http: span.httpStatus === undefined ? undefined : { status_code: span.httpStatus },
        },
        tags,
      },
      wire: {
        type: span.kind === 'client' ? 'http' : 'web',
        service: span.service,
        env,
        host: 'host-1',
        resource_name: span.resource,
        resource_hash: recordId(span.resource).slice(2, 18),
        trace_id: span.traceId,
        span_id: span.spanId,
        parent_id: span.parentId ?? '0',
        start_timestamp: toIso(atMs),
        end_timestamp: toIso(Math.round(atMs + span.durationMs)),
        ingestion_reason: 'auto',
        retained_by: 'retention_filter',
        single_span: false,
        tags,
        custom: attributes,
        attributes: { operation_name: span.name, status: span.status },
      },
    };
  });
}
