/** git on PATH, else the one in the per-user cache; downloads nothing. */
export function findGit(env?: NodeJS.ProcessEnv): string | undefined;

/** The environment in which `git` on PATH is the one that `findGit` names. */
export function withGit(env?: NodeJS.ProcessEnv): NodeJS.ProcessEnv;

/** The wrapper script of a git unpacked below `target`. */
export function wrapper(target: string): string;

/**
 * Like `findGit`, but unpacks one into the cache when there is none.
 * @throws SetupError with what is missing, why, and the command that would fix it
 */
export function ensureGit(env?: NodeJS.ProcessEnv): Promise<string>;
