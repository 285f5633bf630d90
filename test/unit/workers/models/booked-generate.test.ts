// Over a budget the next, cheaper model goes on, at last the playbook; events and report say why.
import { expect, it } from 'vitest';
import { MiraError } from '../../../../src/domain/errors.ts';
import type { NewRunEvent } from '../../../../src/domain/run-event.ts';
import type { UsageLabels } from '../../../../src/domain/usage.ts';
import type { Booking, Reservation } from '../../../../src/store/contracts.ts';
import { createBudget, type Limits } from '../../../../src/workers/agents/budget.ts';
import { createBookedGenerate } from '../../../../src/workers/models/booked-generate.ts';
import {
  type LanguageModel,
  type ModelRequest,
  type ModelUsage,
  mostTokens,
  NO_USAGE,
} from '../../../../src/workers/models/language-model.ts';
import { createModelCatalog } from '../../../../src/workers/models/model-catalog.ts';
import { stoppedClock } from '../../../helpers/alerts.ts';
import { anInvestigation, aRunState } from '../../../helpers/workers.ts';

const facts = (output: number) => ({
  contextTokens: 100_000,
  maxOutputTokens: 1_000,
  prices: [{ input: 0, cachedInput: 0, output }],
});
const catalog = createModelCatalog({
  pricesReadAt: '2026-10-07',
  default: 'gemini:dear',
  retired: {},
  models: { 'gemini:dear': facts(1_000), 'gemini:cheap': facts(100) },
});
const USED: ModelUsage = {
  inputTokens: 10,
  cachedInputTokens: 4,
  outputTokens: 100,
  thinkingTokens: 20,
};
const aModel = (id: string, asked: string[]): LanguageModel => ({
  id,
  generate: async () => {
    asked.push(id);
    return {
      message: { role: 'assistant', text: 'done', toolCalls: [], native: null },
      usage: USED,
      stop: 'end',
      waitedMs: 0,
    };
  },
});

function setup(leftUsd: number, over: Partial<Limits> = {}, models?: readonly LanguageModel[]) {
  const asked: string[] = [];
  const events: NewRunEvent[] = [];
  const booked: Booking[] = [];
  const settled: string[] = [];
  const saved: UsageLabels[] = [];
  const calls: number[] = [];
  const fallbacks: string[] = [];
  const clock = { ...stoppedClock(), sleep: async () => {} };
  const limits = { modelCalls: 10, toolCalls: 10, tokens: 1e6, costUsd: 100, minutes: 10, ...over };
  const own = models ?? [aModel('gemini:dear', asked), aModel('gemini:cheap', asked)];
  const generate = createBookedGenerate({
    deps: {
      models: new Map(own.map((model) => [model.id, model])),
      playbook: aModel('playbook', asked),
      catalog,
      limits,
      streaming: null,
      clock,
      store: {
        usage: {
          async reserve(booking: Booking): Promise<Reservation> {
            booked.push(booking);
            return booking.costUsd <= leftUsd
              ? { ok: true }
              : { ok: false, scope: 'service', spentUsd: 0.5, first: booked.length === 1 };
          },
          settle: async (id: string) => void settled.push(id),
          marks: async () => [{ scope: 'fleet' as const, percent: 80, spentUsd: 40 }],
        },
      },
    },
    investigationId: 'run',
    claim: 2,
    budget: createBudget({
      investigation: anInvestigation(),
      parkedMs: 0,
      limits,
      clock,
      save: async (usage, labels) => {
        saved.push(labels);
        calls.push(usage.modelCalls ?? 0);
      },
      warn: async () => {},
    }),
    journal: { append: async (...batch) => void events.push(...batch), nextCallId: () => 't1' },
    dailyBudgets: { fleetLimitUsd: 50, service: 'payment-svc', serviceLimitUsd: 1 },
    onFallback: (from, to, reason) => void fallbacks.push(`${from} → ${to}: ${reason}`),
  });
  const request: ModelRequest = {
    agent: 'investigator',
    system: '',
    messages: [],
    tools: [],
    toolChoice: 'auto',
    maxOutputTokens: 1_000,
    thinking: 'low',
    timeoutMs: 1_000,
    signal: new AbortController().signal,
    state: aRunState(),
  };
  const ask = (more: Partial<ModelRequest> = {}) =>
    generate('investigation_report', ['gemini:dear', 'gemini:cheap', 'playbook'], {
      ...request,
      ...more,
    });
  return { ask, asked, events, booked, settled, saved, calls, fallbacks };
}

it('books the worst case before a call, and the real cost under its labels after it', async () => {
  const { ask, asked, booked, settled, saved, events } = setup(10);
  expect((await ask()).ref).toBe('gemini:dear');
  expect(asked).toEqual(['gemini:dear']);
  expect(booked).toEqual([
    {
      id: 'run.2.1',
      costUsd: 1,
      fleetLimitUsd: 50,
      service: 'payment-svc',
      serviceLimitUsd: 1,
    },
  ]);
  expect(settled).toEqual(['run.2.1']);
  expect(saved).toEqual([
    {
      model: 'gemini:dear',
      agent: 'investigator',
      stage: 'investigation_report',
      pricesReadAt: '2026-10-07',
    },
  ]);
  expect(events.find(({ type }) => type === 'budget.warning')?.summary).toBe(
    '80% of the day’s budget of $50 is used: $40.00',
  );
});

