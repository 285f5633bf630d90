/** What an alert is about, told from its name, its metric and, where the name is silent, its sentences. */
import { DAY_MS, MINUTE_MS } from '../../domain/time.ts';
import type { Claim, Claims } from './reading/claims.ts';

/**
 * `resource`: something fills up or runs hot; `symptom`: users feel it; `job`: it takes longer than
 * usual; `maintenance`: announced, and the window is not over; `trivia`: looks, housekeeping, trends and
 * findings that wait for working hours whatever their label; `exercise`: a drill or a test of the
 * alerting.
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
  | 'trivia'
  | 'exercise'
  | 'maintenance'
  | 'other';

const COST =
  /\b(?:budgets?|costs?|spend|spending|cost savings|cloud bill|credits used|credits?\b.{0,20}\b(?:of )?(?:the )?month|month.to.date|cost anomaly|(?:above|over|beyond) (?:the |our )?(?:plan|commitment|contract|(?:committed|contracted|included) (?:usage|use|volume|amount))|committed use|(?:monthly|yearly|annual|quarterly|spending|spend|card|credit) limit|reserved (?:instances?|capacity|nodes?)|savings? plans?|commitment|egress charges?|(?:billing|invoice|bill) (?:alert|alarm|forecast|estimate|estimated|anomaly|amount|threshold)|custom metrics (?:quota|limit|usage)|\d+ ?% of (?:the |our |its )?(?:\w+ )?(?:contract|commitment|subscription|plan|(?:annual|yearly|monthly|contracted|licen[cs]ed) (?:pool|volume|quota|allowance))|credits?\b[^.\n]{0,60}\b(?:target|plan)|(?:annual|yearly|monthly) (?:pool|allowance)|consumption (?:forecast|target)|bills? (?:is |has |was )?(?:above|over|exceed\w*|higher))(?![a-z])/i;
/** An error budget is about users, not about money; a billing service is a service. */
const NOT_COST =
  /error.?budget|burn.?rate|\bslo\b|budget_remaining|latency|5xx|error rate|errors|timeout|unavailable|\bfail|\bnot\b|stuck|stopped|down\b|basket|order value|revenue/i;
const EXPIRY =
  /\b(?:certificate|cert|tls|ssl|token|secret|credential|api key|domain|license|password)\b.{0,60}\b(?:expir\w*|lifetime|validity|valid (?:for|until)|runs out|ends (?:in|on|today|tomorrow)|days? (?:left|remaining|until))|\bexpir(?:es|y|ing|ed)\b|days_(?:left|until|to_expir)/i;
/** What ends on a day, named alone; its sentence says when. */
const ENDS_ONE_DAY =
  /\b(?:certificates?|certs?|tls|ssl|tokens?|secrets?|credentials?|api keys?|domains?|licen[cs]es?|passwords?|signing keys?|subscriptions?)\b/i;
const ENDS_SOON = /\bexpires? (?:in|on|at|today|tonight|tomorrow|this|next)\b/i;
/** Offers, carts and sessions end by themselves all day: a share of them is a symptom like any other. */
const ENDS_BY_ITSELF =
  /\b(?:offers?|orders?|sessions?|carts?|baskets?|reservations?|holds?|quotes?|messages?|jobs?|events?|coupons?|bookings?|invitations?|requests?|leases?|locks?|snapshots?|cache(?:d)? \w+|keys? (?:evicted|expired) per)\b.{0,20}\bexpir|\bexpir(?:y|ation) (?:is |has |did |does )?(?:not|never|jobs?|tasks?|polic(?:y|ies)|process|runs?|fail\w*|stuck)/i;
/** Money that is saved by a contract runs on without it, only dearer. */
const EXPIRING_PRICE =
  /reserved instance|committed use|savings? plan|commitment|discount|\bri[._]/i;
