/**
 * Storms without a map: many services that say the same, or fail in the same way, at the same moment
 * have one problem. Its root is the piece of infrastructure that their words point at, where it has an
 * alert of its own; else the first of them stands for all.
 */
import type { Observations } from '../../../domain/observation.ts';
import { MINUTE_MS, toMs } from '../../../domain/time.ts';
import type { AlertFacts } from '../facts.ts';
import { hasOwnCause, isFelt, isSymptomLike, mentions, type Parent } from './explains.ts';
import { nameKey, sameEnv } from './repeats.ts';

/** What breaks at once is told of within this, by monitors of different pace. */
const ONSET_MS = 20 * MINUTE_MS;
/** A root may be noticed so much earlier, and so much later. */
const ROOT_BEFORE_MS = 45 * MINUTE_MS;
const ROOT_AFTER_MS = 15 * MINUTE_MS;
/** Services that say the same thing. */
const MIN_SAME_WORDS = 3;
/** Services that fail in the same way without a word about why. */
const MIN_SAME_MONITOR = 5;
const ALONE_MONITOR = 8;

/** Shared things, by the words of those who miss them. */
const SHARED: readonly (readonly [string, RegExp])[] = [
  [
    'dns',
    /\bdns\b|no such host|name resolution|nxdomain|servfail|\blookup \S+|resolv(?:e|er|ing)|getaddrinfo|enotfound|eai_again|unknownhost|coredns/i,
  ],
  [
    'database',
    /postgres|mysql|mariadb|oracle|sqlserver|mongo|cassandra|connection slots|\bsql\b|\bdatabase\b|[-_]db\b|\bdb[-_]|\brds\b|deadlock|jdbc|hikari/i,
  ],
  ['queue', /kafka|rabbit|\bsqs\b|\bnats\b|pulsar|activemq|broker|\bamqp\b/i],
  ['cache', /redis|memcache|valkey|hazelcast|elasticache/i],
  [
    'identity',
    /ldap|\boauth|\boidc\b|\bidp\b|keycloak|\bokta\b|\bsso\b|jwks|invalid[_ ]token|\bauth(?:entication)?[- ]?(?:service|server|provider)?\b/i,
  ],
  ['secrets', /\bvault\b|secret store|\bkms\b/i],
  ['certificate', /x509|certificate|\btls\b|handshake/i],
  ['storage', /\bs3\b|minio|\bnfs\b|\bebs\b|\bceph\b|blob storage|object store|read-only file/i],
  [
    'network',
    /no route to host|network (?:is )?unreachable|packet loss|\bnat\b|\bvpc\b|\bvpn\b|firewall|switch\b|peering|bgp|transit|cni\b/i,
  ],
  [
    'cluster',
    /etcd|kube-?api|apiserver|\bnode\b.{0,20}(?:not ?ready|down|lost)|scheduler|kubelet/i,
  ],
  ['gateway', /load ?balancer|ingress|service mesh|envoy|istio|\bproxy\b/i],
];
const topicsIn = (text: string): Set<string> =>
  new Set(SHARED.filter(([, words]) => words.test(text)).map(([topic]) => topic));

interface Member {
  readonly facts: AlertFacts;
  /** What it complains of, without its own name and numbers. */
  readonly complaints: ReadonlySet<string>;
}

/**
 * Parents for those of `open` that have none yet. Every root that it names is one of `open`, and no
 * root is a part of something itself.
 */
