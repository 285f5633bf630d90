/** Still on, not flapping, in production: the question is only how much it matters. */
import { comparePriority, type Priority } from '../../../domain/priority.ts';
import { DAY_MS } from '../../../domain/time.ts';
import type { AlertFacts } from '../facts.ts';
import { quoted } from '../reading/claims.ts';
import {
  BARELY,
  BLIP_MS,
  FAR_BEYOND,
  graveWords,
  isNearlyFull,
  isUrgent,
  measures,
  SUSTAINED_MS,
  ticket,
  watch,
  type Judgement,
  type Witness,
} from './model.ts';

/** What has been on for so long without a known harm is known to everybody. */
const CHRONIC_MS = 3 * DAY_MS;
/** Beyond its threshold by less than this is a matter of where the threshold stands. */
const SLIGHT = 1.25;
/** A monitor that fired once in this time is quiet, and worth hearing when it speaks. */
const RARE_OVER_MS = 7 * DAY_MS;
/** What happens when each of them is used up. */
const STOPS: Readonly<Record<string, string>> = {
  disk: 'what writes to a full disk stops',
  memory: 'what runs out of memory is killed',
  connections: 'who gets no connection waits or fails',
  queue: 'work piles up and is not done',
  threads: 'without free workers nothing is served',
};

const FAILURES = new Set(['errors', 'availability', 'business']);

export function standing(facts: AlertFacts, witness: Witness): Judgement {
  const { excess, subject } = facts;
  const why = measures(facts, witness.now);
  if (excess !== null && excess < 1 && witness.now === null && subject !== 'symptom')
    return watch(`its value is back within the threshold: ${why}`);
  const grave = graveWords(facts);
  const blind = blindness(facts, witness, why);
  if (blind !== null) return blind;
  if (isSlowBudget(facts))
    return watch(`part of an error budget is left, and it does not burn fast: ${why}`);
  if (grave !== null && subject !== 'resource')
    return ticket(facts, 'P1', `its text tells of harm, ${grave}: ${why}`);
  if (subject === 'symptom' || subject === 'restart') return failure(facts, witness, why);
  if (subject === 'resource') return scarcity(facts, witness, why);
  return unknownKind(facts, witness, why);
}

/** No data where the watcher fails, or where logs show that the watched works. */
function blindness(facts: AlertFacts, { now, alive }: Witness, why: string): Judgement | null {
  if (!/no data|not reporting|missing data|nodata/i.test(facts.head) || now !== null) return null;
  if (facts.extent === 'all' || graveWords(facts) !== null) return null;
  if (alive !== null) return watch(`its monitor is blind, and it works: ${alive}`);
  return WATCHER.test(facts.text) && !facts.claims.has('growing')
    ? watch(`who watches it does not report, and nothing says that it fails: ${why}`)
    : null;
}

const WATCHER =
  /\b(?:agent|exporter|collector|scrape|scraping|telemetry|forwarder|sidecar)\b[^.\n]{0,40}\b(?:not|down|dead|stopped|restart\w*|upgrad\w*|missing|offline|fail\w*|broken)/i;

/** Much of it is left and nothing says that it goes fast. */
const isSlowBudget = (facts: AlertFacts): boolean =>
  /budget.?remaining|error.?budget.{0,20}(?:left|remaining)/i.test(facts.head) &&
  facts.lowIsBad &&
  facts.trend !== 'worse' &&
  (facts.alert.value ?? 0) > 25 &&
  (facts.excess ?? 1) < FAR_BEYOND;

function failure(facts: AlertFacts, { now }: Witness, why: string): Judgement {
  const { excess, durationMs, stated, extent } = facts;
  const far = (excess ?? 1) >= FAR_BEYOND || extent === 'all';
  const serious = far || now !== null || isUrgent(stated);
  const barely = (facts.isSingle || (excess !== null && excess < BARELY)) && now === null && !far;
  const mild = stated === null || comparePriority(stated, 'P2') >= 0;
  const { part } = facts.told;
  const isOnePlace = part !== null && part.of === 'places' && part.total >= MANY_PLACES;
  if (
    extent === 'one' &&
    now === null &&
    (!isUrgent(stated) || isOnePlace) &&
    facts.trend !== 'worse'
  )
    return watch(`one of several, the others work: ${why}`);
  if (facts.subject === 'restart' && isOneRestart(facts) && now === null && !isUrgent(stated))
    return watch(`a single restart: ${why}`);
  if (barely && facts.trend === 'better' && mild)
    return watch(`barely beyond its threshold and getting better: ${why}`);
  if (barely && stated !== 'P0' && (durationMs ?? 0) < BLIP_MS)
    return watch(
      `${facts.isSingle ? 'a single one' : 'barely beyond its threshold'} and new: ${why}`,
    );
  // a tenth more than its limit is a slow page, not an outage; failures do not wobble so
  if (
    barely &&
    !facts.isSingle &&
    (durationMs ?? 0) < SUSTAINED_MS &&
    facts.trend !== 'worse' &&
    !(FAILURES.has(facts.kind) && facts.customerFacing)
  )
    return watch(`barely beyond its threshold: ${why}`);
  // slightly more than its limit, and its sender takes it lightly
  if (
    mild &&
    excess !== null &&
    excess < SLIGHT &&
    !facts.isSingle &&
    now === null &&
    facts.trend !== 'worse' &&
    !FAILURES.has(facts.kind) &&
    !facts.customerFacing &&
    graveWords(facts) === null &&
    (durationMs ?? 0) < CHRONIC_MS
  )
    return watch(`slightly beyond its threshold, and its sender takes it lightly: ${why}`);
  // what is held against last week is looked at by the week
  if (COMPARED.test(facts.text) && !far && now === null && !facts.claims.has('people'))
    return watch(`a figure of the week: ${why}`);
  if (facts.kind === 'traffic' && !facts.lowIsBad && now === null && !far)
    return watch(`more traffic alone is no failure: ${why}`);
  const floor: Priority = facts.customerFacing ? (far ? 'P0' : 'P1') : serious ? 'P1' : 'P2';
  const who =
    facts.customerFacing || facts.claims.has('people')
      ? 'users feel this'
      : 'it fails and does not heal';
  return ticket(facts, barely ? 'P2' : floor, `${who}: ${why}`, !barely || facts.isSingle);
}

