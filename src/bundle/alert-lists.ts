/** Where a document keeps its alerts, however deep and under whatever names its sender put them. */
import { foldName, isRecord, type JsonRecord } from './values/fields.ts';

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
/** Clients of query languages wrap an answer in a record for every name of the path. */
const MAX_NESTED = 12;

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
  if (Array.isArray(only)) return only as unknown[];
  return isRecord(only) && depth < MAX_NESTED ? soleList(only, depth + 1) : undefined;
}

const BOXES = ['node', '_source', 'incident', 'alert', 'event', 'resource', 'result', 'problem'];

/** `{"cursor": "x", "node": {…}}`, `{"incident": {…}}`, `{"_id": "7", "_source": {…}}`. */
function unboxed(entry: unknown): unknown {
  if (!isRecord(entry)) return entry;
  const records = Object.entries(entry).filter(([, value]) => isRecord(value));
  const [box] = records;
  if (records.length !== 1 || box === undefined || !BOXES.includes(box[0])) return entry;
  const { [box[0]]: _, ...beside } = entry;
  const isPlain = Object.keys(beside).every((key) => key === 'cursor' || key.startsWith('_'));
  if (!isPlain) return entry;
  const inner = box[1] as JsonRecord;
  // of a search's hit the id stands outside
  const id = beside['_id'];
  return id === undefined || 'id' in inner ? inner : { id, ...inner };
}

/** Where a document keeps its alerts: itself, a list, Alertmanager's `alerts`, or one wrapper. */
export const alertRecords = (document: unknown): JsonRecord[] =>
  alertEntries(document).filter(isRecord);

/** The same with whatever else stands in the list: in a batch each entry has its place. */
export const alertEntries = (document: unknown): unknown[] =>
  listed(document)
    .flatMap((entry) => ungrouped(entry))
    .map((entry) => unboxed(entry));

function listed(document: unknown): unknown[] {
  if (Array.isArray(document)) return document as unknown[];
  if (!isRecord(document)) return [];
  for (const key of listsOf(document)) {
    const list = document[key];
    if (Array.isArray(list) && list.some(isRecord)) return withCommonLabels(document, list);
  }
  const answered = soleList(document);
  if (answered !== undefined) return answered;
  for (const key of WRAPPERS) {
    const inner = document[key];
    if (isRecord(inner) && listsOf(inner).some((list) => Array.isArray(inner[list])))
      return listed(inner);
  }
  if (alertness(document) < ALIKE) {
    const found = alikeIn(document);
    if (found.length > 0) return found;
    const lists = Object.values(document).filter(
      (value) => Array.isArray(value) && value.some(isRecord),
    );
    // who tells anything of itself may list what it touches
    const isTold = Object.keys(document).some(
      (key) => OF_AN_ALERT.has(foldName(key)) || /id$/i.test(key),
    );
    if (lists.length === 1 && !isTold && alertness(document) === 0) return lists[0] as unknown[];
  }
  for (const key of WRAPPERS) {
    const inner = document[key];
    if (isRecord(inner) && Object.keys(inner).length > 1) {
      const { [key]: _, ...outer } = document;
      return [{ ...outer, ...inner }];
    }
  }
  return [document];
}

function withCommonLabels(document: JsonRecord, list: readonly unknown[]): unknown[] {
  const common = isRecord(document['commonLabels']) ? document['commonLabels'] : {};
  return list.map((entry) =>
    isRecord(entry) && isRecord(entry['labels'])
      ? { ...entry, labels: { ...common, ...entry['labels'] } }
      : entry,
  );
}

/** Names of what a group of alerts holds: Alertmanager's groups, Prometheus's groups of rules. */
const GROUPED = ['alerts', 'rules', 'incidents', 'problems', 'events', 'messages'];
/** A group has no moment of its own at which it fired. */
const OWN_MOMENT =
  /^(?:(?:fir|trigger|start|open|rais|creat|detect|occur|activ)\w*(?:at|on|time|date|timestamp|since)?|timestamp|time|date|clock|last\w*change\w*|\w*firstseen)$/;

