/** Span search: Datadog's spans as MIRA's. */
import type { Span } from '../../../domain/observation.ts';
import { toIso } from '../../../domain/time.ts';
import { listOf } from './client.ts';
import type { Datadog } from './client.ts';
import { isoOf, numberAt, textAt } from './fields.ts';
import type { Attributes } from './fields.ts';

export interface SpanSearch {
  /** Already scoped. */
  readonly query: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly limit: number;
}

export interface SpanPage {
  readonly spans: Span[];
  readonly more: boolean;
  readonly partial: boolean;
}

/** Newest first. */
export async function searchSpans(datadog: Datadog, search: SpanSearch): Promise<SpanPage> {
  const response = await datadog.call('spans', 'the span search', (api) =>
    api.listSpans({
      body: {
        data: {
          type: 'search_request',
          attributes: {
            filter: {
              query: search.query,
              from: toIso(search.fromMs),
              to: toIso(search.toMs),
            },
            sort: '-timestamp',
            page: { limit: search.limit },
          },
        },
      },
    }),
  );
  const data = listOf(response.data, 'the span search');
  return {
    spans: data.flatMap((span) => toSpan(span.attributes ?? {})),
    more: Boolean(response.meta?.page?.after) && data.length >= search.limit,
    partial: response.meta?.status === 'timeout',
  };
}

interface WireSpan {
  readonly attributes?: Record<string, unknown>;
  readonly custom?: Record<string, unknown>;
  readonly startTimestamp?: Date;
  readonly endTimestamp?: Date;
  readonly parentId?: string;
  readonly resourceName?: string;
  readonly service?: string;
  readonly spanId?: string;
  readonly traceId?: string;
}

const KINDS = ['server', 'client', 'producer', 'consumer', 'internal'] as const;

/** None for a span without ids or start: nothing could be done with it. */
function toSpan(wire: WireSpan): Span[] {
  const startAt = isoOf(wire.startTimestamp);
  if (!wire.traceId || !wire.spanId || startAt === null) return [];
  const custom: Attributes = { ...wire.attributes, ...wire.custom };
  const endMs = wire.endTimestamp?.getTime() ?? Number.NaN;
  const durationNs = numberAt(custom, 'duration');
  const durationMs =
    durationNs !== undefined ? durationNs / 1e6 : Math.max(0, endMs - Date.parse(startAt));
  const kind = textAt(custom, 'span.kind');
  const peerService = textAt(custom, 'peer.service') ?? textAt(custom, 'peer.db.name');
  const statusCode = numberAt(custom, 'http.status_code');
  return [
    {
      traceId: wire.traceId,
      spanId: wire.spanId,
      parentId: wire.parentId && wire.parentId !== '0' ? wire.parentId : null,
      service: wire.service ?? 'unknown',
      resource: wire.resourceName ?? '',
      kind: KINDS.find((known) => known === kind) ?? 'internal',
      startAt,
      durationMs: Number.isFinite(durationMs) ? durationMs : 0,
      error: errorOf(custom),
      ...(peerService ? { peerService } : {}),
      ...(statusCode !== undefined ? { statusCode } : {}),
    },
  ];
}

function errorOf(custom: Attributes): Span['error'] {
  const type = textAt(custom, 'error.type');
  const message = textAt(custom, 'error.message') ?? textAt(custom, 'error.msg');
  const stack = textAt(custom, 'error.stack');
  const failed = textAt(custom, 'status') === 'error' || textAt(custom, 'error') === '1';
  if (!type && !message && !stack) return failed ? {} : null;
  return {
    ...(type ? { type } : {}),
    ...(message ? { message } : {}),
    ...(stack ? { stack } : {}),
  };
}
