/** Any server that speaks OpenAI's chat completions: Ollama, vLLM, OpenAI, Azure OpenAI. */
import OpenAI, { AzureOpenAI } from 'openai';
import { isMiraError, MiraError } from '../../domain/errors.ts';
import { SECOND_MS } from '../../domain/time.ts';
import { systemClock } from '../../platform/clock.ts';
import {
  attemptMs,
  estimateTokens,
  type LanguageModel,
  type ModelReply,
  type ModelRequest,
} from './language-model.ts';
import { foldCompletion } from './openai-stream.ts';
import { readCompletion, toWireMessages } from './openai-wire.ts';
import { withModelRetries, type RetryOptions } from './retry.ts';

export interface OpenAiCompatibleOptions extends RetryOptions {
  readonly model: string;
  /** The server; `/v1` is added to a bare host, as Ollama's own variable has it. */
  readonly baseUrl?: string;
  /** Local servers want none. */
  readonly apiKey?: string;
}

/** Below this share of our own estimate, the server must have cut the prompt to fit its window. */
const TRUNCATED_BELOW = 0.5;
/** Estimates of short prompts are too rough to judge by. */
const JUDGED_FROM_TOKENS = 3_000;

/** @returns a model whose id is `openai:<model>` */
export function createOpenAiCompatible(options: OpenAiCompatibleOptions): LanguageModel {
  const id = `openai:${options.model}`;
  const { clock = systemClock } = options;
  const client = createClient(options);

  async function once(request: ModelRequest): Promise<Omit<ModelReply, 'waitedMs'>> {
    const asked = {
      model: options.model,
      messages: toWireMessages(request, id),
      ...outputLimit(options.baseUrl, request.maxOutputTokens),
      ...(request.tools.length === 0
        ? {}
        : {
            tools: request.tools.map((tool) => ({
              type: 'function' as const,
              function: {
                name: tool.name,
                description: tool.description,
                parameters: tool.inputSchema,
              },
            })),
            tool_choice: request.toolChoice,
          }),
    };
    // The library's own timeout ends with the answer's head: a stream that hangs would hang for ever.
    const timeoutMs = attemptMs(request, clock.now());
    const deadline = AbortSignal.timeout(timeoutMs);
    const signal = AbortSignal.any([request.signal, deadline]);
    const how = { signal, timeout: timeoutMs };
    let body: unknown;
    try {
      body =
        request.onText === undefined
          ? await client.chat.completions.create(asked, how)
          : await foldCompletion(
              await client.chat.completions.create(
                { ...asked, stream: true, stream_options: { include_usage: true } },
                how,
              ),
              request.onText,
            );
    } catch (error) {
      if (request.signal.aborted) throw request.signal.reason;
      if (deadline.aborted) throw late(error);
      if (isMiraError(error)) throw error;
      throw fromOpenAiError(error);
    }
    const reply = readCompletion(body, id);
    refuseCutPrompt(request, reply.usage.inputTokens);
    return reply;
  }

  return {
    id,
    generate: (request) => withModelRetries(() => once(request), request, options),
  };
}

/** Ollama cuts a prompt longer than `num_ctx` silently; an answer to half a question is worse than none. */
function refuseCutPrompt(request: ModelRequest, promptTokens: number): void {
  const estimate = estimateTokens(request);
  if (promptTokens === 0 || estimate < JUDGED_FROM_TOKENS) return;
  if (promptTokens >= estimate * TRUNCATED_BELOW) return;
  throw new MiraError(
    'contract_broken',
    'the model server read only part of the prompt: raise its context window (Ollama: num_ctx)',
    { context: { promptTokens, estimate, inputTokens: promptTokens } },
  );
}

const late = (cause: unknown): MiraError =>
  new MiraError('timeout', 'the model did not answer in time', { retry: 'backoff', cause });

function fromOpenAiError(error: unknown): MiraError {
  if (error instanceof OpenAI.APIConnectionTimeoutError) return late(error);
  if (error instanceof OpenAI.APIConnectionError || !(error instanceof OpenAI.APIError)) {
    return new MiraError('model_unavailable', 'the model could not be reached', {
      retry: 'backoff',
      cause: error,
    });
  }
  const context = { status: error.status ?? 0, reason: error.code ?? '' };
  if (error.status === 429) {
    if (error.code === 'insufficient_quota') {
      return new MiraError('rate_limited', 'the account’s quota is used up', {
        context,
        cause: error,
      });
    }
    return new MiraError('rate_limited', 'the model’s rate limit is reached', {
      retry: retryAfter(error),
      context,
      cause: error,
    });
  }
  if (error.status === undefined || error.status >= 500 || error.status === 408) {
    return new MiraError('model_unavailable', 'the model is overloaded or down', {
      retry: retryAfter(error),
      context,
      cause: error,
    });
  }
  if (error.status === 401 || error.status === 403) {
    return new MiraError('auth', 'the provider refused the API key', { context, cause: error });
  }
  if (error.status === 404) {
    return new MiraError('model_unavailable', 'the server does not know this model', {
      context,
      cause: error,
    });
  }
  return new MiraError(
    'contract_broken',
    `the server refused the request: ${error.message.slice(0, 200)}`,
    { context, cause: error },
  );
}

function retryAfter(error: InstanceType<typeof OpenAI.APIError>): 'backoff' | { afterMs: number } {
  const seconds = Number(error.headers?.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) ? { afterMs: seconds * SECOND_MS } : 'backoff';
}

/** OpenAI's own reasoning models refuse the old name; Ollama does not know the new one. */
const NEW_NAME_HOSTS = /(?:^|\.)(?:openai\.com|azure\.com)$/;

const outputLimit = (baseUrl: string | undefined, tokens: number) =>
  baseUrl === undefined || NEW_NAME_HOSTS.test(new URL(baseUrl).hostname)
    ? { max_completion_tokens: tokens }
    : { max_tokens: tokens };

/** Azure's older addresses name a version of the API; there the key has a header of its own. */
function createClient({ baseUrl, apiKey = 'none' }: OpenAiCompatibleOptions): OpenAI {
  if (baseUrl === undefined) return new OpenAI({ apiKey, maxRetries: 0 });
  const url = new URL(baseUrl);
  const apiVersion = url.searchParams.get('api-version');
  if (apiVersion === null)
    return new OpenAI({ apiKey, maxRetries: 0, baseURL: withVersion(baseUrl) });
  url.search = '';
  return new AzureOpenAI({
    apiKey,
    apiVersion,
    maxRetries: 0,
    baseURL: url.href.replace(/\/$/, ''),
  });
}

function withVersion(baseUrl: string): string {
  const url = new URL(baseUrl);
  if (url.pathname === '/' || url.pathname === '') url.pathname = '/v1';
  return url.href.replace(/\/$/, '');
}
