/** What a failure of the Gemini API means: wait and ask again, or never ask this model again. */
import { ApiError } from '@google/genai';
import { z } from 'zod';
import { MiraError } from '../../domain/errors.ts';
import { SECOND_MS } from '../../domain/time.ts';

const ErrorBody = z.object({
  error: z.object({
    message: z.string().default(''),
    status: z.string().default(''),
    details: z.array(z.record(z.string(), z.unknown())).default([]),
  }),
});

const QuotaViolations = z.object({
  violations: z.array(z.object({ quotaId: z.string().default('') })).default([]),
});

/**
 * The SDK retries nothing and ignores both `Retry-After` and `RetryInfo`; its error carries the
 * body as text and no headers.
 */
export function fromGeminiError(error: unknown, timedOut: boolean): MiraError {
  if (error instanceof MiraError) return error;
  if (timedOut) {
    return new MiraError('timeout', 'the model did not answer in time', {
      retry: 'backoff',
      cause: error,
    });
  }
  if (!(error instanceof ApiError)) {
    return new MiraError('model_unavailable', 'the model could not be reached', {
      retry: 'backoff',
      cause: error,
    });
  }
  const body = parseBody(error.message);
  const context = { status: error.status, reason: body.status };
  switch (true) {
    case error.status === 429 && body.perDay:
      return new MiraError('rate_limited', 'the daily quota of this model is used up', {
        context,
        cause: error,
      });
    case error.status === 429:
      return new MiraError('rate_limited', 'the model’s rate limit is reached', {
        retry: body.retryAfterMs === null ? 'backoff' : { afterMs: body.retryAfterMs },
        context,
        cause: error,
      });
    case error.status >= 500 || error.status === 408:
      return new MiraError('model_unavailable', 'the model is overloaded or down', {
        retry: body.retryAfterMs === null ? 'backoff' : { afterMs: body.retryAfterMs },
        context,
        cause: error,
      });
    case error.status === 404:
      return new MiraError('model_unavailable', 'the provider does not know this model', {
        context,
        cause: error,
      });
    case /API[_ ]KEY/i.test(body.message) || error.status === 401 || error.status === 403:
      // A wrong key is answered 400 API_KEY_INVALID, not 401.
      return new MiraError('auth', 'the provider refused the API key', { context, cause: error });
    default:
      return new MiraError(
        'contract_broken',
        `the provider refused the request: ${body.message.slice(0, 200)}`,
        {
          context,
          cause: error,
        },
      );
  }
}

function parseBody(body: string) {
  const parsed = ErrorBody.safeParse(safeJson(body));
  if (!parsed.success) return { message: body, status: '', retryAfterMs: null, perDay: false };
  const { message, status, details } = parsed.data.error;
  return {
    message: `${message} ${reasons(details)}`,
    status,
    retryAfterMs: retryDelayMs(details),
    perDay: isPerDay(details),
  };
}

const typed = (details: readonly Record<string, unknown>[], type: string) =>
  details.filter((detail) => text(detail['@type']).endsWith(type));

const reasons = (details: readonly Record<string, unknown>[]): string =>
  typed(details, 'ErrorInfo')
    .map((detail) => text(detail['reason']))
    .join(' ');

/** `"17s"` or `"0.5s"` → ms. */
function retryDelayMs(details: readonly Record<string, unknown>[]): number | null {
  const delay = text(typed(details, 'RetryInfo')[0]?.['retryDelay']);
  const seconds = /^(\d+(?:\.\d+)?)s$/.exec(delay)?.[1];
  return seconds === undefined ? null : Math.ceil(Number(seconds) * SECOND_MS);
}

/** Waiting minutes for a quota that comes back tomorrow helps nobody. */
const isPerDay = (details: readonly Record<string, unknown>[]): boolean =>
  typed(details, 'QuotaFailure').some((detail) =>
    (QuotaViolations.safeParse(detail).data?.violations ?? []).some(({ quotaId }) =>
      /PerDay/i.test(quotaId),
    ),
  );

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
