/**
 * What was seen of an incident, whatever it was read from (tools, a bundle, loose files): the input
 * of the evidence engine. Every list may be empty; what could not be looked at stands in
 * `notChecked`.
 */
import { z } from 'zod';
import { IsoTime, TimeWindow } from './time.ts';

export const LogRecord = z.object({
  /** Stable within one observation; made by whoever reads the log. */
  id: z.string(),
  at: IsoTime.nullable(),
  service: z.string().nullable(),
  host: z.string().optional(),
  version: z.string().optional(),
  level: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'unknown']),
  message: z.string(),
  /** The stack where the logger kept it apart from the message. */
  stack: z.string().optional(),
  traceId: z.string().optional(),
  /** Lines that this record stands for, where a tool had counted them. @defaultValue 1 */
  times: z.number().int().positive().optional(),
  attributes: z.record(z.string(), z.unknown()).optional(),
});
export type LogRecord = z.infer<typeof LogRecord>;

export const MetricSeries = z.object({
  metric: z.string(),
  service: z.string().nullable(),
  unit: z.string().optional(),
  tags: z.array(z.string()).default([]),
  /** `[epoch ms, value]`, oldest first; null is a gap. */
  points: z.array(z.tuple([z.number(), z.number().nullable()])),
});
export type MetricSeries = z.infer<typeof MetricSeries>;

export const Span = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentId: z.string().nullable(),
  service: z.string(),
  /** Route, query or operation, for example `GET /checkout`. */
  resource: z.string(),
  kind: z.enum(['server', 'client', 'producer', 'consumer', 'internal']).default('internal'),
  peerService: z.string().optional(),
  startAt: IsoTime,
  durationMs: z.number().nonnegative(),
  error: z
    .object({
      type: z.string().optional(),
      message: z.string().optional(),
      stack: z.string().optional(),
    })
    .nullable(),
  statusCode: z.number().optional(),
});
export type Span = z.infer<typeof Span>;

export const FileChange = z.object({
  path: z.string(),
  previousPath: z.string().optional(),
  status: z.enum(['added', 'modified', 'deleted', 'renamed']),
  /** Unified diff hunks (`@@ … @@` onwards); null when it was not read. */
  patch: z.string().nullable(),
});
export type FileChange = z.infer<typeof FileChange>;

export const PullRequestRef = z.object({
  id: z.number(),
  title: z.string(),
  author: z.string().optional(),
  url: z.string().optional(),
  status: z.string().optional(),
  closedAt: IsoTime.optional(),
});
export type PullRequestRef = z.infer<typeof PullRequestRef>;

export const Commit = z.object({
  /** As the source gave it. */
  sha: z.string(),
  repository: z.string().nullable(),
  service: z.string().nullable().default(null),
  author: z.string(),
  authorEmail: z.string().optional(),
  /** When it was made; says nothing about when it went live. */
  committedAt: IsoTime.nullable(),
  message: z.string(),
  parents: z.array(z.string()).default([]),
  files: z.array(FileChange),
  /** False when `files` is known to be incomplete. */
  filesComplete: z.boolean().default(true),
  pullRequest: PullRequestRef.optional(),
  url: z.string().optional(),
});
export type Commit = z.infer<typeof Commit>;

export const Deployment = z.object({
  id: z.string(),
  service: z.string().nullable(),
  env: z.string().nullable().default(null),
  version: z.string().optional(),
  startedAt: IsoTime.optional(),
  finishedAt: IsoTime,
  result: z.enum(['succeeded', 'failed', 'canceled', 'unknown']).default('unknown'),
  commit: z.string().nullable().default(null),
  previousCommit: z.string().nullable().default(null),
  /** Every commit that this deployment brought, where known, newest first. */
  commits: z.array(z.string()).default([]),
  url: z.string().optional(),
});
export type Deployment = z.infer<typeof Deployment>;

/** A change that is not a commit: a feature flag, a setting, a secret, a manual step. */
export const ConfigChange = z.object({
  id: z.string(),
  kind: z.enum(['feature_flag', 'configuration', 'secret', 'infrastructure', 'other']),
  at: IsoTime,
  service: z.string().nullable(),
  name: z.string(),
  before: z.string().optional(),
  after: z.string().optional(),
  actor: z.string().optional(),
  summary: z.string(),
});
export type ConfigChange = z.infer<typeof ConfigChange>;

