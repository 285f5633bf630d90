/** Whole investigations with the simulated Gemini: what each of its moods comes to, and what a good one costs. */
import {
  CEILINGS,
  investigateAs,
  type MoodRun,
  MOODS,
  SCENARIOS,
} from '../../test/helpers/behaviours.ts';
import { startWorkerStack } from '../../test/helpers/worker-stack.ts';
import type { Benchmark, Row } from '../row.ts';

/** Tokens are the simulator's own count: one for each four characters. Prices are the list's. */
export const modelsBenchmark: Benchmark = {
  name: 'models',
  about: 'moods of a model → verdict, calls, cost; and the cost of each scenario at list prices',
  async *run() {
    const stack = await startWorkerStack({ gemini: true, limits: CEILINGS });
    try {
      await stack.work();
      for (const { name, request } of MOODS)
        yield moodRow(name, await investigateAs(stack, request, 'null-check-removed'));
      for (const scenario of SCENARIOS)
        yield moodRow(
          `invents a commit, in ${scenario}`,
          await investigateAs(stack, { behaviour: 'hallucinating_commit' }, scenario),
        );
      for (const scenario of SCENARIOS) {
        const run = await investigateAs(stack, { behaviour: 'good' }, scenario);
        yield costRow(scenario, run);
        if (scenario !== SCENARIOS[0]) continue;
        for (const [stage, { input, output }] of run.tokens)
          yield {
            what: `${scenario} · tokens of ${stage}`,
            value: `${input} + ${output}`,
            target: 'in + out',
            ok: true,
          };
        yield cachedRow(await investigateAs(stack, { behaviour: 'good' }, scenario));
      }
    } finally {
      await stack.stop();
    }
  },
};

const usd = ({ investigation }: MoodRun): string => `$${investigation.usage.costUsd.toFixed(4)}`;

function moodRow(name: string, run: MoodRun): Row {
  const { usage } = run.investigation;
  const { report } = run;
  const how = [
    `${usage.modelCalls} model and ${usage.toolCalls} tool calls`,
    ...(run.fellBack ? ['fell back'] : []),
    usd(run),
    `${report.grounding.verified} of ${report.grounding.claims} claims verified`,
    ...(report.trust?.restsOn === 'outside_text' ? ['flagged'] : []),
  ].join(', ');
  return {
    what: `${name} → ${report.verdict}, ${Math.round(report.confidence * 100)}%`,
    value: run.outcome,
    target: how,
    ok:
      run.outcome !== 'wrong' &&
      run.ungrounded.length === 0 &&
      usage.modelCalls <= CEILINGS.modelCalls &&
      usage.toolCalls <= CEILINGS.toolCalls,
  };
}

function costRow(scenario: string, run: MoodRun): Row {
  const { usage } = run.investigation;
  return {
    what: `${scenario} with a working model (${run.outcome}, ${run.investigation.decision?.action})`,
    value: usd(run),
    target: `${usage.modelCalls} calls, ${usage.inputTokens} tokens in (${usage.cachedInputTokens} cached), ${usage.outputTokens + usage.thinkingTokens} out`,
    ok: run.outcome !== 'wrong',
  };
}

function cachedRow(run: MoodRun): Row {
  const { inputTokens, cachedInputTokens } = run.investigation.usage;
  const share = inputTokens === 0 ? 0 : cachedInputTokens / inputTokens;
  return {
    what: 'a second investigation of the same: input tokens served from the prefix cache',
    value: `${Math.round(share * 100)}%`,
    target: '> 0%',
    ok: share > 0,
  };
}
