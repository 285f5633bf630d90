/** An entry of the event stream, from a scenario or written through the API. */
import { toIso } from '../../domain/time.ts';
import { recordId, type DatadogRecord } from './record.ts';

export interface NewEvent {
  readonly atMs: number;
  readonly title: string;
  readonly text: string;
  readonly source: string;
  readonly tags: readonly string[];
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** @param seed - makes the id: equal seeds give equal ids */
export function eventRecord(event: NewEvent, seed: string): DatadogRecord {
  const { atMs, title, text, source, tags, attributes } = event;
  const id = recordId('event', seed, title);
  const numericId = String(Number.parseInt(Buffer.from(id).toString('hex').slice(4, 16), 16));
  const service = tags.find((tag) => tag.startsWith('service:'))?.slice('service:'.length);
  return {
    id,
    atMs,
    document: {
      text: `${title} ${text}`,
      reserved: { source, title, status: attributes['status'], service },
      attributes: { title, evt: { id: numericId }, ...attributes },
      tags,
    },
    wire: {
      timestamp: toIso(atMs),
      message: text,
      tags,
      attributes: {
        // the scenario's own attributes first: what Datadog itself sets can't be overridden
        ...attributes,
        evt: { id: numericId, name: title, source_id: 36, type: source },
        title,
        tags,
        timestamp: atMs,
        source_type_name: source,
        status: attributes['status'] ?? 'info',
        ...(service === undefined ? {} : { service }),
      },
    },
  };
}
