/** What metric stores answer → series records: Datadog, CloudWatch, InfluxDB, OpenTelemetry. */
import { otelValue } from '../values/attributes.ts';
import { isRecord, stringsOf, textOf, type JsonRecord } from '../values/fields.ts';

export function datadogV2(attributes: JsonRecord): unknown[] {
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

export function cloudWatch(result: unknown): unknown {
  if (!isRecord(result)) return result;
  const times = Array.isArray(result['Timestamps']) ? (result['Timestamps'] as unknown[]) : [];
  const values = Array.isArray(result['Values']) ? (result['Values'] as unknown[]) : [];
  return {
    name: result['Label'] ?? result['Id'] ?? 'value',
    points: times.map((time, at) => [time, values[at]]),
  };
}

export function influxSeries(result: unknown): unknown[] {
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

export function otlpMetrics(resource: unknown): unknown[] {
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
