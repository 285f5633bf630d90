/** Judges one alert by itself, before it is compared with the others of the batch. */
import { comparePriority, type Priority } from '../../domain/priority.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../domain/time.ts';
import type { DecisionAction } from '../../domain/analysis.ts';
import type { AlertFacts } from './facts.ts';

export interface Judgement {
  readonly action: DecisionAction;
  readonly priority: Priority | null;
  readonly reason: string;
  /** Settled for a reason of its own kind (cost, not production): it is nobody's symptom or root. */
  readonly apart: boolean;
}

/** Firings per day from which a monitor cries wolf. */
const FLAPPING_PER_DAY = 4;
/** Healed within this is a blip. */
const BLIP_MS = 15 * MINUTE_MS;
/** On for this long is no flap any more, whatever the monitor did before. */
const SUSTAINED_MS = 45 * MINUTE_MS;
/** Beyond its threshold by this factor is not a matter of taste. */
const FAR_BEYOND = 2;
/** Of errors and sales a flapping monitor needs less than that: they do not wobble by half. */
const FAR_FOR_FAILURES = 1.5;
const BARELY = 1.1;
const SOON_DAYS = 14;
/** What has been on for so long without a known harm is known to everybody. */
const CHRONIC_MS = 3 * DAY_MS;
/** A monitor that fired once in this time is quiet, and worth hearing when it speaks. */
const RARE_OVER_MS = 7 * DAY_MS;

const isRare = ({ alert }: AlertFacts): boolean =>
  alert.timesFired !== null &&
  alert.timesFired <= 1 &&
  (alert.timesFiredOverMs ?? 0) >= RARE_OVER_MS;

/**
 * @param confirmed - what else in the batch's data shows harm in this service right now (error logs,
 *   metrics that moved); null when nothing does
 */
export function judge(facts: AlertFacts, confirmed: string | null): Judgement {
  const { subject } = facts;
  if (subject === 'security') return ticket(facts, 'P1', 'a sign of intrusion is never noise');
  if (subject === 'notice' && confirmed === null)
    return apart('IGNORE', 'a notice: it tells of something planned or done, not of a failure');
  if (subject === 'maintenance')
    return apart('IGNORE', 'announced maintenance, and its end has not passed');
  if (subject === 'cost') return cost(facts);
  if (!facts.production) return nonProduction(facts);
  if (subject === 'expiry') return expiry(facts);
  if (subject === 'data' && (facts.clearedMs === null || facts.lasting))
    return ticket(facts, 'P1', 'data may be lost or wrong, which does not heal by itself');
  if (facts.trend === 'worse' && facts.clearedMs === null) return slowBurn(facts, confirmed);
  if (facts.clearedMs !== null) return healed(facts);
  if (subject === 'job') return late(facts, confirmed);
  if (isFlapping(facts)) return flapping(facts, confirmed);
  return standing(facts, confirmed);
}

const minutes = (ms: number | null): string =>
  ms === null
    ? 'an unknown time'
    : ms < HOUR_MS * 3
      ? `${Math.round(ms / MINUTE_MS)} min`
      : `${Math.round(ms / HOUR_MS)} h`;

const apart = (
  action: DecisionAction,
  reason: string,
  priority: Priority | null = null,
): Judgement => ({
  action,
  priority,
  reason,
  apart: true,
});

const more = (a: Priority, b: Priority): Priority => (comparePriority(a, b) <= 0 ? a : b);

/** A ticket at least as urgent as `floor`; a stated urgency counts where nothing speaks against it. */
function ticket(facts: AlertFacts, floor: Priority, reason: string, trusted = true): Judgement {
  const { stated } = facts;
  const priority = trusted && stated !== null ? more(floor, stated) : floor;
  const relabelled =
    stated !== null && comparePriority(floor, stated) < 0
      ? `; labelled ${facts.alert.priority ?? stated}, but it is more than that`
      : !trusted && stated !== null && comparePriority(stated, floor) < 0
        ? `; labelled ${facts.alert.priority ?? stated}, which its values do not bear out`
        : '';
  return { action: 'TICKET', priority, reason: reason + relabelled, apart: false };
}

