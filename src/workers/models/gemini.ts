/** Gemini through `@google/genai`'s `generateContent` (streamed where somebody listens), with our own retries and turns. */
import {
  GoogleGenAI,
  type GenerateContentResponse,
  type GenerateContentResponseUsageMetadata,
} from '@google/genai';
import { systemClock } from '../../platform/clock.ts';
import { withUsage } from './failed-usage.ts';
import { fromGeminiError } from './gemini-errors.ts';
import { foldStream } from './gemini-stream.ts';
import { readReply, readUsage, toConfig, toContents } from './gemini-wire.ts';
import {
  attemptMs,
  type LanguageModel,
  type ModelReply,
  type ModelRequest,
} from './language-model.ts';
import { withModelRetries, type RetryOptions } from './retry.ts';

export type GeminiAccess =
  | { readonly kind: 'api_key'; readonly apiKey: string }
  /** Application default credentials: the library finds them by itself. */
  | { readonly kind: 'vertex'; readonly project: string; readonly location: string };

export interface GeminiOptions extends RetryOptions {
  /** The provider's name of the model, for example `gemini-3.8-flash`. */
  readonly model: string;
  readonly access: GeminiAccess;
  /** Another address than Google's, for a simulator or a gateway. */
  readonly baseUrl?: string;
}

/** @returns a model whose id is `gemini:<model>` */
export function createGemini(options: GeminiOptions): LanguageModel {
  const client = new GoogleGenAI({
    ...(options.access.kind === 'api_key'
      ? { apiKey: options.access.apiKey, enterprise: false }
      : { enterprise: true, project: options.access.project, location: options.access.location }),
    ...(options.baseUrl === undefined ? {} : { httpOptions: { baseUrl: options.baseUrl } }),
  });
  const id = `gemini:${options.model}`;
  const { clock = systemClock } = options;

  async function once(request: ModelRequest): Promise<Omit<ModelReply, 'waitedMs'>> {
    // The SDK's own timeout ends as a bare AbortError, which looks like a cancellation.
    const timeoutMs = attemptMs(request, clock.now());
    const deadline = AbortSignal.timeout(timeoutMs);
    let response: GenerateContentResponse;
    let used: GenerateContentResponseUsageMetadata | undefined;
    try {
      const asked = {
        model: options.model,
        contents: toContents(request.messages, id),
        config: toConfig(request, timeoutMs, AbortSignal.any([request.signal, deadline])),
      };
      response =
        request.onText === undefined
          ? await client.models.generateContent(asked)
          : await foldStream(
              await client.models.generateContentStream(asked),
              request.onText,
              (usage) => void (used = usage),
            );
    } catch (error) {
      if (request.signal.aborted) throw request.signal.reason;
      const failure = fromGeminiError(error, deadline.aborted || isAbort(error));
      throw used === undefined ? failure : withUsage(failure, readUsage({ usageMetadata: used }));
    }
    return readReply(response, id);
  }

  return {
    id,
    generate: (request) => withModelRetries(() => once(request), request, options),
  };
}

const isAbort = (error: unknown): boolean => error instanceof Error && error.name === 'AbortError';
