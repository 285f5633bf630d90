/** Exit codes of `mira`: scripts rely on them, so a code never changes its meaning. */
import { isMiraError, type MiraError } from '../domain/errors.ts';

export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  inconclusive: 3,
  approvalNeeded: 4,
  upstreamUnavailable: 5,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The exit code that an error deserves. Errors that MIRA does not know are failures. */
export const exitCodeOf = (error: unknown): ExitCode =>
  isMiraError(error) ? fromClass(error) : EXIT.failed;

function fromClass(error: MiraError): ExitCode {
  switch (error.class) {
    case 'config':
    case 'tool':
      return EXIT.usage;
    case 'request':
      return error.code === 'payload_invalid' ? EXIT.usage : EXIT.failed;
    case 'upstream':
      return EXIT.upstreamUnavailable;
    case 'policy':
      return error.code === 'approval_required' ? EXIT.approvalNeeded : EXIT.failed;
    case 'model':
    case 'run':
      return EXIT.failed;
  }
}
