/** Gemini's error bodies. */
import type { Turn } from './wire.ts';

const STATUS_NAMES: Record<number, string> = {
  400: 'INVALID_ARGUMENT',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  503: 'UNAVAILABLE',
  504: 'DEADLINE_EXCEEDED',
};

/** An error that the API answers. */
export class GeminiError extends Error {
  override readonly name = 'GeminiError';
  readonly status: 400 | 403 | 404;
  readonly details: readonly unknown[];
  constructor(status: 400 | 403 | 404, message: string, details: readonly unknown[] = []) {
    super(message);
    this.status = status;
    this.details = details;
  }
}

export const errorBody = (status: number, message: string, details: readonly unknown[] = []) => ({
  error: {
    code: status,
    message,
    status: STATUS_NAMES[status] ?? 'UNKNOWN',
    ...(details.length > 0 ? { details } : {}),
  },
});

const failed = (status: number, message: string, details: readonly unknown[] = []): Turn => ({
  kind: 'error',
  status,
  body: errorBody(status, message, details),
});

const quota = (quotaId: string, metric: string) => ({
  '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
  violations: [
    {
      quotaMetric: `generativelanguage.googleapis.com/${metric}`,
      quotaId,
      quotaDimensions: { location: 'global' },
      quotaValue: '100',
    },
  ],
});
const EXCEEDED = 'You exceeded your current quota, please check your plan and billing details.';

/** 429 of a limit per minute; `seconds` as the API says it, or nothing said. */
export const rateLimitedTurn = (seconds: number | undefined): Turn =>
  failed(
    429,
    seconds === undefined
      ? 'Resource has been exhausted (e.g. check quota).'
      : `${EXCEEDED}\nPlease retry in ${seconds}s.`,
    seconds === undefined
      ? []
      : [
          quota('GenerateRequestsPerMinutePerProjectPerModel', 'generate_content_requests'),
          { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: `${seconds}s` },
        ],
  );

/** 429 of the day's limit: waiting as long as it says does not help. */
export const dailyQuotaTurn = (): Turn =>
  failed(429, EXCEEDED, [
    quota('GenerateRequestsPerDayPerProjectPerModel', 'generate_requests_per_model_per_day'),
    { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '41s' },
  ]);

export const overloadedTurn = (): Turn =>
  failed(503, 'The model is overloaded. Please try again later.');

export const invalidKey = (): GeminiError =>
  new GeminiError(400, 'API key not valid. Please pass a valid API key.', [
    {
      '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
      reason: 'API_KEY_INVALID',
      domain: 'googleapis.com',
      metadata: { service: 'generativelanguage.googleapis.com' },
    },
  ]);
