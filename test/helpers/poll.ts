// Waiting for something to become true, without guessing how long it takes. The limits are for what
// never comes: they are wide, so that a busy machine fails nothing, and cost nothing otherwise.

/**
 * Calls `probe` until it answers with something truthy and returns that.
 * A probe that throws counts as "not yet"; its last error is the cause of the timeout.
 *
 * @throws when nothing truthy came within `timeoutMs`
 */
export async function eventually<T>(
  probe: () => T | Promise<T>,
  {
    timeoutMs = 20_000,
    everyMs = 10,
    what = 'the condition',
  }: { timeoutMs?: number; everyMs?: number; what?: string } = {},
): Promise<NonNullable<T>> {
  const deadline = performance.now() + timeoutMs;
  let lastError: unknown;
  for (;;) {
    try {
      const value = await probe();
      if (value) return value;
      lastError = undefined;
    } catch (error) {
      lastError = error;
    }
    if (performance.now() > deadline) {
      throw new Error(`${what} did not happen within ${timeoutMs} ms`, { cause: lastError });
    }
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
