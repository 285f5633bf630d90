/** Reads one metrics file of any accepted format into a {@link SeriesCollector}. */
import { forEachRecord, type Place } from '../io/records.ts';
import { unwrapList } from '../io/unwrap.ts';
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
import { otelValue } from '../values/attributes.ts';
import { splitColumns, type ColumnName } from './column-names.ts';
import type { SeriesCollector } from './series.ts';

export interface MetricsContext {
  readonly problems: Problems;
  /** Completes times without a year or day. */
  readonly referenceMs: number | null;
  /** Services known from elsewhere: they explain the columns of wide tables. */
  readonly services: ReadonlySet<string>;
  /** The service that a file or folder is named after. */
  readonly service: string | null;
}

const TIME = [
  'timestamp',
  'time',
  'ts',
  'datetime',
  'date',
  'at',
  't',
  'epoch',
  'timestampms',
  'timestamputc',
  'timems',
  'starttime',
  'bucket',
  'minute',
];
const METRIC = [
  'metric',
  'metricname',
  'name',
  'kpiname',
  'kpi',
  'measurement',
  'measure',
  'signal',
  'indicator',
  'label',
  'key',
  'metrictype',
  'type',
];
const VALUE = [
  'value',
  'val',
  'v',
  'metricvalue',
  'y',
  'mean',
  'avg',
  'average',
  'sum',
  'count',
  'current',
  'maximum',
];
const SERVICE = [
  'service',
  'servicename',
  'app',
  'appname',
  'application',
  'cmdbid',
  'component',
  'container',
  'containername',
  'deployment',
  'microservice',
  'kuberneteslabelsapp',
  'job',
  'resourceattributesservicename',
];
const POINTS = [
  'points',
  'pointlist',
  'values',
  'datapoints',
  'data',
  'samples',
  'series',
  'timeseries',
  'history',
];
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
  const columns = new Map<string, ReadonlyMap<string, ColumnName>>();
  await forEachRecord(path, file, context.problems, unwrapMetrics, (record, place) => {
    if (!readRecord(record, place, into, context, columns)) {
      context.problems.add(
        file,
        place.line(),
        'no metric in it: expected a time with a value, or a name with points',
      );
    }
  });
  if (into.points === before && context.problems.list().every((entry) => entry.file !== file))
    context.problems.add(file, null, 'no metric points in it');
}

type Columns = Map<string, ReadonlyMap<string, ColumnName>>;

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
  const signature = flat.map(([key]) => key).join('\n');
  let names = columns.get(signature);
  if (names === undefined) {
    names =
      service === null
        ? splitColumns(
            flat.map(([key]) => key),
            context.services,
          )
        : new Map();
    if (columns.size < 1_000) columns.set(signature, names);
  }
  const tags = tagsOf(record);
  for (const [key, value] of flat) {
    const name = names.get(key) ?? { service, metric: key };
    into.add({ metric: name.metric, service: name.service ?? service, tags }, atMs, value);
  }
  return flat.length > 0;
}

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

/** Brings what metric stores answer into series or records. */
function unwrapMetrics(document: unknown): readonly unknown[] {
  if (Array.isArray(document)) return (document as unknown[]).flatMap((entry) => unwrapOne(entry));
  return unwrapOne(document);
}

