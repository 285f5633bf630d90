/** Triage by rules: the model's fallback, and the whole of it for alerts that have recovered. Pure. */
import { comparePriority, DEFAULT_PRIORITY, type Priority } from '../../domain/priority.ts';
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

/** Words of alerts that tell of money or housekeeping, not of a fault. */
const CHATTER = /\b(?:budget|cost|billing|invoice|spend)\b/i;

export function triageByRules(alerts: readonly AlertWithFate[]): Omit<TriageOutput, 'model'> {
  const texts = alerts
    .map(({ alert }) => `${alert.title}\n${alert.query ?? ''}\n${alert.metric ?? ''}`)
    .join('\n');
  const titles = alerts.map(({ alert }) => alert.title);
  const kind = alerts.some(({ alert }) => alert.transition === 'no_data')
    ? 'no_data'
    : (KINDS.find(([, words]) => words.test(texts))?.[0] ?? 'other');
  const severity =
    alerts.map(({ alert }) => alert.priority).toSorted(comparePriority)[0] ?? DEFAULT_PRIORITY;
  const chatter =
    titles.length > 0 && titles.every((title) => CHATTER.test(title)) && isQuiet(severity);
  return {
    severity,
    alertKind: kind,
    deepLook: !chatter,
    reason: chatter
      ? 'a notice about cost, not a fault'
      : `${severity} alert about ${kind.replaceAll('_', ' ')}`,
  };
}

/** Housekeeping that somebody marked as urgent is looked at all the same. */
const isQuiet = (severity: Priority): boolean => comparePriority(severity, 'P2') >= 0;
