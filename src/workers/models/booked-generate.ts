/** A model turn with its books kept: admitted by both budgets before, counted and told after. */
import type { Stage } from '../../domain/investigation.ts';
import type { Clock } from '../../platform/clock.ts';
import type { UsageLabels } from '../../domain/usage.ts';
import type { BudgetMark, DailyBudgets, DailyUsage } from '../../store/contracts.ts';
import type { Budget, Limits } from '../agents/budget.ts';
import type { Journal } from '../journal.ts';
import { duration } from '../text.ts';
import {
  estimateTokens,
  type LanguageModel,
  type ModelRequest,
  type ModelUsage,
} from './language-model.ts';
import type { ModelCatalog } from './model-catalog.ts';
import { createTextStream } from './text-stream.ts';
import { createModelRouter, type ModelGate, type RoutedReply } from './router.ts';

export interface BookedGenerateOptions {
  readonly deps: {
    readonly models: ReadonlyMap<string, LanguageModel>;
    readonly playbook: LanguageModel;
    readonly catalog: ModelCatalog;
    readonly limits: Limits;
    /** Models' text goes to the event log as it comes; null: it does not. */
    readonly streaming: { readonly scrub: (text: string) => string } | null;
    readonly store: { readonly usage: Pick<DailyUsage, 'reserve' | 'settle' | 'marks'> };
    readonly clock: Clock;
  };
  readonly investigationId: string;
  readonly claim: number;
  readonly budget: Budget;
  readonly journal: Journal;
  /** What the fleet and this service may spend today. */
  readonly dailyBudgets: DailyBudgets;
  /** Called for each model that is given up, for the report. */
  readonly onFallback?: (from: string, to: string, reason: string) => void;
}

export type BookedGenerate = (
  stage: Stage,
  route: readonly string[],
  request: ModelRequest,
) => Promise<RoutedReply>;

export function createBookedGenerate({
  deps,
  investigationId,
  claim,
  budget,
  journal,
  dailyBudgets,
  onFallback,
}: BookedGenerateOptions): BookedGenerate {
  const { catalog, clock, store, limits } = deps;
  let bookings = 0;
  let stage: Stage = 'triage';
  let agent = '';

  const worstUsd = (ref: string, request: ModelRequest): number =>
    catalog.costUsd(
      ref,
      {
        inputTokens: estimateTokens(request),
        cachedInputTokens: 0,
        outputTokens: request.maxOutputTokens,
        thinkingTokens: 0,
      },
      clock.now(),
    );

  const labelsOf = (ref: string): UsageLabels => ({
    model: ref,
    agent,
    stage,
    pricesReadAt: catalog.pricesReadAt,
  });

  const count = async (ref: string, usage: ModelUsage, waitedMs: number): Promise<number> => {
    const costUsd = catalog.costUsd(ref, usage, clock.now());
    await budget.countModelCall(usage, costUsd, waitedMs, labelsOf(ref));
    if (costUsd > 0) for (const mark of await store.usage.marks(dailyBudgets)) await warn(mark);
    return costUsd;
  };

  const warn = ({ scope, percent, spentUsd }: BudgetMark): Promise<void> =>
    journal.append({
      type: 'budget.warning',
      stage,
      summary: `${percent}% of ${budgetText(scope, dailyBudgets)} is used: $${spentUsd.toFixed(2)}`,
      data: { ceiling: `${scope}_daily_usd`, percent, spentUsd },
    });

  const gate: ModelGate = {
    async admit(ref, request) {
      const worst = worstUsd(ref, request);
      if (worst === 0) return async () => {};
      if (budget.usage.costUsd + worst > limits.costUsd) {
        return `a call may cost $${worst.toFixed(4)}, more than this investigation has left of $${limits.costUsd}`;
      }
      const id = `${investigationId}.${claim}.${(bookings += 1)}`;
      const reserved = await store.usage.reserve({ id, costUsd: worst, ...dailyBudgets });
      if (reserved.ok) return () => store.usage.settle(id);
      if (reserved.first) await warn({ ...reserved, percent: 100 });
      return `${budgetText(reserved.scope, dailyBudgets)} has no room for a call that may cost $${worst.toFixed(4)}: $${reserved.spentUsd.toFixed(2)} is spent or booked`;
    },
    async gaveUp(from, to, reason, spent) {
      const spentTokens = spent.inputTokens + spent.outputTokens + spent.thinkingTokens;
      if (spentTokens > 0) await count(from, spent, 0);
      onFallback?.(from, to, reason.slice(0, 300));
      await journal.append({
        type: 'model.fallback',
        stage,
        summary: `${from} is given up for this run, ${to} goes on: ${reason}`.slice(0, 500),
        data: { from, to, reason: reason.slice(0, 300), tokens: spentTokens },
      });
    },
  };
  const router = createModelRouter({ models: deps.models, playbook: deps.playbook, gate });

  /** What the model writes goes to the event log meanwhile, where that is wanted. */
  async function ask(route: readonly string[], request: ModelRequest): Promise<RoutedReply> {
    if (deps.streaming === null) return await router.generate(route, request);
    const text = createTextStream({ ...deps.streaming, journal, clock, stage, agent });
    try {
      return await router.generate(route, { ...request, onText: (chunk) => text.push(chunk) });
    } finally {
      await text.close();
    }
  }

  return async (askedBy, route, request) => {
    stage = askedBy;
    agent = request.agent;
    const startedMs = clock.now();
    await journal.append({
      type: 'model.called',
      stage,
      summary: `${request.agent} thinks`,
      data: {
        agent: request.agent,
        route,
        promptTokens: estimateTokens(request),
        tools: request.tools.length,
      },
    });
    const reply = await ask(route, request);
    const costUsd = await count(reply.ref, reply.usage, reply.waitedMs);
    const calls = reply.message.toolCalls.map(({ name }) => name);
    await journal.append({
      type: 'model.finished',
      stage,
      summary: `${request.agent} (${reply.ref}): ${calls.length > 0 ? calls.join(', ') : 'text'} in ${duration(clock.now() - startedMs)}`,
      data: {
        agent: request.agent,
        model: reply.ref,
        ...reply.usage,
        costUsd,
        ms: clock.now() - startedMs,
        waitedMs: reply.waitedMs,
        stop: reply.stop,
        calls,
      },
    });
    return reply;
  };
}

const budgetText = (scope: BudgetMark['scope'], budgets: DailyBudgets): string =>
  scope === 'fleet'
    ? `the day’s budget of $${budgets.fleetLimitUsd}`
    : `the day’s budget of $${budgets.serviceLimitUsd} for ${budgets.service}`;
