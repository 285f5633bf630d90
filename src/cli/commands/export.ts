/** `mira export`: one investigation as an incident bundle, with the recording that `mira replay` runs again. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { RECORDING_FILE, writeBundle } from '../../bundle/write-bundle.ts';
import { MiraError } from '../../domain/errors.ts';
import { parseRecording } from '../../domain/recording.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Context } from './context.ts';

/** @throws MiraError `not_found`, and `conflict` when it has seen nothing yet */
export async function exportInvestigation(
  { api, output }: Context,
  id: string,
  folder: string,
): Promise<ExitCode> {
  const text = await api.text(`/investigations/${encodeURIComponent(id)}/recording`);
  const { head, lines } = parseRecording(text);
  if (head.observations === null)
    throw new MiraError('conflict', `investigation ${id} has looked at nothing yet`);
  const files = await writeBundle(folder, head.observations);
  await writeFile(path.join(folder, RECORDING_FILE), text);
  const replayable = lines.some(({ type }) => type === 'start');
  output.data({ investigation: id, folder, files: [...files, RECORDING_FILE], replayable });
  for (const file of [...files, RECORDING_FILE]) output.line(path.join(folder, file));
  output.progress(
    replayable
      ? `investigate it offline: mira analyze --bundle ${folder}, run it again: mira replay ${folder}`
      : `no recording of it is kept any more: mira replay has nothing to run again; mira analyze --bundle ${folder} has`,
  );
  return EXIT.ok;
}
