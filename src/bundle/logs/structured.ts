/** One structured log entry, of whatever logger or exporter → a {@link LogRecord} without its id. */
import type { LogRecord } from '../../domain/observation.ts';
import { toIso } from '../../domain/time.ts';
import { otelValue } from '../values/attributes.ts';
import {
  fieldsOf,
  isRecord,
  tagValue,
  textOf,
  type Fields,
  type JsonRecord,
} from '../values/fields.ts';
import { unitName, workloadOf } from '../values/names.ts';
import { errorMessageOf, errorTypeOf, stackOf } from './entry-error.ts';
import { levelOf } from './entry-level.ts';
import type { Level } from './levels.ts';

export type NewLogRecord = Omit<LogRecord, 'id'>;

const TIME = [
  'timestamp',
  'time',
  'ts',
  'timeunixnano',
  'datetime',
  'date',
  'eventtime',
  'asctime',
  'created',
  'at',
  't',
  'timegenerated',
  'timecreated',
  'createdat',
  'loggedat',
  'timemillis',
  'timeutc',
  'realtimetimestamp',
  'sourcerealtimetimestamp',
  'receivetimestamp',
  'ingestiontime',
  'observedtimeunixnano',
  'observedtimestamp',
  'syslogtimestamp',
  'instantepochsecond',
  'starttime',
];
const MESSAGE = [
  'message',
  'msg',
  'body',
  'bodystringvalue',
  'event',
  'shortmessage',
  'renderedmessage',
  'log',
  'text',
  'textpayload',
  'line',
  'content',
  'logmessage',
  'm',
  'jsonpayloadmessage',
  'jsonpayloadmsg',
  'raw',
  'logline',
  'formattedmessage',
  'fullmessage',
  'description',
  'summary',
  'mt',
  'messagetemplate',
  'attributesmessage',
  'value',
];
const SERVICE = [
  'service',
  'servicename',
  'resourceattributesservicename',
  'resourceservicename',
  'resourcesname',
  'attributesservicename',
  'attributesservice',
  'ddservice',
  'app',
  'appname',
  'application',
  'applicationname',
  'microservice',
  'component',
  'propertiesapplication',
  'propertiesservicename',
  'propertiesservice',
  'contextservice',
  'extraservice',
  'metadataservice',
  'labelsservice',
  'labelsapp',
  'kuberneteslabelsapp',
  'kuberneteslabelsappkubernetesioname',
  'approlename',
  'cloudrolename',
  'containername',
  'kubernetescontainername',
  'resourcelabelscontainername',
  'container',
  'cmdbid',
  'syslogidentifier',
  'programname',
  'systemdunit',
  'job',
];

/** Fields that became members of the record: not repeated among its attributes. */
const CONSUMED = new Set([
  ...TIME,
  ...MESSAGE,
  'service',
  'servicename',
  'level',
  'severity',
  'severitytext',
  'severitynumber',
  'host',
  'hostname',
  'stack',
  'stacktrace',
  'traceid',
  'version',
  'pid',
  'v',
  'id',
]);

/** Wrappers whose inside is the entry: Elasticsearch, Splunk, Datadog, OpenSearch. */
const WRAPPERS = ['_source', 'result', 'event', 'jsonPayload', 'logRecord', 'record'];

/** `{"log": "\n"}`: an empty line of what a container wrote, and nothing that is missing. */
export const isEmptyLine = (entry: JsonRecord): boolean => {
  const text = fieldsOf(unwrapEntry(entry)).first(...MESSAGE);
  return typeof text === 'string' && text.trim() === '';
};

/**
 * Reads one entry.
 * @param referenceMs - completes times without a year or day
 * @returns null when it holds neither a message nor an error
 */
export function structuredLog(given: JsonRecord, referenceMs: number | null): NewLogRecord | null {
  const entry = unwrapEntry(given);
  const fields = fieldsOf(entry);
  const atMs = fields.time(referenceMs, ...TIME);
  const http = fields.number(
    'httpstatuscode',
    'statuscode',
    'httpstatus',
    'attributeshttpstatuscode',
  );
  const errorType = errorTypeOf(fields);
  const errorMessage = errorMessageOf(fields);
  const message = messageOf(fields);
  const stack = stackOf(fields, message);
  if (message === undefined && errorMessage === undefined && stack === undefined) {
    const access = accessMessage(fields, http ?? fields.number('status'));
    if (access === undefined) return null;
    return record(fields, atMs, access, undefined, levelOf(fields, http), entry);
  }
  // some loggers put the type in front of the message as well
  const error =
    errorType !== undefined && errorMessage?.startsWith(`${errorType}: `) === true
      ? errorMessage
      : [errorType, errorMessage].filter(Boolean).join(': ');
  const head = message ?? (error === '' ? (stack ?? '').split('\n')[0] : error) ?? '';
  const full =
    message === undefined || errorMessage === undefined || message.includes(errorMessage)
      ? head
      : `${head}: ${error}`;
  const level = levelOf(fields, http);
  return record(
    fields,
    atMs,
    full,
    stack,
    level === 'unknown' && (stack !== undefined || errorMessage !== undefined) ? 'error' : level,
    entry,
  );
}

