/** Reads one metrics file of any accepted format into a {@link SeriesCollector}. */
import { messageOf } from '../../domain/errors.ts';
import { forEachLine, readHead } from '../io/lines.ts';
import { forEachRecord, placeAt, type Place } from '../io/records.ts';
import type { Problems } from '../problems.ts';
import {
  fieldsOf,
  foldName,
  isRecord,
  numberOf,
  stringsOf,
  tagValue,
  textOf,
  timeOf,
  type Fields,
  type JsonRecord,
} from '../values/fields.ts';
import { workloadOf } from '../values/names.ts';
import { splitColumns, type ColumnName } from './column-names.ts';
import { isLineProtocol, recordsOfLine } from './line-protocol.ts';
import { METRIC, POINTS, SERVICE, TIME, VALUE } from './field-names.ts';
import type { SeriesCollector } from './series.ts';
import { unwrapMetrics } from './unwrap.ts';

export interface MetricsContext {
  readonly problems: Problems;
  /** Completes times without a year or day. */
  readonly referenceMs: number | null;
  /** Services known from elsewhere: they explain the columns of wide tables. */
  readonly services: ReadonlySet<string>;
  /** The service that a file or folder is named after. */
  readonly service: string | null;
}

const POD = ['pod', 'podname', 'kubernetespodname'];

/** Columns of a table that are neither measures nor worth being tags. */
const NO_MEASURE = new Set([
  ...TIME,
  'id',
  'index',
  'unit',
  'env',
  'environment',
  'region',
  'cluster',
  'namespace',
  'host',
  'hostname',
  'node',
  'pod',
  'podname',
  'pid',
  'instance',
  'container',
  'version',
  'tags',
  'labels',
  'unnamed0',
  'column1',
  'timestampms',
  'epoch',
  'injecttime',
]);

/** Reads one file; never throws. */
export async function readMetrics(
  path: string,
  file: string,
  into: SeriesCollector,
  context: MetricsContext,
): Promise<void> {
  const before = into.points;
  const columns: Columns = new Map();
  const onRecord = (record: JsonRecord, place: Place): void => {
    if (!readRecord(record, place, into, context, columns)) {
      context.problems.add(
        file,
        place.line(),
        'no metric in it: expected a time with a value, or a name with points',
      );
    }
  };
  if (isLineProtocol(await readHead(path).catch(() => '')))
    await readLines(path, file, context.problems, onRecord);
  else await forEachRecord(path, file, context.problems, unwrapMetrics, onRecord);
  if (into.points === before && context.problems.list().every((entry) => entry.file !== file))
    context.problems.add(file, null, 'no metric points in it');
}

async function readLines(
  path: string,
  file: string,
  problems: Problems,
  onRecord: (record: JsonRecord, place: Place) => void,
): Promise<void> {
  try {
    await forEachLine(path, (text, line) => {
      const records = recordsOfLine(text);
      if (records === null) problems.add(file, line, 'not in line protocol like those before it');
      else for (const record of records) onRecord(record, placeAt(file, line));
    });
  } catch (error) {
    problems.add(file, null, messageOf(error));
  }
}

type Columns = Map<string, ColumnName>;

function readRecord(
  record: JsonRecord,
  place: Place,
  into: SeriesCollector,
  context: MetricsContext,
  columns: Columns,
): boolean {
  const fields = fieldsOf(record);
  const labels = isRecord(record['metric']) ? record['metric'] : undefined;
  const list = fields.list(...POINTS);
  if (list !== undefined) return seriesRecord(record, fields, labels, list, into, context);
  const map = fields.object(...POINTS);
  if (map !== undefined && textOf(record['name'] ?? record['metric']) !== undefined) {
    const entries = Object.entries(map).map(([at, value]) => [at, value]);
    return seriesRecord(record, fields, labels, entries, into, context);
  }
  const atMs = fields.time(context.referenceMs, ...TIME);
  if (atMs === null) return false;
  const name = fields.text(...METRIC);
  const value = fields.first(...VALUE);
  if (name !== undefined && value !== undefined && Number.isNaN(Number(name))) {
    const parsed = valueOf(value);
    if (parsed === undefined) return false;
    into.add(
      {
        metric: name,
        service: serviceOf(fields) ?? context.service,
        tags: tagsOf(record),
        unit: fields.text('unit'),
      },
      atMs,
      parsed,
    );
    return true;
  }
  return wideRecord(record, fields, atMs, into, context, columns);
}

/** One object per moment, one member per metric. */
function wideRecord(
  record: JsonRecord,
  fields: Fields,
  atMs: number,
  into: SeriesCollector,
  context: MetricsContext,
  columns: Columns,
): boolean {
  const service = serviceOf(fields) ?? context.service;
  const flat = flatNumbers(record);
  const tags = tagsOf(record);
  if (service !== null) {
    for (const [metric, value] of flat) into.add({ metric, service, tags }, atMs, value);
    return flat.length > 0;
  }
  nameColumns(flat, columns, context);
  for (const [column, value] of flat) {
    const key = columns.get(column) ?? { service, metric: column };
    into.add(tags.length === 0 ? key : { ...key, tags }, atMs, value);
  }
  return flat.length > 0;
}

