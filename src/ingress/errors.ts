/** MiraError → HTTP, the one place where it is decided. */
import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { isMiraError, type ErrorCode, type MiraError } from '../domain/errors.ts';
import type { Logger } from '../platform/logger.ts';

/** Default of `Retry-After`, seconds. */
const RETRY_AFTER_SECONDS = 5;

/**
 * Never 4xx for what a retry could save: Datadog gives up on 4xx and repeats 5xx. So the limiter and
 * every upstream trouble are 503 here, and 429 is not used at all.
 */
export function statusOf(code: ErrorCode): ContentfulStatusCode {
  switch (code) {
    case 'signature_invalid':
      return 401;
    case 'forbidden':
    case 'denied':
    case 'out_of_scope':
      return 403;
    case 'payload_invalid':
    case 'bad_argument':
    case 'no_match':
    case 'unknown_tool':
      return 400;
    case 'payload_too_large':
    case 'too_large':
      return 413;
    case 'not_found':
      return 404;
    case 'conflict':
    case 'approval_required':
    case 'approval_expired':
    case 'budget_exceeded':
    case 'fenced':
    case 'outcome_unknown':
      return 409;
    case 'unavailable':
    case 'rate_limited':
    case 'limiter_unavailable':
    case 'timeout':
    case 'model_unavailable':
    case 'worker_shutdown':
    case 'worker_lost':
    case 'run_timeout':
      return 503;
    case 'auth':
    case 'contract_broken':
    case 'refusal':
    case 'invalid_output':
    case 'step_limit':
      return 502;
    case 'config_invalid':
      return 500;
  }
}

/** Hono's `onError`. Bodies are `{error: {code, message, field?}}`. */
export const createErrorHandler =
  (logger: Logger) =>
  (error: unknown, c: Context): Response => {
    if (isMiraError(error)) return answer(error, c);
    if (error instanceof HTTPException) return error.getResponse();
    logger.error({ err: error, method: c.req.method, path: c.req.path }, 'request failed');
    const message = 'something broke inside MIRA; its log says what';
    return c.json({ error: { code: 'internal', message } }, 500);
  };

function answer(error: MiraError, c: Context): Response {
  const status = statusOf(error.code);
  if (status === 503) c.header('retry-after', String(retryAfterSeconds(error)));
  if (status === 401 && !c.res.headers.has('www-authenticate')) {
    c.header('www-authenticate', 'Bearer realm="MIRA"');
  }
  const { field } = error.context;
  const body = { code: error.code, message: error.message, ...(field ? { field } : {}) };
  return c.json({ error: body }, status);
}

const retryAfterSeconds = ({ retry }: MiraError): number =>
  typeof retry === 'object' ? Math.max(1, Math.ceil(retry.afterMs / 1_000)) : RETRY_AFTER_SECONDS;
