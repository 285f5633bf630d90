/** What needs nobody by its kind or by its own words: money, notices, looks, what has dealt with itself. */
import type { AlertFacts } from '../facts.ts';
import { quoted } from '../reading/claims.ts';
import {
  apart,
  FAR_BEYOND,
  GRAVE,
  graveWords,
  isNearlyFull,
  isUrgent,
  leave,
  ticket,
  watch,
  type Judgement,
  type Witness,
} from './model.ts';

/** What keeps data, or ends with a bang when it is full. */
const STORES = new Set(['disk', 'memory', 'queue']);
/** Who asks for one more of these waits. */
const SLOTS = new Set(['connections', 'threads']);
/** Beyond its threshold by less than this is a matter of where the threshold stands. */
const SLIGHT = 1.25;

const at = ({ beyond }: AlertFacts): string => (beyond === '' ? '' : ` (${beyond})`);

/** A bill that has grown tenfold is a stolen key or a runaway job, and it grows by the hour. */
const RUNAWAY = 10;
const WORTH_A_LOOK = 3;
/** Money that has run out stops what it pays for. */
const CUT_OFF = /suspen|will be|final notice|declin|prepaid|rejected|cut off|exhausted|balance/i;

export function money(facts: AlertFacts): Judgement {
  const { claims, clearedMs, excess } = facts;
  const thief = quoted(claims, 'compromise');
  if (clearedMs === null && thief !== null)
    return apart(ticket(facts, 'P1', `spending by somebody who should not: ${thief}`));
  const stop = quoted(claims, 'exhausted', 'deadline');
  if (
    stop !== null &&
    CUT_OFF.test(facts.text) &&
    /suspen|account|prepaid|balance|declin/i.test(facts.text)
  )
    return apart(ticket(facts, 'P1', `what is not paid for stops: ${stop}`));
  if (clearedMs === null && (excess ?? 1) >= RUNAWAY)
    return apart(
      ticket(
        facts,
        'P2',
        `spending is ${facts.beyond}: a stolen key or a job that runs away`,
        false,
      ),
    );
  if (clearedMs === null && (excess ?? 1) >= WORTH_A_LOOK)
    return apart(watch(`spending is ${facts.beyond}: look at it in working hours`));
  return apart(leave('cost and budget chatter: nothing that runs is at risk'));
}

/** Notices and trivia, unless what they say is grave or other data show harm; null when they are more. */
export function chatter(facts: AlertFacts, { now }: Witness): Judgement | null {
  const { claims, subject } = facts;
  const isGrave = claims.has('people') || claims.has('emergency') || claims.has('data');
  if (now !== null || facts.extent === 'all') return null;
  if (subject === 'notice' && !isGrave && !claims.has('deadline'))
    return apart(leave('a notice: it tells of something planned or done, not of a failure'));
  if (subject === 'trivia' && !isGrave)
    return apart(
      leave('looks, housekeeping or a trend: it can wait for working hours whatever its label'),
    );
  return null;
}

/** An alert that is on, and whose own words say why nobody needs to come; null when they do not. */
export function relieved(facts: AlertFacts, { now }: Witness): Judgement | null {
  const { claims, told, extent } = facts;
  const calm = now === null ? runsCalmly(facts) : null;
  if (calm !== null) return calm;
  if (now !== null || graveWords(facts) !== null || extent === 'all') return fewCalls(facts, now);
  const goesOn = claims.has('ongoing') || claims.has('repeated') || facts.trend === 'worse';
  const retried = quoted(claims, 'retried');
  if (retried !== null && !goesOn)
    return leave(`it failed, and the next attempt worked: ${retried}`);
  const few = fewCalls(facts, now);
  if (few !== null) return few;
  const expected = quoted(claims, 'expected');
  if (expected !== null && !claims.has('repeated'))
    return facts.customerFacing && (facts.excess ?? 1) >= FAR_BEYOND && isUrgent(facts.stated)
      ? watch(`said to be as it should be: ${expected}`)
      : leave(`said to be as it should be: ${expected}`);
  if (facts.fillsSlowly && facts.subject === 'resource' && !facts.lowIsBad)
    return watch(
      `it fills so slowly that months are left${facts.beyond === '' ? '' : ` (${facts.beyond})`}`,
    );
  const handled = quoted(claims, 'handled');
  if (handled !== null && !goesOn && extent !== 'most' && (facts.excess ?? 1) < 5)
    return watch(`dealt with by itself: ${handled}`);
  const { usual } = told;
  if (usual !== null && facts.alert.value !== null && isWithin(facts.alert.value, usual))
    return watch(`at ${facts.alert.value}, and ${[...new Set(usual)].join('–')} is usual`);
  return null;
}

