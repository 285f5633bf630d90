/** What one alert says, in terms that can be compared: what kind, how bad, how long, how often. */
import type { Observations } from '../../domain/observation.ts';
import { priorityFromDatadog, priorityFromSeverity, type Priority } from '../../domain/priority.ts';
import { DAY_MS, toMs } from '../../domain/time.ts';
import { metricKind } from '../change-points/metric-kind.ts';
import { trendOfAlert, type Trend } from './trend.ts';
import type { TriageAlert } from './types.ts';

/**
 * What an alert is about. `resource`: something fills up or runs hot; `symptom`: users feel it; `job`: it
 * takes longer than usual; `maintenance`: announced, and the window is not over.
 */
export type Subject =
  | 'symptom'
  | 'resource'
  | 'expiry'
  | 'data'
  | 'security'
  | 'restart'
  | 'job'
  | 'cost'
  | 'notice'
  | 'maintenance'
  | 'other';

export interface AlertFacts {
  readonly alert: TriageAlert;
  readonly index: number;
  readonly text: string;
  readonly subject: Subject;
  /** Metric kind of the change-point engine: `errors`, `latency`, `disk`, … */
  readonly kind: string;
  /** What it tells of is not undone when the alert clears. */
  readonly lasting: boolean;
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
  /\b(?:budget|costs?|spend|spending|savings|cloud bill|credits used|cost anomaly|reserved instances?|(?:billing|invoice|bill) (?:alert|alarm|forecast|estimate|estimated|anomaly|amount|threshold))\b/i;
/** An error budget is about users, not about money; a billing service is a service. */
const NOT_COST =
  /error.?budget|burn.?rate|\bslo\b|latency|5xx|error rate|errors|timeout|unavailable|\bfail|\bnot\b|stuck|stopped|down\b/i;
const EXPIRY =
  /\b(?:certificate|cert|tls|ssl|token|secret|credential|api key|domain|license|password)\b.{0,60}\b(?:expir\w*|days? (?:left|remaining|until))|\bexpir(?:es|y|ing|ed)\b|days_(?:left|until|to_expir)/i;
const DATA =
  /data (?:loss|corrupt)|corrupt(?:ed|ion)|replication (?:broken|stopped|lag)|stopped (?:applying|replicating)|under.?replicated|split.?brain|checksum|inconsisten|dead.?letter|\bdlq|double.?charg|duplicate (?:charge|payment)|reconcil|do(?:es)? not match|raid degraded|(?:lost|dropped|discarded) (?:messages|writes|events|records|orders|documents|docs|rows)|\b(?:rows|records|orders|messages|events|documents|docs|writes|payments|transactions)[ ._](?:\w+[ ._]){0,2}(?:missing|lost|dropped|discarded|rejected)|(?:backups?|snapshots?)\b.{0,40}(?:fail|missing|stale|overdue|old\b|last.?success|age)|(?:backup|snapshot)[._]\w*(?:age|last|fail)/i;
/** Harm that stays when the alert clears: what was lost does not come back by itself. */
const LASTING =
  /data loss|corrupt|double.?charg|duplicate (?:charge|payment)|\b(?:lost|discarded)\b|split.?brain|do(?:es)? not match/i;
const SECURITY =
  /unauthori[sz]ed access|intrusion|brute.?force|credential.?stuffing|exfiltrat|malware|crypto.?min|breach|privilege escalation|leaked|ransom|suspicious|impossible travel|(?:root|break.?glass) (?:account )?(?:login|logged|used)|admin (?:role|rights?|privilege)|role grants?|new (?:country|location|geo)|audit.?(?:log|trail)\w* (?:is )?(?:disabled|stopped|deleted|off|tampered)|mfa (?:was )?(?:disabled|removed)|(?:became|is|are|made|now) (?:public|world.?readable)|publicly (?:accessible|readable|exposed)|open to (?:the )?(?:world|internet)|exposed (?:secret|key|credential|bucket)|failed logins? from|injection|\bpii\b|personal data (?:found|exposed|leak\w*|in)|(?:account|user|key|role|policy) (?:was )?(?:created|changed|modified) (?:outside|by unknown|unexpectedly)|tenant.?leak|cross.?tenant|(?:other|another|wrong) (?:tenant|customer|user)s?|guardduty|reverse shell|port scan/i;
const NOTICE =
  /\b(?:deploy(?:ment)? (?:succeeded|completed|finished|started)|backup (?:completed|succeeded|ok)|(?:weekly|daily|monthly) (?:report|summary|digest)|test alert|this is a test|synthetic test alert|job (?:completed|succeeded|finished)|autoscal\w+ (?:completed|event)|by (?:the )?(?:cluster.?)?autoscaler|scaled (?:up|down|out|in)|certificate renewed|(?:new|newer) (?:\w+ ){0,2}(?:version|release)|(?:version|update|upgrade) available|heartbeat ok|reclaimed and replaced|deprecat(?:ed|ion)|recommendation|watchdog|inhibitor|always firing|(?:scan|failover|rotation|migration|upgrade|rollout|restore|rebalance) (?:completed|finished|succeeded)|upcoming|change freeze|starts? (?:tomorrow|on|next)|scheduled for|reminder)\b/i;
/** Said to be gone for good: its silence is what everybody wants. */
const RETIRED =
  /decommission|\bretired\b|\bold hosts?\b|(?:scheduled for|pending) (?:removal|deletion)/i;
/** A window in which somebody has announced that this does not work. */
const MAINTENANCE =
  /(?:planned|scheduled|announced|ongoing|in|under|during) (?:\w+ )?maintenance|maintenance(?:[ _]window|[ _]mode)?:? ?(?:true|active|in progress|until|ongoing)|maintenance window|(?:muted|silenced|in_maintenance|downtime): true|planned (?:downtime|outage)/i;
const MAINTENANCE_OVER =
  /maintenance (?:window )?(?:has |was |is )?(?:ended|over|finished|completed|done|closed)|(?:after|since|outside) (?:the )?(?:\w+ )?maintenance|did not come back|not (?:part of|covered by|related to)|no (?:planned |scheduled )?maintenance|overran|overdue/i;
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

/** Work that silently does not happen, and other states that nobody wants. */
const STUCK =
  /\b(?:not (?:run|running|processing|generated|delivered|credited|sent|received|draining|ready|completed|updated|syncing|replicating)|did not|has no|have no|lost|missed|heartbeat|stuck|stalled|overdue|exit.?code|no data|dead.?man|stopped|rejected|denied|disabled|mismatch|broken|cannot|unable to|blocked)\b/i;
/** How long a job takes or how late it is: it may still end well. */
const JOB_TIME =
  /\b(?:running (?:longer|long|late)|longer than usual|late|delayed|duration|runtime|run.?time)\b|job_(?:duration|delay|runtime)/i;
const JOB =
  /\b(?:job|batch|nightly|export|import|etl|dwh|report|load|cron|pipeline|backfill|reindex|sync|migration)\b|job_|_job|-(?:export|import|load|job|etl)\b/i;
const JOB_STUCK =
  /no progress|not progress|stuck|failed|failing|has not|did not|never|missed|cut.?off|deadline/i;

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
    subject: subjectOf(text, kind, alert, nowMs),
    lasting: LASTING.test(alert.title),
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

/** Sentences use the words of metrics loosely: of these kinds the word itself must stand there. */
const TITLE_WORDS: Readonly<Record<string, RegExp>> = {
  errors:
    /error|fail|exception|\b[45]\d\ds?\b|[45]xx|time.?outs?|reject|denied|abort|refused|(?:requests?|packets?|connections?|calls|messages) dropped/i,
  traffic: /\b(?:traffic|requests?|rps|qps|throughput|per (?:second|minute))\b/i,
  work: /\bqueries\b/i,
  cpu: /\b(?:cpu|load average|throttl\w+)\b/i,
  memory: /\b(?:memory|heap|rss|swap)\b/i,
  network: /\b(?:network|packets?|bandwidth|tcp|dns)\b/i,
  cache: /\b(?:cache|hit.?ratio)\b/i,
  threads: /\b(?:threads?|goroutines?|event.?loop)\b/i,
  gc: /\b(?:gc|garbage)\b/i,
};

const LOAD =
  /request|rps|qps|tps|throughput|traffic|hits|calls|events|messages|sessions|users|invocations|workload|per_?(?:second|minute|sec|min)/i;

function kindOf(alert: TriageAlert): string {
  const own = alert.metric === undefined ? 'other' : metricKind(alert.metric);
  // a count and a rate may be of anything
  if (own !== 'other' && (own !== 'traffic' || LOAD.test(alert.metric ?? ''))) return own;
  const told = `${alert.title} ${alert.monitor ?? ''}`;
  const kind = metricKind(told);
  return TITLE_WORDS[kind]?.test(told) === false ? 'other' : kind;
}

function subjectOf(text: string, kind: string, alert: TriageAlert, nowMs: number): Subject {
  const head = `${alert.title}\n${alert.monitor ?? ''}\n${alert.metric ?? ''}`;
  if (SECURITY.test(text)) return 'security';
  if (isMaintained(text, nowMs)) return 'maintenance';
  if (RETIRED.test(head)) return 'notice';
  if (COST.test(head) && !NOT_COST.test(head)) return 'cost';
  if (NOTICE.test(head)) return 'notice';
  if (EXPIRY.test(head)) return 'expiry';
  if (DATA.test(head)) return 'data';
  if (JOB.test(head) && JOB_TIME.test(head) && !JOB_STUCK.test(text)) return 'job';
  if (kind === 'restarts') return 'restart';
  // the silence of what must speak, whatever its age is measured in
  if (/heartbeat|dead.?man|since_(?:last|success)/i.test(head)) return 'symptom';
  if (SYMPTOMS.has(kind)) return 'symptom';
  if (RESOURCES.has(kind)) return 'resource';
  return DOWN.test(text) || STUCK.test(head) ? 'symptom' : 'other';
}

/** Announced work whose end, where it is told, has not passed. */
function isMaintained(text: string, nowMs: number): boolean {
  if (!MAINTENANCE.test(text) || MAINTENANCE_OVER.test(text)) return false;
  const until = /\b(?:until|till|ends? at|to) (\d{1,2}):(\d{2})\b/i.exec(text);
  if (!until) return true;
  const end = new Date(nowMs);
  end.setUTCHours(Number(until[1]), Number(until[2]), 0, 0);
  // hours of a clock: half a day before it is tonight, half a day after it was this morning
  const left = (end.getTime() - nowMs + DAY_MS) % DAY_MS;
  return left <= DAY_MS / 2;
}

/** Names that leave no doubt, whatever the values are. */
const LOW_NAME =
  /_free|free_|\bfree\b|remaining|available|availability|_left|\bleft\b|success(?!_age|.*age)|uptime|healthy|hit.?ra(?:te|tio)|headroom|apdex/i;
const AGE = /age|since|lag|delay|unavailable|unhealthy|duration/i;
const HIGH_KINDS = new Set(['errors', 'latency', 'cpu', 'memory', 'disk', 'restarts', 'retries']);

/**
 * What an alert's condition says comes first, then its metric's name; of anything else that fires, the
 * value lies on the bad side of the threshold.
 */
function isLowBad(alert: TriageAlert): boolean {
  const { metric, query, value, threshold, title } = alert;
  if (query !== undefined && HIGH_IS_BAD.test(query)) return false;
  if (query !== undefined && /<=?\s*-?\d/.test(query)) return true;
  if (metric !== undefined && LOW_NAME.test(metric) && !AGE.test(metric)) return true;
  if (metric !== undefined && HIGH_KINDS.has(metricKind(metric))) return false;
  if (value !== null && threshold !== null && value !== threshold) return value < threshold;
  if (HIGH_IS_BAD.test(title)) return false;
  const told = `${title} ${alert.body}`;
  return (
    LOW_IS_BAD.test(`${metric ?? ''} ${title}`) ||
    (LOW_IS_BAD.test(told) && !HIGH_IS_BAD.test(told))
  );
}

/** 2 means twice the threshold (or half of it, where low is bad). */
function excessOf({ value, threshold }: TriageAlert, lowIsBad: boolean): number | null {
  if (value === null || threshold === null) return null;
  if (threshold === value) return 1;
  const [above, below] = lowIsBad ? [threshold, value] : [value, threshold];
  // nothing at all where something must be is far off; one where none may be is not
  if (below <= 0) return above <= 0 ? null : lowIsBad ? 10 : Math.min(10, Math.max(1, above));
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
