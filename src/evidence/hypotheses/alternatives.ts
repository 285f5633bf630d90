/** The explanations that need no guilty change, judged as equals: each with its own evidence. */
import type { CauseCategory } from '../../domain/analysis.ts';
import { DAY_MS, MINUTE_MS } from '../../domain/time.ts';
import { DEFECT_KINDS, type FaultKind } from '../faults/fault-kinds.ts';
import { describeMove } from '../signals/metric-moves.ts';
import { complaintOf, isComplaint } from '../signals/complaints.ts';
import { msOf } from '../signals/log-faults.ts';
import type { ChangeScore } from './change-score.ts';
import type { Context } from './context.ts';

export interface Alternative {
  readonly category: CauseCategory;
  readonly statement: string;
  readonly logit: number;
  readonly reasons: readonly string[];
  readonly against: readonly string[];
  /** Kinds of failure whose evidence supports it. */
  readonly kinds: readonly FaultKind[];
}

const BASE = -2.4;

/** What an explanation loses that has nothing at all to show for it. */
const NO_EVIDENCE = 0.9;

export function alternatives(context: Context, scored: readonly ChangeScore[] = []): Alternative[] {
  const all = [
    traffic(context),
    certificate(context),
    credential(context),
    dependency(context),
    infrastructure(context),
    badData(context, scored),
    exhaustion(context),
    noise(context),
  ];
  return all.map((each) =>
    each.reasons.length === 0 ? { ...each, logit: each.logit - NO_EVIDENCE } : each,
  );
}

const strength = (context: Context, kind: FaultKind): number => context.kinds.get(kind) ?? 0;

/** Text of everything that was said, for words that no kind covers. */
function said(context: Context): string {
  const parts = [
    ...context.faults.map((each) => each.fault.sample.slice(0, 400)),
    ...context.observations.infraEvents.map((each) => `${each.kind} ${each.summary}`),
    ...context.observations.alerts.map((each) => `${each.title} ${each.body.slice(0, 1_000)}`),
    ...context.observations.logs
      .slice(0, 3_000)
      .filter((each) => each.level !== 'debug')
      .map((each) => each.message.slice(0, 200)),
  ];
  return parts.join('\n').slice(0, 400_000);
}

function traffic(context: Context): Alternative {
  const reasons: string[] = [];
  const against: string[] = [];
  let logit = BASE;
  const onset = context.onset?.atMs ?? null;
  const rises = context.moves.filter(
    (each) =>
      each.kind === 'traffic' &&
      each.change.direction === 'up' &&
      (onset === null || each.change.atMs <= onset + 5 * MINUTE_MS),
  );
  const best = rises.sort((a, b) => (b.change.ratio ?? 1) - (a.change.ratio ?? 1))[0];
  if (best !== undefined) {
    const ratio = best.change.ratio ?? 5;
    // when the demand from outside is watched and flat, what grew is the service's own work
    if (ratio >= 1.3) {
      const late = onset !== null && best.change.atMs > onset + 30_000;
      logit += (late ? 0.45 : 1) * Math.min(6.2, 2.3 * Math.log2(ratio) + 0.8);
      if (late)
        against.push(`${best.series.metric} rose after the failures began: it may be their effect`);
      else reasons.push(`${describeMove(best)}: load rose before the failures`);
    }
  } else if (
    context.moves.some((each) => each.kind === 'traffic') ||
    context.observations.metrics.some((each) =>
      /request|rps|traffic|throughput|qps/i.test(each.metric),
    )
  ) {
    logit -= 1.5;
    against.push('request rates did not rise before the onset');
  }
  const text = said(context);
  if (
    /traffic (?:spike|surge|increase)|(?:\d+(?:\.\d+)?x|\d{3,}%)[^.\n]{0,30}(?:traffic|load|requests|rps|normal|baseline)|flash sale|black friday|marketing (?:campaign|email|push)|(?:viral|bots?|crawlers?|scrapers?|scraping|credential stuffing)[^.\n]{0,40}(?:traffic|attack|requests|wave)|\bddos\b|attack from|\d{3,} requests from|load shedding|request(?:s)? (?:rate|volume)[^.\n]{0,40}(?:above|exceed|spike|surge|unusual)|unusual(?:ly high)? traffic|concurrent users/i.test(
      text,
    )
  ) {
    logit += 2.2;
    reasons.push('logs or alerts speak of unusual load');
  }
  for (const kind of [
    'rate_limited',
    'pool_exhausted',
    'threads',
    'cpu',
    'queue_backlog',
  ] as const) {
    if (strength(context, kind) > 0.3 && best !== undefined) logit += 0.3;
  }
  logit -= 1.5 * defectShare(context);
  return {
    category: 'traffic_surge',
    statement: 'A surge of traffic exceeded the capacity; no change is to blame.',
    logit,
    reasons,
    against,
    kinds: ['rate_limited', 'pool_exhausted', 'cpu', 'threads', 'queue_backlog', 'timeout', 'slow'],
  };
}

