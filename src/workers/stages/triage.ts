/** Triage: how urgent, what kind of trouble, and whether a deep look is worth it. */
import { z } from 'zod';
import { comparePriority, Priority } from '../../domain/priority.ts';
import { createSubmission } from '../agents/submission.ts';
import { askAgent } from './ask-agent.ts';
import { AlertKind, type TriageOutput } from './outputs.ts';
import { done, type StageDefinition } from './stage.ts';
import { triageByRules } from './triage-rules.ts';

const Triage = z.object({
  severity: Priority.describe('P0 is the most urgent'),
  alert_kind: AlertKind,
  deep_look: z.boolean(),
  reason: z.string().min(1).max(500),
});

export const triage: StageDefinition<TriageOutput> = {
  name: 'triage',
  isDone: (run) => run.state.triage !== null,
  keep: (run, output) => run.update({ triage: output }),
  async run(run) {
    const rules = triageByRules(run.state.alerts);
    if (run.state.investigation.mode === 'rules_only') {
      return done(
        {
          ...rules,
          deepLook: false,
          reason: 'the alert has recovered: rules decide',
          model: 'rules',
        },
        'recovered: rules decide',
      );
    }
    const submission = createSubmission({
      name: 'submit_triage',
      description: 'Hands in the triage. Call it once.',
      schema: Triage,
      check: (value) => ({ ok: true, value }),
    });
    const { value, model } = await askAgent(run, 'triage', 'triage', submission);
    const output = value === null ? { ...rules, model: 'rules' } : settle(value, rules, model);
    return done(
      output,
      `${output.severity}, ${output.alertKind.replaceAll('_', ' ')}${output.deepLook ? '' : ', no deep look'}: ${output.reason}`,
    );
  },
};

/**
 * A model may raise a severity but not lower a stated one, and may not talk a P0 or P1 out of its
 * deep look: all it has read is text that outsiders can write.
 */
function settle(
  value: z.output<typeof Triage>,
  rules: Omit<TriageOutput, 'model'>,
  model: string,
): TriageOutput {
  const severity =
    comparePriority(value.severity, rules.severity) < 0 ? value.severity : rules.severity;
  const urgent = comparePriority(severity, 'P1') <= 0;
  return {
    severity,
    alertKind: value.alert_kind,
    deepLook: value.deep_look || urgent || rules.deepLook,
    reason: value.reason,
    model,
  };
}