function unwrapOne(document: unknown): readonly unknown[] {
  if (!isRecord(document)) return [document];
  if (Array.isArray(document['resourceMetrics']))
    return document['resourceMetrics'].flatMap(otlpMetrics);
  const data = document['data'];
  // Prometheus: query_range and query
  if (isRecord(data) && Array.isArray(data['result']))
    return data['result'].map((entry) =>
      isRecord(entry) && Array.isArray(entry['value']) && !Array.isArray(entry['values'])
        ? { ...entry, values: [entry['value']] }
        : entry,
    );
  // Datadog's timeseries: times apart from values
  const attributes = isRecord(data) ? data['attributes'] : undefined;
  if (isRecord(attributes) && Array.isArray(attributes['times'])) return datadogV2(attributes);
  if (Array.isArray(document['MetricDataResults']))
    return document['MetricDataResults'].map(cloudWatch);
  if (Array.isArray(document['Timestamps'])) return [cloudWatch(document)];
  if (Array.isArray(document['results'])) {
    const influx = document['results'].flatMap(influxSeries);
    if (influx.length > 0) return influx;
  }
  const isNamed = ['name', 'metric', 'metric_name', 'label'].some(
    (key) => typeof document[key] === 'string',
  );
  const pairs = isNamed ? zipped(document) : undefined;
  if (pairs !== undefined) {
    const { values: _, data: _data, ...about } = document;
    return [{ ...about, points: pairs }];
  }
  const times =
    document['timestamps'] ?? document['times'] ?? document['time'] ?? document['index'];
  if (Array.isArray(times)) return columnar(document, times as unknown[]);
  const looksLikeSeries = POINTS.some(
    (key) =>
      Array.isArray(document[key]) &&
      (document[key] as unknown[]).every(
        (p) =>
          Array.isArray(p) ||
          (isRecord(p) &&
            !('metric' in p) &&
            !('points' in p) &&
            !('pointlist' in p) &&
            !('name' in p)),
      ),
  );
  const named = ['metric', 'name', 'target', 'metric_name', 'label'].some((key) => key in document);
  if (looksLikeSeries && named) return [document];
  const list = unwrapList(document, [
    'metrics',
    'series',
    'timeseries',
    'data',
    'records',
    'results',
    'rows',
  ]);
  if (list.length !== 1 || list[0] !== document) {
    const inherited = textOf(document['service']);
    return inherited === undefined
      ? list.flatMap((entry) => (entry === document ? [entry] : unwrapOne(entry)))
      : list.map((entry) =>
          isRecord(entry) && !('service' in entry) ? { service: inherited, ...entry } : entry,
        );
  }
  return byName(document) ?? [document];
}

/** `{ "cpu": [points], … }`, `{ "checkout": { "cpu": [points] } }`, also under `metrics`. */
function byName(document: JsonRecord): unknown[] | undefined {
  const inner =
    [document['metrics'], document['services'], document['series']].find(isRecord) ?? document;
  const service = textOf(document['service']);
  const out: unknown[] = [];
  for (const [name, value] of Object.entries(inner)) {
    if (
      Array.isArray(value) &&
      value.length > 0 &&
      value.every((p) => Array.isArray(p) || isRecord(p))
    )
      out.push(...seriesNamed(name, value, service));
    else if (isRecord(value)) {
      const pairs = zipped(value);
      if (pairs !== undefined) {
        out.push({
          name,
          ...(service === undefined ? {} : { service }),
          unit: value['unit'],
          points: pairs,
        });
        continue;
      }
      const points = POINTS.map((key) => value[key]).find(Array.isArray);
      if (points !== undefined) {
        out.push({ name, ...(service === undefined ? {} : { service }), ...value });
        continue;
      }
      for (const [metric, list] of Object.entries(value)) {
        if (
          Array.isArray(list) &&
          list.length > 0 &&
          list.every((p) => Array.isArray(p) || isRecord(p))
        )
          out.push(...seriesNamed(metric, list, name));
        else if (isRecord(list) && zipped(list) !== undefined)
          out.push({ name: metric, service: name, unit: list['unit'], points: zipped(list) });
        else if (isRecord(list)) {
          const inside = POINTS.map((key) => list[key]).find(Array.isArray);
          if (inside !== undefined) out.push({ name: metric, service: name, ...list });
        }
      }
    }
  }
  return out.length === 0 ? undefined : out;
}

/** A list under a name is that metric's points, or records of the service with that name. */
function seriesNamed(
  name: string,
  list: readonly unknown[],
  service: string | undefined,
): unknown[] {
  const first = list[0];
  if (isRecord(first)) {
    const keys = Object.keys(first).map(foldName);
    const isPoint =
      keys.some((key) => VALUE.includes(key)) &&
      !keys.some((key) => ['metric', 'metricname', 'name'].includes(key));
    if (!isPoint)
      return list.map((entry) =>
        isRecord(entry) && !('service' in entry) ? { service: service ?? name, ...entry } : entry,
      );
  }
  return [{ name, points: list, ...(service === undefined ? {} : { service }) }];
}

