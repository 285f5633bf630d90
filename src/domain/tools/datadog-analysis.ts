/** Arguments and results of the Datadog tools that compare, correlate and look around. */
import { z } from 'zod';
import { MonitorObservation, Span } from '../observation.ts';
import { IsoTime, TimeWindow } from '../time.ts';
import { LogPattern, Moment, target } from './datadog.ts';

const window = {
  from: Moment.default('now-1h').describe('start of the window: ISO time, epoch, or now-15m'),
  to: Moment.default('now').describe('end of the window'),
};

export const GetErrorPatternsArgs = z.object({
  ...target,
  at: Moment.describe('the onset: patterns are compared before and after it'),
  before_minutes: z.number().int().min(1).max(1_440).default(60),
  after_minutes: z.number().int().min(1).max(1_440).default(30),
  query: z.string().default('').describe('Datadog log search syntax; the scope filters are added'),
  status: z
    .array(z.enum(['debug', 'info', 'warn', 'error', 'critical']))
    .default(['warn', 'error', 'critical']),
});
export const ErrorPattern = LogPattern.extend({
  kind: z.enum(['new', 'grown', 'steady', 'shrunk', 'vanished']),
  before: z.number(),
  after: z.number(),
  perMinuteBefore: z.number(),
  perMinuteAfter: z.number(),
});
/** Most surprising first. `sampled`: not every line of that side was read. */
export const GetErrorPatternsResult = z.object({
  at: IsoTime,
  patterns: z.array(ErrorPattern),
  linesBefore: z.number(),
  linesAfter: z.number(),
  sampled: z.object({ before: z.boolean(), after: z.boolean() }),
  window: TimeWindow,
});

export const GetErrorRatesArgs = z.object({
  ...target,
  query: z.string().default(''),
  ...window,
  from: Moment.default('now-3h'),
});
export const GetErrorRatesResult = z.object({
  /** Log lines, and those with status error or worse, in each interval; oldest first. */
  rates: z.array(z.object({ at: IsoTime, total: z.number(), errors: z.number() })),
  byVersion: z.array(z.object({ version: z.string(), total: z.number(), errors: z.number() })),
  intervalSeconds: z.number(),
  window: TimeWindow,
});

export const GetAnomaliesArgs = z.object({
  ...target,
  query: z
    .string()
    .optional()
    .describe('a metric query; leave out for everything the service reports'),
  ...window,
  from: Moment.default('now-6h'),
});
export const Anomaly = z.object({
  metric: z.string(),
  tags: z.array(z.string()),
  unit: z.string().optional(),
  at: IsoTime,
  untilAt: IsoTime.nullable(),
  shape: z.enum(['step', 'ramp', 'spike']),
  direction: z.enum(['up', 'down']),
  before: z.number(),
  after: z.number(),
  /** In robust standard deviations of the time before. */
  score: z.number(),
});
export const GetAnomaliesResult = z.object({
  anomalies: z.array(Anomaly),
  /** Series that were looked at and did not change. */
  steady: z.number(),
  window: TimeWindow,
});

export const GetTraceArgs = z.object({
  ...target,
  trace_id: z
    .string()
    .regex(/^[0-9a-f]{1,32}$/i, 'a trace id: up to 32 hex digits, or a decimal number'),
});
export const GetTraceResult = z.object({ traceId: z.string(), spans: z.array(Span) });

export const SearchErrorTrackingIssuesArgs = z.object({
  ...target,
  query: z.string().default(''),
  ...window,
  from: Moment.default('now-1d'),
  track: z.enum(['trace', 'logs', 'rum']).default('trace'),
  order_by: z.enum(['total_count', 'first_seen']).default('total_count'),
});
export const ErrorTrackingIssue = z.object({
  id: z.string(),
  errorType: z.string(),
  errorMessage: z.string(),
  filePath: z.string().nullable(),
  functionName: z.string().nullable(),
  firstSeenAt: IsoTime.nullable(),
  firstSeenVersion: z.string().nullable(),
  lastSeenAt: IsoTime.nullable(),
  state: z.string(),
  count: z.number(),
});
export const SearchErrorTrackingIssuesResult = z.object({
  issues: z.array(ErrorTrackingIssue),
  window: TimeWindow,
});

export const GetServiceDependenciesArgs = z.object({ ...target });
export const GetServiceDependenciesResult = z.object({
  service: z.string(),
  calls: z.array(z.string()),
  calledBy: z.array(z.string()),
  /** `catalog`: Datadog's service map; `spans`: peers seen in the last hour's spans. */
  source: z.enum(['catalog', 'spans']),
});
export type GetServiceDependenciesResult = z.infer<typeof GetServiceDependenciesResult>;

export const ListRelatedMonitorsArgs = z.object({
  ...target,
  state: z.enum(['alerting', 'all']).default('alerting'),
});
export const ListRelatedMonitorsResult = z.object({ monitors: z.array(MonitorObservation) });
