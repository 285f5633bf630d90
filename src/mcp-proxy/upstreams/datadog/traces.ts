/** One trace with the spans of every service. */
import type { Span } from '../../../domain/observation.ts';
import { isMiraError } from '../../../domain/errors.ts';
import { toIso } from '../../../domain/time.ts';
import { listOf } from './client.ts';
import type { Datadog } from './client.ts';

const KINDS = ['server', 'client', 'producer', 'consumer', 'internal'] as const;

/** @returns null when the trace is not known (any more) or the key may not read traces by id */
export async function getTrace(
  datadog: Datadog,
  traceId: string,
): Promise<{ readonly spans: Span[]; readonly truncated: boolean } | null> {
  try {
    const response = await datadog.call('traces', `trace ${traceId}`, (api) =>
      api.getTraceByID({ traceId }),
    );
    const attributes = response.data?.attributes;
    return {
      spans: listOf(attributes?.spans, `trace ${traceId}`).map(toSpan),
      truncated: attributes?.isTruncated ?? false,
    };
  } catch (error) {
    if (isMiraError(error) && (error.code === 'not_found' || error.code === 'auth')) return null;
    throw error;
  }
}

interface WireSpan {
  readonly service: string;
  readonly name: string;
  readonly resource: string;
  readonly spanId: number;
  readonly parentId: number;
  readonly traceIdFull: string;
  /** Nanoseconds since the epoch. */
  readonly startTime: number;
  readonly duration: number;
  readonly error: unknown;
  readonly meta: Readonly<Record<string, string>>;
  readonly metrics: Readonly<Record<string, number>>;
}

function toSpan(wire: WireSpan): Span {
  const { meta } = wire;
  const statusCode = Number(meta['http.status_code'] ?? wire.metrics['http.status_code']);
  const peerService = meta['peer.service'] ?? meta['db.instance'];
  const kind = KINDS.find((known) => known === meta['span.kind']) ?? 'internal';
  const type = meta['error.type'];
  const message = meta['error.message'] ?? meta['error.msg'];
  const stack = meta['error.stack'];
  const failed = wire.error === 1 || type !== undefined || message !== undefined;
  return {
    traceId: wire.traceIdFull,
    spanId: String(wire.spanId),
    parentId: wire.parentId === 0 ? null : String(wire.parentId),
    service: wire.service,
    resource: wire.resource || wire.name,
    kind,
    startAt: toIso(Math.floor(wire.startTime / 1e6)),
    durationMs: wire.duration / 1e6,
    error: failed
      ? { ...(type ? { type } : {}), ...(message ? { message } : {}), ...(stack ? { stack } : {}) }
      : null,
    ...(peerService ? { peerService } : {}),
    ...(Number.isFinite(statusCode) ? { statusCode } : {}),
  };
}
