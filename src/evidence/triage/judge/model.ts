/** What a judgement is, and the words and grades that all of them share. */
import type { DecisionAction } from '../../../domain/analysis.ts';
import { comparePriority, type Priority } from '../../../domain/priority.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../domain/time.ts';
import type { AlertFacts } from '../facts.ts';
import { quoted, type Harm } from '../reading/claims.ts';

export interface Judgement {
  readonly action: DecisionAction;
  readonly priority: Priority | null;
  readonly reason: string;
  /** Settled for a reason of its own kind (cost, not production): it is nobody's symptom or root. */
  readonly apart: boolean;
}

/** What other data of the batch show of an alert's service. */
export interface Witness {
  /** Harm around the firing of an alert that is on; null when nothing shows any. */
  readonly now: string | null;
  /** Harm that goes on although the alert has cleared; null when nothing shows any. */
  readonly afterwards: string | null;
  /** It works, whatever its monitor says; null when nothing shows it. */
  readonly alive: string | null;
}

/** Healed within this is a blip. */
export const BLIP_MS = 15 * MINUTE_MS;
/** On for this long is no flap any more, whatever the monitor did before. */
export const SUSTAINED_MS = 45 * MINUTE_MS;
/** Beyond its threshold by this factor is not a matter of taste. */
export const FAR_BEYOND = 2;
/** Less than this beyond its threshold is one. */
export const BARELY = 1.1;
/** Firings per day from which a monitor cries wolf. */
const FLAPPING_PER_DAY = 4;

/** Some firings are no habit, however short the span that they are counted over. */
export const isFlapping = ({ firingsPerDay, alert }: AlertFacts): boolean =>
  firingsPerDay !== null &&
  firingsPerDay >= FLAPPING_PER_DAY &&
  (alert.timesFired ?? 0) >= FLAPPING_PER_DAY;

export const isUrgent = (priority: Priority | null): boolean =>
  priority !== null && comparePriority(priority, 'P1') <= 0;

export const more = (a: Priority, b: Priority): Priority => (comparePriority(a, b) <= 0 ? a : b);

export const leave = (reason: string): Judgement => ({
  action: 'IGNORE',
  priority: null,
  reason,
  apart: false,
});

export const watch = (reason: string, priority: Priority = 'P3'): Judgement => ({
  action: 'MONITOR',
  priority,
  reason,
  apart: false,
});

/** Nobody's symptom and nobody's root. */
export const apart = (judgement: Judgement): Judgement => ({ ...judgement, apart: true });

/** A ticket at least as urgent as `floor`; a stated urgency counts where nothing speaks against it. */
export function ticket(
  facts: AlertFacts,
  floor: Priority,
  reason: string,
  trusted = true,
): Judgement {
  const { stated } = facts;
  const least = graveFloor(facts, floor);
  const priority = trusted && stated !== null ? more(least, stated) : least;
  const label = facts.alert.priority ?? stated;
  const relabelled =
    stated !== null && comparePriority(least, stated) < 0
      ? `; labelled ${label}, but it is more than that`
      : !trusted && stated !== null && comparePriority(stated, least) < 0
        ? `; labelled ${label}, which its values do not bear out`
        : '';
  return { action: 'TICKET', priority, reason: reason + relabelled, apart: false };
}

/** Where lives hang on it, or nothing of it is left that people use, it is as urgent as can be. */
function graveFloor(facts: AlertFacts, floor: Priority): Priority {
  const { claims, extent, subject } = facts;
  if (facts.clearedMs !== null) return floor;
  if (claims.has('emergency') && subject !== 'resource') return 'P0';
  const felt = subject === 'symptom' || subject === 'restart';
  if (felt && extent === 'all')
    return facts.customerFacing || claims.has('people') ? 'P0' : more(floor, 'P1');
  return felt && claims.has('people') ? more(floor, 'P1') : floor;
}

export const minutes = (ms: number | null): string =>
  ms === null
    ? 'an unknown time'
    : ms < MINUTE_MS
      ? 'less than a minute'
      : ms < HOUR_MS * 3
        ? `${Math.round(ms / MINUTE_MS)} min`
        : ms < 3 * DAY_MS
          ? `${Math.round(ms / HOUR_MS)} h`
          : `${Math.round(ms / DAY_MS)} days`;

/** The measured facts of an alert that is on: how far, how long, how much of it, what else shows it. */
export function measures(facts: AlertFacts, seen: string | null): string {
  const { part } = facts.told;
  const parts = [
    part !== null && part.of !== 'other' && part.failed > 0
      ? `${part.failed} of ${part.total} fail`
      : '',
    facts.beyond,
    facts.durationMs === null ? '' : `on for ${minutes(facts.durationMs)}`,
    seen ?? '',
  ].filter(Boolean);
  return parts.length === 0 ? 'still firing' : parts.join(', ');
}

/** Harm that outweighs a label, a threshold barely passed, and a word of relief. */
export const GRAVE: readonly Harm[] = [
  'emergency',
  'people',
  'data',
  'exhausted',
  'deadline',
  'unguarded',
  'compromise',
];

/** The words by which its text tells of grave harm, quoted; null when it tells of none. */
export const graveWords = ({ claims }: AlertFacts): string | null => quoted(claims, ...GRAVE);

/** Percent of a store from which little is left. */
const NEARLY_FULL = 95;

/** A share of a store, by its value in percent; what is free is turned around. */
export function isNearlyFull({ alert, lowIsBad, head, kind }: AlertFacts): boolean {
  const { value, threshold } = alert;
  if (value === null || kind === 'queue') return false;
  const isShare =
    /%|pct|percent|usage|used|in.?use|ratio|full|inode|utili[sz]/i.test(head) || threshold === null;
  if (!isShare) return false;
  // a ratio is told apart from percent by its threshold
  const percent = value <= 1 && (threshold === null || threshold <= 1) ? value * 100 : value;
  if (percent > 100) return false;
  return lowIsBad
    ? percent <= 100 - NEARLY_FULL && /%|pct|percent/i.test(head)
    : percent >= NEARLY_FULL;
}