/** Names columns that were not seen before, by all that were: a record may leave some of them out. */
function nameColumns(
  flat: readonly (readonly [string, unknown])[],
  columns: Columns,
  context: MetricsContext,
): void {
  const fresh = flat.filter(([column]) => !columns.has(column)).map(([column]) => column);
  if (fresh.length === 0) return;
  const names = splitColumns([...columns.keys(), ...fresh], context.services);
  for (const column of fresh) columns.set(column, names.get(column) ?? unsplit(column));
}

const unsplit = (column: string): ColumnName => ({ service: null, metric: column });

/** Numeric members, those of nested objects as `outer.inner`; gaps stay as null. */
function flatNumbers(record: JsonRecord, prefix = ''): [string, number | null][] {
  const out: [string, number | null][] = [];
  for (const [key, value] of Object.entries(record)) {
    const folded = foldName(key);
    if (prefix === '' && (NO_MEASURE.has(folded) || SERVICE.includes(folded))) continue;
    if (isRecord(value) && prefix.length < 80) out.push(...flatNumbers(value, `${prefix}${key}.`));
    else if (typeof value !== 'boolean') {
      const number = value === '' || value === null ? null : valueOf(value);
      if (number !== undefined) out.push([prefix + key, number]);
    }
  }
  return out;
}

/** A name (or labels) with its points. */
function seriesRecord(
  record: JsonRecord,
  fields: Fields,
  labels: JsonRecord | undefined,
  points: readonly unknown[],
  into: SeriesCollector,
  context: MetricsContext,
): boolean {
  const named = labels === undefined ? fields : fieldsOf(labels);
  const target = fields.text('target');
  const metric =
    (labels === undefined ? undefined : textOf(labels['__name__'])) ??
    (labels === undefined ? fields.text(...METRIC) : undefined) ??
    target ??
    fields.text('query', 'expression', 'displayname', 'title') ??
    named.text('metric', 'name') ??
    'value';
  const tags = labels === undefined ? tagsOf(record) : labelTags(labels);
  const key = {
    metric,
    service: serviceOf(named) ?? serviceOf(fields) ?? context.service,
    tags,
    unit: unitOf(record['unit']),
  };
  let used = 0;
  for (const point of points) {
    const parsed = pointOf(point, target !== undefined, context.referenceMs);
    if (parsed === null) continue;
    if (Array.isArray(parsed)) {
      into.add(key, parsed[0], parsed[1]);
      used += 1;
    }
  }
  if (used > 0) return true;
  // a list of records under `data`, each with its own metric
  return false;
}

/** `[time, value]`, Graphite's `[value, time]`, `{ timestamp, value }`, CloudWatch's averages. */
function pointOf(
  point: unknown,
  valueFirst: boolean,
  referenceMs: number | null,
): [number, number | null] | null {
  if (Array.isArray(point)) {
    const [a, b] = (valueFirst ? [point[1], point[0]] : point) as [unknown, unknown];
    const atMs = timeOf(a, referenceMs);
    const value = b === null ? null : valueOf(b);
    return atMs === null || value === undefined ? null : [atMs, value];
  }
  if (!isRecord(point)) return null;
  const fields = fieldsOf(point);
  const atMs = fields.time(referenceMs, ...TIME, 'x', 'timeunixnano');
  const value = fields.first(...VALUE, 'asdouble', 'asint', 'total', 'minimum');
  const parsed = value === undefined ? null : valueOf(value);
  return atMs === null || parsed === undefined ? null : [atMs, parsed];
}

/** Null for a gap (`NaN`, empty), undefined for something that is no number. */
function valueOf(value: unknown): number | null | undefined {
  if (typeof value === 'string' && /^(?:nan|null|none|n\/a|-|\+?inf|-inf)?$/i.test(value.trim()))
    return null;
  return typeof value === 'boolean' ? undefined : numberOf(value);
}

function serviceOf(fields: Fields): string | null {
  const value = fields.text(...SERVICE);
  if (value !== undefined) return value;
  const tags = fields.first('tags', 'tagset', 'scope', 'labels', 'grouptags', 'dimensions');
  const tagged = tagValue(tags, 'service') ?? (isRecord(tags) ? textOf(tags['app']) : undefined);
  if (tagged !== undefined) return tagged;
  const pod = fields.text(...POD);
  return pod === undefined ? null : workloadOf(pod);
}

function tagsOf(record: JsonRecord): string[] {
  const out: string[] = [];
  const tags = record['tags'] ?? record['tag_set'] ?? record['labels'] ?? record['dimensions'];
  if (isRecord(tags)) out.push(...labelTags(tags));
  else if (tags !== undefined && tags !== null && tags !== '') out.push(...stringsOf(tags));
  for (const key of ['host', 'pod', 'instance', 'node', 'env', 'version', 'region']) {
    const value = textOf(record[key]);
    if (value !== undefined) out.push(`${key}:${value}`);
  }
  return out.filter((tag) => !tag.startsWith('service:')).slice(0, 40);
}

const labelTags = (labels: JsonRecord): string[] =>
  Object.entries(labels)
    .filter(([key]) => key !== '__name__' && !SERVICE.includes(foldName(key)))
    .map(([key, value]) => `${key}:${textOf(value) ?? ''}`)
    .slice(0, 40);

/** Datadog writes a unit as `[{ family, name }, null]`. */
function unitOf(unit: unknown): string | undefined {
  const first: unknown = Array.isArray(unit) ? unit[0] : unit;
  return isRecord(first) ? textOf(first['name']) : textOf(first);
}
