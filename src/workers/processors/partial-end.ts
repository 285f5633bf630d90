/** How an investigation ends that cannot go on: with what it has as its report, and a recorded outcome. */
import type { ClaimedInvestigation } from '../../store/contracts.ts';
import { decision } from '../stages/decision.ts';
import { ledgerOf, writeReport } from '../stages/investigation-report.ts';
import type { Run } from '../stages/run.ts';

/**
 * Writes the partial report and the decision by rules (where there are none yet) and ends the
 * investigation as failed. Its alerts keep their fates, and the report names why it stopped.
 */
export async function endWithPartialReport(run: Run, why: string): Promise<void> {
  const { investigations } = run.deps.store;
  if (run.state.report === null) {
    const output = writeReport(run, ledgerOf(run), {
      draft: null,
      stoppedBecause: why,
      model: 'rules',
      notChecked: [],
    });
    await investigations.saveOutput(run.id, run.claim, 'investigation_report', output);
    run.update({ report: output });
    await run.event('investigation_report', 'report.submitted', output.report.title, {
      verdict: output.report.verdict,
      stoppedBecause: why,
    });
  }
  if (run.state.decision === null) {
    const result = await decision.run(run);
    if (result.kind === 'done')
      await investigations.saveOutput(run.id, run.claim, 'decision', result.output);
  }
  await investigations.fail(run.id, run.claim, why);
}

export const takeoverReason = ({ takeovers, investigation }: ClaimedInvestigation): string =>
  `its workers were lost ${takeovers} times in a row in the stage ${investigation.stage ?? 'before the first'} without progress`;
