/** Reads one log file of any accepted format into a {@link LogStore}. */
import { messageOf } from '../../domain/errors.ts';
import { forEachRecord, formatOf } from '../io/records.ts';
import { forEachLine } from '../io/lines.ts';
import { unwrapList } from '../io/unwrap.ts';
import type { Problems } from '../problems.ts';
import { otelValue } from '../values/attributes.ts';
import { isRecord, type JsonRecord } from '../values/fields.ts';
import { createLineJoiner } from './join.ts';
import type { Level } from './levels.ts';
import { plainHead } from './plain.ts';
import type { LogStore } from './store.ts';
import { isEmptyLine, structuredLog, type NewLogRecord } from './structured.ts';

export interface LogSource {
  readonly path: string;
  /** As problems shall name it. */
  readonly file: string;
  /** What the folder or name of the file says about its service. */
  readonly service: string | null;
}

const LIST_KEYS = [
  'logs',
  'logrecords',
  'entries',
  'records',
  'events',
  'hits',
  'rows',
  'items',
  'results',
  'messages',
  'lines',
  'data',
  'value',
];

/**
 * Reads one file; never throws.
 * @param reference - completes times without a year or day
 */
export async function readLogs(
  { path, file, service }: LogSource,
  store: LogStore,
  problems: Problems,
  reference: () => number | null,
): Promise<void> {
  const before = store.seen;
  const add = (record: NewLogRecord): void =>
    store.add(record.service === null && service !== null ? { ...record, service } : record);
  try {
    switch (await formatOf(path, file)) {
      case 'text': {
        const joiner = createLineJoiner(add, reference);
        await forEachLine(path, (text, line) => joiner.line(text, line));
        joiner.end();
        break;
      }
      case 'ndjson':
        await readMixed(path, add, problems, file, reference);
        break;
      default:
        await forEachRecord(path, file, problems, unwrapLogs, (record, place) => {
          const log = structuredLog(record, reference());
          if (log) readJoinedText(log, add, reference);
          else if (!isEmptyLine(record))
            problems.add(file, place.line(), 'neither a message nor an error in this record');
        });
    }
  } catch (error) {
    problems.add(file, null, messageOf(error));
  }
  if (store.seen === before && problems.list().every((entry) => entry.file !== file))
    problems.add(file, null, 'no log records in it');
}

/** NDJSON as services write it: a line that is no JSON (a crash on stderr) is read as text. */
async function readMixed(
  path: string,
  add: (record: NewLogRecord) => void,
  problems: Problems,
  file: string,
  reference: () => number | null,
): Promise<void> {
  const joiner = createLineJoiner(add, reference);
  await forEachLine(path, (text, line) => {
    const trimmed = text.trim();
    if (trimmed === '') return;
    if (!trimmed.startsWith('{')) {
      joiner.line(text, line);
      return;
    }
    let value: unknown;
    try {
      value = JSON.parse(trimmed.replace(/,$/, ''));
    } catch (error) {
      problems.add(file, line, `not JSON: ${messageOf(error)}`);
      return;
    }
    joiner.end();
    for (const entry of unwrapLogs(value)) {
      const log = isRecord(entry) ? structuredLog(entry, reference()) : null;
      if (log) readJoinedText(log, add, reference);
      else if (!isRecord(entry) || !isEmptyLine(entry))
        problems.add(file, line, 'neither a message nor an error in this record');
    }
  });
  joiner.end();
}

/**
 * Container runtimes wrap a plain line into JSON: its own level and time stand inside. Shippers that
 * give every line a level of their own (by its stream, or a word in it) are overruled by a line that
 * names both.
 */
function readJoinedText(
  log: NewLogRecord,
  add: (record: NewLogRecord) => void,
  reference: () => number | null,
): void {
  const own = levelWithin(log, reference());
  if (log.stack !== undefined) {
    add(own === null ? log : { ...log, level: own });
    return;
  }
  if (log.level !== 'unknown' && own === null) {
    add(log);
    return;
  }
  let inner: NewLogRecord | undefined;
  let parts = 0;
  const joiner = createLineJoiner((record) => {
    inner ??= record;
    parts += 1;
  }, reference);
  log.message.split('\n').forEach((text, index) => joiner.line(text, index + 1));
  joiner.end();
  if (
    parts !== 1 ||
    inner === undefined ||
    (inner.level === 'unknown' && inner.stack === undefined)
  )
    add(log);
  else
    add({
      ...log,
      ...inner,
      at: log.at ?? inner.at,
      service: log.service ?? inner.service,
      attributes: { ...log.attributes, ...inner.attributes },
    });
}

/** The level in the head of a line that begins with its time; null where it has none. */
function levelWithin({ message }: NewLogRecord, referenceMs: number | null): Level | null {
  // a layout begins with the time: nothing else needs a closer look
  if (!/^[[\w<]?\d/.test(message)) return null;
  const [first = ''] = message.split('\n', 1);
  const head = plainHead(first, referenceMs);
  return head === null || head.atMs === null || head.level === 'unknown' ? null : head.level;
}

/** Where exports keep their entries: OTLP, Loki, and any wrapper around a list. */
function unwrapLogs(document: unknown): readonly unknown[] {
  if (isRecord(document)) {
    if (Array.isArray(document['resourceLogs'])) return document['resourceLogs'].flatMap(otlpLogs);
    const streams = lokiStreams(document);
    if (streams) return streams.flatMap(lokiEntries);
    if (looksLikeEntry(document)) return [document];
  }
  return unwrapList(document, LIST_KEYS);
}

const looksLikeEntry = (record: JsonRecord): boolean =>
  ['message', 'msg', 'body', 'log', '@m', '@mt', 'short_message', 'MESSAGE', 'event'].some(
    (key) => typeof record[key] === 'string',
  ) && !Array.isArray(record['logs']);

function otlpLogs(resource: unknown): JsonRecord[] {
  if (!isRecord(resource)) return [];
  const attributes = isRecord(resource['resource'])
    ? otelValue(resource['resource']['attributes'])
    : {};
  const scopes = resource['scopeLogs'] ?? resource['instrumentationLibraryLogs'];
  return (Array.isArray(scopes) ? (scopes as unknown[]) : []).flatMap((scope) => {
    const records = isRecord(scope) ? (scope['logRecords'] ?? scope['logs']) : undefined;
    return (Array.isArray(records) ? (records as unknown[]) : [])
      .filter(isRecord)
      .map((record) => ({ ...record, resource: { attributes } }));
  });
}

function lokiStreams(document: JsonRecord): readonly unknown[] | undefined {
  if (Array.isArray(document['streams'])) return document['streams'] as unknown[];
  const data = document['data'];
  const result = isRecord(data) ? data['result'] : undefined;
  return Array.isArray(result) &&
    result.some((entry) => isRecord(entry) && isRecord(entry['stream']))
    ? (result as unknown[])
    : undefined;
}

function lokiEntries(stream: unknown): JsonRecord[] {
  if (!isRecord(stream)) return [];
  const labels = isRecord(stream['stream']) ? stream['stream'] : {};
  const values = Array.isArray(stream['values']) ? (stream['values'] as unknown[]) : [];
  return values
    .filter((entry): entry is unknown[] => Array.isArray(entry))
    .map(([time, line]) => {
      const text = typeof line === 'string' ? line : '';
      if (text.startsWith('{')) {
        try {
          const inner: unknown = JSON.parse(text);
          if (isRecord(inner)) return { ...labels, timestamp: time, ...inner };
        } catch {
          // a line that only begins like JSON is text
        }
      }
      return { ...labels, timestamp: time, message: text };
    });
}
