/** Alerts as monitors, pagers and people write them. */
import type { MonitorObservation, ObservedAlert } from '../domain/observation.ts';
import { toIso } from '../domain/time.ts';
import {
  fieldsOf,
  isRecord,
  stringsOf,
  tagValue,
  textOf,
  type Fields,
  type JsonRecord,
} from './values/fields.ts';
import { inPlainNames } from './vendors/vendors.ts';

const FIRED = [
  'firedat',
  'triggeredat',
  'startsat',
  'starttime',
  'startedat',
  'start',
  'timestamp',
  'time',
  'createdat',
  'openedat',
  'detectedat',
  'alerttime',
  'triggertime',
  'date',
  'at',
  'ts',
  'lastupdated',
  'datetime',
  'begin',
  'fired',
  'triggered',
  'occurredat',
];
const CLEARED = [
  'recoveredat',
  'clearedat',
  'resolvedat',
  'endsat',
  'endedat',
  'closedat',
  'endtime',
  'resolvedtime',
  'cleared',
  'resolved',
  'recoverytime',
  'cleartime',
];
const STATES = ['status', 'state', 'statusstate', 'alertstate', 'alertstatus', 'monitorcondition'];
/** States of what is on. */
export const IS_ON =
  /^(?:firing|alarm|alerting|triggered|open|active|activated|problem|down|critical|fired|ongoing|failing|anomalous)$/i;
/** Unset ends: Prometheus's zero time. */
const isZeroTime = (value: unknown): boolean =>
  typeof value === 'string' && value.startsWith('0001-');

/** Fields that go into the alert's members: the rest is told in its body. */
const TOLD = new Set([
  'id',
  'alertid',
  'title',
  'name',
  'alertname',
  'body',
  'message',
  'description',
  'text',
  'service',
  'env',
  'environment',
  'tags',
  'now',
  'window',
  'severity',
  'priority',
  ...FIRED,
  ...CLEARED,
]);

/** One alert; its extra fields (value, threshold, …) are told in its body, so that nothing is lost. */
export function observedAlert(
  sent: JsonRecord,
  referenceMs: number | null,
  number: number,
): ObservedAlert {
  const record = inPlainNames(sent);
  const fields = fieldsOf(record);
  const tags = tagsOf(record, fields);
  const firedMs = fields.time(referenceMs, ...FIRED);
  // of what is on, an end is only foreseen
  const isOn = STATES.some((name) => IS_ON.test(fields.text(name)?.trim() ?? ''));
  const clearedMs =
    isOn || CLEARED.map((name) => fields.first(name)).some(isZeroTime)
      ? null
      : fields.time(referenceMs, ...CLEARED);
  const title =
    fields.text(
      'title',
      'alerttitle',
      'eventtitle',
      'alertname',
      'labelsalertname',
      'monitorname',
      'monitor',
      'name',
      'annotationssummary',
      'summary',
      'subject',
      'headline',
      'message',
      'description',
    ) ??
    headlineOf(fields.text('text', 'body', 'details', 'report', 'note')) ??
    `alert ${number}`;
  const body =
    fields.text(
      'body',
      'textonlymsg',
      'eventmsg',
      'text',
      'message',
      'description',
      'annotationsdescription',
      'details',
      'summary',
      'annotationssummary',
    ) ?? '';
  const metric = fields.text('metric', 'metricname', 'alertmetric', 'labelsmetric');
  const query = fields.text(
    'query',
    'alertquery',
    'expression',
    'expr',
    'condition',
    'monitorquery',
  );
  const priority = fields.text(
    'priority',
    'severity',
    'labelsseverity',
    'alertpriority',
    'level',
    'urgency',
    'sev',
  );
  return {
    id:
      fields.text(
        'id',
        'alertid',
        'eventid',
        'fingerprint',
        'uid',
        'key',
        'incidentid',
        'number',
      ) ?? `alert-${number}`,
    title,
    body: [body === title ? '' : body, ...extras(record)].filter(Boolean).join('\n'),
    service: serviceOf(fields, tags),
    env:
      fields.text('env', 'environment', 'labelsenv', 'labelsenvironment', 'stage') ??
      tagValue(tags, 'env') ??
      null,
    ...(metric === undefined ? {} : { metric }),
    ...(query === undefined ? {} : { query }),
    ...(priority === undefined ? {} : { priority }),
    firedAt: firedMs === null ? null : toIso(firedMs),
    recoveredAt:
      clearedMs === null || (firedMs !== null && clearedMs < firedMs) ? null : toIso(clearedMs),
    tags,
  };
}