export function storms(
  open: readonly AlertFacts[],
  isTaken: (facts: AlertFacts) => boolean,
  observations: Observations,
): Map<AlertFacts, Parent> {
  const out = new Map<AlertFacts, Parent>();
  const logged = loggedErrors(observations);
  const free: Member[] = open
    .filter((facts) => !isTaken(facts) && canBelong(facts))
    .map((facts) => ({ facts, complaints: complaintsOf(facts, logged) }));
  const byComplaint = new Map<string, Member[]>();
  for (const member of free)
    for (const complaint of member.complaints) {
      const list = byComplaint.get(complaint) ?? [];
      list.push(member);
      byComplaint.set(complaint, list);
    }
  const groups = [...byComplaint.entries()].toSorted((a, b) => b[1].length - a[1].length);
  for (const [complaint, members] of groups)
    for (const wave of waves(members.filter(({ facts }) => !out.has(facts))))
      if (servicesOf(wave).size >= MIN_SAME_WORDS)
        gather(
          wave,
          open,
          isTaken,
          out,
          `the same complaint at the same time, “${complaint.slice(0, 60)}”`,
          complaint,
        );

  const byMonitor = Map.groupBy(
    free.filter(({ facts }) => !out.has(facts) && isFelt(facts) && !isRoot(out, facts)),
    ({ facts }) =>
      `${nameKey(facts).replaceAll((facts.alert.service ?? '\u0000').toLowerCase(), '*')}\n${facts.kind}`,
  );
  for (const members of byMonitor.values())
    for (const wave of waves(members)) {
      const { size } = servicesOf(wave);
      if (size < MIN_SAME_MONITOR) continue;
      const root = rootOf(wave, open, isTaken, '');
      if (root !== null || size >= ALONE_MONITOR)
        gather(
          wave,
          open,
          isTaken,
          out,
          `${size} services fail in the same way at the same time`,
          '',
        );
    }
  for (const { facts } of free) {
    if (out.has(facts)) continue;
    const root = signedRoot(facts, open, isTaken) ?? frontDoor(facts, open, isTaken);
    if (root !== null && out.get(root)?.facts !== facts)
      out.set(facts, {
        facts: root,
        why: `its error is one of ${root.alert.service ?? 'its'} kind`,
      });
  }
  return out;
}

/** Errors that only one kind of shared thing gives, and what such a thing is called. */
const SIGNATURES: readonly (readonly [error: RegExp, thing: RegExp])[] = [
  [
    /no such host|name resolution|could not resolve (?:host|name)|nxdomain|servfail|getaddrinfo|enotfound|eai_again|unknownhost|\blookup \S+.{0,60}(?:misbehaving|i\/o timeout)/i,
    /dns|resolver|unbound|\bbind9?\b/i,
  ],
  [/etcdserver:|etcd.{0,20}(?:leader|timed? ?out)/i, /etcd|control-?plane|kube-?api/i],
  [
    /jwks|\boidc\b|invalid[_ ]token|\bsso\b|identity provider/i,
    /\bsso\b|\bidp\b|keycloak|oidc|okta|identity/i,
  ],
  [/\bldap(?:s|:|_|exception)?\b/i, /ldap|active-?directory|\bad\b/i],
  [/\bmqtt\b/i, /mqtt/i],
  [
    /image ?pull|err ?image|pulling image|failed to resolve reference/i,
    /registry|harbor|artifactory|nexus|\b(?:ecr|gcr|acr)\b|quay/i,
  ],
  [/\bvault\b.{0,30}(?:sealed|50\d|timeout|unavailable)/i, /vault/i],
];

/** The one alert of the shared thing whose kind of error this one gives; null when there is none or several. */
function signedRoot(
  facts: AlertFacts,
  open: readonly AlertFacts[],
  isTaken: (facts: AlertFacts) => boolean,
): AlertFacts | null {
  const signed = SIGNATURES.filter(([error]) => error.test(facts.text));
  const { service } = facts.alert;
  if (signed.length !== 1 || signed.some(([, thing]) => thing.test(service ?? ''))) return null;
  const roots = open.filter(
    (each) =>
      each !== facts &&
      !isTaken(each) &&
      each.clearedMs === null &&
      each.production &&
      sameEnv(each, facts) &&
      ['symptom', 'resource', 'restart', 'expiry', 'other'].includes(each.subject) &&
      each.firedMs !== null &&
      each.firedMs >= at(facts) - 2 * ROOT_BEFORE_MS &&
      each.firedMs <= at(facts) + ROOT_AFTER_MS &&
      signed.some(([, thing]) => thing.test(each.alert.service ?? '')),
  );
  const services = new Set(roots.map((each) => each.alert.service));
  return services.size === 1 ? (roots.toSorted((a, b) => at(a) - at(b))[0] ?? null) : null;
}