/** How far the failures are a program's own logic errors, 0–1. */
function defectShare(context: Context): number {
  let defect = 0;
  for (const [kind, value] of context.kinds)
    if (DEFECT_KINDS.has(kind)) defect = Math.max(defect, value);
  return defect;
}

function certificate(context: Context): Alternative {
  const value = strength(context, 'certificate');
  const reasons = value > 0 ? ['failures name an expired or invalid certificate'] : [];
  return {
    category: 'expired_certificate',
    statement: 'A certificate expired or is no longer trusted.',
    logit: BASE - 1 + 6.5 * value,
    reasons,
    against: [],
    kinds: ['certificate', 'tls'],
  };
}

function credential(context: Context): Alternative {
  const value = strength(context, 'credential_expired');
  const reasons = value > 0 ? ['failures name an expired, revoked or rotated credential'] : [];
  return {
    category: 'expired_credential',
    statement: 'A credential expired, was revoked or rotated.',
    logit: BASE - 1 + 5.5 * value,
    reasons,
    against: [],
    kinds: ['credential_expired', 'auth'],
  };
}

const PROVIDERS =
  /\b(?:stripe|paypal|adyen|braintree|twilio|sendgrid|mailgun|auth0|okta|cognito|aws|s3|dynamodb|sqs|sns|kinesis|rds|azure|gcp|google (?:cloud|maps)|bigquery|cloudflare|fastly|akamai|github|gitlab|slack|datadog|salesforce|shopify|plaid|snowflake|mongodb atlas|elastic cloud|openai|anthropic|firebase|heroku|fedex|ups|dhl|experian|equifax|visa|mastercard|avalara|taxjar|algolia|launchdarkly|segment|zendesk|hubspot|payment (?:gateway|provider|processor)|third[- ]party|vendor|external (?:api|service|provider)|provider|partner api|upstream provider|cdn|dns provider|carrier|bank|sms gateway|identity provider|idp)\b/i;

