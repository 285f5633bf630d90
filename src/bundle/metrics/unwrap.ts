/** Brings a metrics document, of whatever shape, into a list of series or of records. */
import { unwrapList } from '../io/unwrap.ts';
import { foldName, isRecord, textOf, type JsonRecord } from '../values/fields.ts';
import { POINTS, VALUE } from './field-names.ts';
import { cloudWatch, datadogV2, influxSeries, otlpMetrics } from './stores.ts';

/** Brings what metric stores answer into series or records. */
export function unwrapMetrics(document: unknown): readonly unknown[] {
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
