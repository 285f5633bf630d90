/** A model turn with its books kept: admitted by both budgets before, counted and told after. */
import type { Stage } from '../../domain/investigation.ts';
import type { Clock } from '../../platform/clock.ts';
import type { DailyUsage } from '../../store/contracts.ts';
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
import { createModelRouter, type ModelGate, type RoutedReply } from './router.ts';

export interface BookedGenerateOptions {
  readonly deps: {
    readonly models: ReadonlyMap<string, LanguageModel>;
    readonly playbook: LanguageModel;
    readonly catalog: ModelCatalog;
    readonly limits: Limits;
    readonly dailyBudgetUsd: number;
    readonly store: { readonly usage: DailyUsage };
    readonly clock: Clock;
  };
  readonly investigationId: string;
  readonly claim: number;
  readonly budget: Budget;
  readonly journal: Journal;
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
}: BookedGenerateOptions): BookedGenerate {
  const { catalog, clock, store, limits } = deps;
  let bookings = 0;
  let stage: Stage = 'triage';

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

  const count = async (ref: string, usage: ModelUsage, waitedMs: number): Promise<number> => {
    const costUsd = catalog.costUsd(ref, usage, clock.now());
    await budget.countModelCall(usage, costUsd, waitedMs);
    return costUsd;
  };

  const gate: ModelGate = {
    async admit(ref, request) {
      const worst = worstUsd(ref, request);
      if (budget.usage.costUsd + worst > limits.costUsd) {
        return `a call may cost $${worst.toFixed(4)}, more than this investigation has left of $${limits.costUsd}`;
      }
      const booking = `${investigationId}.${claim}.${(bookings += 1)}`;
      if (worst > 0 && !(await store.usage.reserve(booking, worst, deps.dailyBudgetUsd))) {
        return `the day’s budget of $${deps.dailyBudgetUsd} is used up`;
      }
      return async () => {
        if (worst > 0) await store.usage.settle(booking);
      };
    },
    async gaveUp(from, to, reason, spent) {
      const spentTokens = spent.inputTokens + spent.outputTokens + spent.thinkingTokens;
      if (spentTokens > 0) await count(from, spent, 0);
      await journal.append({
        type: 'model.fallback',
        stage,
        summary: `${from} is given up for this run, ${to} goes on: ${reason}`.slice(0, 500),
        data: { from, to, reason: reason.slice(0, 300), tokens: spentTokens },
      });
    },
  };
  const router = createModelRouter({ models: deps.models, playbook: deps.playbook, gate });

  return async (askedBy, route, request) => {
    stage = askedBy;
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
    const reply = await router.generate(route, request);
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
