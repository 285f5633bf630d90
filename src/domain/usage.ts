/** What MIRA has used, told apart by model, service, agent, stage, tool or day: the figures of cost. */
import { z } from 'zod';
import { Usage } from './investigation.ts';
import { IsoTime } from './time.ts';

/** What one amount of usage is booked under, besides its investigation and its day. */
export const USAGE_DIMENSIONS = ['model', 'service', 'agent', 'stage', 'tool'] as const;
export type UsageDimension = (typeof USAGE_DIMENSIONS)[number];

/** Whom an amount belongs to. A dimension that is not named is not counted under. */
export type UsageLabels = Readonly<Partial<Record<UsageDimension, string>>> & {
  /** The date of the price list that `costUsd` was computed with, `2026-10-07`. */
  readonly pricesReadAt?: string;
};

/** How alerts that name no service are booked. */
export const NO_SERVICE = '(no service)';

export const UsageBy = z.enum([...USAGE_DIMENSIONS, 'day'], {
  error: `must be one of ${[...USAGE_DIMENSIONS, 'day'].join(', ')}`,
});
export type UsageBy = z.infer<typeof UsageBy>;

export const UsageRow = z.object({ key: z.string(), usage: Usage });
export type UsageRow = z.infer<typeof UsageRow>;

/** `GET /usage`: the dearest row first, days in their order. */
export const UsageView = z.object({
  /** Whole UTC days, both included. */
  since: z.string(),
  until: z.string(),
  by: UsageBy,
  rows: z.array(UsageRow),
  total: Usage,
  /** Of the newest price list that costs were computed with; null where nothing was priced. */
  pricesReadAt: z.string().nullable(),
  budgets: z.object({
    /** US dollars per UTC day. */
    fleetUsd: z.number(),
    serviceUsd: z.number(),
    /** Spent today by all. */
    todayUsd: z.number(),
    resetsAt: IsoTime,
  }),
});
export type UsageView = z.infer<typeof UsageView>;

/** What one investigation used, by agent, model, stage and tool. */
export const UsageBreakdown = z.object({
  rows: z.record(z.string(), z.array(UsageRow)),
  pricesReadAt: z.string().nullable(),
});
export type UsageBreakdown = z.infer<typeof UsageBreakdown>;
