/** What one alert says, in terms that can be compared: what kind, how bad, how long, how often. */
import type { Observations } from '../../domain/observation.ts';
import { priorityFromDatadog, priorityFromSeverity, type Priority } from '../../domain/priority.ts';
import { DAY_MS, toMs } from '../../domain/time.ts';
import { metricKind } from '../change-points/metric-kind.ts';
import { trendOfAlert, type Trend } from './trend.ts';
import type { TriageAlert } from './types.ts';

/** What an alert is about. `resource`: something fills up or runs hot; `symptom`: users feel it. */
export type Subject =
  'symptom' | 'resource' | 'expiry' | 'data' | 'security' | 'restart' | 'cost' | 'notice' | 'other';

export interface AlertFacts {
  readonly alert: TriageAlert;
  readonly index: number;
  readonly text: string;
  readonly subject: Subject;
  /** Metric kind of the change-point engine: `errors`, `latency`, `disk`, … */
  readonly kind: string;
  readonly firedMs: number | null;
  readonly clearedMs: number | null;
  /** Until it cleared, or until now; null when it is not known when it fired. */
  readonly durationMs: number | null;
  /** How far beyond its threshold, ≥ 1 when beyond; null when unknown. */
  readonly excess: number | null;
  readonly lowIsBad: boolean;
  /** Firings per day; null when unknown. */
  readonly firingsPerDay: number | null;
  readonly trend: Trend;
  readonly stated: Priority | null;
  readonly production: boolean;
  readonly customerFacing: boolean;
  /** Days until something ends, for expiry. */
  readonly daysLeft: number | null;
}

const COST =
  /\b(?:budget|cost|costs|spend|spending|billing|invoice|savings|cloud bill|credits used|cost anomaly|reserved instance|license (?:usage|seats))\b/i;
/** An error budget is about users, not about money; a billing service is a service. */
const NOT_COST =
  /error.?budget|burn.?rate|\bslo\b|latency|5xx|error rate|errors|timeout|unavailable|failed (?:payments?|charges?)/i;
const EXPIRY =
  /\b(?:certificate|cert|tls|ssl|token|secret|credential|api key|domain|license|password)\b.{0,60}\b(?:expir\w*|days? (?:left|remaining|until))|\bexpir(?:es|y|ing|ed)\b|days_(?:left|until|to_expir)/i;
const DATA =
  /data (?:loss|corrupt)|corrupt(?:ed|ion)|replication (?:broken|stopped|lag)|split.?brain|backup (?:failed|missing)|backup.{0,30}fail|checksum|inconsisten|lost (?:messages|writes|events)|(?:rows|records|orders|messages|events) (?:missing|lost|dropped)|reconciliation|double.?charg|duplicate charge/i;
const SECURITY =
  /unauthori[sz]ed access|intrusion|brute.?force|exfiltrat|malware|breach|privilege escalation|leaked (?:key|credential|secret)|suspicious login|ransom/i;
const NOTICE =
  /\b(?:deploy(?:ment)? (?:succeeded|completed|finished|started)|backup (?:completed|succeeded|ok)|scheduled maintenance|maintenance window|(?:weekly|daily|monthly) (?:report|summary|digest)|test alert|this is a test|synthetic test alert|job (?:completed|succeeded)|autoscal\w+ (?:completed|event)|scaled (?:up|down|out|in)|certificate renewed|new version available|heartbeat ok)\b/i;
const NON_PRODUCTION =
  /(?:^|[^a-z])(?:dev|develop|development|staging|stage|stg|test|testing|qa|uat|sandbox|preprod|pre-prod|perf|loadtest|load-test|demo|local|ci|canary-test)(?:[^a-z]|$)/i;
const CUSTOMER =
  /\b(?:check.?out|payments?|pay|login|sign.?in|auth|orders?|carts?|customers?|user.?facing|front.?end|web|website|gateway|edge|public|api|store.?front|bookings?|search|mobile|transactions?|transfers?)(?![a-z])/i;
/** Words that turn a metric around: the less, the worse. */
const LOW_IS_BAD =
  /\b(?:below|under|less than|drops?|dropped|too low|falls?|fell|no data|missing|free|remaining|left|available|availability|success(?:_?rate)?|uptime|healthy|hit.?ra(?:te|tio)|throughput|apdex|budget_remaining)\b|(?:^|[^<])<=?\s*-?\d|_free|free_|remaining|available|_left|success/i;
const HIGH_IS_BAD =
  /\b(?:above|over|exceeds?|exceeded|greater than|high|too many|rises?|rose|spike)\b|>=?\s*-?\d/i;
const RESOURCES = new Set([
  'cpu',
  'memory',
  'disk',
  'network',
  'connections',
  'queue',
  'threads',
  'gc',
  'cache',
]);
const SYMPTOMS = new Set(['errors', 'latency', 'availability', 'business', 'traffic', 'retries']);
const DOWN =
  /\b(?:down|unavailable|outage|unreachable|not responding|no healthy|crash.?loop|hard down|offline|5\d\d|failing|failed|failures?|errors?|timeouts?|refused|slow|latency|degraded)\b/i;

/** Work that silently does not happen. */
const STUCK =
  /\b(?:has not run|not run|did not run|missed (?:run|heartbeat|schedule)|heartbeat|stuck|stalled|overdue|no data|dead.?man|not processing|stopped)\b/i;

