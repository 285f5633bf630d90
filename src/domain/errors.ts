/** The one error of MIRA. The class says whose problem it is, the code says which problem. */

/**
 * Code → class. Codes are stable: clients, tests and runbooks match on them, never on messages.
 * Every edge (HTTP, BullMQ, MCP, CLI) has one exhaustive mapper from class or code to its own terms.
 */
export const ERROR_CODES = {
  config_invalid: 'config',
  signature_invalid: 'request',
  payload_invalid: 'request',
  payload_too_large: 'request',
  not_found: 'request',
  conflict: 'request',
  forbidden: 'request',
  rate_limited: 'upstream',
  limiter_unavailable: 'upstream',
  unavailable: 'upstream',
  timeout: 'upstream',
  auth: 'upstream',
  contract_broken: 'upstream',
  bad_argument: 'tool',
  no_match: 'tool',
  too_large: 'tool',
  unknown_tool: 'tool',
  denied: 'policy',
  approval_required: 'policy',
  approval_expired: 'policy',
  budget_exceeded: 'policy',
  out_of_scope: 'policy',
  refusal: 'model',
  invalid_output: 'model',
  step_limit: 'model',
  run_timeout: 'model',
  model_unavailable: 'model',
  worker_shutdown: 'run',
  worker_lost: 'run',
  fenced: 'run',
  outcome_unknown: 'run',
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;
export type ErrorClass = (typeof ERROR_CODES)[ErrorCode];

/** When it makes sense to try again: never, with the caller's own backoff, or not before `afterMs`. */
export type Retry = 'never' | 'backoff' | { readonly afterMs: number };

export interface MiraErrorOptions {
  readonly retry?: Retry;
  /** Facts that are safe to log, show and send: no secrets, no bodies. */
  readonly context?: Readonly<Record<string, string | number | boolean | null | undefined>>;
  readonly cause?: unknown;
}

/** An error that MIRA understands. Anything else that is thrown is a bug. */
export class MiraError extends Error {
  override readonly name = 'MiraError';
  readonly code: ErrorCode;
  readonly retry: Retry;
  readonly context: NonNullable<MiraErrorOptions['context']>;

  /**
   * @param code - which problem; see {@link ERROR_CODES}
   * @param message - what happened and what to do about it, for a person
   * @param options - `retry` defaults to `never`, `context` to empty
   */
  constructor(code: ErrorCode, message: string, options: MiraErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retry = options.retry ?? 'never';
    this.context = options.context ?? {};
  }

  get class(): ErrorClass {
    return ERROR_CODES[this.code];
  }
}

export const isMiraError = (error: unknown): error is MiraError => error instanceof MiraError;

/** The message of anything that can be thrown. */
export const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
