/** Runs another of MIRA's programs for a command, as a process of its own, and passes its end on. */
import { spawn, type SpawnOptions } from 'node:child_process';
import path from 'node:path';
import { EXIT, type ExitCode } from './exit-codes.ts';

/**
 * @param entry - a TypeScript file
 * @param signal - passed on as SIGTERM; the program then ends in its own time
 * @returns its exit code as one of the command line's
 */
export async function runChild(
  entry: string,
  args: readonly string[],
  options: Pick<SpawnOptions, 'stdio' | 'cwd' | 'env'>,
  signal: AbortSignal,
): Promise<ExitCode> {
  const { promise, resolve, reject } = Promise.withResolvers<ExitCode>();
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', path.normalize(entry), ...args],
    options,
  );
  const stop = (): void => void child.kill('SIGTERM');
  signal.addEventListener('abort', stop, { once: true });
  child.once('error', reject);
  child.once('exit', (code, name) => {
    signal.removeEventListener('abort', stop);
    if (name !== null) resolve(signal.aborted ? EXIT.interrupted : EXIT.failed);
    else resolve(code === 0 ? EXIT.ok : code === 2 ? EXIT.usage : EXIT.failed);
  });
  return await promise;
}
