/** What an alert says of its monitor: transition and priority, from whatever field says it. */
import type { PayloadTemplate, Transition } from '../../domain/alert.ts';
import {
  DEFAULT_PRIORITY,
  priorityFromDatadog,
  priorityFromSeverity,
  PRIORITIES,
  type Priority,
} from '../../domain/priority.ts';
import type { Fields } from './body.ts';
import { line } from './fields.ts';
import { tagValue } from './tags.ts';

/** Words with blanks, dashes and underscores removed. */
const TRANSITIONS: Readonly<Record<string, Transition>> = {
  triggered: 'triggered',
  alert: 'triggered',
  alerting: 'triggered',
  firing: 'triggered',
  error: 'triggered',
  critical: 'triggered',
  retriggered: 're_triggered',
  warn: 'warn',
  warning: 'warn',
  rewarn: 're_warn',
  nodata: 'no_data',
  renodata: 're_no_data',
  renotify: 'renotify',
  recovered: 'recovered',
  recovery: 'recovered',
  resolved: 'recovered',
  ok: 'recovered',
  success: 'recovered',
  closed: 'recovered',
};

const lookUp = (word: string | undefined): Transition | undefined =>
  word === undefined ? undefined : TRANSITIONS[word.toLowerCase().replace(/[\s_-]/g, '')];

/** Status prefixes of a title: `[Triggered on {host:a}] `, `[P1] [Recovered] `. */
const PREFIX =
  /^\s*\[\s*(P[1-5]|triggered|re-?triggered|alert|warn(?:ing)?|re-?warn|no data|re-?no data|renotify|recovered|resolved|ok)\b([^\]]*)\]\s*/i;

export interface Title {
  /** Without its status prefixes. */
  readonly bare: string;
  readonly transition: Transition | undefined;
  readonly priority: Priority | undefined;
  /** What stands in braces in the prefix, as `host:a,env:prod`. */
  readonly group: string | undefined;
}

/** Takes Datadog's status prefixes off a title and reads what they say. */
export function readTitle(title: string): Title {
  let rest = title;
  let transition: Transition | undefined;
  let priority: Priority | undefined;
  let group: string | undefined;
  for (let match = PREFIX.exec(rest); match; match = PREFIX.exec(rest)) {
    const [prefix, word = '', tail = ''] = match;
    transition ??= lookUp(word);
    priority ??= priorityFromDatadog(word);
    group ??= /\{(.*)\}/.exec(tail)?.[1];
    rest = rest.slice(prefix.length);
  }
  return { bare: rest === '' ? title : rest, transition, priority, group };
}

/**
 * The transition, best source first: the template's own field, the title's prefix, then Datadog's
 * alert type. An alert that says nothing of the kind has triggered: better one look too many.
 */
export const readTransition = (fields: Fields, title: Title): Transition =>
  lookUp(line(fields, 'transition', 'alert_transition')) ??
  title.transition ??
  lookUp(line(fields, 'status', 'alert_status', 'state')) ??
  (lookUp(line(fields, 'alert_type')) === 'recovered' ? 'recovered' : undefined) ??
  (lookUp(line(fields, 'alert_type')) === 'warn' ? 'warn' : 'triggered');

export interface ReadPriority {
  readonly priority: Priority;
  readonly priorityStated: boolean;
}

/** Best source first: priority field, severity field, title prefix, tags. */
export function readPriority(
  fields: Fields,
  template: PayloadTemplate,
  title: Title,
  tags: readonly string[],
): ReadPriority {
  // Datadog's own `$PRIORITY` says normal or low of every event: not a word on urgency.
  const words = template === 'simple' || template === 'event' || template === 'manual';
  const stated =
    fromScale(line(fields, 'priority', 'alert_priority'), words) ??
    fromScale(line(fields, 'severity'), true) ??
    title.priority ??
    fromScale(tagValue(tags, 'priority'), true) ??
    fromScale(tagValue(tags, 'severity'), true);
  return { priority: stated ?? DEFAULT_PRIORITY, priorityStated: stated !== undefined };
}

function fromScale(text: string | undefined, words: boolean): Priority | undefined {
  if (text === undefined) return undefined;
  // P0 exists on MIRA's scale only; P1 to P3 mean Datadog's.
  if (text.trim().toUpperCase() === 'P0') return PRIORITIES[0];
  return priorityFromDatadog(text) ?? (words ? priorityFromSeverity(text) : undefined);
}
