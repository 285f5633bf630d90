/** Whether a write that failed can have reached the upstream. */
import type { MiraError } from '../../domain/errors.ts';

/** Failures of a connection that never stood: no byte of the request left. */
const NEVER_CONNECTED =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)$/;

/**
 * @param error - an `unavailable` or `timeout` of a write
 * @returns true only when it is certain that nothing was sent
 */
export function wasNotSent(error: MiraError): boolean {
  // the gate's breaker lets nothing through
  if (error.context['breaker'] !== undefined) return true;
  let cause: unknown = error;
  while (cause instanceof Error) {
    if ('code' in cause && typeof cause.code === 'string' && NEVER_CONNECTED.test(cause.code))
      return true;
    cause = cause.cause;
  }
  return false;
}
