/** `mira investigate`: start an investigation by hand and follow it to its report. */
import { writeFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Verdict } from '../../domain/analysis.ts';
import { MiraError } from '../../domain/errors.ts';
import { mustBeAllowedToWrite, type Context } from './context.ts';
import { AcceptedView, fetchInvestigation, followRun, showResult } from './run-view.ts';

export interface InvestigateFlags {
  readonly service?: string;
  readonly env?: string;
  readonly since?: string;
  readonly detach?: boolean;
  readonly output?: string;
}

/** @param subject - what is wrong, in words, a Datadog monitor URL, an alert's id, or `-` for stdin */
export async function investigate(
  context: Context,
  subject: string,
  flags: InvestigateFlags,
): Promise<ExitCode> {
  mustBeAllowedToWrite(context, 'mira investigate');
  const { api, output, signal } = context;
  const about = subject === '-' ? (await text(process.stdin)).trim() : subject;
  if (about === '')
    throw new MiraError(
      'bad_argument',
      'nothing to investigate: give words, a Datadog URL or an alert id',
    );
  const accepted = await api.request(AcceptedView, 'POST', '/investigate', {
    subject: about,
    ...(flags.service ? { service: flags.service } : {}),
    ...(flags.env ? { env: flags.env } : {}),
    ...(flags.since ? { since: flags.since } : {}),
  });
  const id = accepted.investigation_id;
  if (id === null) {
    output.data(accepted);
    output.line(`${accepted.action}: ${accepted.reason ?? ''}`);
    return EXIT.ok;
  }
  output.progress(`${accepted.action}: investigation ${id}`);
  if (flags.detach) {
    output.data(accepted);
    output.line(id);
    return EXIT.ok;
  }
  await followRun(api, output, id, signal);
  const view = await fetchInvestigation(api, id);
  if (output.format === 'json') output.data(view);
  output.line();
  showResult(output, view);
  if (flags.output)
    await writeFile(flags.output, `${JSON.stringify(view.report ?? view, null, 2)}\n`);
  return exitCodeOfVerdict(view.investigation.verdict);
}

function exitCodeOfVerdict(verdict: Verdict | null): ExitCode {
  switch (verdict) {
    case 'root_cause':
    case 'no_code_change':
      return EXIT.ok;
    case 'inconclusive':
      return EXIT.inconclusive;
    case null:
      return EXIT.failed;
  }
}