/** Times and values in two lists of one record. */
function zipped(record: JsonRecord): [unknown, unknown][] | undefined {
  const times = ['timestamps', 'times', 'time', 'timestamp', 'x', 't']
    .map((key) => record[key])
    .find(Array.isArray);
  const values = ['values', 'value', 'data', 'y', 'v']
    .map((key) => record[key])
    .find(Array.isArray);
  if (times === undefined || values === undefined) return undefined;
  return (times as unknown[]).map((time, at) => [time, (values as unknown[])[at]]);
}

function columnar(document: JsonRecord, times: readonly unknown[]): unknown[] {
  const inner =
    ['series', 'metrics', 'values', 'data'].map((key) => document[key]).find(isRecord) ?? document;
  const service = textOf(document['service']);
  return Object.entries(inner)
    .filter((entry): entry is [string, unknown[]] => Array.isArray(entry[1]) && entry[1] !== times)
    .map(([name, values]) => ({
      name,
      ...(service === undefined ? {} : { service }),
      points: values.map((value, at) => [times[at], value]),
    }));
}

function datadogV2(attributes: JsonRecord): unknown[] {
  const times = attributes['times'] as unknown[];
  const values = Array.isArray(attributes['values']) ? (attributes['values'] as unknown[]) : [];
  const series = Array.isArray(attributes['series']) ? (attributes['series'] as unknown[]) : [];
  return values.map((list, at) => {
    const about = isRecord(series[at]) ? series[at] : {};
    return {
      name: textOf(about['query']) ?? `query ${textOf(about['query_index']) ?? at}`,
      tags: about['group_tags'] ?? [],
      unit: about['unit'],
      points: (Array.isArray(list) ? (list as unknown[]) : []).map((value, n) => [times[n], value]),
    };
  });
}

function cloudWatch(result: unknown): unknown {
  if (!isRecord(result)) return result;
  const times = Array.isArray(result['Timestamps']) ? (result['Timestamps'] as unknown[]) : [];
  const values = Array.isArray(result['Values']) ? (result['Values'] as unknown[]) : [];
  return {
    name: result['Label'] ?? result['Id'] ?? 'value',
    points: times.map((time, at) => [time, values[at]]),
  };
}

function influxSeries(result: unknown): unknown[] {
  const series =
    isRecord(result) && Array.isArray(result['series']) ? (result['series'] as unknown[]) : [];
  return series.filter(isRecord).flatMap((entry) => {
    const names = stringsOf(entry['columns']);
    const rows = Array.isArray(entry['values']) ? (entry['values'] as unknown[]) : [];
    return rows.filter(Array.isArray).map((row: unknown[]) => ({
      ...(isRecord(entry['tags']) ? entry['tags'] : {}),
      ...Object.fromEntries(
        names.map((name, at) => [
          name === 'time' || names.length > 2 ? name : `${textOf(entry['name']) ?? ''}`,
          row[at],
        ]),
      ),
    }));
  });
}

function otlpMetrics(resource: unknown): unknown[] {
  if (!isRecord(resource)) return [];
  const about = isRecord(resource['resource']) ? otelValue(resource['resource']['attributes']) : {};
  const service = isRecord(about) ? textOf(about['service.name']) : undefined;
  const scopes = Array.isArray(resource['scopeMetrics'])
    ? (resource['scopeMetrics'] as unknown[])
    : [];
  return scopes
    .filter(isRecord)
    .flatMap((scope) => (Array.isArray(scope['metrics']) ? (scope['metrics'] as unknown[]) : []))
    .filter(isRecord)
    .map((metric) => {
      const body = ['gauge', 'sum', 'histogram', 'summary']
        .map((key) => metric[key])
        .find(isRecord);
      const points =
        body !== undefined && Array.isArray(body['dataPoints'])
          ? (body['dataPoints'] as unknown[])
          : [];
      return {
        name: metric['name'],
        unit: metric['unit'],
        ...(service === undefined ? {} : { service }),
        points,
      };
    });
}
