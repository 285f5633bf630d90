/** IGNORE, MONITOR or TICKET, by rules: the same for the playbook, the pipeline and the CLI. */
import type { CauseCategory, Decision, Verdict } from '../domain/analysis.ts';
import {
  comparePriority,
  DEFAULT_PRIORITY,
  priorityFromDatadog,
  priorityFromSeverity,
  type Priority,
} from '../domain/priority.ts';
import { DecisionRules } from '../domain/service.ts';
import { MINUTE_MS } from '../domain/time.ts';

export interface DecisionFacts {
  readonly verdict: Verdict;
  readonly category: CauseCategory;
  readonly confidence: number;
  /** How long the fault lasted, or has lasted so far; null when unknown. */
  readonly durationMs: number | null;
  readonly recovered: boolean;
  /** Priorities as the alerts state them (`P1`, `critical`). */
  readonly statedPriorities: readonly string[];
  readonly titles: readonly string[];
  /** Services that suffer, the first failing one included. */
  readonly affectedServices: number;
  /** True when the failures were no longer seen, though no alert said so. @defaultValue false */
  readonly over?: boolean;
  /** True while failures are still seen, or the fault gets worse. */
  readonly ongoing: boolean;
}

const raise = (priority: Priority): Priority =>
  priority === 'P3' ? 'P2' : priority === 'P2' ? 'P1' : 'P0';

/**
 * Decides by a service's rules: known noise and what healed within `ignore_below_minutes` is
 * ignored; what lasts beyond `ticket_above_minutes`, or is customer-facing and still on, or has a
 * found cause, becomes a ticket; the rest is watched.
 */
export function decide(
  facts: DecisionFacts,
  rules: DecisionRules = DecisionRules.parse({}),
): Decision {
  const minutes = facts.durationMs === null ? null : facts.durationMs / MINUTE_MS;
  const noise = rules.known_noise.find(
    (word) =>
      word !== '' && facts.titles.some((title) => title.toLowerCase().includes(word.toLowerCase())),
  );
  if (noise !== undefined)
    return {
      action: 'IGNORE',
      priority: null,
      reason: `the title holds "${noise}", which is known noise for this service`,
    };
  const lasted = minutes === null ? 'for an unknown time' : `${Math.round(minutes)} min`;
  if (
    facts.recovered &&
    minutes !== null &&
    minutes < rules.ignore_below_minutes &&
    facts.verdict !== 'root_cause'
  ) {
    return {
      action: 'IGNORE',
      priority: null,
      reason: `recovered by itself after ${lasted}, below the ${rules.ignore_below_minutes} min of this service's rules`,
    };
  }
  if (facts.category === 'noise' && !facts.ongoing) {
    return { action: 'IGNORE', priority: null, reason: 'nothing lasting failed' };
  }
  const priority = priorityOf(facts, rules);
  if (facts.verdict === 'root_cause') {
    return {
      action: 'TICKET',
      priority,
      reason: `the cause was found (${facts.category.replaceAll('_', ' ')}) and needs work`,
    };
  }
  if (!facts.recovered && minutes !== null && minutes >= rules.ticket_above_minutes) {
    return {
      action: 'TICKET',
      priority,
      reason: `${facts.over === true ? 'lasted' : 'has lasted'} ${lasted}, at least the ${rules.ticket_above_minutes} min of this service's rules`,
    };
  }
  if (!facts.recovered && rules.customer_facing && facts.ongoing) {
    return { action: 'TICKET', priority, reason: 'customer-facing and still failing' };
  }
  if (
    !facts.recovered &&
    (facts.category === 'expired_certificate' ||
      facts.category === 'expired_credential' ||
      facts.category === 'bad_input_data')
  ) {
    return {
      action: 'TICKET',
      priority,
      reason: `${facts.category.replaceAll('_', ' ')} does not heal by itself`,
    };
  }
  if (
    !facts.recovered &&
    facts.ongoing &&
    (comparePriority(priority, 'P1') <= 0 || minutes === null)
  ) {
    return {
      action: 'TICKET',
      priority,
      reason: 'still failing, with a high priority or for an unknown time',
    };
  }
  return {
    action: 'MONITOR',
    priority,
    reason: facts.recovered
      ? `recovered after ${lasted}; worth a look if it returns`
      : `${facts.over === true ? 'lasted' : 'on for'} ${lasted}, below the ${rules.ticket_above_minutes} min of this service's rules`,
  };
}

function priorityOf(facts: DecisionFacts, rules: DecisionRules): Priority {
  const stated = facts.statedPriorities
    .map((text) =>
      /^P[0-3]$/.test(text) && text === 'P0'
        ? 'P0'
        : (priorityFromDatadog(text) ?? priorityFromSeverity(text)),
    )
    .filter((each) => each !== undefined);
  let priority =
    stated.length === 0
      ? DEFAULT_PRIORITY
      : stated.reduce((a, b) => (comparePriority(a, b) <= 0 ? a : b));
  if (rules.customer_facing && !facts.recovered && comparePriority(priority, 'P1') > 0)
    priority = raise(priority);
  if (facts.affectedServices >= 4 && !facts.recovered && comparePriority(priority, 'P1') > 0)
    priority = raise(priority);
  return priority;
}
