/**
 * The one map of priorities. Datadog speaks P1–P5 or severity words, people on call P0–P3, Azure
 * DevOps 1–4, BullMQ small integers (lower runs first); everything is P0–P3 inside MIRA.
 *
 * | Datadog | words                                  | MIRA | Azure DevOps | BullMQ |
 * |---------|----------------------------------------|------|--------------|--------|
 * | P1      | critical, fatal, emergency, sev1, page | P0   | 1            | 1      |
 * | P2      | high, error, major, sev2               | P1   | 2            | 2      |
 * | P3      | medium, warning, moderate, sev3        | P2   | 3            | 3      |
 * | P4, P5  | low, info, minor, sev4, sev5           | P3   | 4            | 4      |
 */
import { z } from 'zod';

export const PRIORITIES = ['P0', 'P1', 'P2', 'P3'] as const;
export const Priority = z.enum(PRIORITIES);
export type Priority = z.infer<typeof Priority>;

/** What an alert without any hint gets: looked at soon, but never ahead of a stated P0 or P1. */
export const DEFAULT_PRIORITY: Priority = 'P2';

const WORDS: Readonly<Record<string, Priority>> = {
  critical: 'P0',
  fatal: 'P0',
  emergency: 'P0',
  page: 'P0',
  sev0: 'P0',
  sev1: 'P0',
  'sev-1': 'P0',
  high: 'P1',
  error: 'P1',
  major: 'P1',
  sev2: 'P1',
  'sev-2': 'P1',
  medium: 'P2',
  warning: 'P2',
  warn: 'P2',
  moderate: 'P2',
  sev3: 'P2',
  'sev-3': 'P2',
  low: 'P3',
  info: 'P3',
  minor: 'P3',
  success: 'P3',
  sev4: 'P3',
  'sev-4': 'P3',
  sev5: 'P3',
  'sev-5': 'P3',
};

const DATADOG: Readonly<Record<string, Priority>> = {
  p1: 'P0',
  p2: 'P1',
  p3: 'P2',
  p4: 'P3',
  p5: 'P3',
};

/** Datadog's monitor priority (`P1`…`P5`, any case, or a bare 1…5). Undefined when it is neither. */
export function priorityFromDatadog(text: string): Priority | undefined {
  const key = text.trim().toLowerCase();
  return DATADOG[key.startsWith('p') ? key : `p${key}`];
}

/** A severity word as teams and tools write them. Undefined when unknown. */
export const priorityFromSeverity = (text: string): Priority | undefined =>
  WORDS[text.trim().toLowerCase()];

/** P0 → 1 … P3 → 4, the scale of `Microsoft.VSTS.Common.Priority`. */
export const toAzureDevOpsPriority = (priority: Priority): 1 | 2 | 3 | 4 =>
  (PRIORITIES.indexOf(priority) + 1) as 1 | 2 | 3 | 4;

/** P0 → `P1` … P3 → `P4`: for readers that take priorities as Datadog states them. */
export const toDatadogPriority = (priority: Priority): string =>
  `P${PRIORITIES.indexOf(priority) + 1}`;

/** P0 → 1 … P3 → 4. BullMQ treats 0 as "before all priorities", which MIRA never uses. */
export const toQueuePriority = (priority: Priority): number => PRIORITIES.indexOf(priority) + 1;

/** Negative when `a` is the more urgent one. */
export const comparePriority = (a: Priority, b: Priority): number =>
  PRIORITIES.indexOf(a) - PRIORITIES.indexOf(b);