const DATA =
  /data (?:loss|corrupt)|corrupt(?:ed|ion)|replication (?:broken|stopped|lag)|stopped (?:applying|replicating)|under.?replicated|split.?brain|checksum|inconsisten|dead.?letter|\bdlq|double.?(?:charg|post|book|pay|credit|debit)|duplicate (?:charge|payment)|duplicated?\b|oversold|reconcil|do(?:es)? not match|raid degraded|(?:lost|dropped|discarded) (?:messages|writes|events|records|orders|documents|docs|rows)|\b(?:rows|records|orders|messages|events|documents|docs|writes|payments|transactions|e?-?mails|mensajes)[ ._](?:\w+[ ._]){0,2}(?:missing|lost|dropped|discarded)|\b(?:rows|records|events|documents|docs|writes)[ ._](?:\w+[ ._]){0,2}rejected|(?:backups?|snapshots?|restores?)\b.{0,40}(?:fail|missing|stale|overdue|old\b|last.?success|age|not (?:completed|run))|(?:backup|snapshot)[._]\w*(?:age|last|fail)/i;
/** Words in which other things than data are lost. */
const NOT_DATA =
  /data loss (?:prevention|policy)|\bdlp\b|packet|\bframes?\b|duplicate (?:code|alert|ticket)/i;
const SECURITY =
  /unauthori[sz]ed access|intrusion|brute.?force|password.?spray\w*|credential.?stuffing|exfiltrat|malware|crypto.?min|breach|privilege|leaked|ransom|suspicious|impossible travel|(?:root|break.?glass) (?:account )?(?:login|logged|used)|admin (?:role|rights?)|role grants?|new (?:country|location|geo)|credentials?\b[^.\n]{0,60}\bused (?:from|by|outside)|unusual (?:hours?|time|location|country)|audit.?(?:log|trail)\w* (?:is )?(?:disabled|stopped|deleted|off|tampered)|mfa (?:was )?(?:disabled|removed)|(?:became|made|now) (?:public|world.?readable)|publicly (?:accessible|readable|exposed)|open to (?:the )?(?:world|internet)|exposed (?:secret|key|credential|bucket)|failed log-?ins? from|injection|\bpii\b|personal data (?:found|exposed|leak\w*|in)|(?:account|user|key|role|policy) (?:was )?(?:created|changed|modified) (?:outside|by unknown|unexpectedly)|tenant.?leak|cross.?tenant|(?:other|another|wrong) (?:tenant|customer|user)s?|guardduty|reverse shell|port.?scan|secret.?scann|\bcves?\b|cve-\d|\b(?:trivy|snyk|grype|qualys|nessus)\b|vulnerabilit|\bwaf\b|cloudtrail|cluster.?admin|rbac|phishing|public (?:\w+ )?(?:bucket|blob|snapshot|repo\w*|share|acl|gist)|mfa (?:push|prompt|fatigue|denied|disabled)|log-?in blocked|account (?:is )?locked|(?:changed|set|switched|turned|opened) to public|\bedr\b|\bids\b|siem|dlp\b|egress anomal|tls ?(?:v?1\.?[01])\b|weak (?:cipher|password)|failed log-?ins?\b|root log-?in/i;
const NOTICE =
  /\b(?:deploy(?:ment)? (?:succeeded|completed|finished|started|event)|backup (?:completed|succeeded|ok)|test alert|this is a test|synthetic test alert|job (?:completed|succeeded|finished)|autoscal\w+ (?:completed|event)|by (?:the )?(?:cluster.?)?autoscaler|scaled (?:up|down|out|in)|certificate renewed|(?:new|newer) (?:\w+ ){0,2}(?:version|release)|(?:version|updates?|upgrade) available|heartbeat ok|reclaimed and replaced|deprecat(?:ed|ion)|recommendations? (?:available|for (?:you|your)|to)|watchdog|inhibitor|always firing|(?:scan|failover|rotation|migration|upgrade|rollout|restore|rebalance) (?:completed|finished|succeeded)|upcoming|change freeze|maintenance (?:starts?|started|begins?|began|announced|announcement|notice|notification|reminder|completed|finished|ended)|starts? (?:tomorrow|on|next)|scheduled for|reminder)\b/i;
