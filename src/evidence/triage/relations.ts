/** Which alerts of a batch are one problem: the same alert again, or the symptom of another's root. */
import { MINUTE_MS, HOUR_MS } from '../../domain/time.ts';
import type { Topology } from '../signals/topology.ts';
import type { AlertFacts } from './facts.ts';
import type { OpenIncident } from './types.ts';

/** A cascade reaches everything within this; monitors with long windows come late. */
const CASCADE_MS = 60 * MINUTE_MS;
/** Monitors differ in how fast they notice: a symptom may be told before its root. */
const SLACK_MS = 15 * MINUTE_MS;
/** The same monitor within this is the same problem. */
const REPEAT_MS = 12 * HOUR_MS;

export interface Parent {
  readonly facts: AlertFacts;
  readonly why: string;
}

/** What another problem can cause in a service that depends on it. */
const CAN_BE_SYMPTOM = new Set(['symptom', 'restart', 'other']);
const SYMPTOM_RESOURCES = new Set(['queue', 'connections', 'threads']);
/** What can bring others down. */
const CAN_BE_ROOT = new Set(['symptom', 'resource', 'restart', 'expiry', 'data', 'other']);

const isSymptomLike = ({ subject, kind }: AlertFacts): boolean =>
  CAN_BE_SYMPTOM.has(subject) || (subject === 'resource' && SYMPTOM_RESOURCES.has(kind));

const sameEnv = (a: AlertFacts, b: AlertFacts): boolean =>
  a.alert.env === null || b.alert.env === null || a.alert.env === b.alert.env;

/** True when `root` began early enough for `symptom` to follow from it, and late enough to matter. */
function followsInTime(symptom: AlertFacts, root: AlertFacts): boolean {
  if (symptom.firedMs === null || root.firedMs === null) return true;
  const after = symptom.firedMs - root.firedMs;
  if (after < -SLACK_MS) return false;
  // a root that still burns explains late symptoms too, one that has cleared does not
  return root.clearedMs === null
    ? after <= 6 * CASCADE_MS
    : symptom.firedMs <= root.clearedMs + SLACK_MS && after <= CASCADE_MS;
}

/** The same monitor, for the same thing, again. */
export function isRepeat(later: AlertFacts, earlier: AlertFacts): boolean {
  const [a, b] = [later.alert, earlier.alert];
  if (a.service !== b.service || !sameEnv(later, earlier)) return false;
  if (a.host !== null && b.host !== null && a.host !== b.host) return false;
  const [x, y] = [later.firedMs, earlier.firedMs];
  if (x !== null && y !== null && Math.abs(x - y) > REPEAT_MS) return false;
  // it healed in between: a new problem may look the same
  if (earlier.clearedMs !== null && x !== null && x > earlier.clearedMs + HOUR_MS) return false;
  if (a.monitor !== null && b.monitor !== null)
    return a.monitor === b.monitor && (a.metric ?? '') === (b.metric ?? '');
  return titleKey(a.title) === titleKey(b.title);
}

/** A title without its numbers, status prefix and times. */
const titleKey = (title: string): string =>
  title
    .toLowerCase()
    .replace(/^\[[^\]]*\]\s*/g, '')
    .replace(/[\d.,%]+/g, '#')
    .replace(/\s+/g, ' ')
    .trim();

/**
 * Why `symptom` is a part of what `root` tells, or null. Cautious: whatever may be a problem of its
 * own (a disk, a certificate, lost data, another metric of an unrelated service) is not explained.
 */
export function explains(root: AlertFacts, symptom: AlertFacts, topology: Topology): string | null {
  if (root === symptom || !sameEnv(root, symptom)) return null;
  if (!CAN_BE_ROOT.has(root.subject) || !isSymptomLike(symptom) || !followsInTime(symptom, root))
    return null;
  // money lost is a symptom of everything; everything is no symptom of it
  if (root.kind === 'business' && symptom.kind !== 'business') return null;
  const [a, b] = [root.alert.service, symptom.alert.service];
  if (a !== null && b !== null && a !== b) {
    if (topology.dependencies(b).has(a) && root.kind !== 'traffic')
      return `${b} depends on ${a}, which fails`;
    if (mentions(symptom.text, a) && !topology.dependencies(a).has(b))
      return `it names ${a}, which fails`;
  }
  if (root.alert.host !== null && root.alert.host === symptom.alert.host && isHostProblem(root))
    return `it runs on ${root.alert.host}, which is in trouble`;
  if (a !== null && a === b) return sameService(root, symptom);
  return null;
}

const HOST_PROBLEM =
  /\b(?:node|host|machine|instance|vm|server)\b.{0,40}\b(?:down|not ?ready|unreachable|unhealthy|pressure|lost|rebooted|disk|read-?only)|notready|diskpressure|memorypressure|host down|node down/i;
const isHostProblem = ({ text, kind }: AlertFacts): boolean =>
  HOST_PROBLEM.test(text) || kind === 'disk' || kind === 'network';

