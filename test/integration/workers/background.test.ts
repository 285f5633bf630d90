// Runbooks and memory in a whole investigation: offered to the model as what they are, told in the report.
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { memoryFrom } from '../../../src/domain/memory.ts';
import type { LanguageModel } from '../../../src/workers/models/language-model.ts';
import { ReportOutput } from '../../../src/workers/stages/outputs.ts';
import { anAlert } from '../../helpers/alerts.ts';
import { startWorkerStack, type WorkerStack } from '../../helpers/worker-stack.ts';

const RUNBOOK = `---
services: [payment-svc]
---
# When payments fail

## Steps

1. Pause the retry worker before anything else.
2. Roll back a release of the last two hours.
`;

let stack: WorkerStack;
/** Empty: the playbook works alone. */
const models = new Map<string, LanguageModel>();
beforeAll(async () => {
  const runbooks = await mkdtemp(join(tmpdir(), 'runbooks-'));
  await writeFile(join(runbooks, 'payments.md'), RUNBOOK);
  stack = await startWorkerStack({ runbooks, gemini: true });
  await stack.work({ models });
});
afterAll(() => stack.stop());

const outputOf = async (id: string) =>
  ReportOutput.parse((await stack.store.investigations.outputs(id)).investigation_report);

describe('runbooks and memory', () => {
  it('reach the playbook’s report: steps quoted and recommended, the past compared', async () => {
    const first = await stack.accept('null-check-removed');
    const investigation = await stack.settled(first);
    const { report, markdown, signature = [] } = await outputOf(first);
    expect(report.runbooks).toEqual([
      {
        title: 'When payments fail',
        path: 'payments.md',
        source: 'folder',
        steps: [
          'Pause the retry worker before anything else.',
          'Roll back a release of the last two hours.',
        ],
      },
    ]);
    expect(report.nextSteps).toContain('Pause the retry worker before anything else.');
    expect(markdown).toContain('## Runbooks');
    expect(signature).toContain('exception:nullreferenceexception');

    // As if it had been an incident of a month ago, which somebody has confirmed since.
    const feedback = { verdict: 'confirm', by: 'ann', at: '2026-10-21T10:00:00.000Z' } as const;
    const memory = memoryFrom(report, investigation.org, signature, feedback);
    if (memory === null) throw new Error('nothing to remember');
    await stack.store.memory.remember({ ...memory, id: 'old', incidentId: 'old' });

    const second = await stack.accept('null-check-removed');
    await stack.settled(second);
    const again = (await outputOf(second)).report;
    const remembered = again.evidence.filter(({ kind }) => kind === 'memory');
    expect(remembered).toHaveLength(1);
    expect(remembered[0]?.text).toMatch(/confirmed by ann[\s\S]*Alike by (9\d|100)%/);
    expect(remembered[0]?.commit).toBeNull();
    expect(again.nextSteps.at(-1)).toContain(`[${remembered[0]?.id}]`);
    expect(again.verdict).toBe('root_cause');
  });

  it('of the team’s repository are named; a profile that does not exist is named', async () => {
    const service = await stack.store.registry.get('payment-svc');
    if (service === undefined) throw new Error('the scenario has registered it');
    await stack.store.registry.set({
      ...service,
      profile: 'mobile',
      runbooks: { path: '/docs/' },
    });
    const alert = anAlert({
      service: 'payment-svc',
      env: 'staging',
      cycleKey: 'p',
      deliveryId: 'p',
    });
    const accepted = await stack.store.acceptor.accept(alert);
    await stack.deps.dispatcher.accepted(accepted);
    const id = accepted.investigationId ?? '';
    await stack.settled(id);
    const { report } = await outputOf(id);
    expect(report.notChecked).toContainEqual({
      what: 'the instructions of the profile “mobile”',
      why: expect.stringContaining('has no such profile (it has backend, frontend, data)'),
    });
    // The team's own has no list of steps: it is named, beside the operator's, which is quoted.
    expect(report.runbooks?.map(({ path }) => path)).toEqual(['payments.md']);
    expect(report.nextSteps).toContain(
      'See the runbook “Runbook: payment-svc” in the repository: docs/runbook.md.',
    );
    const asked = (await stack.events(id)).filter(({ summary }) =>
      summary.startsWith('get_file runbook docs/runbook.md'),
    );
    expect(asked).toHaveLength(1);
  });

  it('reach a model: the operator’s runbook as it is, memory as data from outside', async () => {
    for (const [ref, model] of stack.deps.models) models.set(ref, model);
    const id = await stack.accept('null-check-removed');
    await stack.settled(id);
    const asked = (await stack.requests('gemini')).map(({ body }) => JSON.stringify(body));
    const task = asked.find((body) => body.includes('When payments fail')) ?? '';
    const outside = [...task.matchAll(/<untrusted-[\s\S]*?<\/untrusted-/g)].map(([block]) => block);
    const holding = (text: string) => outside.filter((block) => block.includes(text)).length;
    expect(task).toContain('written by the people who run this service');
    expect(holding('Pause the retry worker')).toBe(0);
    expect(holding('Memory of a past incident')).toBe(1);
    const { usage } = (await stack.store.investigations.get(id)) ?? {};
    expect(usage?.costUsd).toBeGreaterThan(0);
    const told = await stack.store.usage.ofInvestigation(id);
    expect(told.rows['model']?.map(({ key }) => key).toSorted()).toEqual([
      'gemini:gemini-3.5-flash-lite',
      'gemini:gemini-3.8-flash',
    ]);
    expect(told.rows['agent']?.map(({ key }) => key)).toContain('investigator');
    expect(told.rows['tool']?.map(({ key }) => key)).toContain('get_logs');
    expect(told.pricesReadAt).toBe('2026-10-07');
  });
});
