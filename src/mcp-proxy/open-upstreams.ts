/** Clients for the upstreams whose credentials are configured. Nothing is contacted yet. */
import type { proxy } from '../config/fields.ts';
import type { ConfigOf } from '../config/field.ts';
import type { ToolUpstreams } from './tools/catalogue.ts';
import type { UpstreamGate } from './upstream-http.ts';
import { createAzureDevOps } from './upstreams/azure-devops/client.ts';
import { createDatadog } from './upstreams/datadog/client.ts';
import { createSlack } from './upstreams/slack/client.ts';

export function openUpstreams(
  config: Omit<ConfigOf<typeof proxy>, 'redisUrl'>,
  gate: UpstreamGate,
): ToolUpstreams {
  const { datadogApiKey: apiKey, datadogAppKey: appKey, datadogSite: site } = config;
  const { azureDevOpsOrganization: organization, azureDevOpsPat: token } = config;
  const { slackBotToken: botToken } = config;
  return {
    datadog:
      apiKey && appKey
        ? createDatadog({ gate, config: { apiKey, appKey, site, url: config.datadogUrl } })
        : null,
    azureDevOps:
      organization && token ? createAzureDevOps({ gate, config: { organization, token } }) : null,
    slack: botToken
      ? createSlack({ gate, config: { botToken, apiUrl: config.slackApiUrl } })
      : null,
    azureDevOpsDefaults: { project: config.azureDevOpsProject ?? null },
  };
}
