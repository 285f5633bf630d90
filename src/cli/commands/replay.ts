/** `mira replay`: runs an exported investigation again, offline, and prints what changed. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Context } from './context.ts';

export interface ReplayFlags {
  readonly model?: string;
  readonly instructions?: string;
}

/** The stages belong to the workers: a process of its own runs them. */
const ENTRY = fileURLToPath(new URL('../../workers/replay/main.ts', import.meta.url));

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

export async function replay(
  { output, signal }: Context,
  folder: string,
  flags: ReplayFlags,
): Promise<ExitCode> {
  const { promise, resolve, reject } = Promise.withResolvers<ExitCode>();
  const child = spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      path.normalize(ENTRY),
      path.resolve(folder),
      ...(flags.model === undefined ? [] : ['--model', flags.model]),
      ...(flags.instructions === undefined
        ? []
        : ['--instructions', path.resolve(flags.instructions)]),
      ...(output.format === 'text' ? [] : ['--json']),
    ],
    // Instructions and prices are this installation's, wherever the command is given.
    { stdio: ['ignore', 'inherit', 'inherit'], cwd: ROOT, env: process.env },
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
