/** What setup tells the person in front of it, and the error it gives up with. */

/** A step that cannot be done here: what is missing, why it is needed, and what would fix it. */
export class SetupError extends Error {
  /** @param {{ what: string, why: string, fix: string, cause?: unknown }} parts */
  constructor({ what, why, fix, cause }) {
    super(`${what}\n  why:  ${why}\n  fix:  ${fix}`, { cause });
    this.name = 'SetupError';
    this.what = what;
    this.fix = fix;
  }
}

/**
 * Advice for something that could not be unpacked into the cache either: both ways out, each once.
 * @param {{ what: string, why: string, fix: string }} advice
 * @param {Error & { what?: string, fix?: string }} error
 */
export function notUnpacked(advice, error) {
  const or = error.fix === undefined ? '' : `\n  or:   ${error.fix}`;
  return new SetupError({
    ...advice,
    what: `${advice.what} Unpacking Debian's failed: ${error.what ?? error.message}`,
    fix: `${advice.fix}${or}`,
    cause: error,
  });
}

/** Progress goes to stderr, so that stdout stays the command's own. */
export function say(text) {
  process.stderr.write(`setup: ${text}\n`);
}

/** Runs one step of setup, printing what it is doing and how long it took. */
export async function step(title, run) {
  const startedAt = Date.now();
  say(`${title} …`);
  const result = await run();
  say(`${title}: took ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
  return result;
}