it('asks the cheaper model of the route when the dear one does not fit the budget', async () => {
  const { ask, asked, fallbacks, events } = setup(0.5);
  expect((await ask()).ref).toBe('gemini:cheap');
  expect((await ask()).ref).toBe('gemini:cheap');
  expect(asked).toEqual(['gemini:cheap', 'gemini:cheap']);
  expect(fallbacks).toEqual([
    expect.stringMatching(
      /^gemini:dear → gemini:cheap: the day’s budget of \$1 for payment-svc has no room/,
    ),
  ]);
  const told = events.filter(({ type }) => type === 'budget.warning').map(({ summary }) => summary);
  expect(told[0]).toBe('100% of the day’s budget of $1 for payment-svc is used: $0.50');
});

it('goes on with the playbook when no model fits, and books nothing for it', async () => {
  const { ask, asked, fallbacks, settled } = setup(0);
  expect((await ask()).ref).toBe('playbook');
  expect(asked).toEqual(['playbook']);
  expect(fallbacks.map((text) => text.split(':')[1]?.slice(0, 30))).toHaveLength(2);
  expect(settled).toEqual([]);
});

/** Fails as a provider does that bills a useless answer, until its caller forbids another attempt. */
const failing = (id: string, times: number, waitMs = 0): LanguageModel => ({
  id,
  async generate({ mayRetry }) {
    const usage = { ...NO_USAGE, outputTokens: 1_000 };
    for (let attempts = 1; ; attempts++) {
      const spent = { ...usage, outputTokens: 1_000 * attempts };
      const reason = 'invalid_output: malformed';
      const failed = { attempts, usage: spent, waitedMs: 0, reason, waitMs };
      const refused = attempts < times ? await mayRetry?.(failed) : 'it is not worth it';
      if (typeof refused === 'string')
        throw new MiraError('invalid_output', refused, { context: { ...spent, attempts } });
    }
  },
});

it('books each further attempt on top of those that failed, and shows the wait for it', async () => {
  const { ask, booked, settled, calls, events } = setup(10, {}, [failing('gemini:dear', 3, 4_000)]);
  expect((await ask()).ref).toBe('playbook');
  expect(booked.map(({ id, costUsd }) => [id, costUsd])).toEqual([
    ['run.2.1', 1],
    ['run.2.1', 2],
    ['run.2.1', 3],
  ]);
  expect(settled).toEqual(['run.2.1']);
  expect(calls).toEqual([3]);
  expect(
    events.filter(({ type }) => type === 'model.retried').map(({ summary }) => summary),
  ).toEqual(Array(2).fill('gemini:dear is asked again in 4 s: invalid_output: malformed'));
});

it('makes no further attempt that a budget or a ceiling has no room for', async () => {
  const day = setup(2, {}, [failing('gemini:dear', 9)]);
  await day.ask();
  expect(day.calls).toEqual([2]);
  expect(day.fallbacks[0]).toContain('has no room for a call that may cost $3.0000');

  const run = setup(10, { modelCalls: 2 }, [failing('gemini:dear', 9)]);
  await run.ask();
  expect(run.calls).toEqual([2]);
  expect(run.fallbacks[0]).toContain('the ceiling of 2 model calls');
});

it.each([
  ['model calls', { modelCalls: 1 }],
  ['tokens', { tokens: 1_100 }],
])('past the ceiling on %s only the playbook goes on, uncounted', async (_name, limits) => {
  const { ask, asked, fallbacks, calls } = setup(10, limits);
  const refs = [(await ask()).ref, (await ask()).ref, (await ask()).ref];
  expect(refs.at(-1)).toBe('playbook');
  expect(calls).toHaveLength(asked.filter((id) => id !== 'playbook').length);
  expect(calls.length).toBeLessThanOrEqual(1);
  expect(fallbacks[0]).toContain('the ceiling of');
});

it('takes the worst case to be what ids, hashes and other scripts come to', () => {
  const tokens = (text: string) =>
    mostTokens({ system: text, messages: [], tools: [] }) -
    mostTokens({ system: '', messages: [], tools: [] });
  expect(tokens('9f86d081884c7d65')).toBe(8);
  expect(tokens('接続プールが枯渇')).toBe(12);
});

it('asks no model for a longer answer than it can give, and books no more', async () => {
  const lengths: number[] = [];
  const model: LanguageModel = {
    id: 'gemini:dear',
    generate: async (request) => {
      lengths.push(request.maxOutputTokens);
      return aModel('gemini:dear', []).generate(request);
    },
  };
  const { ask, booked } = setup(10, {}, [model]);
  await ask({ maxOutputTokens: 65_536 });
  expect(lengths).toEqual([1_000]);
  expect(booked[0]?.costUsd).toBe(1);
});
