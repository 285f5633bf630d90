/** `mira replay`: runs an exported investigation again, offline, and prints what changed. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ExitCode } from '../exit-codes.ts';
import { runChild } from '../run-child.ts';
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
  return await runChild(
    ENTRY,
    [
      path.resolve(folder),
      ...(flags.model === undefined ? [] : ['--model', flags.model]),
      ...(flags.instructions === undefined
        ? []
        : ['--instructions', path.resolve(flags.instructions)]),
      ...(output.format === 'text' ? [] : ['--json']),
    ],
    // Instructions and prices are this installation's, wherever the command is given.
    { stdio: ['ignore', 'inherit', 'inherit'], cwd: ROOT, env: process.env },
    signal,
  );
}