/** Of one service: the resource that runs out explains the errors; earlier errors explain later ones. */
function sameService(root: AlertFacts, symptom: AlertFacts): string | null {
  const service = root.alert.service ?? '';
  const rootIsCause =
    root.subject === 'resource' || root.subject === 'restart' || root.subject === 'expiry';
  const symptomIsEffect = symptom.subject === 'symptom';
  const close =
    root.firedMs === null ||
    symptom.firedMs === null ||
    Math.abs(root.firedMs - symptom.firedMs) <= CASCADE_MS;
  if (!close) return null;
  // a hot CPU beside errors is as likely their effect: the errors stay the alert to act on
  if (rootIsCause && symptomIsEffect)
    return root.kind === 'cpu' || root.kind === 'gc' || root.kind === 'network'
      ? null
      : `${service} runs out of ${root.kind === 'restarts' ? 'life: it restarts' : root.kind}`;
  if (root.subject === 'symptom' && symptomIsEffect)
    return `the same failure of ${service}, seen by another monitor`;
  if (root.subject === 'symptom' && isSymptomLike(symptom))
    return `it follows from the failure of ${service}`;
  return null;
}

/** A service's name as a word of the text. Short names are words of their own. */
function mentions(text: string, service: string): boolean {
  if (service.length < 4) return false;
  const at = text.toLowerCase().indexOf(service.toLowerCase());
  if (at === -1) return false;
  const before = text[at - 1] ?? ' ';
  const after = text[at + service.length] ?? ' ';
  return !/[\w-]/.test(before) && !/[\w-]/.test(after);
}

/** Of several explanations the one nearest to the root: deepest dependency, then earliest. */
export function parentOf(
  symptom: AlertFacts,
  all: readonly AlertFacts[],
  topology: Topology,
): Parent | null {
  let best: Parent | null = null;
  for (const root of all) {
    const why = explains(root, symptom, topology);
    if (why === null) continue;
    // two that explain each other: the earlier one is the root, then the one that stands first
    if (explains(symptom, root, topology) !== null && !isBefore(root, symptom)) continue;
    if (best === null || isNearer(root, best.facts, topology)) best = { facts: root, why };
  }
  return best;
}

const isBefore = (a: AlertFacts, b: AlertFacts): boolean =>
  a.firedMs !== null && b.firedMs !== null && a.firedMs !== b.firedMs
    ? a.firedMs < b.firedMs
    : a.index < b.index;

function isNearer(a: AlertFacts, b: AlertFacts, topology: Topology): boolean {
  const [x, y] = [a.alert.service, b.alert.service];
  if (x !== null && y !== null && x !== y) {
    if (topology.dependencies(y).has(x)) return true;
    if (topology.dependencies(x).has(y)) return false;
  }
  const causal = (each: AlertFacts): number =>
    each.subject === 'resource' || each.subject === 'restart' ? 1 : 0;
  if (causal(a) !== causal(b)) return causal(a) > causal(b);
  return isBefore(a, b);
}

const CLOSED = /resolved|closed|done|cancel|mitigated and closed|postmortem/i;

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
      alert.monitor !== null &&
      incident.covers.includes(alert.monitor) &&
      inIncident(alert.service, incident)
    )
      return { incident, why: 'the incident lists this monitor' };
  }
  for (const incident of open) {
    if (!inIncident(alert.service, incident) || !couldBelong(facts, incident)) continue;
    const told = `${incident.title}\n${incident.body}\n${incident.metric ?? ''}`;
    const sameMetric = incident.metric !== null && incident.metric === alert.metric;
    if (sameMetric || agree(facts, told))
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
  if (service === null || !isSymptomLike(facts)) return null;
  for (const incident of incidents) {
    if (!isOpen(incident) || !couldBelong(facts, incident)) continue;
    const root = incident.services.find((each) => topology.dependencies(service).has(each));
    if (root !== undefined)
      return { incident, why: `${service} depends on ${root}, which it is about` };
  }
  return null;
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
  service !== null && (incident.services.includes(service) || mentions(incident.title, service));

const OUTAGE =
  /outage|down|unavailable|5\d\d|error|fail|latency|slow|timeout|degrad|elevated|incident|exhaust|saturat/i;
const TOPICS: readonly RegExp[] = [
  /cert|tls|ssl|expir/i,
  /disk|volume|inode|storage/i,
  /memory|oom|heap|leak/i,
  /cpu|load|throttl/i,
  /queue|lag|backlog|consumer/i,
  /replica|backup|corrupt|data loss/i,
  /connection|pool/i,
];

/**
 * Whether an incident's words speak of this alert's kind of trouble. Symptoms agree with any outage of
 * the service; what has a topic of its own (a disk, a certificate) only with an incident that names it.
 */
function agree(facts: AlertFacts, told: string): boolean {
  const topics = TOPICS.filter((topic) =>
    topic.test(`${facts.alert.title} ${facts.alert.metric ?? ''}`),
  );
  if (topics.some((topic) => topic.test(told))) return true;
  if (!isSymptomLike(facts)) return false;
  return OUTAGE.test(told) && (topics.length === 0 || facts.subject === 'symptom');
}
