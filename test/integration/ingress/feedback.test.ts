// Feedback teaches: confirmed reports and corrections are remembered, wrong ones are not. And usage.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Report } from '../../../src/domain/report.ts';
import { claimed, started } from '../../helpers/store.ts';
import { startTestIngress, type TestIngress } from '../../helpers/ingress.ts';
import { startRedis, type TestRedis } from '../../helpers/redis-server.ts';

let server: TestRedis;
let ingress: TestIngress;
beforeAll(async () => {
  server = await startRedis();
  ingress = startTestIngress(server);
  await ingress.ready;
});
afterAll(async () => {
  await ingress.stop();
  await server.stop();
});
beforeEach(async () => {
  await ingress.redis.flushall();
});

const SIGNATURE = ['exception:nullreferenceexception', 'frame:discountcalculator.ratefor'];

const aReport = (id: string, incidentId: string): Report => ({
  investigationId: id,
  incidentId,
  service: 'payment-svc',
  env: 'prod',
  title: 'payment-svc: caused by commit 98b131ca',
  verdict: 'root_cause',
  category: 'code_defect',
  summary: 'A null check was removed.',
  suspectChange: null,
  confidence: 0.8,
  claims: [],
  causalChain: [],
  impact: '',
  recommendedAction: 'rollback',
  nextSteps: [],
  firstFailingService: null,
  blastRadius: [],
  onsetAt: null,
  timeline: [],
  evidence: [],
  ruledOut: [],
  notChecked: [],
  openQuestions: [],
  alerts: [],
  decision: null,
  grounding: { claims: 0, verified: 0, downgraded: 0 },
  stoppedBecause: null,
  model: 'playbook',
  generatedAt: '2026-11-20T10:00:00.000Z',
});

/** An investigation that has left its report. */
async function reported() {
  const { store } = ingress;
  const { id, incidentId } = await started(store, { service: 'payment-svc' });
  const { claim, investigation } = await claimed(store, id);
  await store.investigations.saveOutput(id, claim, 'investigation_report', {
    report: aReport(id, incidentId),
    markdown: '# The report',
    signature: SIGNATURE,
  });
  const recall = () =>
    store.memory.recall({
      org: investigation.org,
      service: 'payment-svc',
      signature: SIGNATURE,
      exceptIncident: 'another',
    });
  const say = (body: unknown) => ingress.api('POST', `/investigations/${id}/feedback`, body);
  return { id, incidentId, recall, say };
}

describe('feedback', () => {
  test('that confirms makes a memory of the report, and is shown with it', async () => {
    const { id, incidentId, recall, say } = await reported();
    expect(await say({ verdict: 'confirm', by: 'ann' })).toMatchObject({
      status: 201,
      body: { remembered: true, feedback: { verdict: 'confirm', by: 'ann' } },
    });
    const [found] = await recall();
    expect(found).toMatchObject({
      similarity: 1,
      memory: { id, summary: 'A null check was removed.', confirmedBy: 'ann', corrected: false },
    });
    const run = await ingress.api('GET', `/investigations/${id}`);
    expect(run.body.feedback).toMatchObject([{ verdict: 'confirm', by: 'ann' }]);
    const incident = await ingress.api('GET', `/incidents/${incidentId}`);
    expect(incident.body.feedback[id]).toMatchObject({ by: 'ann' });
    const markdown = await ingress.app.request(`/investigations/${id}/report`, {
      headers: { accept: 'text/markdown', authorization: 'Bearer api-token' },
    });
    expect(await markdown.text()).toMatch(
      /# The report\n\n## Feedback\n\n- .* confirmed, says ann/,
    );
  });

  test('that corrects is remembered as what it really was, without the report’s own words', async () => {
    const { id, recall, say } = await reported();
    const correction = { verdict: 'root_cause', commit: 'abcdef1234', category: 'configuration' };
    expect((await say({ verdict: 'wrong', correction, by: 'bob' })).status).toBe(201);
    const [found] = await recall();
    expect(found?.memory).toMatchObject({
      id,
      corrected: true,
      commit: 'abcdef1234',
      category: 'configuration',
    });
    expect(JSON.stringify(found?.memory)).not.toContain('null check');
  });

  test('that only says wrong takes a former confirmation back', async () => {
    const { recall, say } = await reported();
    await say({ verdict: 'confirm', by: 'ann' });
    expect(await recall()).toHaveLength(1);
    expect((await say({ verdict: 'wrong', by: 'bob', note: 'no idea yet' })).body).toMatchObject({
      remembered: false,
    });
    expect(await recall()).toEqual([]);
  });

  test('is refused where it makes no sense, naming the field', async () => {
    const { id, say } = await reported();
    const nonsense: readonly (readonly [unknown, string])[] = [
      [{ verdict: 'maybe', by: 'ann' }, 'verdict'],
      [{ verdict: 'confirm', by: 'ann', correction: { verdict: 'root_cause' } }, 'correction'],
      [
        { verdict: 'wrong', by: 'ann', correction: { verdict: 'root_cause', commit: 'no' } },
        'correction.commit',
      ],
      [{ verdict: 'confirm', by: 'ann', extra: 1 }, 'body'],
      ['not json', 'body'],
    ];
    for (const [body, field] of nonsense) {
      expect(await say(body)).toMatchObject({ status: 400, body: { error: { field } } });
    }
    const away = await ingress.api('POST', '/investigations/nope/feedback', { verdict: 'confirm' });
    expect(away.status).toBe(404);
    const { id: unfinished } = await started(ingress.store, {
      service: 'b',
      cycleKey: 'b',
      deliveryId: 'b',
    });
    const early = await ingress.api('POST', `/investigations/${unfinished}/feedback`, {
      verdict: 'confirm',
    });
    expect(early.status).toBe(409);
    expect(await ingress.store.feedback.list(id)).toEqual([]);
    const open = await ingress.api('POST', `/investigations/${id}/feedback`, {}, '');
    expect(open.status).toBe(401);
  });
});

describe('GET /usage', () => {
  test('shows what was used, by what was asked for, beside the budgets', async () => {
    const { store } = ingress;
    const { id } = await started(store, { service: 'payment-svc' });
    const { claim } = await claimed(store, id);
    await store.investigations.addUsage(
      id,
      claim,
      { modelCalls: 1, costUsd: 0.5, inputTokens: 900, cachedInputTokens: 300 },
      { service: 'payment-svc', model: 'gemini:a', agent: 'triage', pricesReadAt: '2026-10-07' },
    );
    const { body } = await ingress.api('GET', '/usage?by=service&since=7d');
    expect(body).toMatchObject({
      by: 'service',
      rows: [{ key: 'payment-svc', usage: { costUsd: 0.5, cachedInputTokens: 300 } }],
      total: { costUsd: 0.5 },
      pricesReadAt: '2026-10-07',
      budgets: { fleetUsd: 50, serviceUsd: 10, todayUsd: 0.5 },
    });
    expect(body.since < body.until).toBe(true);
    const bad = await ingress.api('GET', '/usage?by=colour');
    expect(bad).toMatchObject({ status: 400, body: { error: { field: 'by' } } });
    const run = await ingress.api('GET', `/investigations/${id}`);
    expect(run.body.usage.rows.agent).toMatchObject([{ key: 'triage' }]);
  });
});
