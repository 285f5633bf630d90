/** What one alert says, in terms that can be compared: what kind, how bad, how long, how often. */
import type { Observations } from '../../domain/observation.ts';
import { priorityFromDatadog, priorityFromSeverity, type Priority } from '../../domain/priority.ts';
import { DAY_MS, toMs } from '../../domain/time.ts';
import { metricKind } from '../change-points/metric-kind.ts';
import { beyondOf, type Beyond } from './beyond.ts';
import { claimsIn, withoutRelief, type Claim, type Claims } from './reading/claims.ts';
import { inEnglish } from './reading/glossary.ts';
import { numbersIn, type ToldNumbers } from './reading/numbers.ts';
import { SCALED_OUT, subjectOf, type Subject } from './topics.ts';
import { isFlat, isSawtooth, risePerDay, levelsOf, trendOfAlert, type Trend } from './trend.ts';
import type { TriageAlert } from './types.ts';
import { isCustomerFacing, isNonProduction } from './where.ts';

export type { Subject } from './topics.ts';

export interface AlertFacts {
  /** As sent, with value and threshold from its sentences where no field has them. */
  readonly alert: TriageAlert;
  readonly index: number;
  /** Name and metric in English, also with their parts as words. */
  readonly head: string;
  /** Everything it says, in English. */
  readonly text: string;
  readonly subject: Subject;
  /** Metric kind of the change-point engine: `errors`, `latency`, `disk`, … */
  readonly kind: string;
  readonly claims: Claims;
  readonly told: ToldNumbers;
  /** What it tells of is not undone when the alert clears. */
  readonly lasting: boolean;
  readonly firedMs: number | null;
  readonly clearedMs: number | null;
  /** Until it cleared, or until now; null when it is not known when it fired. */
  readonly durationMs: number | null;
  /** How far beyond its threshold, ≥ 1 when beyond; null when unknown or when there is no measure. */
  readonly excess: number | null;
  /** The same in words: `5.2× beyond its threshold`, `at 0 against 10`; empty when unknown. */
  readonly beyond: string;
  /** A single one where none should be: no measure of how bad it is. */
  readonly isSingle: boolean;
  readonly lowIsBad: boolean;
  /** Firings per day; null when unknown. */
  readonly firingsPerDay: number | null;
  readonly trend: Trend;
  /** By its own words or its last values it takes months until it is full. */
  readonly fillsSlowly: boolean;
  /** It came back within the batch, worse each time. */
  readonly isRecurring: boolean;
  /** Its former values rise and fall again and again. */
  readonly isSawtooth: boolean;
  /** Its former values, or its own words, say that it has stood at this level for long. */
  readonly isFlat: boolean;
  readonly stated: Priority | null;
  readonly production: boolean;
  readonly customerFacing: boolean;
  /** Days until something ends, for expiry. */
  readonly daysLeft: number | null;
  /** How much of it fails, where it says so. */
  readonly extent: 'all' | 'most' | 'some' | 'one' | null;
  /** So few calls that a share of them means nothing. */
  readonly fewCalls: boolean;
}

/** A share of fewer calls than this is an anecdote. */
const MANY_CALLS = 12;
/** Harm that stays when the alert clears: what was lost does not come back by itself. */
const LASTING =
  /data loss|corrupt|double.?charg|duplicate (?:charge|payment)|\b(?:lost|discarded)\b|split.?brain|do(?:es)? not match|oversold|charged twice/i;
/** Title prefixes of tools that tell that it is over. */
const OVER_TITLE =
  /^\W*(?:\[[^\]]*\]\s*)*\W*(?:auto-?)?(?:(?:resolved|recovered|recovery|healed|back to normal|up again)\b|(?:resolve|cleared|closed|ok|okay|up)\s*(?:[\]:!–-]|$))|\[(?:\w+\s+)?(?:recovered|resolved|ok|closed|cleared|recovery)\b[^\]]*\]|\b(?:recovered|resolved|back to normal|healthy again)\W*$/i;