/** Something that the platform did or suffered: evictions, restarts, probe failures, scaling. */
export const InfraEvent = z.object({
  id: z.string(),
  at: IsoTime,
  kind: z.string(),
  service: z.string().nullable(),
  host: z.string().optional(),
  severity: z.enum(['info', 'warning', 'error']).default('info'),
  summary: z.string(),
});
export type InfraEvent = z.infer<typeof InfraEvent>;

export const MonitorObservation = z.object({
  id: z.string(),
  name: z.string(),
  type: z.string().optional(),
  query: z.string().optional(),
  message: z.string().optional(),
  state: z.string(),
  groups: z
    .array(z.object({ name: z.string(), state: z.string(), lastTriggeredAt: IsoTime.optional() }))
    .default([]),
  tags: z.array(z.string()).default([]),
});
export type MonitorObservation = z.infer<typeof MonitorObservation>;

/** Who calls whom and where it runs. */
export const ServiceMap = z.object({
  calls: z
    .array(
      z.object({
        from: z.string(),
        to: z.string(),
        /** `message`: `from` sends over a queue or topic, `to` depends on what comes. @defaultValue 'call' */
        kind: z.enum(['call', 'message']).optional(),
      }),
    )
    .default([]),
  runsOn: z.array(z.object({ service: z.string(), host: z.string() })).default([]),
});
export type ServiceMap = z.infer<typeof ServiceMap>;

/** One alert as the engine needs it: the pipeline's {@link Alert} or a bundle's `alert.json`. */
export const ObservedAlert = z.object({
  id: z.string(),
  title: z.string(),
  body: z.string().default(''),
  service: z.string().nullable(),
  env: z.string().nullable().default(null),
  metric: z.string().optional(),
  query: z.string().optional(),
  /** As Datadog states it: `P1` (the most urgent) to `P5`, or a severity word. */
  priority: z.string().optional(),
  firedAt: IsoTime.nullable(),
  recoveredAt: IsoTime.nullable().default(null),
  tags: z.array(z.string()).default([]),
});
export type ObservedAlert = z.infer<typeof ObservedAlert>;

/** Something that was not looked at, or only in part, and why. */
export const NotChecked = z.object({ what: z.string(), why: z.string() });
export type NotChecked = z.infer<typeof NotChecked>;

/** A part of the input that could not be used. */
export const InputProblem = z.object({
  file: z.string().nullable(),
  line: z.number().nullable(),
  problem: z.string(),
});
export type InputProblem = z.infer<typeof InputProblem>;

export const Observations = z.object({
  /** The moment of the analysis: never the wall clock of whoever replays it. */
  now: IsoTime,
  window: TimeWindow.nullable(),
  /** The service that the alert names. */
  service: z.string().nullable(),
  env: z.string().nullable(),
  alerts: z.array(ObservedAlert),
  logs: z.array(LogRecord),
  metrics: z.array(MetricSeries),
  spans: z.array(Span),
  commits: z.array(Commit),
  deployments: z.array(Deployment),
  configChanges: z.array(ConfigChange),
  infraEvents: z.array(InfraEvent),
  monitors: z.array(MonitorObservation),
  serviceMap: ServiceMap,
  /** Paths in the repository at the deployed version, where known: makes frame mapping exact. */
  repositoryFiles: z.array(z.string()).nullable(),
  pathRules: z.array(z.object({ from: z.string(), to: z.string() })),
  notChecked: z.array(NotChecked),
  inputProblems: z.array(InputProblem),
});
export type Observations = z.infer<typeof Observations>;

/** What is known before anything was read. */
export const nothingObserved = (now: string): Observations => ({
  now,
  window: null,
  service: null,
  env: null,
  alerts: [],
  logs: [],
  metrics: [],
  spans: [],
  commits: [],
  deployments: [],
  configChanges: [],
  infraEvents: [],
  monitors: [],
  serviceMap: { calls: [], runsOn: [] },
  repositoryFiles: null,
  pathRules: [],
  notChecked: [],
  inputProblems: [],
});
