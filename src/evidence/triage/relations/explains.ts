/** Which alert's trouble follows from which other's: by the service map, the host, or what the text blames. */
import { MINUTE_MS } from '../../../domain/time.ts';
import type { Topology } from '../../signals/topology.ts';
import type { AlertFacts } from '../facts.ts';
import { sameEnv } from './repeats.ts';

/** A cascade reaches everything within this; monitors with long windows come late. */
const CASCADE_MS = 60 * MINUTE_MS;
/** What these lead to may come hours later; callers of what fails fail at once. */
const SLOW_ROOTS = new Set(['resource', 'expiry']);
/** Monitors differ in how fast they notice: a symptom may be told before its root. */
const SLACK_MS = 15 * MINUTE_MS;

export interface Parent {
  readonly facts: AlertFacts;
  readonly why: string;
}

/** What another problem can cause in a service that depends on it. */
const CAN_BE_SYMPTOM = new Set(['symptom', 'restart']);
const SYMPTOM_RESOURCES = new Set(['queue', 'connections', 'threads']);
/** What can bring others down; lost data does not, and more traffic is told of by its own alerts. */
const CAN_BE_ROOT = new Set(['symptom', 'resource', 'restart', 'expiry', 'other']);
/** The ways in which a failure elsewhere is felt. */
const FELT_KINDS = new Set(['errors', 'latency', 'availability', 'retries', 'traffic', 'business']);
export const isFelt = ({ kind, lowIsBad }: AlertFacts): boolean =>
  FELT_KINDS.has(kind) && (kind !== 'traffic' || lowIsBad);
const FELT_WORDS =
  /\b(?:5\d\d|[45]xx|errors?|fail\w*|time.?outs?|latency|slow\w*|unavailable|down|refused|unreachable|degraded|outage|unhealthy|stalled|stuck|stale|delay(?:ed)?|waiting|fewer|empty|without (?:results?|data|images)|lag|backlog|no data|not draining|crash\w*|dropped|40[13])\b/i;
/** Work that does not happen has reasons of its own more often than not. */
const OWN_WORDS =
  /\b(?:not (?:run|delivered|credited|generated)|has not|heartbeat|job|batch|export|import|permission|signature|schema|webhook|login|password)\b/i;

export const isSymptomLike = (facts: AlertFacts): boolean => {
  const { subject, kind, alert } = facts;
  if (subject === 'resource') return SYMPTOM_RESOURCES.has(kind);
  // a share of an error budget burns over weeks, not with one outage
  if (/budget.?remaining/i.test(facts.head)) return false;
  if (subject === 'other')
    return FELT_WORDS.test(`${alert.title} ${alert.metric ?? ''}`) && !OWN_WORDS.test(alert.title);
  if (!CAN_BE_SYMPTOM.has(subject)) return false;
  if (subject === 'restart' || isFelt(facts)) return true;
  return FELT_WORDS.test(`${alert.title} ${alert.metric ?? ''}`) && !OWN_WORDS.test(alert.title);
};

/** True when `root` began early enough for `symptom` to follow from it, and late enough to matter. */
function followsInTime(symptom: AlertFacts, root: AlertFacts): boolean {
  if (symptom.firedMs === null || root.firedMs === null) return true;
  const after = symptom.firedMs - root.firedMs;
  if (after < -SLACK_MS) return false;
  // a root that still burns explains late symptoms too, one that has cleared does not
  return root.clearedMs === null
    ? after <= (SLOW_ROOTS.has(root.subject) ? 6 : 2) * CASCADE_MS
    : symptom.firedMs <= root.clearedMs + SLACK_MS && after <= CASCADE_MS;
}

/**
 * Why `symptom` is a part of what `root` tells, or null. Cautious: whatever may be a problem of its
 * own (a disk, a certificate, lost data, another metric of an unrelated service) is not explained.
 */
