/** What went wrong at Datadog, in MIRA's terms. */
import { isMiraError, MiraError, messageOf } from '../../../domain/errors.ts';

/** The shape of the client's `ApiException`: matched by shape, its class would have to be loaded. */
interface ApiExceptionLike {
  readonly code: number;
  readonly body: unknown;
}

const isApiException = (error: unknown): error is ApiExceptionLike =>
  typeof error === 'object' &&
  error !== null &&
  'code' in error &&
  typeof error.code === 'number' &&
  'body' in error;

/**
 * @param error - what the client threw
 * @param what - the call, for the message
 */
export function mapDatadogError(error: unknown, what: string): unknown {
  if (isMiraError(error)) return error;
  if (isApiException(error)) return fromStatus(error, what);
  // the client's deserialiser throws plain errors for missing required properties
  if (error instanceof Error && /missing required property|deseriali|JSON/i.test(error.message)) {
    return new MiraError(
      'contract_broken',
      `Datadog’s answer to ${what} has not the documented shape (${error.message.slice(0, 200)})`,
      { cause: error, context: { upstream: 'datadog' } },
    );
  }
  return error;
}

function fromStatus(error: ApiExceptionLike, what: string): MiraError {
  const said = detailOf(error.body);
  const options = { cause: error, context: { upstream: 'datadog', status: error.code } };
  switch (error.code) {
    case 400:
    case 422:
      return new MiraError('bad_argument', `Datadog refused ${what}: ${said}`, options);
    case 401:
    case 403:
      return new MiraError(
        'auth',
        `Datadog refused the proxy’s keys for ${what}: ${said}. Check DD_API_KEY, DD_APP_KEY, DD_SITE and the key’s permissions`,
        options,
      );
    case 404:
      return new MiraError('not_found', `Datadog knows nothing of what ${what} asked for`, options);
    case 413:
      return new MiraError('too_large', `Datadog: ${what} asks for too much; narrow it`, options);
    default:
      return new MiraError(
        'contract_broken',
        `Datadog answered ${what} with ${error.code}: ${said}`,
        options,
      );
  }
}

function detailOf(body: unknown): string {
  if (typeof body === 'object' && body !== null && 'errors' in body && Array.isArray(body.errors)) {
    const lines = body.errors.map((one: unknown) => {
      if (typeof one === 'string') return one;
      const { title, detail } = (one ?? {}) as { title?: unknown; detail?: unknown };
      return [title, detail].filter((part) => typeof part === 'string').join(': ');
    });
    return lines.join('; ').slice(0, 300);
  }
  return (typeof body === 'string' ? body : messageOf(body)).slice(0, 300);
}
