/** Asks a model again when that makes sense: honours the wait it names, within a cap. */
import { isMiraError, MiraError } from '../../domain/errors.ts';
import { SECOND_MS } from '../../domain/time.ts';
import { type Clock, systemClock } from '../../platform/clock.ts';
import { addUsage, failedUsage, usageContext } from './failed-usage.ts';
import { type ModelReply, type ModelRequest, NO_USAGE } from './language-model.ts';

export interface RetryOptions {
  /** Including the first. @defaultValue 3 */
  readonly attempts?: number;
  /** First pause without a stated one; doubles, with jitter. @defaultValue 1000 */
  readonly baseDelayMs?: number;
  /** The longest stated wait that is worth it: past it, the next model is asked. @defaultValue 20000 */
  readonly maxWaitMs?: number;
  /** @defaultValue the system's */
  readonly clock?: Clock;
}

/**
 * The tokens of failed attempts are part of the reply's usage, or of the last error's context.
 * @throws the last error. A wait beyond `maxWaitMs` ends at once, turned to `retry: 'never'`
 */
export async function withModelRetries(
  once: () => Promise<Omit<ModelReply, 'waitedMs'>>,
  { signal, mayRetry }: Pick<ModelRequest, 'signal' | 'mayRetry'>,
  options: RetryOptions,
): Promise<ModelReply> {
  const {
    attempts = 3,
    baseDelayMs = SECOND_MS,
    maxWaitMs = 20 * SECOND_MS,
    clock = systemClock,
  } = options;
  let waitedMs = 0;
  let spent = NO_USAGE;
  for (let attempt = 1; ; attempt++) {
    try {
      const reply = await once();
      return { ...reply, usage: addUsage(reply.usage, spent), waitedMs, attempts: attempt };
    } catch (error) {
      if (!isMiraError(error)) throw error;
      spent = addUsage(spent, failedUsage(error));
      const waitMs =
        error.retry === 'never'
          ? 0
          : error.retry === 'backoff'
            ? backoff(attempt, baseDelayMs)
            : error.retry.afterMs;
      const giveUp = (why: string): never => {
        throw new MiraError(error.code, `${error.message}${why}`, {
          context: { ...error.context, ...usageContext(spent), attempts: attempt, waitedMs },
          cause: error,
        });
      };
      if (waitedMs + waitMs > maxWaitMs)
        giveUp(`; it asks for a wait of ${Math.ceil(waitMs / SECOND_MS)} s`);
      if (error.retry === 'never' || attempt >= attempts) giveUp('');
      const reason = `${error.code}: ${error.message}`;
      const refused = await mayRetry?.({
        attempts: attempt,
        usage: spent,
        waitedMs,
        reason,
        waitMs,
      });
      if (refused) giveUp(`; it was not asked again: ${refused}`);
      await clock.sleep(waitMs, signal);
      waitedMs += waitMs;
    }
  }
}

/** Between half and all of base × 2^(n−1): many workers must not come back together. */
const backoff = (attempt: number, baseMs: number): number =>
  Math.round(baseMs * 2 ** (attempt - 1) * (0.5 + Math.random() / 2));
