/** Alerts as monitors, pagers and people write them. */
import type { MonitorObservation, ObservedAlert } from '../domain/observation.ts';
import { toIso } from '../domain/time.ts';
import {
  fieldsOf,
  foldName,
  isRecord,
  stringsOf,
  tagValue,
  textOf,
  type Fields,
  type JsonRecord,
} from './values/fields.ts';

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

/** Wrappers around the alert itself. */
const WRAPPERS = ['alert', 'incident', 'event', 'payload', 'data', 'monitor_alert'];

/** Names of the list in a document that is no alert itself. */
const LISTS = ['alerts', 'triggered_alerts', 'alert_batch', 'items', 'monitors', 'firing'];
/** Names that an alert may also have for something of its own. */
const LOOSE_LISTS = ['batch', 'events', 'notifications', 'results', 'records', 'data'];
const listsOf = (document: JsonRecord): readonly string[] =>
  ['title', 'name', 'monitor', 'service', 'message', 'alertname'].some((key) => key in document)
    ? LISTS
    : [...LISTS, ...LOOSE_LISTS];

/** What an alert says of itself; a page of results has none of it. */
const OF_AN_ALERT = new Set(
  (
    'title name monitor monitorname service servicename message body text description summary subject ' +
    'alertname alarmname alertid rulename labels annotations severity priority metric query firedat ' +
    'startsat createdat triggeredat'
  ).split(' '),
);
/** What a page of results says of itself. */
const OF_A_PAGE =
  /^(?:paging|pagination|page\w*|meta\w*|links?|cursors?|extensions|headers?|query|request|shards|total\w*|count|limit|offset|more|next\w*|prev\w*|size|status|ok|success|took|timedout|version|has\w+|\w+count)$/;
/** Names of lists that hold nothing else. */
const OF_ALERTS =
  /^(?:incidents?|alerts?|issues|problems|events|violations|items|results?|data|nodes|edges|hits|entries|records|rows|values?|content|elements|notifications)$/;
const MAX_NESTED = 4;

/**
 * The one list of records in an answer of an API that is no alert itself, whatever its name is, also
 * some levels down: `{"incidents": […], "more": false}`, `{"data": {"issues": {"edges": [{"node": …}]}}}`.
 */
export function soleList(document: JsonRecord, depth = 0): unknown[] | undefined {
  if (Object.keys(document).some((key) => OF_AN_ALERT.has(foldName(key)))) return undefined;
  const own = Object.entries(document).filter(([key]) => !OF_A_PAGE.test(foldName(key)));
  const inner = own.filter(([, value]) =>
    Array.isArray(value) ? value.some(isRecord) : isRecord(value),
  );
  const [name, only] = inner[0] ?? ['', undefined];
  // a problem that lists what it touches has facts of its own beside the list
  if (inner.length > 1 || (own.length > 1 && !OF_ALERTS.test(foldName(name)))) return undefined;
  if (Array.isArray(only)) return (only as unknown[]).map(unboxed);
  return isRecord(only) && depth < MAX_NESTED ? soleList(only, depth + 1) : undefined;
}

/** `{"cursor": "x", "node": {…}}`, `{"incident": {…}}`, `{"_id": "7", "_source": {…}}`. */
function unboxed(entry: unknown): unknown {
  if (!isRecord(entry)) return entry;
  const boxes = ['node', '_source', 'incident', 'alert', 'event', 'resource'];
  const records = Object.entries(entry).filter(([, value]) => isRecord(value));
  const [box] = records;
  if (records.length !== 1 || box === undefined || !boxes.includes(box[0])) return entry;
  const { [box[0]]: _, ...beside } = entry;
  const isPlain = Object.keys(beside).every((key) => key === 'cursor' || key.startsWith('_'));
  return isPlain ? box[1] : entry;
}

/** Where a document keeps its alerts: itself, a list, Alertmanager's `alerts`, or one wrapper. */
export const alertRecords = (document: unknown): JsonRecord[] =>
  alertEntries(document).filter(isRecord);

/** The same with whatever else stands in the list: in a batch each entry has its place. */
export function alertEntries(document: unknown): unknown[] {
  if (Array.isArray(document)) return document as unknown[];
  if (!isRecord(document)) return [];
  for (const key of listsOf(document)) {
    const list = document[key];
    if (Array.isArray(list) && list.some(isRecord)) {
      const common = isRecord(document['commonLabels']) ? document['commonLabels'] : {};
      return (list as unknown[]).map((entry) =>
        isRecord(entry) && isRecord(entry['labels'])
          ? { ...entry, labels: { ...common, ...entry['labels'] } }
          : entry,
      );
    }
  }
  const answered = soleList(document);
  if (answered !== undefined) return answered;
  for (const key of WRAPPERS) {
    const inner = document[key];
    if (isRecord(inner) && listsOf(inner).some((list) => Array.isArray(inner[list])))
      return alertEntries(inner);
    if (isRecord(inner) && Object.keys(inner).length > 1) {
      const { [key]: _, ...outer } = document;
      return [{ ...outer, ...inner }];
    }
  }
  return [document];
}

/** One alert; its extra fields (value, threshold, …) are told in its body, so that nothing is lost. */
export function observedAlert(
  record: JsonRecord,
  referenceMs: number | null,
  number: number,
): ObservedAlert {
  const fields = fieldsOf(record);
  const tags = tagsOf(record, fields);
  const firedMs = fields.time(referenceMs, ...FIRED);
  const clearedMs = CLEARED.map((name) => fields.first(name)).some(isZeroTime)
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
