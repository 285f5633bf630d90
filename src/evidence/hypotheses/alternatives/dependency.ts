/** Something that the service calls does not answer, and nobody here changed it. */
import { isComplaint } from '../../signals/complaints.ts';
import type { FaultKind } from '../../faults/fault-kinds.ts';
import { MINUTE_MS } from '../../../domain/time.ts';
import { msOf } from '../../signals/log-faults.ts';
import { describeMove } from '../../signals/metric-moves.ts';
import type { ChangeScore } from '../change-score.ts';
import { chainOf, type Context, type WeighedFault } from '../context.ts';
import { calmCallee } from './calm-callee.ts';
import { unreachableTogether } from './infrastructure.ts';
import {
  BASE,
  defectShare,
  rootFaults,
  rootStrength,
  said as allSaid,
  strength,
  type Alternative,
} from './model.ts';
import { ownDemand } from './own-demand.ts';
import { fullByItself } from './own-fault.ts';
import { isPublicHost } from './ours.ts';
import { peersOf } from './peers.ts';

const PROVIDERS =
  /\b(?:stripe|paypal|adyen|braintree|twilio|sendgrid|mailgun|auth0|okta|cognito|aws|s3|dynamodb|sqs|sns|kinesis|rds|azure|gcp|google (?:cloud|maps)|bigquery|cloudflare|fastly|akamai|github|gitlab|slack|datadog|salesforce|shopify|plaid|snowflake|mongodb atlas|elastic cloud|openai|anthropic|firebase|heroku|fedex|ups|dhl|experian|equifax|visa|mastercard|avalara|taxjar|algolia|launchdarkly|segment|zendesk|hubspot|payment (?:gateway|provider|processor)|third[- ]party|vendor|external (?:api|service|provider)|provider|partner api|upstream provider|cdn|dns provider|carrier|bank|sms gateway|identity provider|idp)\b/i;

const OUTAGE_SPOKEN_OF =
  /status ?page|(?:provider|vendor|third[- ]party|external)[^.\n]{0,40}(?:outage|incident|degrad|down)|(?:outage|incident|degrad\w*|maintenance|partial outage) (?:at|on|by|in|with|from|reported)|(?:investigating|identified|acknowledged)[^.\n]{0,40}(?:elevated|increased) (?:error|latency)|known (?:outage|incident)|multi-tenant[^.\n]{0,30}affected/i;