export function factsOf(alert: TriageAlert, index: number, observations: Observations): AlertFacts {
  const text = [alert.title, alert.monitor ?? '', alert.metric ?? '', alert.body]
    .join('\n')
    .slice(0, 4_000);
  const nowMs = toMs(observations.now);
  const firedMs = alert.firedAt === null ? null : toMs(alert.firedAt);
  const clearedMs = alert.recoveredAt === null ? null : toMs(alert.recoveredAt);
  const kind = kindOf(alert);
  const lowIsBad = isLowBad(alert);
  const over = alert.timesFiredOverMs ?? DAY_MS;
  return {
    alert,
    index,
    text,
    subject: subjectOf(text, kind, alert),
    kind,
    firedMs,
    clearedMs,
    durationMs: firedMs === null ? null : Math.max(0, (clearedMs ?? nowMs) - firedMs),
    excess: excessOf(alert, lowIsBad),
    lowIsBad,
    firingsPerDay:
      alert.timesFired === null ? null : (alert.timesFired * DAY_MS) / Math.max(over, DAY_MS / 24),
    trend: toldTrend(trendOfAlert(alert, observations, lowIsBad), text),
    stated: statedPriority(alert.priority),
    production: !isNonProduction(alert),
    customerFacing: CUSTOMER.test(`${alert.service ?? ''} ${alert.title} ${alert.tags.join(' ')}`),
    daysLeft: daysLeft(alert, text),
  };
}

/** `grows 2 % a day, full in 3 days`: the sender saw the trend. */
const GROWING =
  /\b(?:grow(?:s|ing)|climb(?:s|ing)|creep(?:s|ing)|steadily|leak(?:s|ing)?|trending up|getting worse|worsening|increasing (?:every|each|daily|hourly|steadily|for)|will (?:be full|run out|exhaust|fill)|projected to|full in|exhaust(?:ed|ion)? in|(?:hours?|days?) (?:to|until) (?:full|exhaustion))\b/i;

const toldTrend = (measured: Trend, text: string): Trend =>
  measured === 'unknown' && GROWING.test(text) ? 'worse' : measured;

function kindOf(alert: TriageAlert): string {
  const own = alert.metric === undefined ? 'other' : metricKind(alert.metric);
  return own === 'other' ? metricKind(`${alert.title} ${alert.monitor ?? ''}`) : own;
}

function subjectOf(text: string, kind: string, alert: TriageAlert): Subject {
  const head = `${alert.title}\n${alert.monitor ?? ''}\n${alert.metric ?? ''}`;
  if (SECURITY.test(text)) return 'security';
  if (COST.test(head) && !NOT_COST.test(head)) return 'cost';
  if (NOTICE.test(head)) return 'notice';
  if (EXPIRY.test(head)) return 'expiry';
  if (DATA.test(head)) return 'data';
  if (kind === 'restarts') return 'restart';
  if (SYMPTOMS.has(kind)) return 'symptom';
  if (RESOURCES.has(kind)) return 'resource';
  return DOWN.test(text) || STUCK.test(head) ? 'symptom' : 'other';
}

function isLowBad(alert: TriageAlert): boolean {
  const told = [alert.query ?? '', alert.title, alert.body].join(' ');
  const name = `${alert.metric ?? ''} ${alert.title}`;
  if (HIGH_IS_BAD.test(alert.query ?? '') || HIGH_IS_BAD.test(alert.title)) return false;
  return LOW_IS_BAD.test(name) || (LOW_IS_BAD.test(told) && !HIGH_IS_BAD.test(told));
}

/** 2 means twice the threshold (or half of it, where low is bad). */
function excessOf({ value, threshold }: TriageAlert, lowIsBad: boolean): number | null {
  if (value === null || threshold === null) return null;
  if (threshold === value) return 1;
  const [above, below] = lowIsBad ? [threshold, value] : [value, threshold];
  if (below <= 0) return above > 0 ? 10 : null;
  return Math.min(100, Math.max(0, above / below));
}

function statedPriority(text: string | undefined): Priority | null {
  if (text === undefined) return null;
  if (/^p0$/i.test(text.trim())) return 'P0';
  return priorityFromDatadog(text) ?? priorityFromSeverity(text) ?? null;
}

function isNonProduction(alert: TriageAlert): boolean {
  if (alert.env !== null)
    return (
      NON_PRODUCTION.test(alert.env) &&
      !/prod(?:uction)?$/i.test(alert.env.replace(/pre-?prod/i, ''))
    );
  const named = `${alert.service ?? ''} ${alert.host ?? ''} ${alert.tags.filter((tag) => /^(?:env|environment|stage|namespace|cluster):/.test(tag)).join(' ')}`;
  return NON_PRODUCTION.test(named) && !/\bprod/i.test(named);
}

function daysLeft(alert: TriageAlert, text: string): number | null {
  if (!EXPIRY.test(text)) return null;
  const hours = /(\d+(?:\.\d+)?)\s*(?:h|hours?)\b/i.exec(text);
  const days = /(\d+(?:\.\d+)?)\s*(?:d|days?)\b/i.exec(text);
  if (/\bexpired\b|has expired/i.test(text)) return 0;
  if (days) return Number(days[1]);
  if (hours) return Number(hours[1]) / 24;
  return alert.value !== null && /days/i.test(alert.metric ?? '') ? alert.value : null;
}
