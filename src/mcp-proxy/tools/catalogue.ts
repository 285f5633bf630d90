/** The tools of one proxy: those whose upstream is configured. */
import type { Tool } from '../tool.ts';
import type { AzureDevOps } from '../upstreams/azure-devops/client.ts';
import type { Datadog } from '../upstreams/datadog/client.ts';
import type { Slack } from '../upstreams/slack/client.ts';
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
  const { datadog, azureDevOps, slack, azureDevOpsDefaults } = upstreams;
  return [
    ...(datadog ? datadogTools(datadog) : []),
    ...(azureDevOps ? azureDevOpsTools(azureDevOps, azureDevOpsDefaults, datadog) : []),
    ...(slack ? [createPostMessage(slack)] : []),
  ];
}

const datadogTools = (datadog: Datadog): Tool[] => [
  createGetLogs(datadog),
  createGetMetrics(datadog),
  createQueryMonitors(datadog),
  createSearchTraces(datadog),
  createGetEvents(datadog),
];

function azureDevOpsTools(
  client: AzureDevOps,
  defaults: AzureDevOpsDefaults,
  datadog: Datadog | null,
): Tool[] {
  const upstream = createAzureDevOpsUpstream(client, defaults);
  return [
    createGetCommits(upstream),
    createGetCommitDiff(upstream),
    createGetDeployments(upstream, datadog),
    createListFiles(upstream),
    createCreateWorkItem(upstream),
    createCommentOnPullRequest(upstream),
  ];
}
