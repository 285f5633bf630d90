/**
 * Arguments and results of the Datadog tools: the contract between the proxy, which serves them,
 * and the workers, which read `structuredContent`.
 */
import { z } from 'zod';
import {
  ConfigChange,
  InfraEvent,
  LogRecord,
  MetricSeries,
  MonitorObservation,
  Span,
} from '../observation.ts';
import { IsoTime, TimeWindow } from '../time.ts';

/**
 * A moment as people write it: ISO 8601, epoch seconds or milliseconds, or relative (`now`,
 * `now-15m`, `now-2h`, `now-1d`).
 */
export const Moment = z.union(
  [
    z.string().regex(/^now(?:-\d+[smhdw])?$/),
    IsoTime,
    z.string().regex(/^\d{10}(\d{3})?$/),
    z.number().int().positive(),
  ],
  {
    error:
      'must be an ISO time with its zone (2026-11-20T10:00:00Z), epoch seconds or milliseconds, now, or now-15m (s, m, h, d, w)',
  },
);
export type Moment = z.infer<typeof Moment>;

/**
 * Whose telemetry: filled in from the token, which decides. An investigation may repeat its own;
 * naming another is refused. Tokens of people may choose.
 */
export const target = {
  service: z
    .string()
    .min(1)
    .optional()
    .describe('leave out: the investigated service is filled in'),
  env: z.string().min(1).optional().describe('leave out: filled in'),
};

const window = {
  from: Moment.default('now-1h').describe('start of the window: ISO time, epoch, or now-15m'),
  to: Moment.default('now').describe('end of the window'),
};

export const GetLogsArgs = z.object({
  ...target,
  query: z
    .string()
    .default('')
    .describe('Datadog log search syntax; the service and env filters are added'),
  ...window,
  status: z.array(z.enum(['debug', 'info', 'warn', 'error', 'critical'])).default([]),
  limit: z.number().int().min(1).max(500).default(100),
  cursor: z.string().optional().describe('continues a former answer'),
  sort: z.enum(['newest', 'oldest']).default('newest'),
});
export const LogPattern = z.object({
  template: z.string(),
  count: z.number(),
  firstAt: IsoTime.nullable(),
  lastAt: IsoTime.nullable(),
  level: z.string(),
  example: z.string(),
});
export const GetLogsResult = z.object({
  logs: z.array(LogRecord),
  patterns: z.array(LogPattern),
  cursor: z.string().nullable(),
  window: TimeWindow,
});
export type GetLogsResult = z.infer<typeof GetLogsResult>;

export const GetMetricsArgs = z.object({
  ...target,
  query: z
    .string()
    .optional()
    .describe('a Datadog metric query; scope filters are added. Leave out for the golden signals'),
  ...window,
});
export const GetMetricsResult = z.object({ series: z.array(MetricSeries), window: TimeWindow });
export type GetMetricsResult = z.infer<typeof GetMetricsResult>;

export const QueryMonitorsArgs = z.object({
  ...target,
  monitor_id: z.union([z.number().int(), z.string().regex(/^\d+$/)]).optional(),
  state: z.enum(['alerting', 'all']).default('all'),
});
export const QueryMonitorsResult = z.object({ monitors: z.array(MonitorObservation) });
export type QueryMonitorsResult = z.infer<typeof QueryMonitorsResult>;

export const SearchTracesArgs = z.object({
  ...target,
  query: z.string().default(''),
  ...window,
  errors_only: z.boolean().default(false),
  limit: z.number().int().min(1).max(500).default(100),
});
export const SearchTracesResult = z.object({ spans: z.array(Span), window: TimeWindow });
export type SearchTracesResult = z.infer<typeof SearchTracesResult>;

export const GetEventsArgs = z.object({
  ...target,
  query: z.string().default(''),
  ...window,
  limit: z.number().int().min(1).max(500).default(100),
});
/** Events sorted by what they are: changes of configuration and flags, and the platform's own. */
export const GetEventsResult = z.object({
  changes: z.array(ConfigChange),
  infra: z.array(InfraEvent),
  window: TimeWindow,
});
export type GetEventsResult = z.infer<typeof GetEventsResult>;
