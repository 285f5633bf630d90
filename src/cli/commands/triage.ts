/** `mira triage`: what to do with each alert of a batch; no network, no keys. */
import { readBatch } from '../../bundle/read-batch.ts';
import type { DecisionAction } from '../../domain/analysis.ts';
import { triageBatch } from '../../evidence/index.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Paint } from '../output.ts';
import { problemText } from '../render/analysis.ts';
import { count } from '../render/units.ts';
import type { Context } from './context.ts';

export interface TriageFlags {
  readonly bundle: string;
}

export async function triageFiles({ output }: Context, flags: TriageFlags): Promise<ExitCode> {
  const batch = await readBatch(flags.bundle);
  const alerts = triageBatch(batch).map(({ id, action, priority, reason, duplicateOf }) => ({
    id,
    action,
    priority,
    reason,
    duplicateOf,
  }));
  if (output.format === 'jsonl') output.data(alerts);
  else output.data({ alerts, inputProblems: batch.observations.inputProblems });
  for (const problem of batch.observations.inputProblems.slice(0, 10))
    output.progress(`! ${problemText(problem)}`);
  if (alerts.length === 0) {
    output.progress(`mira: no alerts in ${flags.bundle}: it needs an alerts.json (docs/bundle.md)`);
    return EXIT.usage;
  }

  const { paint } = output;
  output.table(
    ['alert', 'action', 'priority', 'part of', 'reason'],
    alerts.map((alert) => [
      alert.id,
      colour(alert.action, paint),
      alert.priority ?? '–',
      alert.duplicateOf ?? '–',
      alert.reason,
    ]),
  );
  const of = (action: DecisionAction): number =>
    alerts.filter((alert) => alert.action === action).length;
  output.line();
  output.line(
    `${count(alerts.length, 'alert')}: ${of('TICKET')} to work on, ${of('MONITOR')} to watch, ${of('IGNORE')} to leave (${alerts.filter((alert) => alert.duplicateOf !== null).length} of them part of something else)`,
  );
  return EXIT.ok;
}

function colour(action: DecisionAction, paint: Paint): string {
  switch (action) {
    case 'TICKET':
      return paint.red(action);
    case 'MONITOR':
      return paint.yellow(action);
    case 'IGNORE':
      return paint.dim(action);
  }
}
