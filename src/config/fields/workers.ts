/** Settings of the workers: queue, models, ceilings. */
import { z } from 'zod';
import { decimal, field, flag, integer, list, optionalText, url } from '../field.ts';
import { budgets, common, publicUrl, tokenSecrets } from './shared.ts';

/** Ollama's own variable has no scheme, may lack the port, and may name all of a machine's addresses. */
const modelServer = z.preprocess((value) => {
  if (typeof value !== 'string' || value.includes('://')) return value;
  const [host = '', port = '11434'] = value.split(':');
  return `http://${host === '' || host === '0.0.0.0' ? '127.0.0.1' : host}:${port}`;
}, url);

export const workers = {
  ...common,
  tokenSecrets,
  publicUrl,
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
    schema: modelServer.optional(),
    about:
      'OpenAI-compatible server (Ollama, vLLM, OpenAI, Azure OpenAI: with its api-version, where the address has one).',
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
