/** Reads a batch of alerts, with what else its folder holds, for triage. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Observations } from '../domain/observation.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, toIso, toMs } from '../domain/time.ts';
import type { OpenIncident, TriageAlert } from '../evidence/index.ts';
import { alertRecords, observedAlert } from './alerts.ts';
import { forEachRecord } from './io/records.ts';
import { unwrapList } from './io/unwrap.ts';
import { createProblems, type Problems } from './problems.ts';
import { readBundle, type ReadOptions } from './read-bundle.ts';
import {
  fieldsOf,
  isRecord,
  numberOf,
  textOf,
  timeOf,
  type Fields,
  type JsonRecord,
} from './values/fields.ts';

export interface Batch {
  /** In the order of the input. */
  readonly alerts: readonly TriageAlert[];
  readonly openIncidents: readonly OpenIncident[];
  /** Everything else in the folder; its `alerts` are those of the batch. */
  readonly observations: Observations;
}

/**
 * Reads `alerts.json`, `open_incidents.json` and the rest of a folder.
 * @throws MiraError `bad_argument` when there is no such folder
 */
export async function readBatch(folder: string, options: ReadOptions = {}): Promise<Batch> {
  const { observations } = await readBundle(folder, options);
  const problems = createProblems();
  const nowMs = toMs(observations.now);
  const alerts: TriageAlert[] = [];
  const openIncidents: OpenIncident[] = [];
  for (const { file, full } of await jsonFiles(folder)) {
    const name = path.basename(file).toLowerCase();
    if (/open.?incident|active.?incident|ongoing/.test(name)) {
      await forEachRecord(
        full,
        file,
        problems,
        (document) => unwrapList(document, ['openincidents', 'incidents', 'items', 'data']),
        (record) => openIncidents.push(openIncidentOf(record, nowMs, openIncidents.length + 1)),
      );
    } else if (/^alerts?\b|^alert_?(?:batch|queue|list)|^batch|^queue/.test(name)) {
      await readAlerts(full, file, problems, nowMs, alerts);
    }
  }
  return {
    alerts,
    openIncidents,
    observations: {
      ...observations,
      alerts,
      inputProblems: [
        ...observations.inputProblems,
        ...problems
          .list()
          .filter(
            (entry) =>
              !observations.inputProblems.some(
                (known) => known.file === entry.file && known.line === entry.line,
              ),
          ),
      ],
    },
  };
}

async function jsonFiles(folder: string): Promise<{ file: string; full: string }[]> {
  const out: { file: string; full: string }[] = [];
  for (const sub of ['', 'context']) {
    const entries = await readdir(path.join(folder, sub), { withFileTypes: true }).catch(() => []);
    for (const entry of entries)
      if (entry.isFile() && /\.(?:json|ndjson|jsonl|csv|ya?ml)(?:\.gz)?$/i.test(entry.name))
        out.push({
          file: sub === '' ? entry.name : `${sub}/${entry.name}`,
          full: path.join(folder, sub, entry.name),
        });
  }
  return out.toSorted((a, b) => (a.file < b.file ? -1 : 1));
}

async function readAlerts(
  full: string,
  file: string,
  problems: Problems,
  nowMs: number,
  into: TriageAlert[],
): Promise<void> {
  await forEachRecord(full, file, problems, alertRecords, (record, place) => {
    if (Object.keys(record).length === 0) problems.add(file, place.line(), 'an empty alert');
    into.push(batchAlertOf(record, nowMs, into.length + 1));
  });
}

const VALUES = [
  'value',
  'currentvalue',
  'current',
  'metricvalue',
  'observedvalue',
  'observed',
  'lastvalue',
  'actual',
];
const THRESHOLDS = [
  'threshold',
  'limit',
  'criticalthreshold',
  'thresholdvalue',
  'thresholdcritical',
  'critical',
];

/** Of one dimension each: what a number with this unit counts. */
const UNITS: Readonly<Record<string, number>> = {
  ns: 1e-9,
  us: 1e-6,
  ms: 1e-3,
  s: 1,
  sec: 1,
  min: 60,
  h: 3_600,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  k: 1e3,
  m: 1e6,
};

/** `1.2s` against `800ms`: units count where both have one, else the bare numbers do. */
function measured(
  value: unknown,
  threshold: unknown,
): { value: number | null; threshold: number | null } {
  const parsed = [value, threshold].map((each) => {
    if (typeof each === 'number') return { number: each, factor: null };
    const match =
      typeof each === 'string'
        ? /^\s*[<>]?=?\s*(-?\d[\d,_]*(?:\.\d+)?(?:e[+-]?\d+)?)\s*([a-z]*)/i.exec(each)
        : null;
    if (!match) return { number: numberOf(each) ?? null, factor: null };
    return {
      number: Number((match[1] ?? '').replace(/[,_]/g, '')),
      factor: UNITS[(match[2] ?? '').toLowerCase()] ?? null,
    };
  });
  const [a, b] = parsed;
  const scaled = a?.factor != null && b?.factor != null;
  const of = (each: typeof a): number | null =>
    each?.number == null ? null : scaled ? each.number * (each.factor ?? 1) : each.number;
  return { value: of(a), threshold: of(b) };
}