function cost(facts: AlertFacts): Judgement {
  // a tenfold bill is a stolen key or a runaway job, not chatter
  if ((facts.excess ?? 0) >= 3 && facts.clearedMs === null)
    return apart(
      'MONITOR',
      `spending is ${facts.excess?.toFixed(1)}× what was planned: look at it in working hours`,
      'P3',
    );
  return apart('IGNORE', 'cost and budget chatter: nothing that runs is at risk');
}

function nonProduction(facts: AlertFacts): Judgement {
  const label =
    facts.stated === 'P0' || facts.stated === 'P1'
      ? `, although labelled ${facts.alert.priority ?? facts.stated}`
      : '';
  return apart(
    'IGNORE',
    `not production (${facts.alert.env ?? facts.alert.service ?? 'by its tags'})${label}`,
  );
}

function expiry(facts: AlertFacts): Judgement {
  const { daysLeft } = facts;
  if (facts.clearedMs !== null) return apart('IGNORE', 'renewed: the alert has cleared');
  if (daysLeft === null)
    return ticket(facts, 'P2', 'something expires, and that does not heal by itself');
  if (daysLeft <= 0) return ticket(facts, 'P0', 'it has expired');
  if (daysLeft <= 3) return ticket(facts, 'P1', `it expires in ${daysLeft} days`);
  if (daysLeft <= SOON_DAYS)
    return ticket(facts, 'P2', `it expires in ${daysLeft} days and nobody has renewed it`, false);
  return apart('MONITOR', `it expires in ${daysLeft} days: time enough`, 'P3');
}

/** A job that is late may still end well; one that takes twice its time may not. */
function late(facts: AlertFacts, confirmed: string | null): Judgement {
  const finishing = /\b(?:9\d|100) ?%|finish|almost|catching up|\beta\b/i.test(facts.text);
  if (confirmed !== null || ((facts.excess ?? 1) >= FAR_BEYOND && !finishing && !isFlapping(facts)))
    return ticket(facts, 'P2', `a job takes much longer than it should${beyondOf(facts)}`);
  return {
    action: 'MONITOR',
    priority: 'P3',
    reason: `a job is late, and nothing says that it will not finish${beyondOf(facts)}`,
    apart: false,
  };
}

const beyondOf = ({ excess, alert }: AlertFacts): string =>
  excess === null ? '' : `, now at ${alert.value} against ${alert.threshold}`;

/** What fills up or worsens steadily ends in an outage, however quiet its label. */
function slowBurn(facts: AlertFacts, confirmed: string | null): Judgement {
  const floor: Priority = (facts.excess ?? 1) >= FAR_BEYOND || confirmed !== null ? 'P1' : 'P2';
  return ticket(
    facts,
    floor,
    `it gets steadily worse${beyondOf(facts)}: a slow burn${confirmed === null ? '' : ` (${confirmed})`}`,
  );
}

function healed(facts: AlertFacts): Judgement {
  const lasted = facts.durationMs;
  const often = isFlapping(facts);
  // a failure that was seen once rises before it heals; one that returns and rises is not healed
  if (
    facts.trend === 'worse' &&
    (facts.subject === 'resource' || facts.subject === 'restart' || often)
  )
    return ticket(
      facts,
      'P2',
      'cleared for now, but the level it returns to climbs each time',
      false,
    );
  if (isRecurring(facts))
    return ticket(
      facts,
      'P2',
      `cleared, but it has come back ${facts.alert.timesFired} times, each far beyond what users bear`,
      false,
    );
  if (facts.subject === 'restart' && often)
    return {
      action: 'MONITOR',
      priority: 'P2',
      reason: `restarts again and again (${facts.alert.timesFired} times): cleared, not cured`,
      apart: false,
    };
  if (
    lasted !== null &&
    lasted >= SUSTAINED_MS &&
    (facts.subject === 'symptom' || facts.subject === 'data')
  )
    return {
      action: 'MONITOR',
      priority: facts.stated ?? 'P2',
      reason: `healed after ${minutes(lasted)}, long enough for users to have felt it`,
      apart: false,
    };
  if (often)
    return {
      action: 'IGNORE',
      priority: null,
      reason: `flapping: fired ${facts.alert.timesFired} times lately and cleared by itself`,
      apart: false,
    };
  if (
    lasted !== null &&
    lasted > BLIP_MS &&
    facts.subject === 'symptom' &&
    (facts.excess ?? 1) >= FAR_BEYOND
  )
    return {
      action: 'MONITOR',
      priority: 'P3',
      reason: `healed after ${minutes(lasted)}, but it was far beyond its threshold`,
      apart: false,
    };
  return {
    action: 'IGNORE',
    priority: null,
    reason: `healed by itself after ${minutes(lasted)}`,
    apart: false,
  };
}

