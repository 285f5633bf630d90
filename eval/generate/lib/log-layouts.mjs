/** How log lines reach whoever investigates: what collectors make of a program's output. */
import { iso } from './formats.mjs';

const rank = { trace: 1, debug: 5, info: 9, warn: 13, error: 17, fatal: 21 };
const LEVEL = /\b(TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERR(?:OR)?|FATAL|CRIT(?:ICAL)?|PANIC)\b/i;
const levelOf = (value) => {
  if (typeof value === 'number')
    return value >= 50 ? 'error' : value >= 40 ? 'warn' : value >= 30 ? 'info' : 'debug';
  const name = String(value ?? '').toLowerCase();
  if (name.startsWith('warn')) return 'warn';
  if (name.startsWith('err') || name.startsWith('crit') || name === 'panic') return 'error';
  if (name === 'fatal' || name === 'emerg') return 'fatal';
  return name === 'debug' || name === 'trace' ? name : 'info';
};

/** klog says it with the first letter. */
const KLOG = { I: 'info', W: 'warn', E: 'error', F: 'fatal' };
const klogLevel = (line) => KLOG[/^([IWEF])\d{4} \d\d:/.exec(line)?.[1]];

/** A line's parts: level, words, stack and trace id, from JSON of any logger or from plain text. */
export function recordsOf({ text, isJson }) {
  const plain = (line) => ({
    level: klogLevel(line) ?? levelOf(LEVEL.exec(line.split('\n')[0])?.[1]),
    message: line.split('\n')[0],
    stack: line.includes('\n') ? line.slice(line.indexOf('\n') + 1) : undefined,
    fields: {},
  });
  if (!isJson) return [plain(text)];
  return text.split('\n').map((line) => {
    let row;
    try {
      row = JSON.parse(line);
    } catch {
      return plain(line);
    }
    const {
      level,
      levelname,
      severity,
      msg,
      message,
      event,
      stack,
      stack_trace: javaStack,
      exception,
      exc_info: excInfo,
      err,
      trace_id: traceId,
      traceId: camelTrace,
      ...fields
    } = row;
    for (const name of [
      'time',
      'timestamp',
      '@timestamp',
      '@version',
      'asctime',
      'pid',
      'v',
      'hostname',
      'host',
      'service',
      'name',
      'logger_name',
      'thread_name',
      'logger',
    ])
      delete fields[name];
    if (typeof err === 'string') fields.err = err;
    return {
      level: levelOf(level ?? levelname ?? severity),
      message: msg ?? message ?? event ?? line,
      stack: stack ?? javaStack ?? exception ?? excInfo ?? err?.stack,
      traceId: traceId ?? camelTrace,
      fields,
    };
  });
}

const byService = (lines, write) => {
  const out = {};
  for (const line of lines) (out[line.service] ??= []).push(line);
  return Object.fromEntries(Object.entries(out).map(([service, own]) => write(service, own)));
};
const json = (value) => `${JSON.stringify(value)}\n`;
const rows = (list) => `${list.map((one) => JSON.stringify(one)).join('\n')}\n`;
const flat = (lines) =>
  lines.flatMap((line) => recordsOf(line).map((record) => ({ ...line, ...record })));
