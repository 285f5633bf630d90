/** Settings of the MCP proxy: upstream credentials, limits. */
import { z } from 'zod';
import { bucketFields } from '../buckets.ts';
import { decimal, field, flag, integer, list, optionalText, url } from '../field.ts';
import { common, operatorTokens, tokenSecrets } from './shared.ts';

export const proxy = {
  ...common,
  tokenSecrets,
  operatorTokens,
  proxyPort: field({
    names: ['MIRA_PROXY_PORT'],
    schema: integer(8090, 0, 65_535),
    about: 'Port of the proxy.',
    group: 'Proxy',
  }),
  proxyHost: field({
    names: ['MIRA_PROXY_HOST'],
    schema: z.string().default('0.0.0.0'),
    about: 'Address to listen on.',
    group: 'Proxy',
  }),
  allowedHosts: field({
    names: ['MIRA_PROXY_ALLOWED_HOSTS'],
    schema: list(),
    about:
      'Host headers that are served besides loopback names, comma-separated; `*` serves all (behind a gateway that checks).',
    group: 'Proxy',
    example: 'mcp-proxy:8090',
  }),
  proxyTokensPath: field({
    names: ['MIRA_PROXY_TOKENS_PATH'],
    schema: optionalText,
    about:
      'JSON file of static tokens for people (Inspector, IDEs): `[{"token": "…", "subject": "ann", "service": "*", …}]`.',
    group: 'Proxy',
  }),
  mcpServersPath: field({
    names: ['MIRA_MCP_SERVERS_PATH'],
    schema: optionalText,
    about:
      'Other MCP servers to offer behind the same scope, cache and limits (docs/federation.md). config/mcp-servers.json when that exists.',
    group: 'Proxy',
    example: 'config/mcp-servers.example.json',
  }),
  source: field({
    names: ['MIRA_SOURCE'],
    schema: z.enum(['live', 'local']).default('live'),
    about:
      'Where the tools read: `live` (Datadog, Azure DevOps, Slack) or `local` (the files and repositories of MIRA_SOURCE_PATH).',
    group: 'Proxy',
  }),
  sourcePath: field({
    names: ['MIRA_SOURCE_PATH'],
    schema: list(),
    about:
      'For MIRA_SOURCE=local: an incident bundle, log and metric files, git repositories; comma-separated.',
    group: 'Proxy',
    example: './incident-42,./payment-svc',
  }),
  maskEmails: field({
    names: ['MIRA_MASK_EMAILS'],
    schema: flag(false),
    about: 'Mask e-mail addresses in what the tools return, besides keys, tokens and passwords.',
    group: 'Proxy',
  }),
  investigationShare: field({
    names: ['MIRA_INVESTIGATION_SHARE'],
    schema: decimal(0.5, 0.01, 1),
    about: 'Largest share of a rate-limit bucket that one investigation may use.',
    group: 'Rate limits',
  }),
  ...bucketFields,
  allowedOrigins: field({
    names: ['MIRA_PROXY_ALLOWED_ORIGINS'],
    schema: list(),
    about: 'Browser origins that may call the proxy, comma-separated.',
    group: 'Proxy',
  }),
  datadogApiKey: field({
    names: ['DD_API_KEY', 'DATADOG_API_KEY'],
    schema: optionalText,
    about: 'Datadog API key.',
    group: 'Datadog',
    secret: true,
  }),
  datadogAppKey: field({
    names: ['DD_APP_KEY', 'DATADOG_APP_KEY'],
    schema: optionalText,
    about: 'Datadog application key.',
    group: 'Datadog',
    secret: true,
  }),
  datadogSite: field({
    names: ['DD_SITE', 'DATADOG_SITE'],
    schema: z.string().default('datadoghq.com'),
    about: 'Datadog site.',
    group: 'Datadog',
    example: 'datadoghq.eu',
  }),
  datadogUrl: field({
    names: ['MIRA_DATADOG_URL'],
    schema: url.optional(),
    about: 'Other address of the Datadog API, for a gateway.',
    group: 'Datadog',
  }),
  azureDevOpsOrganization: field({
    names: [
      'AZURE_DEVOPS_ORGANIZATION',
      'AZURE_DEVOPS_ORGANIZATION_URL',
      'AZURE_DEVOPS_ORG_URL',
      'ADO_ORG_NAME',
    ],
    schema: optionalText,
    about: 'Organisation name (`acme`) or URL (`https://dev.azure.com/acme`).',
    group: 'Azure DevOps',
  }),
  azureDevOpsProject: field({
    names: ['AZURE_DEVOPS_PROJECT', 'ADO_PROJECT'],
    schema: optionalText,
    about: 'Project of services whose registry entry names none.',
    group: 'Azure DevOps',
  }),
  azureDevOpsPat: field({
    names: ['AZURE_DEVOPS_PAT', 'ADO_PAT'],
    schema: optionalText,
    about:
      'Personal access token: Code read, Work items read and write, Build read, Pull request threads.',
    group: 'Azure DevOps',
    secret: true,
  }),
  slackBotToken: field({
    names: ['SLACK_BOT_TOKEN'],
    schema: optionalText,
    about: 'Bot token with chat:write.',
    group: 'Slack',
    secret: true,
  }),
  slackApiUrl: field({
    names: ['SLACK_API_URL'],
    schema: url.optional(),
    about: 'Other address of the Slack Web API, for a gateway.',
    group: 'Slack',
  }),
};