function dependency(context: Context): Alternative {
  const reasons: string[] = [];
  const against: string[] = [];
  let logit = BASE;
  const reach = Math.max(
    strength(context, 'upstream_error'),
    strength(context, 'unreachable'),
    0.55 * strength(context, 'timeout'),
    0.7 * strength(context, 'rate_limited'),
    0.5 * strength(context, 'circuit_open'),
  );
  const named = new Set<string>();
  for (const { fault, weight } of context.faults) {
    if (weight < 0.3) continue;
    const away =
      fault.kinds.has('upstream_error') ||
      fault.kinds.has('unreachable') ||
      fault.kinds.has('timeout') ||
      fault.kinds.has('dns') ||
      fault.kinds.has('rate_limited');
    const match = away ? PROVIDERS.exec(fault.sample) : null;
    if (match !== null) named.add(match[0]);
    const host = away
      ? /\b((?:[a-z0-9-]+\.){1,4}(?:com|io|net|org|dev|cloud|co|eu|us))\b/i.exec(fault.sample)
      : null;
    if (host !== null && !/\.(?:internal|local|svc|cluster)\b/i.test(fault.sample))
      named.add(host[1] ?? '');
  }
  logit += 2.2 * reach;
  if (named.size > 0 && reach > 0) {
    logit += 2;
    reasons.push(
      `failing calls go to ${[...named].slice(0, 3).join(', ')}, which is not this team's code`,
    );
  } else if (reach > 0.3)
    reasons.push('the failures are calls to another system that does not answer');
  const text = said(context);
  if (
    /status ?page|(?:provider|vendor|third[- ]party|external)[^.\n]{0,40}(?:outage|incident|degrad|down)|(?:outage|incident|degrad\w*|maintenance|partial outage) (?:at|on|by|in|with|from|reported)|(?:investigating|identified|acknowledged)[^.\n]{0,40}(?:elevated|increased) (?:error|latency)|known (?:outage|incident)|multi-tenant[^.\n]{0,30}affected/i.test(
      text,
    )
  ) {
    logit += 2;
    reasons.push('an outage of a provider is spoken of');
  }
  const first = context.firstFailing;
  const alerted = context.observations.service;
  if (
    first !== null &&
    alerted !== null &&
    first !== alerted &&
    !context.observations.commits.some((each) => each.service === first)
  ) {
    const owned = context.observations.deployments.some((each) => each.service === first);
    if (!owned) {
      logit += 0.8;
      reasons.push(`${first} failed first and nothing of it was changed`);
    }
  }
  const calm = calmCallee(context);
  if (calm !== null) {
    logit -= 1.6;
    against.push(`${calm}, which the failures name, is watched and shows no trouble`);
  }
  const defect = defectShare(context);
  if (defect > 0.5) against.push("the failures are errors of the program's own logic");
  logit -= 2 * defect;
  return {
    category: 'dependency_outage',
    statement:
      named.size > 0
        ? `An outage of ${[...named][0]}, on which the service depends.`
        : 'An outage of something that the service depends on.',
    logit,
    reasons,
    against,
    kinds: ['upstream_error', 'unreachable', 'timeout', 'dns', 'rate_limited'],
  };
}

const SHARED: ReadonlySet<string> = new Set(['cpu', 'memory', 'disk', 'network']);

/** Another service on the same host, not in the line of calls, that took the host's resources at the onset. */
function loudNeighbour(context: Context): string | null {
  const first = context.firstFailing;
  const onset = context.onset?.atMs ?? null;
  if (first === null || onset === null) return null;
  const { runsOn } = context.observations.serviceMap;
  const hosts = new Set(runsOn.filter((each) => each.service === first).map((each) => each.host));
  const related = new Set([
    first,
    ...context.topology.dependencies(first),
    ...context.topology.dependents(first),
  ]);
  const own = context.moves.some(
    (each) =>
      each.series.service === first &&
      SHARED.has(each.kind) &&
      each.change.direction === 'up' &&
      (each.change.ratio ?? 1) > 1.5,
  );
  for (const { service, host } of runsOn) {
    if (!hosts.has(host) || related.has(service)) continue;
    const move = context.moves.find(
      (each) =>
        each.series.service === service &&
        SHARED.has(each.kind) &&
        each.change.direction === 'up' &&
        (each.change.ratio ?? 2) >= 1.5 &&
        Math.abs(each.change.atMs - onset) <= 6 * MINUTE_MS,
    );
    if (move !== undefined && !own)
      return `${describeMove(move)}, on ${host}, where ${first} runs as well`;
  }
  return null;
}

/** A watched service that the failures complain about although its own metrics are flat. */
function calmCallee(context: Context): string | null {
  const watched = new Set<string>();
  for (const series of context.observations.metrics)
    if (series.service !== null && series.points.length >= 5) watched.add(series.service);
  for (const move of context.moves)
    if (move.harmful && move.series.service !== null) watched.delete(move.series.service);
  for (const { fault } of context.faults) {
    if (fault.service !== null && (fault.level === 'error' || fault.level === 'fatal'))
      watched.delete(fault.service);
  }
  if (watched.size === 0) return null;
  for (const { fault, weight } of context.faults) {
    if (weight < 0.4 || !(isComplaint(fault) || fault.kinds.has('circuit_open'))) continue;
    const named = complaintOf(fault, [...watched]);
    if (named !== null) return named;
  }
  return null;
}