/** Parts of a template that are meant for another state of the monitor. */
const OTHER_STATES =
  /\{\{#is_(recovery|no_data_recovery|warning_recovery)\}\}[\s\S]*?\{\{\/is_\1\}\}/g;

export function factsOf(
  original: TriageAlert,
  index: number,
  observations: Observations,
): AlertFacts {
  const metric = original.metric ?? '';
  const head = withParts(
    inEnglish([original.title, original.monitor ?? '', metric].join('\n')).slice(0, 2_000),
  );
  const body = inEnglish(original.body.replace(OTHER_STATES, ' '), original.title);
  const text = `${head}\n${body}`.slice(0, 6_000);
  const prose = `${inEnglish(original.title)}\n${body}`.slice(0, 5_000);
  const nowMs = toMs(observations.now);
  const told = numbersIn(prose, metric);
  const claims = withoutOwnLimits(withoutFarEnds(claimsIn(prose), told), prose);
  const alert = completed(original, told);
  const firedMs = alert.firedAt === null ? null : toMs(alert.firedAt);
  const clearedMs = clearedOf(alert, claims, nowMs);
  const kind = kindOf(alert, head);
  const lowIsBad = isLowBad(alert, head, told);
  const beyond = beyondOf(alert, lowIsBad, kind, told);
  const over = alert.timesFiredOverMs ?? DAY_MS;
  const subject = subjectOf({
    service: alert.service,
    head,
    // `errors are normal` tells of no errors
    text: withoutRelief(text),
    kind,
    claims,
    lowIsBad,
    isMeasured: alert.value !== null && alert.threshold !== null,
    nowMs,
    firedMs,
  });
  const measured = trendOfAlert(alert, observations, lowIsBad, told.levels);
  return {
    alert,
    index,
    head,
    text,
    subject,
    kind,
    claims,
    told,
    lasting: LASTING.test(head) || (subject === 'data' && claims.has('data')),
    firedMs,
    clearedMs,
    durationMs: durationOf(firedMs, clearedMs, nowMs, told),
    ...wordsOf(beyond),
    isSingle: alert.value === 1 && alert.threshold === 0,
    lowIsBad,
    firingsPerDay:
      alert.timesFired === null ? null : (alert.timesFired * DAY_MS) / Math.max(over, DAY_MS / 24),
    trend: fillsSlowly(alert, told) ? 'steady' : toldTrend(measured, told, claims, kind, prose),
    fillsSlowly: fillsSlowly(alert, told),
    isRecurring: false,
    isFlat:
      isFlat(levelsOf(alert, observations, told.levels)) ||
      isHeld(alert, told) ||
      claims.has('steady'),
    isSawtooth: isSawtooth(alert.history.map(([, value]) => value).slice(-200)),
    stated: statedPriority(alert.priority),
    production: !isNonProduction(alert),
    customerFacing: isCustomerFacing(alert),
    daysLeft: daysLeft(alert, text, told),
    extent: extentOf(told, claims),
    fewCalls: isFew(told) && !claims.has('emergency'),
  };
}

/** What will be used up in a year is not used up. */
function withoutFarEnds(claims: Claims, { endsInMs }: ToldNumbers): Claims {
  if (endsInMs === null || endsInMs < MONTHS_MS) return claims;
  return new Map([...claims].filter(([claim]) => claim !== 'exhausted'));
}

/** As many copies as their owner allows are no resource that has run out. */
const withoutOwnLimits = (claims: Claims, prose: string): Claims =>
  /^(?:at|maxed)\b/i.test(claims.get('exhausted') ?? '') && SCALED_OUT.test(prose)
    ? new Map([...claims].filter(([claim]) => claim !== 'exhausted'))
    : claims;

/** `between 61% and 62% for a month`: the value lies in the range that it has kept. */
function isHeld({ value }: TriageAlert, { held }: ToldNumbers): boolean {
  if (value === null || held === null) return false;
  const [low, high] = held;
  // a ratio beside percent
  const level = value <= 1 && high > 1.5 ? value * 100 : value;
  return level >= 0.95 * low && level <= 1.05 * high;
}

/** Five of five are few as well, but none of them worked. */
const isFew = ({ calls, part }: ToldNumbers): boolean =>
  calls !== null &&
  calls < MANY_CALLS &&
  !(part?.of === 'calls' && part.failed === part.total && part.total >= 5);

const wordsOf = ({ excess, words }: Beyond): Pick<AlertFacts, 'excess' | 'beyond'> => ({
  excess,
  beyond: words,
});

/** `MonthlyBudget80`, `aws_spend.usd`: names are words too. */
function withParts(head: string): string {
  const parts = head
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .replace(/([a-z])(\d)/g, '$1 $2')
    .replace(/[_./-]+/g, ' ');
  return parts === head ? head : `${head}\n${parts}`;
}

/** What no field holds, its sentences may. */
function completed(alert: TriageAlert, told: ToldNumbers): TriageAlert {
  const value = alert.value ?? told.value;
  // a limit of the sentence belongs to the value of the sentence
  const threshold = alert.threshold ?? (alert.value === null ? told.threshold : null);
  const timesFired = alert.timesFired ?? told.timesFired;
  return value === alert.value && threshold === alert.threshold && timesFired === alert.timesFired
    ? alert
    : { ...alert, value, threshold, timesFired };
}

function clearedOf(alert: TriageAlert, claims: Claims, nowMs: number): number | null {
  if (alert.recoveredAt !== null) return toMs(alert.recoveredAt);
  if (claims.has('ongoing')) return null;
  const isOver = OVER_TITLE.test(inEnglish(alert.title)) || isOverByText(claims);
  return isOver ? nowMs : null;
}

/** A part that has recovered is told of beside what has not. */
const isOverByText = (claims: Claims): boolean =>
  claims.has('recovered') &&
  !['people', 'data', 'exhausted', 'growing', 'repeated', 'everything'].some((claim) =>
    claims.has(claim as Claim),
  );

function durationOf(
  firedMs: number | null,
  clearedMs: number | null,
  nowMs: number,
  { lastedMs }: ToldNumbers,
): number | null {
  const shown = firedMs === null ? null : Math.max(0, (clearedMs ?? nowMs) - firedMs);
  if (clearedMs !== null || lastedMs === null) return shown;
  return Math.max(shown ?? 0, lastedMs);
}

/** Less left than this is for somebody to plan. */
const MONTHS_MS = 60 * DAY_MS;

/** A share of something that grows, but so slowly that its end is a matter of planning. */
function fillsSlowly(
  { value: level, threshold: limit, history }: TriageAlert,
  told: ToldNumbers,
): boolean {
  // a ratio is told apart from percent by its threshold
  const scale = level !== null && level <= 1 && limit !== null && limit <= 1 ? 100 : 1;
  const value = level === null ? null : level * scale;
  const threshold = limit === null ? null : limit * scale;
  const { endsInMs } = told;
  const measured = risePerDay(history);
  if (endsInMs !== null && endsInMs >= MONTHS_MS)
    return value === null || value < 95 || value > 100;
  const percentPerDay = told.percentPerDay ?? (measured === null ? null : measured * scale);
  if (percentPerDay === null || percentPerDay <= 0 || value === null) return false;
  if (value < 1.5 || value >= 95 || (threshold !== null && threshold > 100)) return false;
  if (endsInMs !== null && endsInMs < MONTHS_MS) return false;
  return ((100 - value) / percentPerDay) * DAY_MS >= MONTHS_MS;
}

const WORKED_OFF =
  /\b(?:will|should|to) be (?:empty|gone|drained|done|zero|worked off|cleared)\b|\b(?:empty|gone|drained|done|worked off|cleared) (?:in|within|by)\b/i;

/** A sender that names a rate or an end has seen the trend; a measured one counts more than words. */
function toldTrend(
  measured: Trend,
  told: ToldNumbers,
  claims: Claims,
  kind: string,
  prose: string,
): Trend {
  if (measured !== 'unknown') return measured;
  // a backlog that will be empty is the end that one wishes
  if (kind === 'queue' && WORKED_OFF.test(prose)) return 'better';
  const ends = told.endsInMs !== null && told.endsInMs <= 14 * DAY_MS;
  return told.isDrifting || ends || claims.has('growing') ? 'worse' : measured;
}

function extentOf({ part }: ToldNumbers, claims: Claims): AlertFacts['extent'] {
  if (part !== null && part.of !== 'other' && part.total >= 2 && part.failed > 0) {
    const share = part.failed / part.total;
    if (share >= (part.of === 'places' ? 1 : 0.9)) return 'all';
    if (share >= 0.5) return 'most';
    return part.failed <= 1 ? 'one' : 'some';
  }
  return claims.has('everything') ? 'all' : null;
}

/** Sentences use the words of metrics loosely: of these kinds the word itself must stand there. */
const TITLE_WORDS: Readonly<Record<string, RegExp>> = {
  errors:
    /error|fail|exception|\b[45]\d\ds?\b|[45]xx|time.?outs?|reject|denied|abort|refused|declin|(?:requests?|packets?|connections?|calls|messages) dropped/i,
  availability:
    /availab|uptime|health|success|apdex|ready|\bup\b|slo (?:burn|breach|budget|violat)|error budget/i,
  latency: /latency|response|p\d\d|p 9\d|slow|duration|took|elapsed|delay|percentile/i,
  traffic: /\b(?:traffic|requests?|rps|qps|throughput|per (?:second|minute))\b/i,
  work: /\bqueries\b/i,
  cpu: /\b(?:cpu|load average|throttl\w+)\b/i,
  memory: /\b(?:memory|heap|rss|swap)\b/i,
  network: /\b(?:network|packets?|bandwidth|tcp|dns)\b/i,
  cache: /\b(?:cache|hit.?ratio)\b/i,
  threads: /\b(?:threads?|goroutines?|event.?loop)\b/i,
  gc: /\b(?:gc|garbage)\b/i,
  queue:
    /queue|\b(?:lag|backlog|waiting|unack\w*|undelivered|unprocessed|consumers?|outbox|inbox|spool|dlq|dead.?letters?|depth|oldest|stuck|behind)\b|\bpending\b(?! (?:upgrade|update|reboot|restart|migration|change))/i,
};

/** How much of something there is; nothing that could be full. */
const AMOUNT = /\bvolume(?= (?:anomal|of|drop|below|above|per|change|check))/gi;
const LOAD =
  /request|rps|qps|tps|throughput|traffic|hits|calls|events|messages|sessions|users|invocations|workload|per_?(?:second|minute|sec|min)/i;

function kindOf(alert: TriageAlert, head: string): string {
  const metric = alert.metric === undefined ? '' : inEnglish(alert.metric);
  // who is throttled by a store or a provider is refused; who is by the scheduler only waits
  if (/throttl/i.test(head) && !/cpu|cfs/i.test(head)) return 'errors';
  const named =
    metric === '' ? 'other' : /latency|duration/i.test(metric) ? 'latency' : metricKind(metric);
  // visitors are load; only what a pool hands out can run out
  const own =
    named === 'connections' &&
    /session|visitor|user/i.test(metric) &&
    !/pool|conn|db|hsm|licen/i.test(metric)
      ? 'traffic'
      : named;
  // a count and a rate may be of anything
  if (own !== 'other' && (own !== 'traffic' || LOAD.test(metric))) return own;
  const told = inEnglish(`${alert.title} ${alert.monitor ?? ''}`).replace(AMOUNT, 'amount');
  const kind = metricKind(told);
  if (TITLE_WORDS[kind]?.test(head) !== false) return kind;
  // `FreeStorageSpace`: the name of a metric is words
  const parts = metric === '' ? 'other' : metricKind(head.split('\n').at(-1) ?? '');
  if (parts !== 'other' && TITLE_WORDS[parts]?.test(head) !== false) return parts;
  // `CPU 86% on batch-worker-3`: another word of the title may be the one that is measured
  return Object.entries(TITLE_WORDS).find(([, words]) => words.test(told))?.[0] ?? 'other';
}

/** Words that turn a metric around: the less, the worse. */
const LOW_IS_BAD =
  /\b(?:below|under|less than|drops?|dropped|(?:too|unexpected(?:ly)?|very|unusually) low|low (?:traffic|volume|throughput|sales|orders?|requests?)|falls?|fell|no data|missing|free|remaining|left|available|availability|success(?:_?rate)?|uptime|healthy|hit.?ra(?:te|tio)|throughput|apdex|budget_remaining|balance)\b|(?:^|[^<])<=?\s*-?\d|_free|free_|remaining|available|_left|success/i;
const HIGH_IS_BAD =
  /\b(?:above|over|exceeds?|exceeded|greater than|high|too many|rises?|rose|spike)\b|>=?\s*-?\d/i;
/** Names that leave no doubt, whatever the values are. */
const LOW_NAME =
  /_free|free_|\bfree\b|remaining|available|availability|_left|\bleft\b|success(?!_age|.*age)|uptime|healthy|hit.?ra(?:te|tio)|headroom|apdex|freeable|free ?(?:storage|space|memory|disk)|credit ?balance/i;
const AGE = /(?:^|[^a-z])(?:age|lag)(?![a-z])|since|delay|unavailable|unhealthy|duration/i;
const HIGH_KINDS = new Set(['errors', 'latency', 'cpu', 'memory', 'disk', 'restarts', 'retries']);

/**
 * What an alert's condition says comes first, then its metric's name; of anything else that fires, the
 * value lies on the bad side of the threshold.
 */
function isLowBad(alert: TriageAlert, head: string, told: ToldNumbers): boolean {
  const { metric, query, value, threshold, title } = alert;
  if (alert.comparator !== undefined) return alert.comparator === 'below';
  if (query !== undefined && HIGH_IS_BAD.test(query)) return false;
  if (query !== undefined && /<=?\s*-?\d/.test(query)) return true;
  const names = metric === undefined ? '' : `${metric}\n${head.split('\n').at(-1) ?? ''}`;
  if (metric !== undefined && LOW_NAME.test(names) && !AGE.test(names)) return true;
  if (told.side !== null && (threshold === null || told.threshold === threshold))
    return told.side === 'below';
  if (metric !== undefined && HIGH_KINDS.has(metricKind(metric))) return false;
  if (value !== null && threshold !== null && value !== threshold) return value < threshold;
  if (HIGH_IS_BAD.test(title)) return false;
  const all = `${title} ${alert.body}`;
  return (
    LOW_IS_BAD.test(`${metric ?? ''} ${title}`) || (LOW_IS_BAD.test(all) && !HIGH_IS_BAD.test(all))
  );
}

/** Severities as tools in other languages, and monitoring tools of their own words, state them. */
const MORE_WORDS: readonly (readonly [RegExp, Priority])[] = [
  [
    /^(?:p0|disaster|kritisch|cr[ií]tic[oa]|critique|alarm|down|outage|krytyczny|availability)$/i,
    'P0',
  ],
  [/^(?:hoch|alt[oa]|élevée?|severe|major|hoog|wysoki|urgent|error)$/i, 'P1'],
  [/^(?:mittel|medi[oa]|médi[oa]|moyenne?|average|warnung|aviso|avertissement|gemiddeld)$/i, 'P2'],
  [
    /^(?:niedrig|gering|baj[oa]|baix[oa]|bass[oae]|faible|laag|niski|informational?|information|verbose|notice|debug|not classified|no severity|trivial)$/i,
    'P3',
  ],
];

function statedPriority(text: string | undefined): Priority | null {
  if (text === undefined) return null;
  const word = text.trim();
  const known = MORE_WORDS.find(([pattern]) => pattern.test(word))?.[1];
  return known ?? priorityFromDatadog(word) ?? priorityFromSeverity(word) ?? null;
}

const EXPIRES =
  /\b(?:certificate|cert|tls|ssl|token|secret|credential|api key|domain|license|password)\b.{0,60}\b(?:expir\w*|lifetime|validity|valid (?:for|until)|runs out|ends (?:in|on|today|tomorrow)|days? (?:left|remaining|until))|\bexpir(?:es|y|ing|ed)\b|days_(?:left|until|to_expir)|tls.{0,6}days/i;

function daysLeft(alert: TriageAlert, text: string, told: ToldNumbers): number | null {
  if (!EXPIRES.test(text)) return null;
  if (/\bexpired\b|has expired/i.test(text)) return 0;
  if (/\bexpires? (?:today|tonight)\b/i.test(text)) return 0.5;
  if (/\bexpires? tomorrow\b/i.test(text)) return 1;
  if (alert.value !== null && /days|tage\b/i.test(alert.metric ?? '')) return alert.value;
  // `tls.days is 20 (threshold 21)`: the number stands behind its unit
  const named =
    /\bdays?(?:_?(?:left|remaining|until\w*|to_\w+))?\s*(?:is|was|are|at|now|:|=)\s*(\d+(?:\.\d+)?)/i.exec(
      text,
    );
  if (named) return Number(named[1]);
  const hours = /(\d+(?:\.\d+)?)\s*(?:h|hours?)\b/i.exec(text);
  const days = /(\d+(?:\.\d+)?)\s*(?:d|days?)\b/i.exec(text);
  if (days) return Number(days[1]);
  if (hours) return Number(hours[1]) / 24;
  return told.endsInMs === null ? null : told.endsInMs / DAY_MS;
}
