/** `mira triage`: what to do with each alert of a batch. */
import { readBatch } from '../../bundle/read-batch.ts';
import { MiraError } from '../../domain/errors.ts';
import { type ExitCode, EXIT } from '../exit-codes.ts';
import type { Context } from './context.ts';

export interface TriageFlags {
  readonly bundle: string;
}

export async function triageFiles({ output }: Context, flags: TriageFlags): Promise<ExitCode> {
  const batch = await readBatch(flags.bundle);
  if (batch.alerts.length === 0) throw new MiraError('bad_argument', `${flags.bundle}: no alerts`);
  output.data(batch);
  return EXIT.ok;
}