/** What a message of success says, where its name says nothing. */
const SUCCESS =
  /\b(?:deploy(?:ment)?|release|rollout|backups?|snapshots?|restores?|jobs?|sync|migration|renewal|failover|update|upgrade|export|import|run|scan|maintenance)\b[^.\n]{0,60}\b(?:finished|completed|succeeded|successful(?:ly)?|done|ok)\b|\b(?:finished|completed|renewed|deployed|rolled out|re-?established|restored|reconnected|succeeded)(?: successfully)?\b/i;
const NO_SUCCESS =
  /\b(?:after|since|until|when|once|before|during|not?|never|un\w+|without|fail\w*|errors?|partial\w*|only|but|however|warnings?|late|overdue|slow\w*|still|except|missing|lost|skipped|0 (?:rows|records|bytes|files|items))\b/i;
/** Looks, housekeeping, trends and findings: worth a look in working hours, never a page. */
const TRIVIA =
  /\bfavicon|\blighthouse|\bstorybook|\bbundle(?:[_ .]?(?:size|kb))|\b(?:artifact|image|page) (?:size|weight)|\b(?:tracking |marketing )?pixel\b|\bseo\b|\ba11y\b|accessibility score|\bsitemap|robots\.txt|broken (?:link|image)s?|\btypos?\b|click.?(?:through)? ?rate|\bclick_pct|\bopen rate|\bcpc\b|\bctr\b|ad click|\bnps\b|\bsurvey|\bcoffee|\bprinter|\btoner|meeting room|\bprojector|\bvending|\blint\b|code (?:coverage|style|quality|smell)|test coverage|\bunused|\bstale (?:flag|branch|pr|ticket|feature|cache entr)|feature flags? (?:is |are )?(?:stale|old|age)|flag[._ ]age|\btech(?:nical)? debt|\borphan(?:ed)?|\bidle (?:instance|resource|volume|ip|load balancer)|\bunattached|\buntagged|\btagging\b|right-?sizing|\bawareness|(?:security|awareness|compliance|mandatory|staff|employee|safety) training|training (?:completion|overdue|campaign|reminder)|e-?learning|new issues? found|unused licen[cs]e|dependabot|\b(?:npm|yarn|pnpm|pip|composer|bundle|cargo)[ -]audit\b|\brenovate\b|dependency update|outdated (?:package|dependenc|image|agent)|kernel upgrade|patch(?:es)? available|\bwiki\b|\bchangelog|\bhousekeeping|temp(?:orary)? tables?|log ?rotat\w+|(?:weekly|monthly|daily|quarterly|yearly) (?:\w+ )?(?:trend|report|digest|summary|review|figures|stats)|\bdigest\b|\btrends?\b.{0,20}(?:week|month)|\b(?:low|info(?:rmational)?|minor)(?:[- ]severity)? (?:findings?|vulnerabilit\w+|cves?|issues?)|vuln[._]low|unit tests?|e2e (?:suite|tests?)|(?:ci|build|nightly build|pipeline|workflow)(?: #?\d+)? (?:failed|broken|red|queue)|\b(?:deploy(?:ment)?|build|pipeline) (?:duration|time)|\bin ci\b|\bon branch\b|\bfeature\/\w|(?:pull|merge) request|\bpr #\d|ci[._ ](?:failed|queue)|flaky test|thermal paper|\ba\/?b[-_ ]?test|reached significance|\bexperiment\b.{0,30}(?:significan\w+|concluded|ended|winner)|origin trial|(?:negative|bad|app|store|star) (?:reviews?|ratings?)|\bfeedback:|\bmissing (?:\w+ )?(?:images?|photos?|thumbnails?|translations?|alt texts?)|(?:images?|photos?|thumbnails?|translations?) (?:are |is )?missing|(?:clients?|packages?|dependenc\w+|librar\w+|browsers?|firmware|patch level) (?:\w+ ){0,3}(?:out[ -]?of[ -]?date|outdated)|outdated (?:\w+ )?(?:packages?|clients?|browsers?|firmware)|(?:out[ -]?of[ -]?date|outdated) on (?:\d+ )?(?:\w+ )?(?:clients?|laptops?|workstations?|pcs?|desktops?)|over-?commit|\badvisor(?:y|score)?\b|parking|canteen|\bpet ?store\b|wallpaper|desk booking|(?:apt|yum|dnf|zypper|windows|os|package|firmware|security) updates?\b|updates? (?:is |are )?pending|resizeobserver loop|(?:chrome|moz|safari(?:-web)?)-extension:|(?:columns?|fields?|tables?) descriptions?|(?:descriptions?|owners?|documentation) (?:is |are )?missing|lacks? (?:a |an )?(?:descriptions?|owners?|documentation)|terraform drift|configuration drift|dashboards? (?:["“][^"”]*["”] )?(?:\w+ ){0,3}(?:quer(?:y|ies)|panels?)\b|operating system description|description has changed/i;
/** What users feel is no trivia, whichever word is beside it. */
const FELT_HEAD =
  /\bdown\b|unavailable|outage|5\d\d\b|5xx|not (?:draining|delivered|sent|working|loading|running)|stuck|cannot|production deploy/i;
/** Said to be gone for good: its silence is what everybody wants. */
const RETIRED =
  /decommission|\bretired\b|\bold hosts?\b|(?:scheduled for|pending) (?:removal|deletion)/i;
/** A window in which somebody has announced that this does not work. */
const MAINTENANCE =
  /(?:planned|scheduled|announced|ongoing|in|under|during) (?:\w+ )?maintenance|maintenance(?:[ _]window|[ _]mode)?:? ?(?:true|active|in progress|until|ongoing)|maintenance window|(?:muted|silenced|in_maintenance|downtime): true|planned (?:downtime|outage)/i;
const MAINTENANCE_OVER =
  /maintenance (?:window )?(?:has |was |is )?(?:ended|over|finished|completed|done|closed)|(?:after|since|outside) (?:of )?(?:the )?(?:\w+ )?maintenance|did not come back|not (?:part of|covered by|related to)|no (?:planned |scheduled )?maintenance|overran|overdue|should have (?:ended|been)|not in scope|outside the window/i;
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
  /\b(?:down|unavailable|outage|unreachable|not responding|no healthy|crash.?loop|hard down|offline|5\d\d|fails|failing|failed|failures?|errors?|tim(?:e|es|ed|ing)[ -]?outs?|refused|slow|latency|degraded|broken)\b/i;
/** Work that silently does not happen, and other states that nobody wants. */
const STUCK =
  /\b(?:not (?:run|running|processing|generated|delivered|credited|sent|received|draining|ready|completed|finished|updated|syncing|replicating|routed|charged|billed)|did not|has no|have no|lost|missed|heartbeat|stuck|stalled|overdue|exit.?code|no data|dead.?man|stopped|rejected|denied|declined|disabled|mismatch|broken|cannot|unable to|blocked|skipped|missing|empty|wrong|crash\w*|could not (?:resolve|connect|reach|open|load)|incomplete)\b/i;
/** How long a job takes or how late it is: it may still end well. */
const JOB_TIME =
  /\b(?:running (?:longer|long|late)|tak(?:es|ing|en) (?:more|longer) than|longer than usual|late|delayed|duration|runtime|run.?time)\b|job_(?:duration|delay|runtime)/i;
const JOB =
  /\b(?:job|batch|nightly|export|import|etl|dwh|report|load|cron|pipeline|backfill|reindex|sync|migration)\b|job_|_job|-(?:export|import|load|job|etl)\b/i;
const JOB_STUCK =
  /no progress|not progress|stuck|failed|failing|has not|did not|never|missed|cut.?off|deadline|still in step/i;
/** A rate that must not be low is about work that stops, not about what was lost. */
const RATE =
  /per[_ ](?:min|minute|s|sec|second|hour|h)\b|\brate\b|_rate|throughput|\brps\b|\bqps\b/i;

/** What only its makers use; who cannot deploy says so. */
const TOOLING =
  /^(?:ci|ci[-_]?cd|ci[-_](?:runners?|agents?|workers?)|jenkins|gitlab-runners?|buildkite|teamcity|circleci|github-actions|build-?(?:agents?|farm|cache)|sonarqube|e2e[-_]?\w*|design-system|storybook|jira|confluence|wiki|crm-sandbox)$/i;

/** Alerts that prove that alerting works. */
const ALWAYS_ON =
  /\balways firing\b|meant to (?:always )?(?:fire|ensure that the (?:entire )?alerting)|used to inhibit/i;
/** A picture without data is no service without data. */
const OF_A_PANEL = /\bdashboards? (?:["“][^"”\n]*["”] )?(?:\w+ ){0,2}(?:quer(?:y|ies)|panels?)\b/i;
const UPDATES_WAIT =
  /\b\d+ (?:\w+ )?(?:packages?|updates?|patch(?:es)?) (?:are |is )?(?:available|pending|waiting|outstanding)\b/i;
const TAKES_LONG = /\btak(?:es|ing|en) (?:more|longer) than\b/i;
/** So many of so many are taken. */
const IN_USE =
  /\d\s*(?:of|\/|out of)\s*\d+ (?:\w+ ){0,2}(?:used|in use|allocated|taken|occupied|leased|assigned|checked out)\b|\blicen[cs]es?\b[^.\n]{0,40}\d ?%/i;
/** More of it than its owner allows is not started; nobody waits by that alone. */
export const SCALED_OUT =
  /\b(?:hpa|autoscal\w+|replicas|node ?pool|scaling group|instances)\b[^.\n]{0,60}\b(?:max\w*|limit)\b|\bmax(?:imum)? (?:replicas|instances|nodes)\b/i;

export interface Topic {
  readonly service: string | null;
  readonly head: string;
  readonly text: string;
  readonly kind: string;
  readonly claims: Claims;
  readonly lowIsBad: boolean;
  /** It has a value and a threshold: a limit that is passed is no notice. */
  readonly isMeasured: boolean;
  readonly nowMs: number;
  readonly firedMs: number | null;
}

/** @param topic - `head`: name and metric, `text`: everything, both in English */
export function subjectOf({
  service,
  head,
  text,
  kind,
  claims,
  lowIsBad,
  isMeasured,
  nowMs,
  firedMs,
}: Topic): Subject {
  if (claims.has('exercise') && !/restore|verif/i.test(head)) return 'exercise';
  if (ALWAYS_ON.test(text)) return 'notice';
  if (UPDATES_WAIT.test(text) && !FELT_HEAD.test(head)) return 'trivia';
  if (OF_A_PANEL.test(text) && !claims.has('people')) return 'trivia';
  if (SECURITY.test(head) || isIntrusion(head, claims)) return 'security';
  if (isMaintained(text, firedMs, nowMs)) return 'maintenance';
  if (RETIRED.test(head)) return 'notice';
  if (EXPIRY.test(head) && EXPIRING_PRICE.test(head)) return 'cost';
  if (TRIVIA.test(head) && !FELT_HEAD.test(head)) return 'trivia';
  if (service !== null && TOOLING.test(service) && kind !== 'disk') return 'trivia';
  if (COST.test(head) && !NOT_COST.test(head)) return 'cost';
  if (NOTICE.test(head) && !FELT_HEAD.test(head)) return 'notice';
  if (kind === 'other' && !isMeasured && isSuccess(head, text, claims)) return 'notice';
  if (EXPIRY.test(head) && !ENDS_BY_ITSELF.test(head)) return 'expiry';
  if (ENDS_ONE_DAY.test(head) && ENDS_SOON.test(text)) return 'expiry';
  if (isData(head, claims) && !(lowIsBad && RATE.test(head))) return 'data';
  if (JOB.test(head) && (JOB_TIME.test(head) || TAKES_LONG.test(text)) && !JOB_STUCK.test(text))
    return 'job';
  if (kind === 'restarts') return 'restart';
  // the silence of what must speak, whatever its age is measured in
  if (/heartbeat|dead.?man|since_(?:last|success)/i.test(head)) return 'symptom';
  if (SYMPTOMS.has(kind)) return 'symptom';
  if (RESOURCES.has(kind)) return 'resource';
  if (IN_USE.test(text) || (SCALED_OUT.test(text) && !DOWN.test(text))) return 'resource';
  return DOWN.test(text) || STUCK.test(head) || claims.has('people') ? 'symptom' : 'other';
}

const isSuccess = (head: string, text: string, claims: Claims): boolean =>
  SUCCESS.test(text) &&
  !NO_SUCCESS.test(text) &&
  !DOWN.test(text) &&
  !STUCK.test(head) &&
  !['people', 'data', 'emergency', 'exhausted', 'repeated', 'growing', 'deadline'].some((claim) =>
    claims.has(claim as Claim),
  );

const isData = (head: string, claims: Claims): boolean =>
  !NOT_DATA.test(head) &&
  (DATA.test(head) || (claims.has('data') && /data|0 ?%|price|charge/i.test(head)));

/** Its name speaks of no attack; its sentences may. Errors of a service that mention a token do not. */
function isIntrusion(head: string, claims: Claims): boolean {
  const words = claims.get('compromise') ?? claims.get('unguarded') ?? '';
  if (words === '') return false;
  return (
    !DOWN.test(head) ||
    /malware|ransom|exploit|leaked|stolen|exfiltrat|unknown ip|compromis/i.test(words)
  );
}

const ISO_END =
  /(?:until|till|to|through|-|–|ends?(?: at| time)?|end):?\s*(\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:?\d{2})?)/i;
const CLOCK_END =
  /(?:\b\d{1,2}:\d{2}\s*(?:-|–|to|until|bis)\s*|\b(?:until|till|ends?(?: at)?|to|ended)\s+)(\d{1,2}):(\d{2})\b/i;

const CLOCK_RANGE = /\b(\d{1,2}):(\d{2})\s*(?:-|–|to|until|bis)\s*(\d{1,2}):(\d{2})\b/i;
/** Work may begin a little early. */
const EARLY_MS = 10 * MINUTE_MS;

/** Outside of the hours of a window that the text tells: it was not the work that broke it. */
function firedBefore(text: string, firedMs: number): boolean {
  const range = CLOCK_RANGE.exec(text);
  if (!range) return false;
  const [from, to] = [
    Number(range[1]) * 60 + Number(range[2]),
    Number(range[3]) * 60 + Number(range[4]),
  ];
  const lengthMs = ((to - from + 1_440) % 1_440 || 1_440) * MINUTE_MS;
  const begin = new Date(firedMs);
  begin.setUTCHours(0, from, 0, 0);
  const intoMs = (firedMs + EARLY_MS - begin.getTime() + DAY_MS) % DAY_MS;
  return intoMs > lengthMs + EARLY_MS;
}

/** Announced work that covered the moment of the firing: its end, where it is told, lies after it. */
function isMaintained(text: string, firedMs: number | null, nowMs: number): boolean {
  if (!MAINTENANCE.test(text) || MAINTENANCE_OVER.test(text)) return false;
  if (firedMs !== null && firedBefore(text, firedMs)) return false;
  const iso = ISO_END.exec(text)?.[1];
  if (iso !== undefined) {
    const endMs = Date.parse(/Z|[+-]\d{2}:?\d{2}$/.test(iso) ? iso : `${iso.replace(' ', 'T')}Z`);
    if (Number.isFinite(endMs)) return endMs >= nowMs && (firedMs === null || firedMs <= endMs);
  }
  const until = CLOCK_END.exec(text);
  if (!until) return true;
  const end = new Date(nowMs);
  end.setUTCHours(Number(until[1]), Number(until[2]), 0, 0);
  // hours of a clock: half a day before it is tonight, half a day after it was this morning
  const left = (end.getTime() - nowMs + DAY_MS) % DAY_MS;
  return left <= DAY_MS / 2;
}