/** One of so many places that look is more likely ill itself, whatever the label. */
const MANY_PLACES = 5;

const COMPARED =
  /\b(?:week|month|year|quarter)[- ](?:over|on|to)[- ](?:week|month|year|quarter|date)\b|\b(?:wow|yoy)\b/i;

/** Nothing says that it did so more than once. */
const isOneRestart = ({ alert, extent, text, trend }: AlertFacts): boolean =>
  (alert.value === null || alert.value <= 1) &&
  (extent === null || extent === 'one') &&
  trend !== 'worse' &&
  !/loop|crash|oom|again|keeps|times|every|all |fail|kill/i.test(text);

function scarcity(facts: AlertFacts, { now }: Witness, why: string): Judgement {
  const { excess, durationMs, kind, stated } = facts;
  if (now !== null) return ticket(facts, 'P1', `a resource runs out and it shows: ${why}`);
  const gone = quoted(facts.claims, 'exhausted', 'emergency', 'people', 'data', 'deadline');
  if (gone !== null) return ticket(facts, 'P1', `it has run out, or soon will, ${gone}: ${why}`);
  if (facts.isSawtooth && (excess ?? 1) < FAR_BEYOND)
    return watch(`it rises and falls like this by itself: ${why}`);
  const urgent = isUrgent(stated);
  const stops = STOPS[kind];
  if (stops !== undefined && isNearlyFull(facts))
    return ticket(facts, 'P1', `hardly anything is left, and ${stops}: ${why}`);
  // memory is there to be used: a percent more than its limit, and not yet long, is no shortage
  if (
    kind === 'memory' &&
    excess !== null &&
    excess < BARELY &&
    (durationMs ?? 0) < SUSTAINED_MS &&
    facts.trend !== 'worse'
  )
    return watch(`barely beyond its threshold: ${why}`);
  if (stops !== undefined && ((excess ?? 1) >= BARELY || (durationMs ?? 0) >= BLIP_MS || urgent))
    return ticket(facts, 'P2', `${stops}: ${why}`);
  if ((facts.alert.value ?? 0) >= 98 && isNearlyFull(facts) && kind !== 'cpu')
    return ticket(facts, 'P2', `hardly anything is left: ${why}`);
  if ((excess ?? 1) >= FAR_BEYOND) return ticket(facts, 'P2', `it runs hot: ${why}`, false);
  if (urgent && facts.customerFacing && ((durationMs ?? 0) >= 2 * BLIP_MS || (excess ?? 1) >= 1.2))
    return ticket(facts, 'P2', `stated as urgent, and it lasts: ${why}`, false);
  return watch(`a resource runs hot, and nothing fails from it yet: ${why}`);
}

const isRare = ({ alert }: AlertFacts): boolean =>
  alert.timesFired !== null &&
  alert.timesFired <= 1 &&
  (alert.timesFiredOverMs ?? 0) >= RARE_OVER_MS;

/** Of a kind that is not known doubt goes to the ticket, unless its sender or its value plays it down. */
function unknownKind(facts: AlertFacts, { now }: Witness, why: string): Judgement {
  const { excess, durationMs, stated, alert, extent } = facts;
  // an urgent label on a value that hardly differs from its threshold is a matter of taste
  const isTaste =
    excess !== null && excess < BARELY && !facts.isSingle && !facts.customerFacing && now === null;
  if (isUrgent(stated) && !isTaste)
    return ticket(facts, 'P2', `stated as urgent, and nothing speaks against it: ${why}`);
  if (extent === 'all') return ticket(facts, 'P2', `all of it: ${why}`);
  if (extent === 'one' && now === null && facts.trend !== 'worse' && (excess ?? 1) < FAR_BEYOND)
    return watch(`one of several, the others work: ${why}`);
  if ((excess ?? 1) >= FAR_BEYOND || now !== null) return ticket(facts, 'P2', why);
  const told = quoted(facts.claims, 'repeated', 'ongoing');
  if (told !== null && !isTaste) return ticket(facts, 'P2', `its text says ${told}: ${why}`);
  const playedDown =
    (stated !== null && comparePriority(stated, 'P3') >= 0) ||
    /^(?:none|debug|notice|ok)$/i.test(alert.priority ?? '') ||
    (durationMs ?? 0) > CHRONIC_MS;
  if (isRare(facts) && (excess === null || excess >= 1.25) && (durationMs ?? 0) <= CHRONIC_MS)
    return ticket(facts, 'P3', `of an unknown kind, but this monitor is hardly ever heard: ${why}`);
  if (!playedDown && (excess === null ? (durationMs ?? 0) >= BLIP_MS : excess >= 1.25))
    return ticket(facts, 'P3', `of an unknown kind, still on, and nothing plays it down: ${why}`);
  return watch(`nothing shows that anyone is hurt: ${why}`);
}
