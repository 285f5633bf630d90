/** The decision: made by rules, put into words by a model only where one is configured for it. */
import { z } from 'zod';
import { OPENING_TRANSITIONS } from '../../domain/alert.ts';
import { DecisionRules } from '../../domain/service.ts';
import { toMs } from '../../domain/time.ts';
import { createSubmission } from '../agents/submission.ts';
import { commitsNamedIn } from '../verification/check-claim.ts';
import { decisionRestsOn } from '../verification/trust.ts';
import { askAgent } from './ask-agent.ts';
import { decide, type DecisionFacts } from './decision-rules.ts';
import type { DecisionOutput } from './outputs.ts';
import type { Run } from './run.ts';
import { done, type StageDefinition } from './stage.ts';

export const decision: StageDefinition<DecisionOutput> = {
  name: 'decision',
  isDone: (run) => run.state.decision !== null,
  keep: (run, output) => run.update({ decision: output }),
  async run(run) {
    const ruled = decide(factsOf(run));
    const output = await phrased(run, {
      ...ruled,
      restsOn: decisionRestsOn(ruled.rule, run.state.report?.report ?? null),
      model: 'rules',
    });
    await run.event(
      'decision',
      'decision.made',
      `${output.action}${output.priority ? ` ${output.priority}` : ''}: ${output.reason}`,
      {
        action: output.action,
        priority: output.priority,
        rule: output.rule,
        restsOn: output.restsOn,
      },
    );
    return done(output, `${output.action}: ${output.reason}`);
  },
};

function factsOf(run: Run): DecisionFacts {
  const { state } = run;
  const opening = state.alerts.filter(({ alert }) => OPENING_TRANSITIONS.has(alert.transition));
  const firing = state.incident.cycles.some((cycle) => cycle.state === 'firing');
  const recovered = state.incident.cycles.flatMap(({ recoveredAt }) =>
    recoveredAt === null ? [] : [toMs(recoveredAt)],
  );
  const nowMs = run.deps.clock.now();
  const fired = state.alerts.map(({ alert }) => toMs(alert.firedAt));
  const onset = state.evidence?.analysis?.onsetAt ?? null;
  return {
    rules: state.service?.decision ?? DecisionRules.parse({}),
    titles: (opening.length > 0 ? opening : state.alerts).map(({ alert }) => alert.title),
    sinceMs: Math.min(nowMs, ...fired, ...(onset === null ? [] : [toMs(onset)])),
    recoveredMs: !firing && recovered.length > 0 ? Math.max(...recovered) : null,
    nowMs,
    severity: state.triage?.severity ?? state.investigation.priority,
    report: state.report?.report ?? null,
    analysis: state.evidence?.analysis ?? null,
  };
}

const Reason = z.object({ reason: z.string().min(10).max(400) });

/** The words may change, the decision may not; words that bring in commits of their own are not taken. */
async function phrased(run: Run, ruled: DecisionOutput): Promise<DecisionOutput> {
  run.update({ decision: ruled });
  const asksModel = run.agent('decision').route.some((ref) => ref !== run.deps.playbook.id);
  if (!asksModel) return ruled;
  const known = JSON.stringify(run.state.report?.report ?? '');
  const submission = createSubmission({
    name: 'submit_reason',
    description: 'Hands in the sentence that explains the decision.',
    schema: Reason,
    check: ({ reason }) => {
      const invented = commitsNamedIn(reason).find((name) => !known.includes(name));
      return invented === undefined
        ? { ok: true as const, value: reason }
        : { ok: false as const, problem: `the report names no commit ${invented}` };
    },
  });
  const { value, model } = await askAgent(run, 'decision', 'decision', submission);
  return value === null ? ruled : { ...ruled, reason: value, model };
}
