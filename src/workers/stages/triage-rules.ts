/** Triage by rules: the model's fallback, and the whole of it for alerts that have recovered. Pure. */
import { OPENING_TRANSITIONS } from '../../domain/alert.ts';
import { nothingObserved, type Observations } from '../../domain/observation.ts';
import {
  comparePriority,
  DEFAULT_PRIORITY,
  type Priority,
  toDatadogPriority,
} from '../../domain/priority.ts';
import { DAY_MS } from '../../domain/time.ts';
import { triageBatch, type TriageAlert } from '../../evidence/index.ts';
import type { AlertWithFate } from '../../store/contracts.ts';
import type { AlertKind, TriageOutput } from './outputs.ts';

/** In order: the first that fits names the kind. */
const KINDS: readonly (readonly [AlertKind, RegExp])[] = [
  ['certificate', /\b(?:certificates?|x509|tls|ssl)\b/i],
  ['no_data', /\bno[ _-]data\b|missing data/i],
  ['latency', /\b(?:latency|slow|p9\d|p50|apdex|response time|duration)\b/i],
  ['errors', /\b(?:errors?|exceptions?|5\d\d|5xx|failures?|failed|fails)\b/i],
  [
    'saturation',
    /\b(?:cpu|memory|disk|connections?|pool|queue|lag|backlog|saturat\w*|oom\w*|threads?)\b/i,
  ],
  ['availability', /\b(?:down|unavailable|unreachable|health ?check|probe|synthetics?|uptime)\b/i],
  ['traffic', /\b(?:traffic|requests?|rps|throughput|hits)\b/i],
  ['business', /\b(?:orders?|payments?|revenue|checkouts?|conversion|sign-?ups?)\b/i],
];

export function triageByRules(alerts: readonly AlertWithFate[]): Omit<TriageOutput, 'model'> {
  const texts = alerts
    .map(({ alert }) => `${alert.title}\n${alert.query ?? ''}\n${alert.metric ?? ''}`)
    .join('\n');
  const kind = alerts.some(({ alert }) => alert.transition === 'no_data')
    ? 'no_data'
    : (KINDS.find(([, words]) => words.test(texts))?.[0] ?? 'other');
  const severity =
    alerts.map(({ alert }) => alert.priority).toSorted(comparePriority)[0] ?? DEFAULT_PRIORITY;
  const noise = isQuiet(severity) ? noiseOf(alerts) : null;
  return {
    severity,
    alertKind: kind,
    deepLook: noise === null,
    reason: noise ?? `${severity} alert about ${kind.replaceAll('_', ' ')}`,
  };
}

/** Housekeeping that somebody marked as urgent is looked at all the same. */
const isQuiet = (severity: Priority): boolean => comparePriority(severity, 'P2') >= 0;

/**
 * Why none of the alerts is worth a deep look, by the rules that triage whole batches; null when one
 * is. The environment is kept from them: whoever sends alerts of a test system wants them looked at.
 */
function noiseOf(alerts: readonly AlertWithFate[]): string | null {
  const opening = alerts.filter(({ alert }) => OPENING_TRANSITIONS.has(alert.transition));
  if (opening.length === 0) return null;
  const triaged = triageBatch({
    alerts: opening.map((one) => asBatchEntry(one, alerts)),
    openIncidents: [],
    observations: nothingSeen(opening),
  });
  const ids = new Set(triaged.map(({ id }) => id));
  // part of another alert of the same incident is no reason: that one is looked at
  const quiet = triaged.filter(({ duplicateOf }) => duplicateOf === null || !ids.has(duplicateOf));
  return quiet.every(({ action }) => action === 'IGNORE') ? (quiet[0]?.reason ?? null) : null;
}

function asBatchEntry({ alert }: AlertWithFate, all: readonly AlertWithFate[]): TriageAlert {
  const firings = all.filter(
    (other) =>
      other.alert.cycleKey === alert.cycleKey && OPENING_TRANSITIONS.has(other.alert.transition),
  );
  return {
    id: alert.id,
    title: alert.title,
    body: alert.body,
    service: alert.service,
    env: null,
    ...(alert.metric === undefined ? {} : { metric: alert.metric }),
    ...(alert.query === undefined ? {} : { query: alert.query }),
    priority: toDatadogPriority(alert.priority),
    firedAt: alert.firedAt,
    recoveredAt: null,
    tags: [],
    monitor: null,
    value: null,
    threshold: null,
    timesFired: firings.length,
    timesFiredOverMs: DAY_MS,
    host: alert.host ?? null,
    relatedTo: null,
    history: [],
  };
}

/** Triage comes before any tool is asked. */
function nothingSeen(alerts: readonly AlertWithFate[]): Observations {
  const now = alerts
    .map(({ alert }) => alert.receivedAt)
    .toSorted()
    .at(-1);
  return nothingObserved(now ?? new Date(0).toISOString());
}
