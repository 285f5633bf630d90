/** One entry of a batch, in whatever shape its sender gave it, as an alert that triage can read. */
import { inOneMeasure, parseQuantity, type Quantity } from '../../domain/quantity.ts';
import { MINUTE_MS, toIso, toMs } from '../../domain/time.ts';
import type { TriageAlert } from '../../evidence/index.ts';
import { IS_ON, observedAlert } from '../alerts.ts';
import { isRecord, numberOf, textOf, timeOf, type JsonRecord } from '../values/fields.ts';
import { workloadOf } from '../values/names.ts';
import { inPlainNames } from '../vendors/vendors.ts';
import {
  BODY,
  CLEARED,
  COMPARATOR,
  ENV,
  FIRED,
  HOST,
  ID,
  LIKE,
  METRIC,
  MONITOR,
  NO_METRIC,
  QUERY,
  RELATED,
  SERVICE,
  SEVERITY,
  STATE,
  THRESHOLD,
  TITLE,
  VALUE,
} from './field-names.ts';
import { firingsOf, historiesIn, historyOf } from './firings.ts';
import { leavesOf, type Leaf, type Leaves } from './leaves.ts';

export function batchAlertOf(sent: JsonRecord, nowMs: number, number: number): TriageAlert {
  const record = inPlainNames(sent);
  const everything = leavesOf(record);
  // the end of a maintenance window is not the end of the alert
  const leaves = everything.without(ASIDE).outside(historiesIn(everything, nowMs));
  const known = observedAlert(record, nowMs, number);
  // a payload inside of text is no title
  const untitled = known.title === `alert ${number}` || /^\s*\{\s*"/.test(known.title);
  const named = leaves.text(...MONITOR);
  const title =
    named !== undefined && isSentence(known.title, leaves)
      ? named
      : untitled
        ? (leaves.text(...TITLE) ?? known.title)
        : known.title;
  const firedMs =
    known.firedAt === null
      ? (leaves.time(nowMs, ...FIRED) ?? momentLike(leaves, LIKE.fired, nowMs))
      : toMs(known.firedAt);
  const sole = soleValueOf(leaves);
  const metric = known.metric ?? leaves.text(...METRIC) ?? sole?.name ?? metricLike(leaves);
  const query = known.query ?? leaves.text(...QUERY);
  const priority =
    severityOf(leaves) ?? (BARE.test(known.priority ?? '') ? undefined : known.priority);
  const comparator = comparatorOf(leaves, query);
  const firings = firingsOf(everything.without(ASIDE));
  const history = historyOf(everything.without(ASIDE), nowMs);
  const service = serviceOf(leaves) ?? ownService(known.service);
  const monitor = named ?? (untitled ? (leaves.text(...TITLE) ?? null) : null);
  return {
    id: idOf(record, leaves) ?? known.id,
    title,
    body: bodyOf(title, monitor, everything),
    service,
    env: known.env ?? leaves.text(...ENV) ?? textLike(leaves, LIKE.env) ?? stageIn(leaves),
    ...(metric === undefined ? {} : { metric }),
    ...(query === undefined ? {} : { query }),
    ...(priority === undefined ? {} : { priority }),
    firedAt: firedMs === null ? null : toIso(firedMs),
    recoveredAt: recoveredAt(leaves, known.recoveredAt, firedMs, nowMs),
    tags: known.tags,
    monitor,
    ...measured(leaves, metric, sole?.value ?? history.at(-1)?.[1]),
    ...(comparator === null ? {} : { comparator }),
    timesFired: firings?.count ?? null,
    timesFiredOverMs: firings?.overMs ?? null,
    host: leaves.text(...HOST) ?? null,
    relatedTo: leaves.text(...RELATED) ?? null,
    history,
  };
}

/** The newest moment that a record tells of itself, ms; 0 when it tells none. */
export function newestMoment(sent: JsonRecord): number {
  const leaves = leavesOf(inPlainNames(sent)).without(ASIDE);
  const isOn = STATE.some((name) => IS_ON.test(leaves.text(name)?.trim() ?? ''));
  const moments = [
    leaves.time(null, ...FIRED) ?? momentLike(leaves, LIKE.fired, null),
    // of what is on, an end is only foreseen
    isOn ? null : (leaves.time(null, ...CLEARED) ?? momentLike(leaves, LIKE.cleared, null)),
    leaves.time(null, 'lastupdated', 'updatedat', 'lastseen'),
  ];
  return Math.max(0, ...moments.filter((moment) => moment !== null));
}

/** Taken from what it tells at length for want of a title: whoever sent it has named it elsewhere. */
const isSentence = (title: string, { all }: Leaves): boolean =>
  all.some(({ name, value }) => BODY.has(name) && name !== 'summary' && textOf(value) === title);

/** Members about a time in which alerts are not to be heard. */
const ASIDE = /maintenance|downtime|silence|mute|suppress|blackout|changewindow/;

/**
 * An entry that is no record. Words are an alert in a sender's own hand; anything else tells nothing,
 * and keeps its place with the reason.
 */
export function oddEntry(entry: unknown, number: number): { alert: TriageAlert; problem: string } {
  const words = typeof entry === 'string' && entry.trim() !== '' ? entry.trim() : null;
  const what =
    entry === null
      ? 'null'
      : Array.isArray(entry)
        ? 'a list'
        : typeof entry === 'object'
          ? 'an empty record'
          : words === null
            ? `a bare ${typeof entry}`
            : 'bare text';
  return {
    alert: {
      id: `alert-${number}`,
      title: words?.split('\n')[0]?.slice(0, 300) ?? `alert ${number}`,
      body: words ?? '',
      service: null,
      env: null,
      firedAt: null,
      recoveredAt: null,
      tags: [],
      monitor: null,
      value: null,
      threshold: null,
      timesFired: null,
      timesFiredOverMs: null,
      host: null,
      relatedTo: null,
      history: [],
      ...(words === null
        ? { unreadable: `entry ${number} is ${what}, not an alert: nothing can be read of it` }
        : {}),
    },
    problem: `entry ${number} is ${what}, not a record${words === null ? '' : '; its words were read as the alert'}`,
  };
}

/** An id is what stands at the top, or in an envelope's payload; a service's or rule's id is not one. */
function idOf(record: JsonRecord, { all }: Leaves): string | undefined {
  const own = textOf(record['id']);
  if (own !== undefined) return own;
  for (const name of ID) {
    const leaf = all.find(
      (each) => each.name === name && !/service|rule|monitor|user|team|policy/.test(each.path),
    );
    const text = leaf === undefined ? undefined : textOf(leaf.value);
    if (text !== undefined) return text;
  }
  return undefined;
}

/** A priority that is stated as such beats an urgency and a class of message. */
function severityOf(leaves: Leaves): string | undefined {
  for (const name of SEVERITY) {
    const text = leaves.text(name)?.trim();
    if (text !== undefined && (name.includes('priority') || !BARE.test(text))) return text;
  }
  return undefined;
}

/** On some scales one is the gravest, on others ten is: only a priority counts from one everywhere. */
const BARE = /^\d+(?:\.\d+)?$/;

function comparatorOf(leaves: Leaves, query: string | undefined): TriageAlert['comparator'] | null {
  const text = (leaves.text(...COMPARATOR) ?? textLike(leaves, LIKE.comparator))?.trim() ?? '';
  if (/^<|^lt|^le\b|^lte|less|below|under|lower/i.test(text)) return 'below';
  if (/^>|^gt|^ge\b|^gte|greater|above|over|higher|exceed/i.test(text)) return 'above';
  // the last comparison of a condition is the one with its threshold
  const last = [...(query ?? '').matchAll(/[<>]=?\s*(?=-?[\d.])/g)].at(-1)?.[0] ?? '';
  return last.startsWith('<') ? 'below' : last.startsWith('>') ? 'above' : null;
}

function serviceOf(leaves: Leaves): string | undefined {
  for (const name of SERVICE) {
    const text = leaves.text(name);
    if (text === undefined || text.length > 120) continue;
    if (/^(?:pod|podname)$/.test(name)) return workloadOf(text);
    const plain = name.endsWith('instance') ? text.replace(/:\d+$/, '') : text;
    if (!TOOL.test(plain)) return plain;
  }
  return hostIn(leaves);
}

/** Of who watches addresses from outside, the host of what it called is the service. */
function hostIn(leaves: Leaves): string | undefined {
  const address = leaves.text('url', 'monitorurl', 'checkedurl', 'requesturl');
  const host = /^https?:\/\/([^/:?#]+)/i.exec(address ?? '')?.[1];
  const name = leaves.text('name', 'monitorname', 'friendlyname');
  return host !== undefined && name?.includes(host) === true ? host : undefined;
}

const ownService = (name: string | null): string | null =>
  name === null || TOOL.test(name) ? null : name;

/** Where an alert comes from is not what it is about. */
const TOOL =
  /^(?:aws\.?\w*|amazon\w*|azure|gcp|google|datadog|prometheus|alertmanager|grafana|cloudwatch|zabbix|nagios|icinga|new ?relic|pagerduty|opsgenie|victorops|sentry|splunk|elastic|kibana|dynatrace|honeycomb|pingdom|uptime ?robot|monitoring|kube-state-metrics|(?:node|blackbox)[-_]?exporter|kubelet|cadvisor)$/i;

/** Grafana's `values: {"inodes_used_ratio": 0.93}`; its `A` and `B` name the steps of a query. */
function soleValueOf({ all }: Leaves): { name: string; value: number } | null {
  const leaf = all.find(({ label, value }) => label === 'values' && isRecord(value));
  const entries = leaf === undefined ? [] : Object.entries(leaf.value as JsonRecord);
  const [name, value] = entries[0] ?? [];
  return entries.length === 1 && name !== undefined && name.length > 2 && typeof value === 'number'
    ? { name, value }
    : null;
}

/** `1.2s` against `800ms`: units count where both have one, else the bare numbers do. */
function measured(
  leaves: Leaves,
  metric: string | undefined,
  last: number | undefined,
): { value: number | null; threshold: number | null } {
  const value =
    quantityOf(leaves, VALUE) ??
    quantityLike(leaves, LIKE.value) ??
    (last === undefined ? null : { number: last, unit: '' });
  const told = quantityOf(leaves, THRESHOLD) ?? quantityLike(leaves, LIKE.threshold);
  // a threshold of -50 % is a change that is allowed, not a level
  const threshold =
    told !== null && value !== null && told.number < 0 && value.number >= 0 && told.unit === '%'
      ? null
      : told;
  if (value === null || threshold === null)
    return { value: value?.number ?? null, threshold: threshold?.number ?? null };
  const { a, b } = inOneMeasure(value, threshold, metric);
  return { value: a, threshold: b };
}

function quantityOf(leaves: Leaves, names: readonly string[]): Quantity | null {
  for (const name of names) {
    const quantity = quantityIn(leaves.first(name));
    if (quantity !== null) return quantity;
  }
  return null;
}

function quantityIn(value: unknown): Quantity | null {
  if (typeof value === 'number' && Number.isFinite(value)) return { number: value, unit: '' };
  if (typeof value !== 'string' || value.length > 60) return null;
  const quantity = parseQuantity(value);
  if (quantity !== null) return quantity;
  const number = numberOf(value);
  return number === undefined ? null : { number, unit: '' };
}

const quantityLike = (leaves: Leaves, pattern: RegExp): Quantity | null =>
  leaves
    .like(pattern)
    .map(({ value }) => quantityIn(value))
    .find((quantity) => quantity !== null) ?? null;

/** `courier-staging` as the name of a project: where nothing names the stage, its place may. */
const stageIn = ({ all }: Leaves): string | null =>
  all
    .filter(({ name }) => LIKE.place.test(name))
    .map(({ value }) => textOf(value))
    .find((text) => text !== undefined && STAGE.test(text)) ?? null;
const STAGE =
  /(?:^|[-_./ ])(?:dev|development|test|staging|stage|stg|qa|uat|sandbox|preprod|nonprod|preview|prod|production)(?:$|[-_./ ])/i;

const textLike = (leaves: Leaves, pattern: RegExp): string | undefined =>
  leaves
    .like(pattern)
    .map(({ value }) => textOf(value))
    .find((text) => text !== undefined);

const momentLike = (leaves: Leaves, pattern: RegExp, nowMs: number | null): number | null =>
  leaves
    .like(pattern)
    .map(({ value }) => timeOf(value, nowMs))
    .find((atMs) => atMs !== null) ?? null;

/** `queue.messages_ready`: what is written like a metric, and is named like nothing else, is one. */
const metricLike = (leaves: Leaves): string | undefined =>
  leaves.all.find(
    ({ value, name, depth }) =>
      depth === 0 &&
      typeof value === 'string' &&
      !NO_METRIC.test(name) &&
      /^[a-z][a-z\d]*(?:[._][a-z\d]+)+$/i.test(value),
  )?.value as string | undefined;

const RECOVERED =
  /^(?:auto[- ]?)?(?:resolved?|cleared|recover(?:ed|y)|ok|okay|closed|inactive|healthy|normal|success|up|restored|deactivated|behoben|erledigt|resuelt[oa]|résolue?|resolvid[oa]|risolt[oa])$/i;

/** When it cleared: as told, as how long it lasted, or as a state that says it is over. */
function recoveredAt(
  leaves: Leaves,
  known: string | null,
  firedMs: number | null,
  nowMs: number,
): string | null {
  if (known !== null) return known;
  const after = leaves.number(
    'clearedafterminutes',
    'clearedaftermin',
    'recoveredafterminutes',
    'resolvedafterminutes',
    'autoresolvedafterminutes',
  );
  if (firedMs !== null && after !== undefined) return toIso(firedMs + after * MINUTE_MS);
  const isOver = STATE.some((name) => {
    const state = leaves.text(name)?.trim() ?? '';
    return RECOVERED.test(state);
  });
  const clearedMs = leaves.time(nowMs, ...CLEARED) ?? momentLike(leaves, LIKE.cleared, nowMs);
  const isReal = clearedMs !== null && (firedMs === null || clearedMs > firedMs);
  // an end may be foreseen (Alertmanager's endsAt of what fires): the state decides where there is one
  const isOn = STATE.some((name) => IS_ON.test(leaves.text(name)?.trim() ?? ''));
  if (isReal && !isOn && clearedMs <= nowMs) return toIso(clearedMs);
  if (!isOver) return null;
  if (isReal) return toIso(clearedMs);
  const lasted = leaves.number('durationminutes', 'durationmin', 'durationmins', 'lastedminutes');
  const changedMs = leaves.time(nowMs, 'statechangetime', 'lastupdated', 'updatedat');
  if (firedMs !== null && lasted !== undefined) return toIso(firedMs + lasted * MINUTE_MS);
  return toIso(changedMs !== null && changedMs >= (firedMs ?? 0) ? changedMs : nowMs);
}

/** Told by members of their own, or of no use to a reader. */
const QUIET_LABEL =
  /(?:^|_)(?:id|uid|uuid|url|uri|link|href|html_?url|arn|fingerprint|hash|key|signature|token|receiver|version|self|dashboard|panel|generator_?url|runbook\w*|type|logo|icon|timezone|region_?code)$|URL$|Id$|Arn$/;
const MAX_BODY = 6_000;

/** The words of the alert, then whatever else stands anywhere in it, as `name: value`. */
function bodyOf(title: string, monitor: string | null, { all }: Leaves): string {
  const lines: string[] = [];
  let size = 0;
  const words = all.filter(({ name }) => BODY.has(name));
  for (const leaf of [...words, ...all.filter(({ name }) => !BODY.has(name))]) {
    const text = tellable(leaf);
    if (text === null || text === title || text === monitor) continue;
    if (lines.some((line) => line.includes(text) && text.length > 3)) continue;
    const label = isAside(leaf)
      ? `maintenance window ${leaf.label.replaceAll('_', ' ')}`
      : leaf.label;
    const line = BODY.has(leaf.name) ? text : `${label}: ${text}`;
    if (size + line.length > MAX_BODY) break;
    lines.push(line);
    size += line.length;
  }
  return lines.join('\n');
}

/** Members that the alert has by themselves, and labels, which it has as tags. */
const OWN = (
  'id service servicename svc app application title alerttitle name team owner tags labels now window ' +
  'comparator comparisonoperator'
).split(' ');
const TOLD = new Set<string>([
  ...ENV,
  ...FIRED,
  ...CLEARED,
  ...HOST,
  ...ID,
  ...METRIC,
  ...MONITOR,
  ...SEVERITY,
  ...THRESHOLD,
  ...VALUE,
  ...OWN,
]);
const LABELS = /(?:^|\.)(?:tags|labels|commonlabels|grouplabels|dimensions|scope)\./;

const isAside = ({ path, depth }: Pick<Leaf, 'path' | 'depth'>): boolean =>
  depth > 0 && ASIDE.test(path);

function tellable({ name, path, label, depth, value }: Leaf): string | null {
  // `trigger_level: 500` was read as a number; as words it would be a status
  if (numberOf(value) !== undefined && (LIKE.threshold.test(name) || LIKE.value.test(name)))
    return null;
  if ((TOLD.has(name) && !BODY.has(name) && !isAside({ path, depth })) || LABELS.test(path))
    return null;
  const text = textOf(value)?.slice(0, 2_000);
  if (text === undefined || QUIET_LABEL.test(label) || /^https?:\/\/\S+$/.test(text)) return null;
  if (/^\s*[[{]\s*"/.test(text)) return null;
  // a bare word deeper down is a label; prose and measures are what people read
  return /\s/.test(text) || /\d/.test(text) || depth <= 1 ? text : null;
}