export function dependency(context: Context, scored: readonly ChangeScore[] = []): Alternative {
  const reasons: string[] = [];
  const against: string[] = [];
  let logit = BASE;
  const root = rootFaults(context);
  const peers = peersOf(root);
  const said = (kind: FaultKind): number => rootStrength(context, root, kind);
  const outside = context.firstFailing !== null && isPublicHost(context.firstFailing);
  const reach = Math.max(
    said('upstream_error'),
    said('unreachable'),
    (peers.length > 0 ? 0.9 : 0.55) * said('timeout'),
    // who limits its own callers has been called too often, or counts too strictly: it is not down
    0.7 * said('rate_limited') * (1 - ownRefusal(root)),
    0.5 * said('circuit_open'),
    // whatever it answers: who is not ours and failed first does not serve, unless it says why
    (outside ? 0.9 : 0) *
      (1 - Math.max(strength(context, 'certificate'), strength(context, 'credential_expired'))),
    // connections to somebody who keeps each of them for too long
    peers.some((each) => each.external) ? 0.8 * said('pool_exhausted') : 0,
  );
  const named = new Set(peers.filter((each) => each.external).map((each) => each.name));
  if (outside) named.add(context.firstFailing ?? '');
  for (const { fault, weight } of root) {
    if (weight < 0.3 || !(isComplaint(fault) || fault.kinds.has('rate_limited'))) continue;
    const match = PROVIDERS.exec(fault.sample);
    if (match !== null) named.add(match[0]);
  }
  logit += 2.2 * reach;
  const first = context.firstFailing;
  // what ails the one that failed first by its own numbers is not told by whom others can't reach
  const way = root.every(({ fault }) => fault.service !== first) && fullByItself(context);
  if (way) {
    named.clear();
    logit -= 2;
    against.push(`${first ?? ''} ran full by its own numbers: it did not fall`);
  }
  const moved = [...named].find((name) => touched(name, scored));
  if (moved !== undefined && reach > 0) {
    logit += 0.4;
    against.push(`${moved}, to which the failing calls go, stands in a change of the last days`);
  } else if (named.size > 0 && reach > 0) {
    logit += 2;
    reasons.push(
      `failing calls go to ${[...named].slice(0, 3).join(', ')}, which is not this team's code`,
    );
  } else if (!way && peers.length > 0 && reach > 0.3) {
    // somebody is named who does not answer, and none of the changes is his
    const changed = peers.some(({ name }) => changedHere(name, context));
    // a zone or a node that is gone takes its services with it
    logit += changed ? 0.2 : 1.4 * (1 - strength(context, 'node_failure'));
    reasons.push(
      `the failures are calls to ${peers[0]?.name ?? ''}, which does not answer${changed ? '' : ' and was not changed'}`,
    );
  } else if (reach > 0.3)
    reasons.push('the failures are calls to another system that does not answer');
  if (OUTAGE_SPOKEN_OF.test(allSaid(context))) {
    logit += 2;
    reasons.push('an outage of a provider is spoken of');
  }
  const shared = sharedPeer(context);
  if (shared !== null && reach > 0) {
    logit += 1.2;
    reasons.push(`calls to ${shared} fail in several services at once`);
  }
  const products = sharedProvider(context);
  if (products.length > 0 && shared === null) {
    logit += 1.6;
    reasons.push(`calls to ${products.slice(0, 3).join(', ')} fail in several services at once`);
  }
  if (!way && first !== null && reach > 0.2 && isForeign(first, context)) {
    logit += 1.5;
    reasons.push(`${first} logs nothing here and nobody here deploys it`);
  }
  const alerted = context.observations.service;
  if (first !== null && alerted !== null && first !== alerted && !changedHere(first, context)) {
    logit += 0.8 + 0.8 * reach;
    reasons.push(`${first} failed first and nothing of it was changed`);
    const fallen = ownEvent(first, context);
    if (fallen !== null) {
      logit += 1.5;
      reasons.push(`the platform reports of ${first}: ${fallen}`);
    }
  }
  if (named.size === 0 && unreachableTogether(context) >= 3) {
    logit -= 1.2;
    against.push('several systems that do not wait for each other are out of reach at once');
  }
  const asker = said('rate_limited') > 0.2 ? ownDemand(context, scored) : null;
  if (asker !== null) {
    logit -= 2.5;
    against.push(
      `${describeMove(asker)}, right when a change went live that can make it ask for more`,
    );
  }
  const calm = calmCallee(context);
  if (calm !== null) {
    logit -= 1.6;
    against.push(`${calm}, which the failures name, is watched and shows no trouble`);
  }
  // who is full refuses by itself
  const full = Math.max(
    ...(['queue_backlog', 'pool_exhausted', 'threads'] as const).map((kind) => said(kind)),
  );
  if (named.size === 0) logit -= 1.2 * full;
  // a store that keeps its clients waiting for a lock, or works for long on what they ask, does answer
  logit -= 1.5 * Math.max(strength(context, 'deadlock'), named.size > 0 ? 0 : said('db_slow'));
  const defect = named.size > 0 ? 0.4 * defectShare(context) : defectShare(context);
  if (defect > 0.5) against.push("the failures are errors of the program's own logic");
  logit -= 2 * defect;
  return {
    category: 'dependency_outage',
    statement:
      named.size > 0
        ? `An outage of ${[...named][0]}, on which the service depends.`
        : first !== null && alerted !== null && first !== alerted
          ? `An outage of ${first}, on which others depend.`
          : 'An outage of something that the service depends on.',
    logit,
    reasons,
    against,
    kinds: ['upstream_error', 'unreachable', 'timeout', 'dns', 'rate_limited'],
  };
}