const HARD_EVENT =
  /evict|not.?ready|pressure|drain|preempt|maintenance|hardware|disk|volume|detach|network|zone|\baz\b|reboot|unreachable|unhealthy|fail ?over|spot|neighbo|outage|degrad|\bdown\b|fault|lost|kernel|node|host\b|switch|router|power|storage/i;
/** What every deployment causes says nothing against the deployment. */
const ROUTINE_EVENT =
  /deploy|rollout|scal(?:ed|ing)|pulled|pulling|created|started|killing|back-?off|probe/i;

function infrastructure(context: Context): Alternative {
  const reasons: string[] = [];
  const against: string[] = [];
  let logit = BASE;
  const kinds = ['node_failure', 'disk', 'dns'] as const;
  const value = Math.max(
    strength(context, 'node_failure'),
    strength(context, 'dns'),
    // disks are also filled by what a change writes
    0.75 * strength(context, 'disk'),
  );
  logit += 3.4 * value;
  if (value > 0.3) reasons.push('failures name the node, the disk or the network');
  const onset = context.onset?.atMs ?? null;
  const events = context.observations.infraEvents.filter((each) => {
    const at = msOf(each.at);
    return (
      each.severity !== 'info' &&
      (onset === null || at === null || Math.abs(at - onset) < 30 * MINUTE_MS)
    );
  });
  const text = (each: (typeof events)[number]): string => `${each.kind} ${each.summary}`;
  const hard = events.filter(
    (each) =>
      HARD_EVENT.test(text(each)) &&
      !/probe|back-?off|stopping container|scaled? (?:up|down)|rolling/i.test(text(each)),
  );
  const soft = events.filter((each) => !ROUTINE_EVENT.test(text(each)));
  if (hard.length > 0) {
    logit += 2.4;
    reasons.push(`the platform reports: ${hard[0]?.summary ?? ''}`);
  } else if (soft.length > 0) logit += 0.4;
  const neighbour = loudNeighbour(context);
  if (neighbour !== null) {
    logit += 2.6;
    reasons.push(neighbour);
  }
  const hosts = new Set<string>();
  let lines = 0;
  for (const { fault } of context.faults) {
    if (fault.source !== 'log') continue;
    lines += fault.count;
    for (const host of fault.hosts) hosts.add(host);
  }
  const allHosts = new Set(
    context.observations.logs.map((each) => each.host).filter((each) => each !== undefined),
  );
  if (allHosts.size >= 3 && hosts.size === 1 && lines >= 5) {
    logit += 2.2;
    reasons.push(`all failures are on ${[...hosts][0]}, one of ${allHosts.size} hosts`);
  }
  logit -= 1.8 * defectShare(context);
  return {
    category: 'infrastructure',
    statement: 'The platform below the service failed: node, disk, memory pressure or network.',
    logit,
    reasons,
    against,
    kinds: [...kinds],
  };
}

/** A change of the last days that could explain the failure at all. */
function recentSuspect(context: Context, scored: readonly ChangeScore[]): boolean {
  const onset = context.onset?.atMs ?? null;
  return scored.some(({ candidate, mechanism, location, excluded }) => {
    if (excluded !== null || candidate.runtimeWeight < 0.1 || candidate.inert) return false;
    const recent =
      onset === null || candidate.liveMs === null || onset - candidate.liveMs < 5 * DAY_MS;
    return recent && (location >= 0.2 || mechanism >= 0.45);
  });
}