const pairs = (fields) =>
  Object.entries(fields)
    .map(([key, value]) => ` ${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join('');
const body = ({ message, stack, fields = {} }) =>
  `${message}${pairs(fields)}${stack ? `\n${stack}` : ''}`;

export const logLayouts = {
  loki: (lines) => {
    const streams = new Map();
    for (const { service, host, text, isJson, atMs } of lines) {
      const key = `${service}/${host}`;
      if (!streams.has(key))
        streams.set(key, { stream: { service, pod: host, namespace: 'prod' }, values: [] });
      for (const part of isJson ? text.split('\n') : [text])
        streams.get(key).values.push([`${atMs}000000`, part]);
    }
    return {
      'logs.json': json({
        status: 'success',
        data: { resultType: 'streams', result: [...streams.values()] },
      }),
    };
  },
  cloudwatch: (lines) =>
    byService(lines, (service, own) => [
      `logs/${service}.json`,
      json({
        events: own.flatMap(({ host, text, isJson, atMs }, at) =>
          (isJson ? text.split('\n') : [text]).map((message) => ({
            logStreamName: `${service}/${host}`,
            timestamp: atMs,
            message,
            ingestionTime: atMs + 900,
            eventId: `3811${String(at).padStart(12, '0')}`,
          })),
        ),
      }),
    ]),
  gcp: (lines) => ({
    'logs.json': json(
      flat(lines).map((one, at) => ({
        insertId: `k${at.toString(36)}`,
        timestamp: iso(one.atMs),
        severity: { warn: 'WARNING', fatal: 'CRITICAL' }[one.level] ?? one.level.toUpperCase(),
        resource: {
          type: 'k8s_container',
          labels: { container_name: one.service, pod_name: one.host, namespace_name: 'prod' },
        },
        ...(one.isJson
          ? {
              jsonPayload: {
                message: one.message,
                ...one.fields,
                ...(one.stack ? { stack_trace: one.stack } : {}),
              },
            }
          : { textPayload: body(one) }),
        ...(one.traceId ? { trace: one.traceId } : {}),
      })),
    ),
  }),
  docker: (lines) =>
    byService(lines, (service, own) => [
      `logs/${service}.log`,
      rows(
        own.flatMap(({ text, atMs }) =>
          text.split('\n').map((log, at) => ({
            log: `${log}\n`,
            stream: 'stdout',
            time: new Date(atMs + (at > 0 ? 1 : 0)).toISOString().replace('Z', '000000Z'),
          })),
        ),
      ),
    ]),
  kubectl: (lines) => ({
    'app.log': `${lines
      .map(({ service, host, text }) =>
        text
          .split('\n')
          .map((line) => `[pod/${host}/${service}] ${line}`)
          .join('\n'),
      )
      .join('\n')}\n`,
  }),
  csv: (lines) => ({
    'logs.csv': `timestamp,service,host,level,message\n${flat(lines)
      .map((one) =>
        [
          iso(one.atMs),
          one.service,
          one.host,
          one.level.toUpperCase(),
          `"${body(one).replaceAll('"', '""')}"`,
        ].join(','),
      )
      .join('\n')}\n`,
  }),
  elastic: (lines) => ({
    'logs.json': json({
      took: 31,
      timed_out: false,
      hits: {
        total: { value: lines.length, relation: 'eq' },
        hits: flat(lines).map((one, at) => ({
          _index: 'logs-prod',
          _id: `h${at}`,
          _source: {
            '@timestamp': iso(one.atMs),
            service: { name: one.service },
            host: { name: one.host },
            log: { level: one.level },
            message: one.message,
            ...(Object.keys(one.fields).length > 0 ? { labels: one.fields } : {}),
            ...(one.traceId ? { trace: { id: one.traceId } } : {}),
            ...(one.stack || one.fields.err
              ? {
                  error: {
                    ...(one.fields.err ? { message: one.fields.err } : {}),
                    ...(one.stack ? { stack_trace: one.stack } : {}),
                  },
                }
              : {}),
          },
        })),
      },
    }),
  }),
  otlp: (lines) => ({
    'logs.json': json({
      resourceLogs: Object.values(
        byService(lines, (service, own) => [
          service,
          {
            resource: {
              attributes: [{ key: 'service.name', value: { stringValue: service } }],
            },
            scopeLogs: [
              {
                scope: {},
                logRecords: flat(own).map((one) => ({
                  timeUnixNano: `${one.atMs}000000`,
                  severityNumber: rank[one.level],
                  severityText: one.level.toUpperCase(),
                  body: { stringValue: one.isJson ? one.message : body(one) },
                  ...(one.traceId ? { traceId: one.traceId } : {}),
                  attributes: Object.entries({
                    ...one.fields,
                    ...(one.stack && one.isJson ? { 'exception.stacktrace': one.stack } : {}),
                  }).map(([key, value]) => ({ key, value: { stringValue: String(value) } })),
                })),
              },
            ],
          },
        ]),
      ),
    }),
  }),
  splunk: (lines) => ({
    'logs.ndjson': rows(
      lines.flatMap(({ service, host, text, isJson, atMs }) =>
        (isJson ? text.split('\n') : [text]).map((_raw) => ({
          preview: false,
          result: { _time: iso(atMs), host, source: service, service, sourcetype: 'app', _raw },
        })),
      ),
    ),
  }),
  journald: (lines) => ({
    'logs.ndjson': rows(
      flat(lines).map((one) => ({
        __REALTIME_TIMESTAMP: `${one.atMs}000`,
        _HOSTNAME: one.host,
        SYSLOG_IDENTIFIER: one.service,
        PRIORITY: { fatal: '2', error: '3', warn: '4', info: '6', debug: '7' }[one.level] ?? '6',
        MESSAGE: body(one),
      })),
    ),
  }),
};

const template = (line) =>
  line
    .replaceAll(/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, '<*>')
    .replaceAll(/\b[0-9a-f]{16,}\b/g, '<*>')
    .replaceAll(/0x[0-9a-f]+/g, '<*>')
    .replaceAll(/\d+(?:[.,:]\d+)*/g, '<*>');

/** Templates with their counts, as a log platform clusters them; all that is left of the lines. */
export function patternsOf(lines, { samples = true }) {
  const found = new Map();
  for (const line of lines) {
    for (const record of recordsOf(line)) {
      const pattern = template(record.message);
      const key = `${line.service}\n${record.level}\n${pattern}\n${template(record.stack?.split('\n')[0] ?? '')}`;
      const known = found.get(key) ?? {
        pattern,
        service: line.service,
        level: record.level,
        count: 0,
        first_seen: iso(line.atMs),
        ...(samples ? { samples: [body(record)] } : {}),
        buckets: new Map(),
      };
      known.count += 1;
      known.last_seen = iso(line.atMs);
      const minute = Math.floor(line.atMs / 300_000) * 300_000;
      known.buckets.set(minute, (known.buckets.get(minute) ?? 0) + 1);
      found.set(key, known);
    }
  }
  return [...found.values()]
    .sort((a, b) => b.count - a.count)
    .map((one) => ({
      ...one,
      buckets: [...one.buckets].map(([at, count]) => ({ start: iso(at), count })),
    }));
}
