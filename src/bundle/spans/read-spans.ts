/** Reads traces: OpenTelemetry (OTLP and flat), Jaeger, Zipkin, Datadog, and tables of spans. */
import type { Span } from '../../domain/observation.ts';
import { toIso } from '../../domain/time.ts';
import { forEachRecord } from '../io/records.ts';
import { unwrapList } from '../io/unwrap.ts';
import { otelValue } from '../logs/structured.ts';
import type { Problems } from '../problems.ts';
import {
  fieldsOf,
  isRecord,
  numberOf,
  tagValue,
  textOf,
  timeOf,
  type Fields,
  type JsonRecord,
} from '../values/fields.ts';
import { workloadOf } from '../values/names.ts';

/** Spans beyond this are counted and named, not kept. */
const MAX_SPANS = 300_000;

const SERVICE = [
  'service',
  'servicename',
  'resourceattributesservicename',
  'resourceservicename',
  'attributesservicename',
  'processservicename',
  'localendpointservicename',
  'processname',
  'cmdbid',
  'app',
  'application',
  'component',
  'tagsservice',
  'metaservice',
];
const START = [
  'startat',
  'starttime',
  'starttimeunixnano',
  'start',
  'starttimestamp',
  'starttimemillis',
  'timestamp',
  'time',
  'ts',
  'at',
  'begin',
  'startedat',
];
const END = [
  'endtime',
  'endtimeunixnano',
  'end',
  'endtimestamp',
  'endat',
  'finish',
  'finishtime',
  'endtimemillis',
];
const TO_MS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1_000,
  m: 60_000,
};

/** Reads one file; never throws. Spans without a time or service are reported. */
export async function readSpans(
  path: string,
  file: string,
  into: Span[],
  problems: Problems,
  referenceMs: number | null,
): Promise<void> {
  let dropped = 0;
  const before = into.length;
  await forEachRecord(path, file, problems, unwrapSpans, (record, place) => {
    const span = spanOf(record, referenceMs, into.length + 1);
    if (typeof span === 'string') problems.add(file, place.line(), span);
    else if (into.length >= MAX_SPANS) dropped += 1;
    else into.push(span);
  });
  if (dropped > 0)
    problems.notChecked(
      `${dropped} spans of ${file}`,
      `only the first ${MAX_SPANS} spans are kept`,
    );
  if (into.length === before && problems.list().every((entry) => entry.file !== file))
    problems.add(file, null, 'no spans in it');
}

/** One span, or why it is none. */
function spanOf(record: JsonRecord, referenceMs: number | null, number: number): Span | string {
  const attributes = otelValue(record['attributes'] ?? record['meta'] ?? record['tags']);
  const plain = plainTags(attributes);
  const fields = fieldsOf({ ...record, attributes: plain });
  const start = fields.first(...START);
  const startMs = fields.time(referenceMs, ...START);
  if (startMs === null) return 'a span without a start time';
  const pod = fields.text('pod', 'podname', 'attributesk8spodname');
  const service =
    fields.text(...SERVICE) ??
    tagValue(record['tags'], 'service') ??
    (pod === undefined ? undefined : workloadOf(pod));
  if (service === undefined) return 'a span without a service';
  const kind = kindOf(fields.first('kind', 'spankind', 'attributesspankind', 'type'));
  const peer = fields.text(
    'peerservice',
    'attributespeerservice',
    'attributespeerhostname',
    'remoteendpointservicename',
    'attributesservername',
    'attributesserveraddress',
    'attributesnetpeername',
    'attributesoutboundhost',
    'attributesouthost',
  );
  const status = fields.number(
    'httpstatuscode',
    'attributeshttpstatuscode',
    'attributeshttpresponsestatuscode',
    'httpstatus',
    'statuscode',
    'responsecode',
    'metahttpstatuscode',
    'customhttpstatuscode',
  );
  return {
    traceId: fields.text('traceid', 'contexttraceid', 'spancontexttraceid') ?? `trace-${number}`,
    spanId: fields.text('spanid', 'id', 'contextspanid', 'spancontextspanid') ?? `span-${number}`,
    parentId: parentOf(record, fields),
    service,
    resource: resourceOf(fields, plain),
    kind,
    ...(peer === undefined || peer === service ? {} : { peerService: peer }),
    startAt: toIso(startMs),
    durationMs: durationOf(fields, start, startMs, referenceMs),
    error: errorOf(record, fields, plain, status, kind),
    ...(status === undefined || status < 100 || status > 599 ? {} : { statusCode: status }),
  };
}

