/** Which alerts people are already working on: open incidents, by what they list and what they say. */
import { HOUR_MS } from '../../../domain/time.ts';
import type { Topology } from '../../signals/topology.ts';
import type { AlertFacts } from '../facts.ts';
import { inEnglish } from '../reading/glossary.ts';
import type { OpenIncident } from '../types.ts';
import { blames, hasOwnCause, isFelt, isSymptomLike, mentions, waitsFor } from './explains.ts';

const CLOSED = /\b(?:resolved|closed|done|completed|cancel\w*|post-?mortem|false alarm)\b/i;

export interface IncidentMatch {
  readonly incident: OpenIncident;
  readonly why: string;
}

/** The open incident that says it is about this alert, its monitor or its service's failure; or null. */
export function incidentOf(
  facts: AlertFacts,
  incidents: readonly OpenIncident[],
): IncidentMatch | null {
  const { alert } = facts;
  const open = incidents.filter(isOpen);
  for (const incident of open) {
    if (
      incident.covers.includes(alert.id) ||
      (alert.relatedTo !== null && alert.relatedTo === incident.id)
    )
      return { incident, why: 'the incident lists this alert' };
    if (
      listsMonitor(incident, alert) &&
      (inIncident(alert.service, incident) ||
        incident.services.length === 0 ||
        mentions(alert.monitor ?? alert.title, alert.service ?? ''))
    )
      return { incident, why: 'the incident lists this monitor' };
  }
  for (const incident of open) {
    if (!inIncident(alert.service, incident) || !couldBelong(facts, incident)) continue;
    const told = wordsOf(incident);
    const sameMetric = incident.metric !== null && incident.metric === alert.metric;
    if (sameMetric || agree(facts, told) || isItsOwn(facts, incident, told))
      return {
        incident,
        why: `it is about the same failure of ${alert.service ?? 'this service'}`,
      };
  }
  return null;
}

/** The open incident about something that the alert's service depends on, or null. */
export function incidentBelow(
  facts: AlertFacts,
  incidents: readonly OpenIncident[],
  topology: Topology,
): IncidentMatch | null {
  const { service } = facts.alert;
  if (service === null) return null;
  const isFollowing = isSymptomLike(facts);
  if (!isFollowing && !incidents.some((each) => each.services.some((one) => waitsFor(facts, one))))
    return null;
  if (
    hasOwnCause(facts) &&
    !incidents.some((each) => each.services.some((one) => blames(facts.text, one)))
  )
    return null;
  for (const incident of incidents) {
    if (!isOpen(incident) || !couldBelong(facts, incident)) continue;
    const told = wordsOf(incident);
    const awaited = incident.services.find((each) => waitsFor(facts, each));
    // a backup that fails or a certificate that will end soon makes nobody else fail
    if (!HURTS.test(told) && (awaited === undefined || QUIET_TOPIC.test(told))) continue;
    const root = isFollowing
      ? incident.services.find((each) => topology.dependencies(service).has(each))
      : undefined;
    if (root !== undefined)
      return { incident, why: `${service} depends on ${root}, which it is about` };
    const blamed = incident.services.find(
      (each) =>
        each !== service && blames(facts.text, each) && !topology.dependencies(each).has(service),
    );
    if (blamed !== undefined)
      return { incident, why: `its text names ${blamed}, which it is about` };
  }
  return null;
}

const wordsOf = ({ title, body, metric }: OpenIncident): string =>
  inEnglish(`${title}\n${body}\n${metric ?? ''}`);

function listsMonitor({ covers }: OpenIncident, alert: AlertFacts['alert']): boolean {
  const names = [alert.monitor, alert.title]
    .filter((name) => name !== null)
    .map((name) => name.toLowerCase().trim());
  return covers.some((listed) => names.includes(listed.toLowerCase().trim()));
}

const isOpen = ({ status }: OpenIncident): boolean => status === null || !CLOSED.test(status);

function couldBelong(facts: AlertFacts, incident: OpenIncident): boolean {
  const { env } = facts.alert;
  if (incident.env !== null && env !== null && incident.env !== env) return false;
  const openedMs = incident.openedAt === null ? null : Date.parse(incident.openedAt);
  // what fired long before was not what people were called for
  return openedMs === null || facts.firedMs === null || facts.firedMs >= openedMs - 2 * HOUR_MS;
}

const inIncident = (service: string | null, incident: OpenIncident): boolean =>
  service !== null &&
  (incident.services.some((each) => each.toLowerCase() === service.toLowerCase()) ||
    mentions(`${incident.title}\n${incident.body}`, service));

/** What an incident must say to explain the failures of those who call its service. */
const HURTS =
  /outage|\bdown\b|unavailable|unreachable|[45]\d\d\b|\d\dx\b|5xx|error|requests? fail|failing|failures?|latency|slow|time.?out|degrad|elevated|exhaust|saturat|refus|crash|restart|oom|overload|incident|delay|block|bounc|reject|\blost\b|stuck|broken|\blag\b|unable|cannot|not working|flood|attack|drop|declin|disrupt|interrupt|impair|unstable|fib(?:re|er)|cable|\bcut\b|trouble|problem/i;
