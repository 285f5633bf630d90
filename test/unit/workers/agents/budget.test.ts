// Ceilings that hold over takeovers, and warnings on the way to them.
import { expect, it } from 'vitest';
import { emptyUsage } from '../../../../src/domain/investigation.ts';
import { createBudget, type Limits } from '../../../../src/workers/agents/budget.ts';
import { NO_USAGE } from '../../../../src/workers/models/language-model.ts';
import { stoppedClock } from '../../../helpers/alerts.ts';
import { anInvestigation } from '../../../helpers/workers.ts';

const limits: Limits = { modelCalls: 10, toolCalls: 4, tokens: 1_000, costUsd: 1, minutes: 15 };

function aBudget(usage = emptyUsage(), startedAt = '2026-11-20T10:00:00.000Z', parkedMs = 0) {
  const clock = { ...stoppedClock(), sleep: async () => {} };
  const warnings: string[] = [];
  const saved: object[] = [];
  const budget = createBudget({
    investigation: anInvestigation({ usage, startedAt }),
    parkedMs,
    limits,
    clock,
    save: async (delta) => void saved.push(delta),
    warn: async (ceiling, percent) => void warnings.push(`${ceiling} ${percent}`),
  });
  return { budget, clock, warnings, saved };
}

const small = { tokens: 10, costUsd: 0 };

it('begins where a former worker was lost', () => {
  const { budget } = aBudget({ ...emptyUsage(), modelCalls: 9, toolCalls: 4 });
  expect(budget.ceilingAhead(small)).toBe('modelCalls');
  expect(budget.ceilingReached(small)).toBeNull();
  expect(budget.takeToolCall()).toBe(false);
});

it('leaves room for one last turn of the same size', () => {
  const { budget } = aBudget({ ...emptyUsage(), inputTokens: 400 });
  expect(budget.ceilingAhead({ tokens: 300, costUsd: 0 })).toBeNull();
  expect(budget.ceilingAhead({ tokens: 301, costUsd: 0 })).toBe('tokens');
  expect(budget.ceilingReached({ tokens: 600, costUsd: 0 })).toBeNull();
  expect(budget.ceilingReached({ tokens: 601, costUsd: 0 })).toBe('tokens');
});

it('counts minutes from the first start, without the time that it was parked', () => {
  const { budget, clock } = aBudget(emptyUsage(), '2026-11-20T09:50:00.000Z', 5 * 60_000);
  expect(budget.deadlineMs).toBe(Date.parse('2026-11-20T10:10:00.000Z'));
  clock.advance(10 * 60_000);
  expect(budget.ceilingReached(small)).toBe('minutes');
});

it('gives a successor that comes too late one minute to report', () => {
  const { budget } = aBudget(emptyUsage(), '2026-11-20T08:00:00.000Z');
  expect(budget.deadlineMs).toBe(Date.parse('2026-11-20T10:01:00.000Z'));
});

it('warns once at 50, 80 and 100 percent', async () => {
  const { budget, warnings } = aBudget();
  for (let call = 0; call < 4; call++) {
    budget.takeToolCall();
    await budget.countToolCall({ cached: false, waitedMs: 0 });
  }
  expect(warnings).toEqual(['toolCalls 50', 'toolCalls 100']);
});

it('saves what was used, as it is used', async () => {
  const { budget, saved } = aBudget();
  const usage = { ...NO_USAGE, inputTokens: 7, thinkingTokens: 3 };
  await budget.countModelCalls({ calls: 2, usage, costUsd: 0.5, waitedMs: 20 });
  expect(saved).toEqual([
    {
      modelCalls: 2,
      inputTokens: 7,
      cachedInputTokens: 0,
      outputTokens: 0,
      thinkingTokens: 3,
      costUsd: 0.5,
      waitedMs: 20,
    },
  ]);
  expect(budget.usage).toMatchObject({ modelCalls: 2, costUsd: 0.5 });
});