/** Jaeger's and Datadog's tag lists, and Zipkin's map, as one object. */
function plainTags(tags: unknown): JsonRecord {
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

function parentOf(record: JsonRecord, fields: Fields): string | null {
  const references = record['references'];
  if (Array.isArray(references)) {
    const first =
      (references as unknown[])
        .filter(isRecord)
        .find((entry) => entry['refType'] !== 'FOLLOWS_FROM') ?? references[0];
    const id = isRecord(first)
      ? textOf(first['spanID'] ?? first['spanId'] ?? first['span_id'])
      : undefined;
    if (id !== undefined) return id;
  }
  const parent = fields.text('parentspanid', 'parentid', 'parent', 'parentspan');
  return parent === undefined || /^0*$/.test(parent) || /^(?:null|none|nan)$/i.test(parent)
    ? null
    : parent;
}

function resourceOf(fields: Fields, tags: JsonRecord): string {
  const route = textOf(tags['http.route'] ?? tags['http.target'] ?? tags['url.path']);
  const method = textOf(tags['http.method'] ?? tags['http.request.method']);
  const name = fields.text(
    'resource',
    'resourcename',
    'operationname',
    'operation',
    'spanname',
    'name',
    'methodname',
    'endpoint',
    'url',
  );
  if (
    route !== undefined &&
    (name === undefined || /^(?:https?|web\.request|http\.request|[A-Z]{3,7})$/i.test(name))
  )
    return [method, route].filter(Boolean).join(' ');
  return name ?? route ?? 'unknown';
}

function kindOf(value: unknown): Span['kind'] {
  const text = (textOf(value) ?? '').toLowerCase().replace('span_kind_', '');
  if (['2', 'server', 'web', 'entry'].includes(text)) return 'server';
  if (['3', 'client', 'exit', 'http', 'db', 'sql', 'cache'].includes(text)) return 'client';
  if (text === '4' || text === 'producer') return 'producer';
  return text === '5' || text === 'consumer' ? 'consumer' : 'internal';
}

/** The unit stands in the field's name, in the text, or follows from the precision of the start. */
function durationOf(
  fields: Fields,
  start: unknown,
  startMs: number,
  referenceMs: number | null,
): number {
  const inMs = fields.number(
    'durationms',
    'elapsedms',
    'latencyms',
    'durationmillis',
    'durationinms',
    'elapsed',
    'elapsedtime',
  );
  if (inMs !== undefined) return Math.max(0, inMs);
  const inUs = fields.number('durationus', 'durationmicros', 'durationmicroseconds');
  if (inUs !== undefined) return Math.max(0, inUs / 1_000);
  const inNs = fields.number(
    'durationns',
    'durationnano',
    'durationnanos',
    'customduration',
    'durationnanoseconds',
  );
  if (inNs !== undefined) return Math.max(0, inNs / 1e6);
  const inSeconds = fields.number('durations', 'durationseconds', 'durationsec');
  if (inSeconds !== undefined) return Math.max(0, inSeconds * 1_000);
  const duration = fields.first('duration', 'latency');
  const text =
    typeof duration === 'string'
      ? /^(\d+(?:\.\d+)?)\s*(ns|us|µs|ms|s|m)$/.exec(duration.trim())
      : null;
  if (text) return Number(text[1]) * (TO_MS[text[2] ?? ''] ?? 1);
  const number = numberOf(duration);
  if (number !== undefined) return Math.max(0, number * unitOfStart(start));
  for (const name of END) {
    const end = timeOf(fields.first(name), referenceMs);
    if (end !== null)
      return Math.max(0, preciseMs(fields.first(name), end) - preciseMs(start, startMs));
  }
  return 0;
}

/** Jaeger and Zipkin count both in microseconds, Datadog both in nanoseconds. */
function unitOfStart(start: unknown): number {
  const size = numberOf(start) ?? 0;
  if (size >= 1e17) return 1e-6;
  return size >= 1e14 ? 1e-3 : 1;
}

/** Milliseconds with their fraction: most spans are shorter than a millisecond's rounding. */
function preciseMs(value: unknown, fallbackMs: number): number {
  const size = numberOf(value);
  if (size === undefined || size < 1e14) return fallbackMs;
  return size >= 1e17 ? size / 1e6 : size / 1e3;
}

function errorOf(
  record: JsonRecord,
  fields: Fields,
  tags: JsonRecord,
  http: number | undefined,
  kind: Span['kind'],
): Span['error'] {
  const exception = exceptionEvent(record);
  const status = record['status'];
  const code = isRecord(status) ? textOf(status['code']) : textOf(status);
  const flag = record['error'] ?? tags['error'];
  const failed =
    exception !== undefined ||
    (isRecord(flag) && Object.keys(flag).length > 0) ||
    flag === true ||
    flag === 1 ||
    (typeof flag === 'string' && flag !== '' && !/^(?:false|0|no|none|null)$/i.test(flag)) ||
    (code !== undefined && /^(?:2|error|failed|fail|status_code_error)$/i.test(code)) ||
    textOf(tags['otel.status_code'])?.toUpperCase() === 'ERROR' ||
    // OpenTelemetry's 2, and what gRPC answers when it is the server's fault
    isFailedStatus(fields.number('attributesrpcgrpcstatuscode', 'grpcstatuscode') ?? http) ||
    (http !== undefined && (http >= 500 || (http >= 400 && kind === 'client')));
  if (!failed) return null;
  const type =
    textOf(exception?.['exception.type']) ??
    fields.text(
      'errortype',
      'attributeserrortype',
      'attributesexceptiontype',
      'metaerrortype',
      'customerrortype',
    );
  const message =
    textOf(exception?.['exception.message']) ??
    fields.text(
      'errormessage',
      'errormsg',
      'attributeserrormessage',
      'attributeserrormsg',
      'attributesexceptionmessage',
      'statusmessage',
      'metaerrormessage',
      'metaerrormsg',
      'statusdescription',
      'attributesotelstatusdescription',
      'attributeserrordescription',
    ) ??
    (typeof flag === 'string' && !/^(?:true|1|yes)$/i.test(flag) ? flag : undefined) ??
    exceptionLog(record);
  const stack =
    textOf(exception?.['exception.stacktrace']) ??
    fields.text(
      'errorstack',
      'attributeserrorstack',
      'attributesexceptionstacktrace',
      'metaerrorstack',
      'customerrorstack',
    );
  return {
    ...(type === undefined ? {} : { type }),
    ...(message === undefined ? {} : { message }),
    ...(stack === undefined ? {} : { stack }),
  };
}

/** Unknown, deadline, exhausted, aborted, unimplemented, internal, unavailable, data loss. */
const isFailedStatus = (code: number | undefined): boolean =>
  code !== undefined && [2, 4, 8, 10, 12, 13, 14, 15].includes(code);

/** The attributes of OpenTelemetry's `exception` event. */
function exceptionEvent(record: JsonRecord): JsonRecord | undefined {
  const events = record['events'];
  if (!Array.isArray(events)) return undefined;
  for (const event of events as unknown[]) {
    if (!isRecord(event) || event['name'] !== 'exception') continue;
    const attributes = otelValue(event['attributes']);
    return isRecord(attributes) ? attributes : event;
  }
  return undefined;
}

/** Jaeger writes the error into the span's logs. */
function exceptionLog(record: JsonRecord): string | undefined {
  const logs = record['logs'];
  if (!Array.isArray(logs)) return undefined;
  for (const log of logs as unknown[]) {
    const tags = isRecord(log) ? plainTags(log['fields']) : {};
    const text = textOf(tags['error.object'] ?? tags['message'] ?? tags['error.message']);
    if (text !== undefined) return text;
  }
  return undefined;
}

function unwrapSpans(document: unknown): readonly unknown[] {
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