/** What everybody comes through. */
const FRONT_DOOR = /\bdns\b|resolver|\bcdn\b|\bedge\b|ingress|load.?balancer|\bwaf\b|\bgateway\b/i;
/** Fewer come, and those who come are served. */
const isAbsence = ({ kind, lowIsBad, head }: AlertFacts): boolean =>
  lowIsBad && (kind === 'traffic' || kind === 'business') && !ERROR_WORDS.test(head);

/** The one alert of a door that is shut, for who only sees that fewer come; else null. */
function frontDoor(
  facts: AlertFacts,
  open: readonly AlertFacts[],
  isTaken: (facts: AlertFacts) => boolean,
): AlertFacts | null {
  if (!isAbsence(facts)) return null;
  const roots = open.filter(
    (each) =>
      each !== facts &&
      !isTaken(each) &&
      !isAbsence(each) &&
      each.clearedMs === null &&
      each.production &&
      sameEnv(each, facts) &&
      each.subject === 'symptom' &&
      (each.extent === 'all' || (each.excess ?? 1) >= 2) &&
      each.firedMs !== null &&
      each.firedMs <= at(facts) &&
      each.firedMs >= at(facts) - ROOT_BEFORE_MS &&
      FRONT_DOOR.test(each.alert.service ?? ''),
  );
  return roots.toSorted((a, b) => at(a) - at(b))[0] ?? null;
}

const isRoot = (parents: ReadonlyMap<AlertFacts, Parent>, facts: AlertFacts): boolean =>
  [...parents.values()].some((parent) => parent.facts === facts);

const canBelong = (facts: AlertFacts): boolean =>
  facts.firedMs !== null &&
  facts.clearedMs === null &&
  facts.alert.service !== null &&
  !hasOwnCause(facts) &&
  (isSymptomLike(facts) || ['symptom', 'restart', 'other', 'job'].includes(facts.subject));

const servicesOf = (members: readonly Member[]): Set<string | null> =>
  new Set(members.map(({ facts }) => facts.alert.service));

/** Splits members by time: each wave begins with its first and ends before a pause. */
function waves(members: readonly Member[]): Member[][] {
  const out: Member[][] = [];
  for (const member of members.toSorted((a, b) => at(a.facts) - at(b.facts))) {
    const wave = out.at(-1);
    const start = wave?.[0];
    if (wave !== undefined && start !== undefined && at(member.facts) - at(start.facts) <= ONSET_MS)
      wave.push(member);
    else out.push([member]);
  }
  return out;
}

const at = ({ firedMs }: AlertFacts): number => firedMs ?? 0;

function gather(
  wave: readonly Member[],
  open: readonly AlertFacts[],
  isTaken: (facts: AlertFacts) => boolean,
  out: Map<AlertFacts, Parent>,
  why: string,
  complaint: string,
): void {
  const first = wave[0]?.facts;
  if (first === undefined) return;
  const found = rootOf(wave, open, isTaken, complaint) ?? first;
  // who has a root by now keeps it: the root of this wave may be a part of an earlier one
  const root = out.get(found)?.facts ?? found;
  for (const { facts } of wave)
    if (facts !== root && sameEnv(root, facts) && !isRoot(out, facts))
      out.set(facts, { facts: root, why });
}

const INFRASTRUCTURE =
  /dns|resolver|\bdb\b|[-_]db|db[-_]|database|postgres|mysql|mongo|redis|cache|kafka|rabbit|queue|broker|etcd|ldap|\bidp\b|keycloak|vault|proxy|\blb\b|balancer|ingress|gateway|\bnat\b|vpc|network|node|storage|\bs3\b|minio|nfs|switch|router|cluster|mesh|cert/i;

/** The alert of the thing that all of them miss: of their topic, or named by their words. */
function rootOf(
  wave: readonly Member[],
  open: readonly AlertFacts[],
  isTaken: (facts: AlertFacts) => boolean,
  complaint: string,
): AlertFacts | null {
  const [first, last] = [wave[0]?.facts, wave.at(-1)?.facts];
  if (first === undefined || last === undefined) return null;
  const topics = topicsIn(complaint);
  let best: AlertFacts | null = null;
  let bestScore = 0;
  for (const facts of open) {
    if (isTaken(facts) || facts.clearedMs !== null || !facts.production || facts.firedMs === null)
      continue;
    if (['cost', 'notice', 'trivia', 'exercise', 'maintenance', 'security'].includes(facts.subject))
      continue;
    if (facts.firedMs < at(first) - ROOT_BEFORE_MS || facts.firedMs > at(first) + ROOT_AFTER_MS)
      continue;
    const score = fit(facts, topics, complaint);
    if (
      score > bestScore ||
      (score === bestScore && score > 0 && best !== null && isCloser(facts, best, first))
    ) {
      best = facts;
      bestScore = score;
    }
  }
  return best;
}

