/** `mira watch`: follows one investigation, from its beginning. */
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Context } from './context.ts';
import { fetchInvestigation, followRun, showResult } from './run-view.ts';

export async function watch({ api, output, signal }: Context, id: string): Promise<ExitCode> {
  await followRun(api, output, id, signal);
  const view = await fetchInvestigation(api, id);
  if (output.format === 'json') output.data(view);
  output.line();
  showResult(output, view);
  return EXIT.ok;
}