/** A group's alerts in its place; what is no group stays as it is. */
function ungrouped(entry: unknown): unknown[] {
  if (!isRecord(entry)) return [entry];
  const hasMoment = Object.entries(entry).some(
    ([key, value]) => OWN_MOMENT.test(foldName(key)) && !isRecord(value) && !Array.isArray(value),
  );
  if (hasMoment) return [entry];
  const lists = GROUPED.flatMap((name) => {
    const list = entry[name];
    return Array.isArray(list) && list.length > 0 && list.every(isRecord)
      ? [list as unknown[]]
      : [];
  });
  const [list] = lists;
  if (list === undefined || !list.some((inner) => alertness(inner) >= ALIKE || isGroup(inner)))
    return [entry];
  return list.flatMap((inner) => ungrouped(inner));
}

const isGroup = (entry: unknown): boolean =>
  isRecord(entry) && GROUPED.some((name) => Array.isArray(entry[name]));

/** Kinds of facts that nothing but an alert has together. */
const KINDS: readonly RegExp[] = [
  /^(?:\w*title|\w*(?:alert|alarm|rule|monitor|check|trigger|problem|condition|policy|issue)name|name|alert|alarm|monitor|check|rule|problem|sensor|meldung|shortdescription|message|summary|description|subject|servicedesc\w*|statemessage|reason|detail)$/,
  /^(?:\w+(?:at|time|timestamp|datetime|since|epoch|clock|seen|change|millis|dt)|timestamp|time|date|clock|last\w+|first\w+|modified|zeit\w*|fecha|hora|opened|fired|started|since|ts|start|begin)$/,
  /^(?:\w*(?:severity|priority|state|status|level|urgency|criticality|condition|transition)|sev|acknowledged|acked|isresolved)$/,
];
/** Two of the kinds, and a record is believed to be an alert. */
const ALIKE = 2;

/** How many kinds of facts of an alert a record has in itself or one record deeper. */
function alertness(entry: unknown): number {
  if (!isRecord(entry)) return 0;
  const names = new Set<string>();
  const add = (record: JsonRecord, depth: number): void => {
    for (const [key, value] of Object.entries(record)) {
      if (value === null || Array.isArray(value)) continue;
      if (isRecord(value)) {
        if (depth > 0) add(value, depth - 1);
      } else names.add(foldName(key.slice(key.lastIndexOf('.') + 1)));
    }
  };
  add(entry, 2);
  return KINDS.filter((kind) => [...names].some((name) => kind.test(name))).length;
}

/**
 * Every record that looks like an alert in lists and maps of records inside of a document that is
 * none, in the order in which they stand: CloudWatch's two lists of alarms, Nagios's map of hosts to
 * services, accounts with issues each.
 */
function alikeIn(document: JsonRecord, depth = 0): unknown[] {
  if (depth > MAX_NESTED) return [];
  return Object.values(document).flatMap((value) => {
    if (Array.isArray(value)) {
      const records = value.filter(isRecord);
      if (records.length === 0) return [];
      return records.every((entry) => alertness(entry) >= ALIKE)
        ? (value as unknown[])
        : records.flatMap((entry) => alikeIn(entry, depth + 1));
    }
    if (!isRecord(value)) return [];
    const inner = Object.values(value);
    const isMap =
      inner.length > 0 &&
      inner.every((entry) => isRecord(entry) && ownKinds(entry) >= ALIKE && !isGroup(entry));
    return isMap ? inner : alikeIn(value, depth + 1);
  });
}

/** The same of a record's own scalars only: a map of maps is no alert. */
const ownKinds = (entry: JsonRecord): number =>
  alertness(Object.fromEntries(Object.entries(entry).filter(([, value]) => !isRecord(value))));
