/** Reads traces: OpenTelemetry (OTLP and flat), Jaeger, Zipkin, Datadog, and tables of spans. */
import type { Span } from '../../domain/observation.ts';
import { toIso } from '../../domain/time.ts';
import { forEachRecord } from '../io/records.ts';
import type { Problems } from '../problems.ts';
import { otelValue, plainTags } from '../values/attributes.ts';
import {
  fieldsOf,
  isRecord,
  tagValue,
  textOf,
  type Fields,
  type JsonRecord,
} from '../values/fields.ts';
import { workloadOf } from '../values/names.ts';
import { durationOf } from './duration.ts';
import { errorOf } from './error.ts';
import { unwrapSpans } from './unwrap.ts';

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
