/**
 * Every setting of MIRA. Processes pick what they need (`ingress.ts`, `workers.ts`, `proxy.ts`);
 * `.env.example` is generated from here. Policy numbers that nobody tunes per installation are
 * constants in `tunables.ts` instead.
 */
import { z } from 'zod';
import { bucketFields } from './buckets.ts';
import { decimal, field, flag, integer, list, optionalText, url } from './field.ts';

export const common = {
  redisUrl: field({
    names: ['REDIS_URL'],
    schema: z
      .url({ protocol: /^rediss?$/, error: 'must be a redis:// or rediss:// URL' })
      .default('redis://127.0.0.1:6379'),
    about: 'Redis >= 6.2 with maxmemory-policy noeviction and AOF.',
    group: 'Common',
    secret: true,
  }),
  logLevel: field({
    names: ['MIRA_LOG_LEVEL', 'LOG_LEVEL'],
    schema: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
    about: 'Least severe log line that is written.',
    group: 'Common',
  }),
  insecure: field({
    names: ['MIRA_INSECURE'],
    schema: flag(false),
    about: 'Start without webhook secret and API tokens. For trials on a closed machine only.',
    group: 'Common',
  }),
};

/** Read by the workers, who keep to them, and by the ingress, which shows them. */
const budgets = {
  dailyBudgetUsd: field({
    names: ['MIRA_DAILY_BUDGET_USD'],
    schema: decimal(50),
    about:
      'US dollars per UTC day for the fleet; above it cheaper models of the route go on, then the playbook.',
    group: 'Ceilings',
  }),
  serviceBudgetUsd: field({
    names: ['MIRA_SERVICE_DAILY_BUDGET_USD'],
    schema: decimal(10),
    about:
      'US dollars per UTC day for one service, where its registry entry names no daily_budget_usd.',
    group: 'Ceilings',
  }),
};

const tokenSecrets = field({
  names: ['MIRA_TOKEN_SECRET'],
  schema: list().refine(
    (secrets) => secrets.length > 0 && secrets.every((secret) => secret.length >= 32),
    {
      error:
        'needs at least one secret of 32 characters or more; make one with: openssl rand -hex 32',
    },
  ),
  about:
    'Signs the tokens that workers present to the proxy. Comma-separated for rotation: the first signs, all verify.',
  group: 'Common',
  secret: true,
});

export const ingress = {
  ...common,
  port: field({
    names: ['PORT'],
    schema: integer(8080, 0, 65_535),
    about: 'Port of the ingress.',
    group: 'Ingress',
  }),
  host: field({
    names: ['MIRA_HOST'],
    schema: z.string().default('0.0.0.0'),
    about: 'Address to listen on.',
    group: 'Ingress',
  }),
  publicUrl: field({
    names: ['MIRA_PUBLIC_URL'],
    schema: url.optional(),
    about: 'How people reach the ingress; links in reports start with it.',
    group: 'Ingress',
    example: 'https://mira.example.com',
  }),
  webhookSecrets: field({
    names: ['MIRA_WEBHOOK_SECRET', 'WEBHOOK_SECRET'],
    schema: list(),
    about:
      'Secrets that webhook senders prove: header X-Mira-Webhook-Secret, bearer token, Basic password, or HMAC key. Comma-separated for rotation.',
    group: 'Ingress',
    secret: true,
  }),
  apiTokens: field({
    names: ['MIRA_API_TOKENS', 'MIRA_API_TOKEN'],
    schema: list(),
    about: 'Bearer tokens that may use the API. Comma-separated.',
    group: 'Ingress',
    secret: true,
  }),
  operatorTokens: field({
    names: ['MIRA_OPERATOR_TOKENS', 'MIRA_OPERATOR_TOKEN'],
    schema: list(),
    about:
      'Bearer tokens that may also see Bull Board, rejected payloads, limits and caches. Comma-separated.',
    group: 'Ingress',
    secret: true,
  }),
  registryPath: field({
    names: ['SERVICE_REGISTRY_PATH'],
    schema: z.string().default('config/service_registry.json'),
    about: 'Imported into Redis when the registry there is empty.',
    group: 'Ingress',
  }),
  acceptQueueLimit: field({
    names: ['MIRA_ACCEPT_QUEUE_LIMIT'],
    schema: integer(20_000, 1),
    about: 'Investigations that may wait; beyond it webhooks answer 503, which Datadog retries.',
    group: 'Ingress',
  }),
  stormWindowSeconds: field({
    names: ['MIRA_STORM_WINDOW_SECONDS'],
    schema: integer(300, 0),
    about: 'Incidents of related services that open within this time share one parent incident.',
    group: 'Ingress',
  }),
  ...budgets,
};