const TOPICS: readonly RegExp[] = [
  /\bcerts?\b|certificate|\btls\b|\bssl\b|expir/i,
  /disk|volume|inode|filesystem/i,
  /memory|\boom|heap|leak/i,
  /\bcpu\b|load average|throttl/i,
  /queue|\blag\b|backlog|consumer/i,
  /replica|replicat|rebalanc|partition/i,
  /backup|snapshot/i,
  /corrupt|data loss|\blost\b|missing|dropped|discarded|rejected|reconcil/i,
  /connection|pool/i,
  /restart|crash|evict/i,
];
/** Topics that a user's failure does not follow from. */
const QUIET_TOPIC = /backup|snapshot|certificate|cost|budget|report/i;

/**
 * Whether an incident's words speak of this alert's kind of trouble. What users feel agrees with any
 * outage of the service; all else (a disk, a backup, lost records) only with an incident that names it,
 * since an incident on a service is no reason to overlook another problem of it.
 */
function agree(facts: AlertFacts, told: string): boolean {
  const { alert, subject, head } = facts;
  const topics = TOPICS.filter((topic) => topic.test(head));
  if (topics.length > 0 && topics.every((topic) => topic.test(told))) return true;
  if (hasOwnCause(facts) && !sharesWord(head, told, alert.service)) return false;
  // a measure of unknown kind of the very service that people work on is their business
  if (subject === 'other' && facts.excess !== null && facts.excess > 1 && HURTS.test(told))
    return true;
  if (subject !== 'symptom' || !isSymptomLike(facts)) return false;
  if (!HURTS.test(told) && !/fail/i.test(told)) return false;
  if (QUIET_TOPIC.test(told) && !/5xx|error|outage|requests|latency|\bdown\b/i.test(told))
    return false;
  return isFelt(facts) || sharesWord(head, told, alert.service);
}

/**
 * Opened for this very service before the alert, and they share a word of substance: the monitor's
 * words and those of whoever opened it need not be about the same measure. A kind that the incident
 * does not speak of (a disk, a certificate, lost data) is another problem.
 */
function isItsOwn(facts: AlertFacts, incident: OpenIncident, told: string): boolean {
  const { alert, subject, head } = facts;
  const { service, openedAt } = incident;
  if (subject !== 'symptom' && subject !== 'other') return false;
  if (service === null || service.toLowerCase() !== alert.service?.toLowerCase()) return false;
  if (openedAt === null || facts.firedMs === null || Date.parse(openedAt) > facts.firedMs)
    return false;
  if (QUIET_TOPIC.test(told) || TOPICS.some((topic) => topic.test(head) && !topic.test(told)))
    return false;
  const generic = new Set(words(`${service} ${incident.services.join(' ')}`));
  const there = new Set(words(told).filter((word) => !generic.has(word)));
  const shared = new Set(words(alert.title).filter((word) => there.has(word)));
  // the name of the thing in plain words is as good as what happens to it
  const named = words(service.replace(/[-_.]+/g, ' ')).filter((word) => words(told).includes(word));
  if (REFUSED.test(facts.text) && AT_WORK.test(told)) return true;
  return shared.size > 0 || (SILENT.test(head) && SILENCED.test(told)) || named.length >= 2;
}

/** Who is being exchanged or set up answers nobody. */
const REFUSED =
  /refus|reject|no (?:answer|connection|contact)|unreachable|offline|not respond|timed? ?out/i;
const AT_WORK =
  /replac|exchang|swap|upgrad|updat|migrat|firmware|set up|rebuil|repair|re-?install/i;
/** A heartbeat that is missing, and what is said of something that cannot be reached. */
const SILENT = /heartbeat|no data|not report|last.?seen|offline|unreachable|\bdown\b|ping\b/i;
const SILENCED =
  /unreachable|offline|\bdown\b|no contact|not responding|disconnect|\blost\b|outage/i;

const words = (text: string): string[] =>
  (text.toLowerCase().match(/[a-z]{4,}/g) ?? []).filter((word) => !COMMON.has(word));

const COMMON = new Set([
  'service',
  'monitor',
  'alert',
  'since',
  'high',
  'with',
  'from',
  'after',
  'prod',
  'production',
]);

/** A word of substance that both have, besides the service's name. */
function sharesWord(head: string, told: string, service: string | null): boolean {
  const own = (service ?? '').toLowerCase();
  const words = (text: string): string[] =>
    (text.toLowerCase().match(/[a-z]{4,}/g) ?? []).filter(
      (word) => !COMMON.has(word) && !own.includes(word),
    );
  const there = new Set(words(told));
  return words(head).some((word) => there.has(word));
}
