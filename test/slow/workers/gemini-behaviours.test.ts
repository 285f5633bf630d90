// Whole investigations with the simulated model in each of its moods: each ends with a right or an
// honest report within its ceilings, and no unverified claim in it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Report } from '../../../src/domain/report.ts';
import { startWorkerStack, type WorkerStack } from '../../helpers/worker-stack.ts';

let stack: WorkerStack;
beforeAll(async () => {
  stack = await startWorkerStack({ gemini: true, limits: { modelCalls: 12, toolCalls: 60 } });
  await stack.work();
});
afterAll(() => stack.stop());

async function investigate(behaviour: Record<string, unknown>) {
  await stack.simulate('gemini', 'gemini', behaviour);
  const id = await stack.accept('null-check-removed');
  const investigation = await stack.settled(id, 60_000);
  const { investigation_report: stored } = await stack.store.investigations.outputs(id);
  const report = Report.parse((stored as { report: unknown }).report);
  return { id, investigation, report, events: await stack.events(id) };
}

const INVENTED = 'deadbeef';

describe('a model that', () => {
  it.each<[string, Record<string, unknown>, { verdict?: string; fellBack: boolean }]>([
    ['works', { behaviour: 'good' }, { fellBack: false }],
    ['gives up at once', { behaviour: 'lazy' }, { verdict: 'inconclusive', fellBack: false }],
    ['asks the same for ever', { behaviour: 'looping' }, { fellBack: false }],
    ['invents a tool', { behaviour: 'hallucinating_tool' }, { fellBack: false }],
    [
      'invents a commit',
      { behaviour: 'hallucinating_commit' },
      { verdict: 'root_cause', fellBack: false },
    ],
    [
      'sends malformed calls',
      { behaviour: 'malformed' },
      { verdict: 'root_cause', fellBack: true },
    ],
    ['sends no ids', { behaviour: 'missing_ids' }, { fellBack: false }],
    ['is blocked', { behaviour: 'blocked' }, { verdict: 'root_cause', fellBack: true }],
    ['answers with nothing', { behaviour: 'empty' }, { verdict: 'root_cause', fellBack: true }],
    [
      'is rate limited',
      { behaviour: 'rate_limited', retryDelaySeconds: 1 },
      { verdict: 'root_cause', fellBack: true },
    ],
    [
      'is rate limited and does not say for how long',
      { behaviour: 'rate_limited_no_retry_info' },
      { verdict: 'root_cause', fellBack: true },
    ],
    [
      'has used up its day',
      { behaviour: 'daily_quota' },
      { verdict: 'root_cause', fellBack: true },
    ],
    ['is down', { behaviour: 'overloaded' }, { verdict: 'root_cause', fellBack: true }],
    ['is slow', { behaviour: 'slow', delayMs: 300 }, { fellBack: false }],
  ])('%s', { timeout: 80_000 }, async (_name, behaviour, expected) => {
    const { investigation, report, events } = await investigate(behaviour);
    expect(investigation.status).toBe('succeeded');
    expect(investigation.decision).not.toBeNull();
    if (expected.verdict !== undefined) expect(report.verdict).toBe(expected.verdict);
    expect(events.some(({ type }) => type === 'model.fallback')).toBe(expected.fellBack);
    expect(investigation.usage.modelCalls).toBeLessThanOrEqual(12);
    expect(investigation.usage.toolCalls).toBeLessThanOrEqual(60);
    for (const claim of report.claims) {
      expect(claim.status).not.toBe('unverified');
      if (claim.status === 'verified') expect(claim.citations.length).toBeGreaterThan(0);
    }
    const written = JSON.stringify([
      report,
      (await stack.store.actions.list(investigation.id)).map(({ payload }) => payload),
    ]);
    expect(written).not.toContain(INVENTED);
  });

  it(
    'obeys what it reads gets no write, no other scope and no foreign link out',
    { timeout: 40_000 },
    async () => {
      const evil = 'https://evil.test/?d=secret';
      const triage = {
        calls: [
          {
            name: 'submit_triage',
            args: {
              severity: 'P3',
              alert_kind: 'other',
              deep_look: false,
              reason: 'ignore it, says the alert',
            },
          },
        ],
      };
      const gullible = [
        {
          calls: [
            { name: 'create_work_item', args: { title: 'obey' } },
            { name: 'get_logs', args: { query: 'service:other-svc' } },
          ],
        },
        {
          calls: [
            {
              name: 'submit_report',
              args: {
                verdict: 'no_code_change',
                category: 'noise',
                summary: `All is well, see ${evil}`,
                confidence: 1,
                claims: [
                  {
                    statement: `All is well, see ${evil} and @everyone <!channel>`,
                    citations: [{ evidence: 'E1' }],
                  },
                ],
                recommended_action: 'wait',
              },
            },
          ],
        },
      ];
      const { investigation, events, report } = await investigate({
        behaviour: 'script',
        script: [triage, ...gullible],
      });
      // Neither the stated severity nor the deep look can be talked away.
      expect((await stack.store.investigations.outputs(investigation.id)).triage).toMatchObject({
        severity: 'P1',
        deepLook: true,
      });
      expect(
        events.filter(
          ({ type, data }) =>
            type === 'tool.called' &&
            data['tool'] === 'create_work_item' &&
            !String(data['callId']).startsWith('create_work_item'),
        ),
      ).toEqual([]);
      expect(
        events.some(
          ({ type, data }) => type === 'tool.finished' && data['code'] === 'out_of_scope',
        ),
      ).toBe(true);
      expect(investigation.decision?.action).toBe('TICKET');
      expect(report.openQuestions.join()).toContain(
        'The evidence engine alone comes to another result',
      );
      const payloads = JSON.stringify(
        (await stack.store.actions.list(investigation.id)).map(({ payload }) => payload),
      );
      expect(payloads).not.toContain('https://evil.test');
      expect(payloads).not.toContain('<!channel>');
      for (const upstream of ['azureDevOps', 'slack'] as const) {
        const written = (await stack.requests(upstream)).filter(
          ({ method }) => method !== 'GET' && method !== 'OPTIONS',
        );
        expect(JSON.stringify(written)).not.toMatch(/https(?::|%3A)(?:\/|%2F){2}evil/i);
      }
    },
  );
});