export function explains(root: AlertFacts, symptom: AlertFacts, topology: Topology): string | null {
  if (root === symptom || !sameEnv(root, symptom)) return null;
  if (!canBeRoot(root, symptom) || !followsInTime(symptom, root)) return null;
  if (!isSymptomLike(symptom) && !waitsFor(symptom, root.alert.service)) return null;
  // money lost is a symptom of everything; everything is no symptom of it
  if (root.kind === 'business' && symptom.kind !== 'business') return null;
  const [a, b] = [root.alert.service, symptom.alert.service];
  if (a !== null && b !== null && a !== b) {
    if (hasOwnCause(symptom) && !blames(symptom.text, a)) return null;
    if (topology.dependencies(b).has(a) && root.kind !== 'traffic')
      return `${b} depends on ${a}, which fails`;
    if (blames(symptom.text, a) && !topology.dependencies(a).has(b))
      return `it names ${a}, which fails`;
  }
  if (root.alert.host !== null && root.alert.host === symptom.alert.host && isHostProblem(root))
    return `it runs on ${root.alert.host}, which is in trouble`;
  if (isSameOnHost(root, symptom))
    return `it fails in the same way at the same time as ${a ?? 'another'} on ${root.alert.host}`;
  if (a !== null && a === b) return sameService(root, symptom);
  return null;
}

/** A store that loses its data fails those who name it; nobody else. */
const canBeRoot = (root: AlertFacts, symptom: AlertFacts): boolean =>
  CAN_BE_ROOT.has(root.subject) ||
  (root.subject === 'data' &&
    root.alert.service !== null &&
    root.alert.service !== symptom.alert.service &&
    blames(symptom.text, root.alert.service));

/** What runs side by side and stops at the same moment has one cause below it. */
const TOGETHER_MS = 10 * MINUTE_MS;
const isSameOnHost = (root: AlertFacts, symptom: AlertFacts): boolean =>
  root.alert.host !== null &&
  root.alert.host === symptom.alert.host &&
  root.alert.service !== symptom.alert.service &&
  root.alert.metric !== undefined &&
  root.alert.metric === symptom.alert.metric &&
  root.subject === 'symptom' &&
  symptom.subject === 'symptom' &&
  root.firedMs !== null &&
  symptom.firedMs !== null &&
  Math.abs(root.firedMs - symptom.firedMs) <= TOGETHER_MS &&
  !hasOwnCause(symptom);

/** Of no kind that is known, but its own words say whom it waits for. */
export const waitsFor = (symptom: AlertFacts, service: string | null): boolean =>
  service !== null &&
  service !== symptom.alert.service &&
  (symptom.subject === 'other' || symptom.subject === 'symptom') &&
  symptom.kind !== 'business' &&
  blames(symptom.text, service);

const OWN_CAUSE =
  /\w+(?:Type|Schema|Parse|Serialization|Deserialization)Exception|TypeError|ReferenceError|NullPointer|NullReference|KeyError|IndexError|IndexOutOf|ClassCast|AttributeError|SyntaxError|of undefined|nil pointer|\bpanic:|(?:after|since|with|by) (?:the |a |its )?(?:new )?(?:release|deploy\w*|rollout|version|migration|config\w*|flag|(?:key |secret )?rotation|upgrade)|since \S+ v?\d+\.\d+|permission denied|signature (?:mismatch|invalid)|schema|no space left|feature flag|constraint|wrong (?!number)|misconfigur/i;
/** Broken code and a release of its own are no symptom of what another service suffers. */
export const hasOwnCause = ({ text }: AlertFacts): boolean => OWN_CAUSE.test(text);

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
  // what runs out comes first: a disk that is told of long after the errors did not make them
  if (rootIsCause && isLate(root, symptom)) return null;
  if (rootIsCause && symptomIsEffect && isRefusal(root, symptom)) return null;
  // a hot CPU beside errors is as likely their effect: the errors stay the alert to act on
  if (rootIsCause && symptomIsEffect)
    return root.kind === 'cpu' || root.kind === 'gc' || root.kind === 'network'
      ? null
      : `${service} runs out of ${root.kind === 'restarts' ? 'life: it restarts' : root.kind}`;
  // a job that stands still or a tenant that is refused is another problem of the same service
  if (root.subject === 'symptom' && symptomIsEffect && !isSameFamily(root, symptom)) return null;
  if (root.subject === 'symptom' && symptomIsEffect)
    return `the same failure of ${service}, seen by another monitor`;
  if (root.subject === 'symptom' && isSymptomLike(symptom))
    return `it follows from the failure of ${service}`;
  return null;
}