/** The first sentence of what somebody wrote without a title. */
function headlineOf(text: string | undefined): string | undefined {
  const line = text?.trim().split('\n')[0] ?? '';
  return line === '' ? undefined : line.slice(0, 200);
}

/**
 * The known service that an alert speaks of in its title, else in its body: the longest name that
 * stands there as a word of its own; null when none does.
 */
export function serviceSpokenOf(
  alert: Pick<ObservedAlert, 'title' | 'body'>,
  known: Iterable<string>,
): string | null {
  const names = [...known].filter((name) => name.length > 2);
  for (const given of [alert.title, alert.body]) {
    const text = ` ${given.toLowerCase()} `;
    let best: string | null = null;
    for (const name of names) {
      if (best !== null && name.length <= best.length) continue;
      for (let at = text.indexOf(name.toLowerCase()); at > 0;) {
        const ends = `${text[at - 1] ?? ''}${text[at + name.length] ?? ''}`;
        // `web-banking` in `web-banking-eu` is another one
        if (!/[a-z\d_-]/.test(ends)) {
          best = name;
          break;
        }
        at = text.indexOf(name.toLowerCase(), at + 1);
      }
    }
    if (best !== null) return best;
  }
  return null;
}

function serviceOf(fields: Fields, tags: readonly string[]): string | null {
  const value = fields.text(
    'service',
    'servicename',
    'labelsservice',
    'labelsapp',
    'labelsjob',
    'app',
    'application',
    'affectedservice',
    'component',
    'source',
    'servicesummary',
    'entity',
    'target',
  );
  if (value !== undefined) return value;
  const list = fields.list('services', 'affectedservices');
  return tagValue(tags, 'service') ?? textOf(list?.[0]) ?? null;
}

function tagsOf(record: JsonRecord, fields: Fields): string[] {
  const tags = fields.first('tags', 'labels', 'scope', 'alertscope');
  if (isRecord(tags))
    return Object.entries(tags).map(([key, value]) => `${key}:${textOf(value) ?? ''}`);
  return tags === undefined ? [] : stringsOf(tags).slice(0, 100);
}

/** `key: value` for every scalar that has no member of its own. */
function extras(record: JsonRecord): string[] {
  return Object.entries(record)
    .filter(
      ([key, value]) =>
        !TOLD.has(key.toLowerCase().replace(/[^a-z0-9]/g, '')) && textOf(value) !== undefined,
    )
    .map(([key, value]) => `${key}: ${(textOf(value) ?? '').slice(0, 1_000)}`)
    .slice(0, 40);
}

/** A monitor's definition and state; null when the record is none. */
export function monitorOf(
  record: JsonRecord,
  referenceMs: number | null,
): MonitorObservation | null {
  const fields = fieldsOf(record);
  const name = fields.text('name', 'title', 'monitorname');
  if (name === undefined) return null;
  const groups = record['groups'];
  const type = fields.text('type');
  const query = fields.text('query', 'expr');
  const message = fields.text('message', 'description');
  return {
    id: fields.text('id', 'monitorid') ?? name,
    name,
    ...(type === undefined ? {} : { type }),
    ...(query === undefined ? {} : { query }),
    ...(message === undefined ? {} : { message }),
    state: fields.text('overallstate', 'state', 'status') ?? 'unknown',
    groups: (Array.isArray(groups) ? (groups as unknown[]) : []).filter(isRecord).map((group) => {
      const inner = fieldsOf(group);
      const lastMs = inner.time(referenceMs, 'lasttriggeredat', 'lasttriggeredts', 'lasttriggered');
      return {
        name: inner.text('name', 'group') ?? '',
        state: inner.text('state', 'status') ?? 'unknown',
        ...(lastMs === null ? {} : { lastTriggeredAt: toIso(lastMs) }),
      };
    }),
    tags: stringsOf(record['tags']),
  };
}
