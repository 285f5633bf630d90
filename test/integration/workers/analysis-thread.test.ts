// The thread that the evidence engine runs in: reused, in order, replaced when it hangs.
import { expect, it } from 'vitest';
import { DecisionRules } from '../../../src/domain/service.ts';
import { createAnalysisThread } from '../../../src/workers/sweep/analysis-thread.ts';
import { someObservations } from '../../helpers/workers.ts';

const rules = DecisionRules.parse({});
const never = new AbortController().signal;

it('answers many questions, each with its own answer', async () => {
  await using thread = createAnalysisThread();
  const services = ['a-svc', 'b-svc', 'c-svc', 'd-svc'];
  const answers = await Promise.all(
    services.map((service) =>
      thread.analyze(
        { ...someObservations(), service, alerts: [], logs: [], spans: [], metrics: [] },
        rules,
        never,
      ),
    ),
  );
  expect(answers).toHaveLength(4);
  for (const answer of answers) expect(answer.hypotheses.length).toBeGreaterThan(0);
});

it('goes on after a question that was given up', async () => {
  await using thread = createAnalysisThread();
  const controller = new AbortController();
  controller.abort(new Error('given up'));
  await expect(thread.analyze(someObservations(), rules, controller.signal)).rejects.toThrow(
    'given up',
  );
  expect((await thread.analyze(someObservations(), rules, never)).verdict).toBeDefined();
});

it('says that it took too long, and answers the next question in a new thread', async () => {
  await using hasty = createAnalysisThread(1);
  await expect(hasty.analyze(someObservations(), rules, never)).rejects.toMatchObject({
    code: 'timeout',
  });
  await expect(hasty.analyze(someObservations(), rules, never)).rejects.toMatchObject({
    code: 'timeout',
  });
});

it('reports observations that it cannot read as a broken contract', async () => {
  await using thread = createAnalysisThread();
  const broken = { ...someObservations(), now: 'yesterday' };
  await expect(thread.analyze(broken, rules, never)).rejects.toMatchObject({
    code: 'contract_broken',
  });
});