/** A host's name on lines that a change of the last days took, brought or altered. */
function touched(name: string, scored: readonly ChangeScore[]): boolean {
  return (
    name.includes('.') &&
    scored.some(
      ({ candidate, excluded, timing, ownership }) =>
        excluded === null &&
        timing >= 0.45 &&
        ownership >= 0.4 &&
        !candidate.inert &&
        candidate.changedText.includes(name),
    )
  );
}

const ANSWERED = /\b(?:4\d\d|5\d\d)\b/;

/**
 * How far the refusals are the service's own, 0–1: its own code throws them, and they name neither an
 * answer's status nor anybody who gave it.
 */
function ownRefusal(root: readonly WeighedFault[]): number {
  let own = 0;
  for (const each of root) {
    const { fault, weight } = each;
    if (!fault.kinds.has('rate_limited')) continue;
    const thrown = fault.traces.map((trace) => chainOf(trace).at(-1));
    const said = [
      fault.sample.split('\n')[0] ?? '',
      ...thrown.map((trace) => trace?.message ?? ''),
    ].join('\n');
    if (
      thrown.some((trace) => trace?.frames[0]?.origin === 'app') &&
      !ANSWERED.test(said.replace(/\d{4}-\d\d-\d\d|\d\d:\d\d:\S+/g, '')) &&
      peersOf([each]).length === 0
    )
      own = Math.max(own, weight);
  }
  return own;
}

/** Providers' products that failing calls of several services name. */
function sharedProvider(context: Context): string[] {
  const products = new Set<string>();
  const callers = new Set<string>();
  for (const { fault, fresh, weight } of context.faults) {
    if (!fresh || weight < 0.15 || fault.source === 'alert' || !isComplaint(fault)) continue;
    const traced = fault.traces.map((each) => `${each.exceptionType ?? ''} ${each.message ?? ''}`);
    const match = PROVIDERS.exec(`${fault.sample}\n${traced.join('\n')}`.slice(0, 2_000));
    if (match === null) continue;
    products.add(match[0].toLowerCase());
    callers.add(fault.service ?? '');
  }
  return callers.size >= 2 ? [...products] : [];
}

/** A system that failing calls of two services or more name, and that is none of them. */
function sharedPeer(context: Context): string | null {
  const callers = new Map<string, Set<string>>();
  const fresh = context.faults.filter((each) => each.fresh && each.weight >= 0.2);
  for (const each of fresh) {
    const { service } = each.fault;
    if (service === null) continue;
    for (const { name, external } of peersOf([each])) {
      if (!external && context.topology.services.has(name)) continue;
      let set = callers.get(name);
      if (set === undefined) callers.set(name, (set = new Set()));
      set.add(service);
    }
  }
  return [...callers].find(([, set]) => set.size >= 2)?.[0] ?? null;
}

/** Only called, never heard of otherwise, where others log and are deployed. */
function isForeign(name: string, { observations }: Context): boolean {
  const { logs, deployments, commits } = observations;
  const logging = new Set(logs.map((each) => each.service));
  const deployed = new Set(deployments.map((each) => each.service));
  return (
    logging.size >= 2 &&
    !logging.has(name) &&
    deployed.size >= 2 &&
    !deployed.has(name) &&
    !commits.some((each) => each.service === name || each.repository === name)
  );
}

/** Whether a commit or a deployment of that service is among what was handed in. */
function changedHere(name: string, { observations }: Context): boolean {
  const same = (other: string | null): boolean =>
    other !== null && (other === name || name.startsWith(`${other}.`));
  return (
    observations.commits.some((each) => same(each.service) || same(each.repository)) ||
    observations.deployments.some((each) => same(each.service))
  );
}

const FALLEN = /oom|killed|crash|evict|lost|terminat|not ?ready|unhealthy|back-?off|fail/i;

/** What the platform says of a service's fall, around the onset. */
function ownEvent(service: string, { observations, onset }: Context): string | null {
  const event = observations.infraEvents.find((each) => {
    const at = msOf(each.at);
    return (
      each.service === service &&
      each.severity !== 'info' &&
      FALLEN.test(`${each.kind} ${each.summary}`) &&
      (onset === null || at === null || Math.abs(at - onset.atMs) < 15 * MINUTE_MS)
    );
  });
  return event?.summary ?? null;
}
