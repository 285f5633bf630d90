/** How to run the browser: Playwright's `executablePath: command`, `env: { ...process.env, ...env }`. */
export interface Browser {
  command: string;
  args: string[];
  /** To be added to the environment (library and font paths of an unpacked browser). */
  env: Record<string, string>;
  source: 'path' | 'cache';
}

/** The Chromium on PATH or in the per-user cache; downloads nothing. */
export function findBrowser(env?: NodeJS.ProcessEnv): Promise<Browser | undefined>;

/**
 * Like `findBrowser`, but unpacks one into the cache when there is none.
 * @throws SetupError with what is missing, why, and the command that would fix it
 */
export function ensureBrowser(env?: NodeJS.ProcessEnv): Promise<Browser>;
