/** The tools of one proxy: those whose upstream is configured. */
import type { Tool } from '../tool.ts';
import type { AzureDevOps } from '../upstreams/azure-devops/client.ts';
import type { Datadog } from '../upstreams/datadog/client.ts';
import type { Slack } from '../upstreams/slack/client.ts';
import { createSearchCommits } from './azure-devops/search-commits.ts';
import { createGetFile } from './azure-devops/get-file.ts';
import { createGetBlame } from './azure-devops/get-blame.ts';
import { createGetPullRequest } from './azure-devops/get-pull-request.ts';
import { createSearchWorkItems } from './azure-devops/search-work-items.ts';
import { createGetWorkItem } from './azure-devops/get-work-item.ts';
import { createUpdateWorkItem } from './azure-devops/update-work-item.ts';
import { createCommentOnWorkItem } from './azure-devops/comment-on-work-item.ts';
import { createGetErrorPatterns } from './datadog/get-error-patterns.ts';
import { createGetErrorRates } from './datadog/get-error-rates.ts';
import { createGetAnomalies } from './datadog/get-anomalies.ts';
import { createGetTrace } from './datadog/get-trace.ts';
import { createSearchErrorTrackingIssues } from './datadog/search-error-tracking-issues.ts';
import { createGetServiceDependencies } from './datadog/get-service-dependencies.ts';
import { createListRelatedMonitors } from './datadog/list-related-monitors.ts';
import { createServiceMetrics } from './datadog/service-metrics.ts';
import { datadogSource } from './datadog/source.ts';
import type { TelemetrySource } from './datadog/source.ts';
import { createCommentOnPullRequest } from './azure-devops/comment-on-pull-request.ts';
import { createCreateWorkItem } from './azure-devops/create-work-item.ts';
import { createGetCommitDiff } from './azure-devops/get-commit-diff.ts';
import { createGetCommits } from './azure-devops/get-commits.ts';
import { createGetDeployments } from './azure-devops/get-deployments.ts';
import { createListFiles } from './azure-devops/list-files.ts';
import type { AzureDevOpsDefaults } from './azure-devops/scope-repository.ts';
import { createAzureDevOpsUpstream } from './azure-devops/upstream.ts';
import { createGetEvents } from './datadog/get-events.ts';
import { createGetLogs } from './datadog/get-logs.ts';
import { createGetMetrics } from './datadog/get-metrics.ts';
import { createQueryMonitors } from './datadog/query-monitors.ts';
import { createSearchTraces } from './datadog/search-traces.ts';
import { createPostMessage } from './slack/post-message.ts';

export interface ToolUpstreams {
  /** Null where no keys are configured: its tools are not offered then. */
  readonly datadog: Datadog | null;
  readonly azureDevOps: AzureDevOps | null;
  readonly slack: Slack | null;
  readonly azureDevOpsDefaults: AzureDevOpsDefaults;
}

export function createTools(upstreams: ToolUpstreams): Tool[] {
  const { azureDevOps, slack, azureDevOpsDefaults } = upstreams;
  const telemetry = upstreams.datadog ? datadogSource(upstreams.datadog) : null;
  return [
    ...(telemetry ? telemetryTools(telemetry) : []),
    ...(azureDevOps ? azureDevOpsTools(azureDevOps, azureDevOpsDefaults, telemetry) : []),
    ...(slack ? [createPostMessage(slack)] : []),
  ];
}

/** The tools that read telemetry, whatever holds it. */
export function telemetryTools(source: TelemetrySource): Tool[] {
  const metrics = createServiceMetrics(source);
  return [
    createGetLogs(source),
    createGetMetrics(source, metrics),
    createQueryMonitors(source),
    createSearchTraces(source),
    createGetEvents(source),
    createGetErrorPatterns(source),
    createGetErrorRates(source),
    createGetAnomalies(source, metrics),
    createGetTrace(source),
    createSearchErrorTrackingIssues(source),
    createGetServiceDependencies(source),
    createListRelatedMonitors(source),
  ];
}

function azureDevOpsTools(
  client: AzureDevOps,
  defaults: AzureDevOpsDefaults,
  telemetry: TelemetrySource | null,
): Tool[] {
  const upstream = createAzureDevOpsUpstream(client, defaults);
  return [
    createGetCommits(upstream),
    createGetCommitDiff(upstream),
    createGetDeployments(upstream, telemetry),
    createListFiles(upstream),
    createCreateWorkItem(upstream),
    createCommentOnPullRequest(upstream),
    createSearchCommits(upstream),
    createGetFile(upstream),
    createGetBlame(upstream),
    createGetPullRequest(upstream),
    createSearchWorkItems(upstream),
    createGetWorkItem(upstream),
    createUpdateWorkItem(upstream),
    createCommentOnWorkItem(upstream),
  ];
}
