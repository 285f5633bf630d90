/** What went wrong, as the caller sees it: the same in words for a model and in fields for code. */
import type { z } from 'zod';
import { isMiraError, messageOf, type ErrorCode, type MiraError } from '../domain/errors.ts';
import type { ToolFailure } from '../domain/tools/call-meta.ts';
import type { Masker } from '../platform/untrusted/mask.ts';
import { makeVisible } from '../platform/untrusted/visible.ts';

/** Longest message; what upstreams answer can be a page of HTML. */
const MAX_MESSAGE = 1_500;

export type Failure = ToolFailure['error'];

interface Meaning {
  /** In terms of HTTP, where that says something. */
  readonly status?: number;
  readonly hint?: string;
}

/** Codes that a tool call can end with. The others cannot happen here and read as they are. */
const MEANINGS: Partial<Readonly<Record<ErrorCode, Meaning>>> = {
  rate_limited: { status: 429, hint: 'Go on with what is known, or ask again after that time.' },
  limiter_unavailable: {
    status: 503,
    hint: 'Nothing was asked. Try again in some seconds, or report this source as not checked.',
  },
  unavailable: { status: 502, hint: 'The source is not answering: report it as not checked.' },
  timeout: { status: 504, hint: 'Ask for less: a shorter window or a narrower query.' },
  auth: {
    status: 502,
    hint: 'The proxy’s credentials for this source were refused: an operator has to look at them.',
  },
  contract_broken: {
    status: 502,
    hint: 'The source answered in a way that cannot be trusted: report it as not checked.',
  },
  bad_argument: { status: 400 },
  no_match: { status: 404 },
  not_found: { status: 404 },
  too_large: { status: 413 },
  unknown_tool: { status: 404 },
  out_of_scope: { status: 403 },
  denied: { status: 403 },
  conflict: { status: 409 },
  outcome_unknown: {
    status: 502,
    hint: 'The write may or may not have happened: look before it is tried again.',
  },
};

/** A failure out of anything that can be thrown. Errors that MIRA does not know are bugs: no details. */
export function toFailure(error: unknown, mask: Masker): Failure {
  if (!isMiraError(error)) {
    return {
      code: 'internal_error',
      status: 500,
      message: 'the proxy failed in a way that it does not understand; its log has the details',
    };
  }
  const meaning = MEANINGS[error.code];
  const seconds = retryAfterSeconds(error);
  const hint = error.context['hint'];
  return {
    code: error.code,
    ...(meaning?.status === undefined ? {} : { status: meaning.status }),
    message: presentable(error.message, mask),
    ...(seconds === undefined ? {} : { retryAfterSeconds: seconds }),
    ...(typeof hint === 'string'
      ? { hint: presentable(hint, mask) }
      : meaning?.hint === undefined
        ? {}
        : { hint: meaning.hint }),
  };
}

/** The same in words. */
export function failureText(failure: Failure): string {
  const lines = [`Error (${failure.code}): ${failure.message}`];
  if (failure.retryAfterSeconds !== undefined) {
    lines.push(`Retry after: ${failure.retryAfterSeconds} s.`);
  }
  if (failure.hint !== undefined) lines.push(failure.hint);
  return lines.join('\n');
}

function retryAfterSeconds(error: MiraError): number | undefined {
  return typeof error.retry === 'object'
    ? Math.max(1, Math.ceil(error.retry.afterMs / 1_000))
    : undefined;
}

function presentable(message: string, mask: Masker): string {
  const { text } = mask(makeVisible(message));
  return text.length > MAX_MESSAGE ? `${text.slice(0, MAX_MESSAGE)} …` : text;
}

/** A zod error, as one line that names each field, what is wrong with it and what was sent. */
export function describeIssues(error: z.ZodError, args: unknown): string {
  return error.issues
    .slice(0, 5)
    .map((issue) => {
      const path = issue.path.map(String).join('.');
      const sent = preview(issue.path.reduce<unknown>(member, args));
      const field = path === '' ? 'the arguments' : `\`${path}\``;
      return `${field}: ${issue.message}${sent === undefined ? ' (missing)' : ` (got ${sent})`}`;
    })
    .join('; ');
}

function member(value: unknown, key: PropertyKey): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return (value as Record<PropertyKey, unknown>)[key];
}

function preview(value: unknown): string | undefined {
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch (error) {
    text = messageOf(error);
  }
  return text !== undefined && text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
