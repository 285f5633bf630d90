/** The attribute and tag lists of tracers and exporters → plain objects. */
import { isRecord, type JsonRecord } from './fields.ts';

/** OTLP's `{ stringValue }` and `[{ key, value }]` → plain values; anything else unchanged. */
export function otelValue(value: unknown): unknown {
  if (Array.isArray(value)) {
    if (
      value.length === 0 ||
      !value.every((entry) => isRecord(entry) && typeof entry['key'] === 'string')
    )
      return value;
    return Object.fromEntries(
      value.map((entry: JsonRecord) => [entry['key'] as string, otelValue(entry['value'] ?? null)]),
    );
  }
  if (!isRecord(value)) return value;
  for (const key in value) {
    if (!/^(?:string|int|double|bool|array|kvlist|bytes)Value$/.test(key)) return value;
    const inner = value[key];
    if (isRecord(inner) && Array.isArray(inner['values'])) {
      return key === 'kvlistValue' ? otelValue(inner['values']) : inner['values'].map(otelValue);
    }
    return inner;
  }
  return value;
}

/** Jaeger's and Datadog's tag lists, and Zipkin's map, as one object. */
export function plainTags(tags: unknown): JsonRecord {
  if (isRecord(tags)) return tags;
  if (!Array.isArray(tags)) return {};
  const out: Record<string, unknown> = {};
  for (const tag of tags as unknown[]) {
    if (isRecord(tag) && typeof tag['key'] === 'string') out[tag['key']] = tag['value'];
    else if (typeof tag === 'string') {
      const colon = tag.indexOf(':');
      if (colon > 0) out[tag.slice(0, colon)] = tag.slice(colon + 1);
    }
  }
  return out;
}
