/** Brings what tracers export (OTLP, Jaeger, Zipkin, Datadog) into a list of span records. */
import { unwrapList } from '../io/unwrap.ts';
import { otelValue } from '../values/attributes.ts';
import { isRecord, textOf, type JsonRecord } from '../values/fields.ts';

export function unwrapSpans(document: unknown): readonly unknown[] {
  if (Array.isArray(document)) return (document as unknown[]).flatMap(unwrapTrace);
  if (!isRecord(document)) return [];
  if (Array.isArray(document['resourceSpans'])) return document['resourceSpans'].flatMap(otlpSpans);
  if (Array.isArray(document['batches'])) return document['batches'].flatMap(otlpSpans);
  const list = unwrapList(document, ['traces', 'spans', 'data', 'items', 'results', 'records']);
  return list.length === 1 && list[0] === document
    ? unwrapTrace(document)
    : list.flatMap(unwrapTrace);
}

/** A trace may be a list of spans, an object with `spans`, or Datadog's event around one span. */
function unwrapTrace(entry: unknown): readonly unknown[] {
  if (Array.isArray(entry)) return (entry as unknown[]).flatMap(unwrapTrace);
  if (!isRecord(entry)) return [entry];
  if (Array.isArray(entry['resourceSpans'])) return entry['resourceSpans'].flatMap(otlpSpans);
  const spans = entry['spans'];
  if (Array.isArray(spans)) {
    const processes = isRecord(entry['processes']) ? entry['processes'] : {};
    const { spans: _, processes: _processes, ...trace } = entry;
    const traceId = textOf(trace['traceID'] ?? trace['traceId'] ?? trace['trace_id']);
    return (spans as unknown[]).map((span) => {
      if (!isRecord(span)) return span;
      const process = processes[textOf(span['processID']) ?? ''];
      return {
        ...(traceId === undefined ? {} : { traceId }),
        ...span,
        ...(isRecord(process) ? { process } : {}),
      };
    });
  }
  if (isRecord(spans)) return Object.values(spans);
  const attributes = entry['attributes'];
  if (isRecord(attributes) && ('span_id' in attributes || 'start_timestamp' in attributes))
    return [attributes];
  return [entry];
}

function otlpSpans(resource: unknown): JsonRecord[] {
  if (!isRecord(resource)) return [];
  const about = isRecord(resource['resource']) ? otelValue(resource['resource']['attributes']) : {};
  const service = isRecord(about) ? about['service.name'] : undefined;
  const scopes = resource['scopeSpans'] ?? resource['instrumentationLibrarySpans'];
  return (Array.isArray(scopes) ? (scopes as unknown[]) : []).flatMap((scope) =>
    (isRecord(scope) && Array.isArray(scope['spans']) ? (scope['spans'] as unknown[]) : [])
      .filter(isRecord)
      .map((span) => (service === undefined ? span : { service, ...span })),
  );
}
