/** Hands values from a callback to a loop, in order, with a bound on how many may wait. */

export interface Mailbox<T> {
  put(value: T): void;
  /** The next value; undefined after `timeoutMs`, when aborted, or when values were dropped. */
  take(timeoutMs: number): Promise<T | undefined>;
}

/** A reader this far behind has to read the log again. */
const MAX_WAITING = 1_000;

export function createMailbox<T>(signal: AbortSignal): Mailbox<T> {
  let waiting: T[] = [];
  let dropped = false;
  let wake: (() => void) | undefined;
  signal.addEventListener('abort', () => wake?.(), { once: true });

  return {
    put(value) {
      if (waiting.length >= MAX_WAITING) {
        waiting = [];
        dropped = true;
      }
      waiting.push(value);
      wake?.();
    },
    async take(timeoutMs) {
      if (waiting.length === 0 && !signal.aborted) {
        const { promise, resolve } = Promise.withResolvers<void>();
        const timer = setTimeout(resolve, timeoutMs);
        wake = resolve;
        await promise;
        wake = undefined;
        clearTimeout(timer);
      }
      if (dropped) {
        dropped = false;
        waiting = [];
        return undefined;
      }
      return waiting.shift();
    },
  };
}
