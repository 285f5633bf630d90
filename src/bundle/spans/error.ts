/** Whether a span failed, and what it says of the error: flags, statuses, exception events, logs. */
import type { Span } from '../../domain/observation.ts';
import { otelValue, plainTags } from '../values/attributes.ts';
import { isRecord, textOf, type Fields, type JsonRecord } from '../values/fields.ts';

export function errorOf(
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