/** A limit of its owner's making is reached: without harm that is what the limit is for. */
const OWN_LIMIT = /^(?:at|maxed)\b/;

/** Something is used more than usual, or fills, and what the alert itself shows of it speaks for calm. */
function runsCalmly(facts: AlertFacts): Judgement | null {
  const { claims, kind, subject, trend, excess } = facts;
  const isLoad = kind === 'traffic' && !facts.lowIsBad;
  if (subject !== 'resource' && subject !== 'other' && !isLoad) return null;
  if (facts.extent === 'all') return null;
  const limit = claims.get('exhausted');
  const isOwnLimit =
    limit !== undefined && OWN_LIMIT.test(limit) && !STORES.has(kind) && !SLOTS.has(kind);
  if (quoted(claims, ...GRAVE.filter((claim) => claim !== 'exhausted' || !isOwnLimit)) !== null)
    return null;
  if (trend === 'worse' || claims.has('repeated') || claims.has('growing')) return null;
  if ((STORES.has(kind) || SLOTS.has(kind)) && isNearlyFull(facts)) return null;
  if (subject === 'resource' && trend === 'better')
    return watch(`it runs down by itself, its last values say${at(facts)}`);
  if (subject === 'resource' && facts.isFlat && (excess === null || excess < SLIGHT))
    return watch(`it has stood at this level for long, and something is left${at(facts)}`);
  const unhurt = quoted(claims, 'unhurt');
  if (unhurt === null || claims.has('ongoing') || kind === 'disk') return null;
  return subject === 'other' && (excess ?? 1) >= FAR_BEYOND
    ? null
    : watch(`it is used more than usual, and nothing suffers from it: ${unhurt}`);
}

const isWithin = (value: number, [low, high]: readonly [number, number]): boolean =>
  low < high ? value >= low && value <= high : low > 0 && Math.abs(value - low) <= 0.15 * low;

/** One of three calls is a third, and nothing. */
function fewCalls(facts: AlertFacts, now: string | null): Judgement | null {
  if (!facts.fewCalls || now !== null || facts.claims.has('emergency')) return null;
  const { calls, part } = facts.told;
  const words =
    part !== null && part.of === 'calls'
      ? `${part.failed} of ${part.total} calls`
      : `${calls} calls in all`;
  return quoted(facts.claims, 'retried', 'expected') === null
    ? watch(`too few calls to mean anything: ${words}`)
    : leave(`too few calls to mean anything: ${words}`);
}

export function nonProduction(facts: AlertFacts): Judgement {
  const label = isUrgent(facts.stated)
    ? `, although labelled ${facts.alert.priority ?? facts.stated}`
    : '';
  const where = facts.alert.env ?? facts.alert.service ?? 'by its name';
  const reach = quoted(facts.claims, 'compromise', 'unguarded');
  // who is in a build agent or a test system with the data of customers is in production soon
  if (
    facts.subject === 'security' &&
    reach !== null &&
    /\bprod(?:uction)?\b|customer/i.test(facts.text)
  )
    return apart(ticket(facts, 'P1', `not production (${where}), but it leads there: ${reach}`));
  return apart(leave(`not production (${where})${label}`));
}
