// The day's budget of a service in whole investigations: a cheaper model, then the playbook, and why.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ReportOutput } from '../../../src/workers/stages/outputs.ts';
import { startWorkerStack, type WorkerStack } from '../../helpers/worker-stack.ts';

const BUDGET = 0.035;

let stack: WorkerStack;
beforeAll(async () => {
  stack = await startWorkerStack({ gemini: true });
  await stack.work({ serviceBudgetUsd: BUDGET });
});
afterAll(() => stack.stop());

async function investigated() {
  const id = await stack.accept('null-check-removed');
  await stack.settled(id);
  const output = (await stack.store.investigations.outputs(id)).investigation_report;
  const events = await stack.events(id);
  const usage = await stack.store.usage.day();
  return { report: ReportOutput.parse(output).report, events, usage };
}

it('asks the cheaper model of the route when the dear one does not fit', async () => {
  const { report, events, usage } = await investigated();
  expect(report.model).toContain('gemini:gemini-3.5-flash-lite');
  expect(report.notChecked).toContainEqual({
    what: 'the judgement of gemini:gemini-3.8-flash',
    why: expect.stringMatching(
      /^the day’s budget of \$0\.035 for payment-svc has no room .*gemini:gemini-3\.5-flash-lite went on$/,
    ),
  });
  expect(events.some(({ type }) => type === 'model.fallback')).toBe(true);
  expect(usage.costUsd).toBeGreaterThan(0);
  expect(usage.costUsd).toBeLessThan(BUDGET);
});

it('finishes with the playbook when nothing fits, spends nothing, and says so', async () => {
  const { costUsd } = await stack.store.usage.day();
  // Another run of the service, which is about to call a model.
  const booked = { id: 'other', costUsd: BUDGET - costUsd - 0.0001 };
  const budgets = { fleetLimitUsd: 50, service: 'payment-svc', serviceLimitUsd: BUDGET };
  expect(await stack.store.usage.reserve({ ...booked, ...budgets })).toEqual({ ok: true });
  const { report, events, usage } = await investigated();
  expect(report).toMatchObject({ verdict: 'root_cause', model: 'playbook' });
  expect(usage.costUsd).toBe(costUsd);
  const why = report.notChecked.filter(({ what }) => what.startsWith('the judgement of'));
  expect(why.map(({ what }) => what)).toEqual([
    'the judgement of gemini:gemini-3.5-flash-lite',
    'the judgement of gemini:gemini-3.8-flash',
  ]);
  expect(events.filter(({ type }) => type === 'model.fallback')).toHaveLength(2);
});