/** Whom a service checks and turns away is no effect of memory that runs low. */
const REFUSAL =
  /signature|\b(?:un)?authori[sz]ed|\bforbidden|\b40[0134]\b|\bcredentials?\b|api key|\binvalid (?!response)\w+|\bschema\b|permission denied|\bquota\b|by (?:the )?(?:provider|carrier|bank|partner|issuer|scheme)\b/i;
const isRefusal = (root: AlertFacts, symptom: AlertFacts): boolean =>
  root.subject !== 'expiry' &&
  root.kind !== 'connections' &&
  root.kind !== 'disk' &&
  REFUSAL.test(symptom.text) &&
  !REFUSAL.test(root.text);

/** Too late to have caused the other in the same service, where monitors notice at the same pace. */
const isLate = (cause: AlertFacts, effect: AlertFacts): boolean =>
  cause.firedMs !== null &&
  effect.firedMs !== null &&
  cause.firedMs - effect.firedMs > SLACK_MS / 3;

/** Failing, being slow and selling less are one thing; whatever has no kind is only what it says. */
const isSameFamily = (root: AlertFacts, symptom: AlertFacts): boolean =>
  root.kind !== 'business' && isFelt(root) && isFelt(symptom)
    ? true
    : root.kind === symptom.kind &&
      (root.kind !== 'other' || (FELT_WORDS.test(root.text) && FELT_WORDS.test(symptom.text)));

/**
 * True when the text says that the service is called, waited for or failing: its name alone may be a
 * part of a product's name.
 */
export function blames(text: string, service: string): boolean {
  if (!mentions(text, service)) return false;
  const name = asWritten(service);
  return new RegExp(
    `(?:\\b(?:to|from|by|on|for|of|via|towards?|through|behind|into|calling|calls|upstream|dependency|backend|against|because|sources?)\\b|[=:>(])\\W{0,3}(?:the )?${name}(?![\\w-])|${name} (?:is |was |are )?(?:unavailable|down|not responding|unreachable|tim|errors?|refus|fail|slow|connection|pool|return(?:s|ed)|replie[ds]|answer(?:s|ed)|respond(?:s|ed) with|(?:\\w+ )?(?:no|not|nothing|never|cannot)\\b)`,
    'i',
  ).test(text);
}

/** A service's name as a word of the text. Short names are words of their own. */
export function mentions(text: string, service: string): boolean {
  if (service.length < 4) return false;
  return new RegExp(`(?<![\\w-])${asWritten(service)}(?![\\w-])`, 'i').test(text);
}

/** `card-terminal` is written `card terminal` too where people write. */
const asWritten = (service: string): string =>
  service.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/[-_]/g, '[-_ ]');

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
    if (best === null || isNearer(root, best.facts, symptom, topology)) best = { facts: root, why };
  }
  return best;
}

const isBefore = (a: AlertFacts, b: AlertFacts): boolean =>
  a.firedMs !== null && b.firedMs !== null && a.firedMs !== b.firedMs
    ? a.firedMs < b.firedMs
    : a.index < b.index;

function isNearer(a: AlertFacts, b: AlertFacts, symptom: AlertFacts, topology: Topology): boolean {
  const [x, y] = [a.alert.service, b.alert.service];
  if (x !== null && y !== null && x !== y) {
    if (topology.dependencies(y).has(x)) return true;
    if (topology.dependencies(x).has(y)) return false;
    const isFresh = (each: AlertFacts): boolean =>
      each.firedMs === null ||
      symptom.firedMs === null ||
      symptom.firedMs - each.firedMs <= CASCADE_MS;
    if (isFresh(a) !== isFresh(b)) return isFresh(a);
  }
  const isCausal = (each: AlertFacts, other: AlertFacts): boolean =>
    (each.subject === 'resource' || each.subject === 'restart') && !isLate(each, other);
  if (isCausal(a, b) !== isCausal(b, a)) return isCausal(a, b);
  return isBefore(a, b);
}
