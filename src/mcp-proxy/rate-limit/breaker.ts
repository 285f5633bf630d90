/**
 * Circuit breaker of one upstream: after several failures in a row nobody waits for its timeouts any
 * more; after a pause one call probes, and its outcome decides for the others.
 */
import { MiraError } from '../../domain/errors.ts';
import { SECOND_MS } from '../../domain/time.ts';

/** Failures in a row that open it. */
const FAILURES = 5;
/** First pause; doubles with every failed probe, up to {@link LONGEST_PAUSE_MS}. */
const PAUSE_MS = 5 * SECOND_MS;
const LONGEST_PAUSE_MS = 60 * SECOND_MS;

export type BreakerState = 'closed' | 'open' | 'half_open';

export interface Breaker {
  readonly state: BreakerState;
  /** @throws MiraError `unavailable` while it is open */
  assertMayPass(): void;
  /**
   * Called at the moment of sending; in half-open state it makes the caller the probe.
   * @throws MiraError `unavailable`
   */
  enter(): BreakerPass;
}

/** Exactly one of them ends a pass. */
export interface BreakerPass {
  succeeded(): void;
  failed(): void;
  /** Ended without saying anything about the upstream, for example aborted by the caller. */
  abandoned(): void;
}

export function createBreaker(upstream: string, clock: { now(): number }): Breaker {
  let failures = 0;
  let pauseMs = PAUSE_MS;
  let openUntilMs: number | undefined;
  let probing = false;

  const state = (): BreakerState => {
    if (openUntilMs === undefined) return 'closed';
    return clock.now() < openUntilMs ? 'open' : 'half_open';
  };

  const assertMayPass = (): void => {
    const now = state();
    if (now === 'closed' || (now === 'half_open' && !probing)) return;
    const afterMs = Math.max((openUntilMs ?? 0) - clock.now(), SECOND_MS);
    throw new MiraError(
      'unavailable',
      `${upstream} failed ${failures} times in a row and is left alone for another ${Math.ceil(afterMs / 1_000)} s`,
      { retry: { afterMs }, context: { upstream, breaker: 'open' } },
    );
  };

  const close = (): void => {
    failures = 0;
    pauseMs = PAUSE_MS;
    openUntilMs = undefined;
  };
  const open = (): void => {
    openUntilMs = clock.now() + pauseMs;
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
  };

  return {
    get state() {
      return state();
    },
    assertMayPass,
    enter() {
      assertMayPass();
      const probe = state() === 'half_open';
      if (probe) probing = true;
      let ended = false;
      const end = (outcome: () => void): void => {
        if (ended) return;
        ended = true;
        if (probe) probing = false;
        outcome();
      };
      return {
        succeeded: () => end(close),
        failed: () =>
          end(() => {
            failures += 1;
            // calls that were under way when it opened must not prolong the pause
            if (probe || (openUntilMs === undefined && failures >= FAILURES)) open();
          }),
        abandoned: () => end(() => undefined),
      };
    },
  };
}
