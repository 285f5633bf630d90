/** The event stream: what was flipped, moved, restarted or announced. */
import { toIso } from '../../../domain/time.ts';
import { listOf } from './client.ts';
import type { Datadog } from './client.ts';
import { isoOf, tagValue, textAt } from './fields.ts';
import type { Attributes } from './fields.ts';

export interface StreamEvent {
  readonly id: string;
  readonly at: string;
  readonly title: string;
  readonly text: string;
  readonly source: string;
  readonly status: string;
  readonly host: string | null;
  readonly service: string | null;
  readonly tags: readonly string[];
  readonly attributes: Attributes;
}

export interface EventSearch {
  /** Already scoped. */
  readonly query: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly limit: number;
}

/** Newest first. */
export async function searchEvents(
  datadog: Datadog,
  search: EventSearch,
): Promise<{
  readonly events: StreamEvent[];
  readonly more: boolean;
  /** Datadog gave up before it had looked at everything. */
  readonly partial: boolean;
}> {
  const response = await datadog.call('events', 'the event search', (api) =>
    api.searchEvents({
      body: {
        filter: { query: search.query, from: toIso(search.fromMs), to: toIso(search.toMs) },
        sort: '-timestamp',
        page: { limit: search.limit },
      },
    }),
  );
  const data = listOf(response.data, 'the event search');
  return {
    events: data.flatMap((event) => toEvent(event.id, event.attributes)),
    more: Boolean(response.meta?.page?.after) && data.length >= search.limit,
    partial: response.meta?.status === 'timeout',
  };
}

interface WireEvent {
  readonly message?: string;
  readonly tags?: string[];
  readonly timestamp?: Date;
  readonly attributes?: {
    readonly title?: string;
    readonly hostname?: string;
    readonly service?: string;
    readonly sourceTypeName?: string;
    readonly status?: unknown;
    readonly evt?: { readonly name?: string; readonly type?: string };
    readonly tags?: string[];
    readonly additionalProperties?: Record<string, unknown>;
  };
}

function toEvent(id: string | undefined, wire: WireEvent | undefined): StreamEvent[] {
  const at = isoOf(wire?.timestamp);
  if (!wire || at === null) return [];
  const { attributes } = wire;
  const tags = [...new Set([...(wire.tags ?? []), ...(attributes?.tags ?? [])])];
  const extra: Attributes = attributes?.additionalProperties ?? {};
  return [
    {
      id: id ?? `${at}-${attributes?.title ?? ''}`,
      at,
      title: attributes?.title ?? attributes?.evt?.name ?? '',
      text: wire.message ?? '',
      source: attributes?.sourceTypeName ?? attributes?.evt?.type ?? textAt(extra, 'source') ?? '',
      status: typeof attributes?.status === 'string' ? attributes.status : 'info',
      host: attributes?.hostname ?? tagValue(tags, 'host') ?? null,
      service: attributes?.service ?? tagValue(tags, 'service') ?? null,
      tags,
      attributes: extra,
    },
  ];
}