/** Of two that fit as well, the one that began nearer to the first failure; of those the earlier. */
function isCloser(one: AlertFacts, other: AlertFacts, first: AlertFacts): boolean {
  const [a, b] = [one, other].map((each) => Math.abs(at(each) - at(first))) as [number, number];
  return a === b ? at(one) < at(other) : a < b;
}

function fit(facts: AlertFacts, topics: ReadonlySet<string>, complaint: string): number {
  const { service } = facts.alert;
  if (service === null) return 0;
  const isShared = INFRASTRUCTURE.test(service);
  if (complaint !== '' && mentions(complaint, service)) return 4;
  const own = topicsIn(`${service} ${facts.head}`);
  const agrees = [...topics].some((topic) => own.has(topic));
  if (complaint !== '') return agrees ? (isShared ? 3 : topicsIn(service).size > 0 ? 2 : 1) : 0;
  // without words only a thing that many share can be meant
  return isShared && own.size > 0 ? 1 : 0;
}

const ERROR_WORDS =
  /error|fail|refus|timed? ?out|timeout|unavailable|unreachable|no such|cannot|could not|unable|denied|reset|exhaust|exceed|lookup|invalid|expired|missing|5\d\d|4\d\d|FATAL|exception|lost|down/i;
const MIN_WORDS = 3;

function complaintsOf(
  facts: AlertFacts,
  logged: (service: string, sinceMs: number) => readonly string[],
): Set<string> {
  const { alert } = facts;
  const own = [alert.service, alert.host].filter((name) => name !== null);
  const told = alert.body.split(/\n|(?<=[.;])\s+/).filter((line) => ERROR_WORDS.test(line));
  const lines = [...told, ...logged(alert.service ?? '', at(facts) - ONSET_MS)];
  return new Set(lines.map((line) => template(line, own)).filter((line) => line !== ''));
}

/** A complaint without what differs from one service to the next; empty when nothing particular is left. */
export function template(line: string, own: readonly string[]): string {
  let text = line.toLowerCase().replace(/^[\w ]{1,24}:\s(?=\D)/, '');
  for (const name of own) text = text.replaceAll(name.toLowerCase(), '*');
  text = text
    .replace(/(["'`]).*?\1/g, '*')
    .replace(/\b[0-9a-f]{8,}\b/g, '*')
    .replace(/\d+(?:[.,:]\d+)*\S*/g, '#')
    .replace(/\s+/g, ' ')
    .trim();
  const words = text.match(/\p{L}{3,}/gu) ?? [];
  // `high error rate on *` is what every monitor says
  const particular = words.filter((word) => !PLAIN.has(word));
  return particular.length >= MIN_WORDS ? text : '';
}

const PLAIN = new Set(
  'the and for with from has have are was above below over under than more high low rate ratio error errors http latency threshold value current service alert alerts monitor requests request percent seconds minutes since last prod production critical warning metric response time p95 p99 5xx 4xx number count per min on of in at is'.split(
    ' ',
  ),
);

/** Error messages of a service's log around a moment, the most frequent first. */
function loggedErrors(
  observations: Observations,
): (service: string, sinceMs: number) => readonly string[] {
  const byService = new Map<string, { atMs: number; message: string }[]>();
  for (const { service, at: when, level, message } of observations.logs) {
    if (service === null || when === null || (level !== 'error' && level !== 'fatal')) continue;
    const list = byService.get(service) ?? [];
    if (list.length < 500) list.push({ atMs: toMs(when), message });
    byService.set(service, list);
  }
  return (service, sinceMs) => {
    const lines = (byService.get(service) ?? []).filter(({ atMs }) => atMs >= sinceMs);
    return [...new Set(lines.map(({ message }) => message.split('\n')[0] ?? ''))].slice(0, 5);
  };
}
