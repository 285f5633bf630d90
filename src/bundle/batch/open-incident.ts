/** An incident that people already work on, as pagers and trackers write it. */
import { toIso } from '../../domain/time.ts';
import type { OpenIncident } from '../../evidence/index.ts';
import { fieldsOf, isRecord, textOf, type JsonRecord } from '../values/fields.ts';

export function openIncidentOf(record: JsonRecord, nowMs: number, number: number): OpenIncident {
  const fields = fieldsOf(record);
  const openedMs = fields.time(
    nowMs,
    'openedat',
    'createdat',
    'startedat',
    'declaredat',
    'timestamp',
    'time',
    'opened',
    'starttime',
    'detectedat',
  );
  const service =
    fields.text('service', 'servicename', 'primaryservice', 'component', 'rootservice') ?? null;
  const services = new Set<string>(service === null ? [] : [service]);
  for (const key of [
    'services',
    'affectedservices',
    'impactedservices',
    'components',
    'blastradius',
  ])
    for (const name of fields.strings(key)) services.add(name);
  return {
    id: fields.text('id', 'incidentid', 'key', 'number', 'publicid') ?? `incident-${number}`,
    title: fields.text('title', 'name', 'summary', 'subject', 'description') ?? '',
    body: [
      fields.text('description'),
      fields.text('summary'),
      fields.text('body'),
      fields.text('notes'),
      fields.text('rootcause'),
      fields.text('cause'),
      fields.text('message'),
    ]
      .filter(Boolean)
      .join('\n'),
    service: service ?? [...services][0] ?? null,
    services: [...services],
    env: fields.text('env', 'environment') ?? null,
    metric: fields.text('metric', 'metricname') ?? null,
    covers: [
      'alertids',
      'alerts',
      'monitors',
      'relatedalerts',
      'alertid',
      'monitor',
      'linkedalerts',
    ].flatMap((key) => coveredIds(fields.first(key))),
    status: fields.text('status', 'state') ?? null,
    openedAt: openedMs === null ? null : toIso(openedMs),
  };
}

function coveredIds(value: unknown): string[] {
  if (Array.isArray(value))
    return (value as unknown[])
      .map((entry) =>
        isRecord(entry)
          ? textOf(entry['id'] ?? entry['alert_id'] ?? entry['monitor'])
          : textOf(entry),
      )
      .filter((id) => id !== undefined);
  const text = textOf(value);
  return text === undefined ? [] : [text];
}
