/**
 * A scenario: everything that Datadog and Azure DevOps know of one incident, as data. On disk it is
 * a folder (see `load-scenario.ts`), over HTTP one JSON document. Times are in the scenario's own
 * clock; the simulators shift them so that `alertAt` becomes the moment of loading.
 */
import { z } from 'zod';
import { ServiceRegistry } from '../domain/service.ts';
import { IsoTime } from '../domain/time.ts';

export const ScenarioLog = z.object({
  at: IsoTime,
  service: z.string(),
  host: z.string().default('host-1'),
  status: z.enum(['debug', 'info', 'notice', 'warn', 'error', 'critical', 'emergency']),
  message: z.string(),
  /** Custom attributes, for example `{"http":{"status_code":500},"error":{"stack":"…"}}`. */
  attributes: z.record(z.string(), z.unknown()).default({}),
  /** `key:value`; `service:` and `env:` are added by the simulator. */
  tags: z.array(z.string()).default([]),
});

export const ScenarioMetric = z.object({
  metric: z.string(),
  tags: z.array(z.string()),
  unit: z.string().optional(),
  /** `[scenario epoch ms, value]`. */
  points: z.array(z.tuple([z.number(), z.number().nullable()])),
});

export const ScenarioSpan = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentId: z.string().nullable(),
  service: z.string(),
  name: z.string().default('web.request'),
  resource: z.string(),
  kind: z.enum(['server', 'client', 'producer', 'consumer', 'internal']).default('internal'),
  at: IsoTime,
  durationMs: z.number(),
  status: z.enum(['ok', 'error']).default('ok'),
  error: z
    .object({ type: z.string(), message: z.string(), stack: z.string().optional() })
    .optional(),
  httpStatus: z.number().optional(),
  peerService: z.string().optional(),
  tags: z.array(z.string()).default([]),
});

export const ScenarioMonitor = z.object({
  id: z.number(),
  name: z.string(),
  type: z.string().default('query alert'),
  query: z.string(),
  message: z.string().default(''),
  tags: z.array(z.string()).default([]),
  priority: z.number().nullable().default(null),
  overallState: z.string().default('Alert'),
  groups: z
    .array(z.object({ name: z.string(), status: z.string(), lastTriggeredAt: IsoTime.optional() }))
    .default([]),
  options: z.record(z.string(), z.unknown()).default({}),
});

/** An entry of Datadog's event stream: deployments announced, flags flipped, pods evicted, triggers. */
export const ScenarioEvent = z.object({
  at: IsoTime,
  title: z.string(),
  text: z.string().default(''),
  source: z.string().default('my_apps'),
  tags: z.array(z.string()).default([]),
  attributes: z.record(z.string(), z.unknown()).default({}),
});

export const ScenarioDoraDeployment = z.object({
  id: z.string(),
  service: z.string(),
  env: z.string(),
  version: z.string(),
  startedAt: IsoTime,
  finishedAt: IsoTime,
  commitSha: z.string(),
  repositoryId: z.string(),
});

export const ScenarioErrorIssue = z.object({
  id: z.string(),
  service: z.string(),
  errorType: z.string(),
  errorMessage: z.string(),
  filePath: z.string(),
  functionName: z.string(),
  firstSeenAt: IsoTime,
  firstSeenVersion: z.string().optional(),
  lastSeenAt: IsoTime,
  totalCount: z.number(),
});

export const ScenarioRepository = z.object({
  name: z.string(),
  project: z.string(),
  defaultBranch: z.string().default('main'),
  /** A `git fast-export --all` stream: rebuilt with the same commit ids by `git fast-import`. */
  fastExport: z.string(),
});

export const ScenarioPullRequest = z.object({
  id: z.number(),
  repository: z.string(),
  title: z.string(),
  description: z.string().default(''),
  author: z.string(),
  reviewers: z.array(z.string()).default([]),
  status: z.enum(['active', 'abandoned', 'completed']).default('completed'),
  createdAt: IsoTime,
  closedAt: IsoTime.optional(),
  sourceBranch: z.string(),
  targetBranch: z.string().default('main'),
  mergeCommit: z.string(),
  commits: z.array(z.string()),
});

export const ScenarioBuild = z.object({
  id: z.number(),
  definition: z.string(),
  repository: z.string(),
  project: z.string(),
  buildNumber: z.string(),
  sourceVersion: z.string(),
  sourceBranch: z.string().default('refs/heads/main'),
  result: z.enum(['succeeded', 'partiallySucceeded', 'failed', 'canceled']).default('succeeded'),
  startedAt: IsoTime,
  finishedAt: IsoTime,
});

/** A run of a build into an environment (YAML pipelines). */
export const ScenarioEnvironmentDeployment = z.object({
  id: z.number(),
  environment: z.string(),
  project: z.string(),
  buildId: z.number(),
  result: z.enum(['succeeded', 'failed', 'canceled']).default('succeeded'),
  startedAt: IsoTime,
  finishedAt: IsoTime,
});

export const ScenarioWorkItem = z.object({
  id: z.number(),
  project: z.string(),
  type: z.string(),
  fields: z.record(z.string(), z.unknown()),
});

/** The ground truth: read by tests and by the evaluation only, never served. */
export const ScenarioTruth = z.object({
  verdict: z.enum(['root_cause', 'no_code_change', 'inconclusive']),
  commit: z.string().nullable(),
  category: z.string(),
  decision: z.enum(['IGNORE', 'MONITOR', 'TICKET']).optional(),
  firstFailingService: z.string().optional(),
  /** Words that the report must contain, for example the name of the expired certificate. */
  mentions: z.array(z.string()).default([]),
});

export const Scenario = z.object({
  name: z.string().regex(/^[a-z0-9-]+$/),
  title: z.string(),
  description: z.string(),
  alertAt: IsoTime,
  service: z.string(),
  env: z.string(),
  registry: ServiceRegistry,
  /** Webhook bodies to send, in order, in MIRA's recommended template; `date` is shifted. */
  webhooks: z.array(z.record(z.string(), z.unknown())).min(1),
  logs: z.array(ScenarioLog).default([]),
  metrics: z.array(ScenarioMetric).default([]),
  spans: z.array(ScenarioSpan).default([]),
  monitors: z.array(ScenarioMonitor).default([]),
  events: z.array(ScenarioEvent).default([]),
  doraDeployments: z.array(ScenarioDoraDeployment).default([]),
  errorIssues: z.array(ScenarioErrorIssue).default([]),
  /** `service → services that it calls`. */
  dependencies: z.record(z.string(), z.array(z.string())).default({}),
  organization: z.string().default('acme'),
  repositories: z.array(ScenarioRepository).default([]),
  pullRequests: z.array(ScenarioPullRequest).default([]),
  builds: z.array(ScenarioBuild).default([]),
  environmentDeployments: z.array(ScenarioEnvironmentDeployment).default([]),
  workItems: z.array(ScenarioWorkItem).default([]),
  truth: ScenarioTruth,
});
export type Scenario = z.infer<typeof Scenario>;