function badData(context: Context, scored: readonly ChangeScore[]): Alternative {
  const reasons: string[] = [];
  const against: string[] = [];
  let logit = BASE - 0.3;
  const value = Math.max(
    strength(context, 'parse'),
    strength(context, 'encoding'),
    0.6 * strength(context, 'missing_key'),
    0.5 * strength(context, 'invalid_argument'),
    0.6 * strength(context, 'db_constraint'),
  );
  logit += 2 * value;
  const text = said(context);
  if (
    /malformed (?:record|row|file|payload|message|event|input|data|csv|json|xml)|(?:corrupt(?:ed)?|invalid|bad|unexpected|poison) (?:record|row|file|payload|message|event|input|data|batch|feed|upload|characters?)|(?:partner|supplier|vendor|merchant)[^.\n]{0,60}(?:file|feed|payload|data|sent|upload|schema|format)|poison (?:pill|message)|data (?:import|feed|quality)|(?:import|feed|batch|upload) (?:file|job)[^.\n]{0,60}(?:fail|invalid|malformed)|schema drift/i.test(
      text,
    )
  ) {
    logit += 2;
    reasons.push('the failures speak of malformed or unexpected input');
  }
  if (value > 0.4) reasons.push('failures are about reading data, not about logic');
  const traced = context.frames.some((each) => each.weight > 0.3);
  if (value > 0.3 && traced && scored.length > 0 && !recentSuspect(context, scored)) {
    logit += 1.8;
    reasons.push(
      'the failing code and what it depends on have not changed for days: what it reads has',
    );
  }
  return {
    category: 'bad_input_data',
    statement: 'Input data that the service could not handle arrived; no change is to blame.',
    logit,
    reasons,
    against,
    kinds: ['parse', 'encoding', 'missing_key', 'invalid_argument', 'db_constraint'],
  };
}

function exhaustion(context: Context): Alternative {
  const reasons: string[] = [];
  let logit = BASE - 0.8;
  const kinds = ['memory', 'disk', 'pool_exhausted', 'file_descriptors', 'threads', 'cpu'] as const;
  const value = Math.max(...kinds.map((kind) => strength(context, kind)));
  logit += 1.6 * value;
  const ramp = context.moves.find(
    (each) =>
      each.change.shape === 'ramp' &&
      each.change.direction === 'up' &&
      ['memory', 'disk', 'connections', 'threads', 'queue'].includes(each.kind),
  );
  if (ramp !== undefined) {
    logit += 0.8;
    reasons.push(`${describeMove(ramp)}: a slow fill, not a step`);
  }
  return {
    category: 'resource_exhaustion',
    statement: 'A resource filled up over time without a change that explains it.',
    logit,
    reasons,
    against: [],
    kinds: [...kinds],
  };
}

function noise(context: Context): Alternative {
  const reasons: string[] = [];
  const against: string[] = [];
  let logit = BASE - 1;
  const recovered =
    context.observations.alerts.length > 0 &&
    context.observations.alerts.every((each) => each.recoveredAt !== null);
  const faults = context.faults.filter(
    (each) =>
      each.fresh &&
      (each.fault.source === 'log' || each.fault.source === 'span') &&
      each.weight > 0.3 &&
      (each.fault.level === 'error' || each.fault.level === 'fatal'),
  );
  const onset = context.onset?.atMs ?? null;
  const near = context.moves.filter(
    (each) =>
      each.harmful && (onset === null || Math.abs(each.change.atMs - onset) < 15 * MINUTE_MS),
  );
  const harmful = near.filter((each) => each.change.shape !== 'spike');
  if (near.length > 0 && harmful.length === 0) {
    logit += 1.4;
    reasons.push('what moved came back by itself');
  }
  if (recovered) {
    logit += 1.6;
    reasons.push('every alert has recovered');
  }
  if (faults.length === 0 && harmful.length === 0) {
    logit += 1.4;
    reasons.push('neither logs nor metrics show a lasting failure');
  } else {
    logit -= 0.8;
    against.push('failures are visible beyond the alert');
  }
  return {
    category: 'noise',
    statement: 'The alert was noise or healed by itself; nothing lasting failed.',
    logit,
    reasons,
    against,
    kinds: [],
  };
}