/** Some firings are no habit, however short the span that they are counted over. */
export const isFlapping = ({ firingsPerDay, alert }: AlertFacts): boolean =>
  firingsPerDay !== null &&
  firingsPerDay >= FLAPPING_PER_DAY &&
  (alert.timesFired ?? 0) >= FLAPPING_PER_DAY;

const FELT = new Set(['errors', 'availability', 'business']);
/** An outage that returns a few times a day is one that nobody has mended; dozens are a bad threshold. */
function isRecurring({
  subject,
  kind,
  excess,
  firingsPerDay,
  customerFacing,
}: AlertFacts): boolean {
  const perDay = firingsPerDay ?? 0;
  return (
    subject === 'symptom' &&
    FELT.has(kind) &&
    customerFacing &&
    (excess ?? 1) >= 3 &&
    perDay >= 3 &&
    perDay <= 12
  );
}

/** Resources that stop a service when they are used up; a hot CPU alone does not. */
const STOPS = new Set(['disk', 'memory', 'connections', 'queue', 'threads']);

/** A monitor that cries wolf may still see one: what is far beyond, lasts, or shows elsewhere counts. */
function flapping(facts: AlertFacts, confirmed: string | null): Judgement {
  const { excess, durationMs, alert } = facts;
  if (confirmed !== null && facts.subject === 'symptom')
    return ticket(
      facts,
      'P2',
      `this monitor often flaps (${alert.timesFired} times lately), but this time ${confirmed}`,
      false,
    );
  const far = FELT.has(facts.kind) ? FAR_FOR_FAILURES : FAR_BEYOND;
  if ((excess ?? 1) >= far && facts.subject === 'symptom')
    return ticket(
      facts,
      'P2',
      `this monitor often flaps, but this time it is ${excess?.toFixed(1)}× beyond its threshold`,
      false,
    );
  const sustained = durationMs !== null && durationMs >= SUSTAINED_MS;
  if (
    sustained &&
    ((facts.subject === 'symptom' && (excess === null || excess >= BARELY)) ||
      (STOPS.has(facts.kind) && excess !== null && excess >= BARELY) ||
      (facts.subject === 'other' && (excess ?? 1) >= FAR_BEYOND))
  )
    return ticket(
      facts,
      'P2',
      `this monitor often flaps, but this time it has stayed on for ${minutes(durationMs)}`,
      false,
    );
  if (sustained || (facts.subject === 'symptom' && (excess ?? 1) >= 1.25))
    return {
      action: 'MONITOR',
      priority: 'P3',
      reason: `this monitor often flaps; it has now been on for ${minutes(durationMs)}`,
      apart: false,
    };
  return {
    action: 'IGNORE',
    priority: null,
    reason: `flapping: fired ${alert.timesFired} times lately around its threshold`,
    apart: false,
  };
}