export function batchAlertOf(record: JsonRecord, nowMs: number, number: number): TriageAlert {
  const fields = fieldsOf(record);
  const alert = observedAlert(record, nowMs, number);
  const firings = firingsOf(record);
  return {
    ...alert,
    recoveredAt:
      alert.recoveredAt ??
      clearedAfter(fields, alert.firedAt) ??
      clearedByState(fields, alert.firedAt, nowMs),
    monitor:
      fields.text(
        'monitor',
        'monitorname',
        'monitorid',
        'rule',
        'alertname',
        'labelsalertname',
        'check',
        'name',
      ) ?? null,
    ...measured(fields.first(...VALUES), fields.first(...THRESHOLDS)),
    timesFired: firings?.count ?? null,
    timesFiredOverMs: firings?.overMs ?? null,
    host: fields.text('host', 'hostname', 'node', 'instance', 'labelsinstance') ?? null,
    relatedTo:
      fields.text(
        'duplicateof',
        'parent',
        'parentid',
        'rootalert',
        'causedby',
        'relatedincident',
        'incidentid',
        'linkedincident',
      ) ?? null,
    history: historyOf(record, nowMs),
  };
}

/** `cleared_after_minutes: 4`: when it cleared is told as how long it lasted. */
function clearedAfter(fields: Fields, firedAt: string | null): string | null {
  const minutes = fields.number(
    'clearedafterminutes',
    'clearedaftermin',
    'recoveredafterminutes',
    'resolvedafterminutes',
    'autoresolvedafterminutes',
  );
  return firedAt === null || minutes === undefined
    ? null
    : toIso(toMs(firedAt) + minutes * MINUTE_MS);
}

/** A state that says it is over counts too: then it lasted as long as it says, else until now. */
function clearedByState(fields: Fields, firedAt: string | null, nowMs: number): string | null {
  const state = fields.text('status', 'state', 'alertstate', 'currentstate') ?? '';
  if (!/^(?:resolved|cleared|recovered|ok|closed|inactive|healthy)$/i.test(state)) return null;
  const minutes = fields.number('durationminutes', 'durationmin', 'durationmins', 'lastedminutes');
  return toIso(
    firedAt === null || minutes === undefined ? nowMs : toMs(firedAt) + minutes * 60_000,
  );
}

interface Firings {
  readonly count: number;
  /** The span that the field's name tells, ms; null when it tells none. */
  readonly overMs: number | null;
}

/**
 * `times_fired_24h`, `firings`, `trigger_count`, or the length of a list of former firings. Of several
 * counts the largest says most about the monitor's habits; of equal ones the shorter span.
 */
function firingsOf(record: JsonRecord): Firings | null {
  let best: Firings | null = null;
  // `fired: {last_24h: 3}` tells its span one level deeper
  const told = Object.entries(record).flatMap(([key, value]) =>
    isRecord(value)
      ? Object.entries(value).map(([inner, count]): [string, unknown] => [`${key}_${inner}`, count])
      : [[key, value] as [string, unknown]],
  );
  for (const [key, value] of told) {
    if (!FIRINGS.test(key) || /_?(?:at|ago|ms|minutes|time|date)$/i.test(key)) continue;
    const count = Array.isArray(value) ? value.length : numberOf(value);
    if (count === undefined || typeof value === 'boolean') continue;
    const overMs = spanOf(key);
    if (
      best === null ||
      count > best.count ||
      (count === best.count && (overMs ?? Infinity) < (best.overMs ?? Infinity))
    )
      best = { count, overMs };
  }
  return best;
}

const FIRINGS =
  /fired|firing|fires|fire_?count|trigger(?:s|_?count|ed_?(?:count|\d|last))|occurrenc|flap|transitions|repeat|^count$/i;

/** `times_fired_24h`, `fired_last_7d`, `firings_last_week`: the span stands in the field's name. */
function spanOf(key: string): number | null {
  const match =
    /(\d+)_?(h|d|m|min)(?:$|[^a-z])/i.exec(key) ??
    /(?:last|past|per)_?(hour|day|week|month)/i.exec(key);
  if (!match) return null;
  const unit = (match[2] ?? match[1] ?? '').toLowerCase();
  const size = match[2] === undefined ? 1 : Number(match[1]);
  const ms =
    unit === 'month'
      ? 30 * DAY_MS
      : unit.startsWith('h')
        ? HOUR_MS
        : unit.startsWith('d')
          ? DAY_MS
          : unit.startsWith('w')
            ? 7 * DAY_MS
            : MINUTE_MS;
  return size * ms;
}

/** `values_last_7d`, `daily_max`, `previous_readings`: former values under other names. */
const PAST =
  /hist|value|trend|sample|point|series|recent|previous|past|daily|hourly|weekly|readings/i;

function historyOf(record: JsonRecord, nowMs: number): [number, number][] {
  const named = ['history', 'values', 'recent_values', 'trend', 'samples', 'points', 'series'];
  const alike = Object.keys(record).filter((key) => PAST.test(key) && !FIRINGS.test(key));
  for (const key of new Set([...named, ...alike])) {
    const list = record[key];
    if (!Array.isArray(list)) continue;
    const points = (list as unknown[]).flatMap((entry, at): [number, number][] => {
      // bare values carry no times: their order is all that is known
      if (typeof entry === 'number') return [[at, entry]];
      const [time, value] = Array.isArray(entry)
        ? (entry as [unknown, unknown])
        : isRecord(entry)
          ? [
              fieldsOf(entry).first('timestamp', 'time', 'at', 'ts', 't', 'date'),
              fieldsOf(entry).first('value', 'v', 'y'),
            ]
          : [undefined, undefined];
      const atMs = timeOf(time, nowMs);
      return atMs === null || typeof value !== 'number' ? [] : [[atMs, value]];
    });
    if (points.length > 1) return points;
  }
  return [];
}

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
