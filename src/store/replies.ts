/** Refusals of the scripts → errors. */
import { MiraError } from '../domain/errors.ts';

/** Passes a script's reply on, unless it is a refusal. @throws MiraError `not_found`, `fenced` */
export function granted(what: string, reply: readonly unknown[]): readonly unknown[] {
  const [status, detail] = reply;
  if (status === 'not_found') throw notFound(what);
  if (status === 'fenced') {
    throw new MiraError(
      'fenced',
      `investigation ${what} has another owner now: ${String(detail)}`,
      {
        context: { investigationId: what },
      },
    );
  }
  return reply;
}

export const notFound = (what: string): MiraError =>
  new MiraError('not_found', `${what} does not exist, or is past its retention`);