function record(
  fields: Fields,
  atMs: number | null,
  message: string,
  stack: string | undefined,
  level: Level,
  entry: JsonRecord,
): NewLogRecord {
  const tags = fields.first('tags', 'ddtags', 'attributestags');
  const pod = fields.text(
    'pod',
    'podname',
    'kubernetespodname',
    'k8spodname',
    'resourceattributesk8spodname',
    'resourcelabelspodname',
  );
  const host =
    fields.text(
      'host',
      'hostname',
      'hostid',
      'resourceattributeshostname',
      'machine',
      'machinename',
      'node',
      'computer',
    ) ?? pod;
  const version =
    fields.text(
      'serviceversion',
      'ddversion',
      'resourceattributesserviceversion',
      'appversion',
      'release',
    ) ?? tagValue(tags, 'version');
  const traceId = fields.text(
    'traceid',
    'ddtraceid',
    'otelpid',
    'attributestraceid',
    'contexttraceid',
    'correlationid',
    'xtraceid',
  );
  const attributes = attributesOf(entry);
  return {
    at: atMs === null ? null : toIso(atMs),
    service: serviceOf(fields, pod) ?? tagValue(tags, 'service') ?? null,
    level,
    message,
    ...(host === undefined ? {} : { host }),
    ...(version === undefined ? {} : { version }),
    ...(stack === undefined ? {} : { stack }),
    ...(traceId === undefined ? {} : { traceId }),
    ...(attributes === undefined ? {} : { attributes }),
  };
}

/** Exporters put the entry into an envelope; what the envelope says counts where the entry is silent. */
function unwrapEntry(given: JsonRecord): JsonRecord {
  for (const key of WRAPPERS) {
    const inner = given[key];
    if (isRecord(inner)) {
      const { [key]: _, ...envelope } = given;
      return { ...envelope, ...inner };
    }
  }
  const attributes = given['attributes'];
  if (
    isRecord(attributes) &&
    ('message' in attributes || 'timestamp' in attributes) &&
    !('message' in given)
  ) {
    const { attributes: _, type: _type, ...envelope } = given;
    return { ...envelope, ...attributes };
  }
  // OpenTelemetry's attribute lists
  const changed: Record<string, unknown> = {};
  for (const key of ['attributes', 'body', 'resource']) {
    const value = given[key];
    const plain = otelValue(value);
    if (plain !== value) changed[key] = plain;
  }
  return Object.keys(changed).length === 0 ? given : { ...given, ...changed };
}

function messageOf(fields: Fields): string | undefined {
  const text = fields.text(...MESSAGE);
  if (text === undefined) {
    const object = fields.object('body', 'message', 'msg', 'event');
    if (!object) return undefined;
    return fieldsOf(object).text(...MESSAGE) ?? JSON.stringify(object);
  }
  // a container runtime keeps the line with its end
  return fill(text.replace(/[\r\n]+$/, ''), fields);
}

/** Serilog's `{OrderId}` holes are filled from the entry; they would make every value look alike. */
function fill(text: string, fields: Fields): string {
  if (fields.first('mt', 'messagetemplate') !== text || !text.includes('{')) return text;
  return text.replace(/\{@?(\w{1,60})(?::[^}]{0,20})?\}/g, (hole, name: string) => {
    const key = name.toLowerCase();
    return fields.text(key, `properties${key}`) ?? hole;
  });
}

function accessMessage(fields: Fields, http: number | undefined): string | undefined {
  const path = fields.text(
    'path',
    'url',
    'uri',
    'requesturi',
    'httpurl',
    'httppath',
    'request',
    'route',
    'requrl',
  );
  if (path === undefined) return undefined;
  const method = fields.text('method', 'httpmethod', 'requestmethod', 'verb', 'reqmethod');
  return [method, path, http].filter((part) => part !== undefined).join(' ');
}

function serviceOf(fields: Fields, pod: string | undefined): string | undefined {
  for (const name of SERVICE) {
    const value = fields.first(name);
    const text = isRecord(value) ? textOf(value['name']) : textOf(value);
    if (text === undefined) continue;
    return name === 'systemdunit' ? unitName(text) : text;
  }
  if (pod !== undefined) return workloadOf(pod);
  // bunyan and pino: `name` is the application when process and host stand beside it
  if (fields.first('pid') !== undefined && fields.first('hostname') !== undefined)
    return fields.text('name');
  return undefined;
}

/** The entry's own attributes where it keeps them apart, else what was not used of it. */
function attributesOf(entry: JsonRecord): Record<string, unknown> | undefined {
  const rest: Record<string, unknown> = {};
  let count = 0;
  for (const key in entry) {
    const value = entry[key];
    if (value === null || value === '' || CONSUMED.has(key.toLowerCase().replace(/[^a-z0-9]/g, '')))
      continue;
    if (key === 'attributes' && isRecord(value)) {
      for (const [name, inner] of Object.entries(value)) {
        rest[name] = inner;
        count += 1;
      }
      continue;
    }
    if (count >= 60) break;
    rest[key] = value;
    count += 1;
  }
  return count === 0 ? undefined : rest;
}