/** Still on, not flapping, in production: the question is only how much it matters. */
function standing(facts: AlertFacts, confirmed: string | null): Judgement {
  const { excess, durationMs, subject, stated, kind } = facts;
  const far = (excess ?? 1) >= FAR_BEYOND;
  const how = [
    excess === null
      ? ''
      : `${excess >= 1 ? `${excess.toFixed(1)}× beyond` : 'back within'} its threshold`,
    durationMs === null ? '' : `on for ${minutes(durationMs)}`,
    confirmed ?? '',
  ]
    .filter(Boolean)
    .join(', ');
  const why = how === '' ? 'still firing' : how;
  if (excess !== null && excess < 1 && confirmed === null && subject !== 'symptom')
    return {
      action: 'MONITOR',
      priority: 'P3',
      reason: `its value is back within the threshold: ${why}`,
      apart: false,
    };
  if (subject === 'symptom' || subject === 'restart') {
    const serious =
      far || confirmed !== null || (stated !== null && comparePriority(stated, 'P1') <= 0);
    const barely = excess !== null && excess < BARELY && confirmed === null;
    const mild = stated === null || comparePriority(stated, 'P2') >= 0;
    if (barely && facts.trend === 'better' && mild)
      return {
        action: 'MONITOR',
        priority: 'P3',
        reason: `barely beyond its threshold and getting better: ${why}`,
        apart: false,
      };
    if (barely && stated !== 'P0' && (durationMs ?? 0) < BLIP_MS)
      return {
        action: 'MONITOR',
        priority: 'P3',
        reason: `barely beyond its threshold and new: ${why}`,
        apart: false,
      };
    if (kind === 'traffic' && !facts.lowIsBad && confirmed === null && !far)
      return {
        action: 'MONITOR',
        priority: 'P3',
        reason: `more traffic alone is no failure: ${why}`,
        apart: false,
      };
    const floor: Priority = facts.customerFacing ? (far ? 'P0' : 'P1') : serious ? 'P1' : 'P2';
    return ticket(facts, barely ? 'P2' : floor, `users feel this: ${why}`, !barely);
  }
  if (subject === 'resource') {
    if (confirmed !== null) return ticket(facts, 'P1', `a resource runs out and it shows: ${why}`);
    const stops = STOPS.has(kind);
    if (
      stops &&
      ((excess ?? 1) >= BARELY ||
        (durationMs ?? 0) >= BLIP_MS ||
        (stated !== null && comparePriority(stated, 'P1') <= 0))
    )
      return ticket(facts, 'P2', `a resource that stops the service when it is used up: ${why}`);
    if (far)
      return ticket(facts, 'P2', `far from what this resource normally shows: ${why}`, false);
    const urgent = stated !== null && comparePriority(stated, 'P1') <= 0;
    if (
      urgent &&
      facts.customerFacing &&
      ((durationMs ?? 0) >= 2 * BLIP_MS || (excess ?? 1) >= 1.2)
    )
      return ticket(facts, 'P2', `stated as urgent, and it lasts: ${why}`, false);
    return {
      action: 'MONITOR',
      priority: 'P3',
      reason: `a resource runs hot, and nothing fails from it yet: ${why}`,
      apart: false,
    };
  }
  // an urgent label on a value that hardly differs from its threshold is a matter of taste
  const isTaste = excess !== null && excess < BARELY && !facts.customerFacing && confirmed === null;
  if (stated !== null && comparePriority(stated, 'P1') <= 0 && !isTaste)
    return ticket(facts, 'P2', `stated as urgent, and nothing speaks against it: ${why}`);
  if (far || confirmed !== null) return ticket(facts, 'P2', why);
  // of a kind that is not known doubt goes to the ticket, unless its sender or its value plays it down
  const playedDown =
    (stated !== null && comparePriority(stated, 'P3') >= 0) ||
    /^(?:none|debug|notice|ok)$/i.test(facts.alert.priority ?? '') ||
    (durationMs ?? 0) > CHRONIC_MS;
  if (isRare(facts) && (excess === null || excess >= 1.25) && (durationMs ?? 0) <= CHRONIC_MS)
    return ticket(facts, 'P3', `of an unknown kind, but this monitor is hardly ever heard: ${why}`);
  if (!playedDown && (excess === null ? (durationMs ?? 0) >= BLIP_MS : excess >= 1.25))
    return ticket(facts, 'P3', `of an unknown kind, still on, and nothing plays it down: ${why}`);
  return {
    action: 'MONITOR',
    priority: 'P3',
    reason: `nothing shows that anyone is hurt: ${why}`,
    apart: false,
  };
}