export const workers = {
  ...common,
  tokenSecrets,
  publicUrl: ingress.publicUrl,
  proxyUrls: field({
    names: ['MIRA_PROXY_URL'],
    schema: list('http://127.0.0.1:8090/mcp').refine(
      (urls) => urls.length > 0 && urls.every((text) => URL.canParse(text)),
      {
        error: 'must be one or more URLs of /mcp endpoints, comma-separated',
      },
    ),
    about: 'The /mcp endpoints of the proxy replicas, comma-separated, or one load-balanced URL.',
    group: 'Workers',
  }),
  concurrency: field({
    names: ['MIRA_WORKER_CONCURRENCY'],
    schema: integer(4, 1, 200),
    about: 'Investigations that one worker runs at once.',
    group: 'Workers',
  }),
  workerPort: field({
    names: ['MIRA_WORKER_PORT'],
    schema: z.coerce.number().int().min(0).max(65_535).optional(),
    about: 'Port for /health, /ready and /metrics of a worker; none when unset.',
    group: 'Workers',
  }),
  model: field({
    names: ['LLM_MODEL', 'MIRA_MODEL'],
    schema: optionalText,
    about:
      'Model for all agents: a Gemini name, `gemini:<name>`, `openai:<name>`, or `playbook`. Unset: Gemini’s default with a key, else playbook.',
    group: 'Models',
    example: 'gemini:gemini-3.8-flash',
  }),
  googleApiKey: field({
    names: ['GOOGLE_API_KEY', 'GEMINI_API_KEY'],
    schema: optionalText,
    about: 'Key of the Gemini API.',
    group: 'Models',
    secret: true,
  }),
  googleProject: field({
    names: ['GOOGLE_PROJECT_ID', 'GOOGLE_CLOUD_PROJECT'],
    schema: optionalText,
    about: 'Google Cloud project: uses Vertex AI with application default credentials.',
    group: 'Models',
  }),
  googleLocation: field({
    names: ['GOOGLE_LOCATION', 'GOOGLE_CLOUD_LOCATION'],
    schema: z.string().default('global'),
    about: 'Vertex AI location.',
    group: 'Models',
  }),
  googleCredentials: field({
    names: ['GOOGLE_APPLICATION_CREDENTIALS'],
    schema: optionalText,
    about: 'Path of a service account file for Vertex AI.',
    group: 'Models',
  }),
  geminiBaseUrl: field({
    names: ['GOOGLE_GEMINI_BASE_URL'],
    schema: url.optional(),
    about: 'Other address of the Gemini API, for a gateway.',
    group: 'Models',
  }),
  openaiBaseUrl: field({
    names: ['OLLAMA_HOST', 'OPENAI_BASE_URL'],
    schema: url.optional(),
    about: 'OpenAI-compatible server (Ollama, vLLM, OpenAI).',
    group: 'Models',
    example: 'http://127.0.0.1:11434',
  }),
  openaiModel: field({
    names: ['OLLAMA_MODEL', 'OPENAI_MODEL'],
    schema: optionalText,
    about: 'Model name there.',
    group: 'Models',
  }),
  openaiApiKey: field({
    names: ['OLLAMA_API_KEY', 'OPENAI_API_KEY'],
    schema: optionalText,
    about: 'Key for it, where it wants one.',
    group: 'Models',
    secret: true,
  }),
  agentsPath: field({
    names: ['MIRA_AGENTS_PATH'],
    schema: z.string().default('config/agents.json'),
    about: 'Agents: instructions, tools, models, ceilings.',
    group: 'Models',
  }),
  runbooksPath: field({
    names: ['MIRA_RUNBOOKS_PATH'],
    schema: z.string().default('config/runbooks'),
    about: 'Folder of runbooks: Markdown files whose front matter says what they are for.',
    group: 'Models',
  }),
  streamText: field({
    names: ['MIRA_STREAM_TEXT'],
    schema: flag(true),
    about: 'Show what a model writes while it writes it, where the provider streams.',
    group: 'Models',
  }),
  modelsPath: field({
    names: ['MIRA_MODELS_PATH'],
    schema: z.string().default('config/models.json'),
    about: 'Prices and context sizes of models.',
    group: 'Models',
  }),
  maxModelCalls: field({
    names: ['MIRA_MAX_MODEL_CALLS'],
    schema: integer(30, 1),
    about: 'Model calls per investigation.',
    group: 'Ceilings',
  }),
  maxToolCalls: field({
    names: ['MIRA_MAX_TOOL_CALLS'],
    schema: integer(80, 1),
    about: 'Tool calls per investigation.',
    group: 'Ceilings',
  }),
  maxTokens: field({
    names: ['MIRA_MAX_TOKENS'],
    schema: integer(500_000, 1_000),
    about: 'Input and output tokens per investigation.',
    group: 'Ceilings',
  }),
  maxCostUsd: field({
    names: ['MIRA_MAX_COST_USD'],
    schema: decimal(1),
    about: 'US dollars per investigation.',
    group: 'Ceilings',
  }),
  maxMinutes: field({
    names: ['MIRA_MAX_MINUTES'],
    schema: decimal(15, 0.1),
    about: 'Minutes per investigation, parking excluded.',
    group: 'Ceilings',
  }),
  ...budgets,
};

export const proxy = {
  ...common,
  tokenSecrets,
  operatorTokens: ingress.operatorTokens,
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
