/** A model turn with its books kept: admitted by both budgets before, counted and told after. */
import type { Stage } from '../../domain/investigation.ts';
import type { Clock } from '../../platform/clock.ts';
import type { UsageLabels } from '../../domain/usage.ts';
import type { BudgetMark, DailyBudgets, DailyUsage } from '../../store/contracts.ts';
import { type Budget, ceilingText, type Limits } from '../agents/budget.ts';
import type { Journal } from '../journal.ts';
import { duration } from '../text.ts';
import { addUsage } from './failed-usage.ts';
import {
  estimateTokens,
  type FailedAttempts,
  type LanguageModel,
  type ModelRequest,
  type ModelUsage,
  mostTokens,
  NO_USAGE,
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

  const costOf = (ref: string, usage: ModelUsage): number =>
    catalog.costUsd(ref, usage, clock.now());

  /** The most that one attempt may use. */
  const worstOf = (request: ModelRequest): ModelUsage => ({
    ...NO_USAGE,
    inputTokens: mostTokens(request),
    outputTokens: request.maxOutputTokens,
  });

  const labelsOf = (ref: string): UsageLabels => ({
    model: ref,
    agent,
    stage,
    pricesReadAt: catalog.pricesReadAt,
  });

  const warn = ({ scope, percent, spentUsd }: BudgetMark): Promise<void> =>
    journal.append({
      type: 'budget.warning',
      stage,
      summary: `${percent}% of ${budgetText(scope, dailyBudgets)} is used: $${spentUsd.toFixed(2)}`,
      data: { ceiling: `${scope}_daily_usd`, percent, spentUsd },
    });

  /** Why one more attempt, after failed ones, would break a ceiling of this investigation. */
  function beyondCeiling(
    ref: string,
    worst: ModelUsage,
    { attempts, usage, waitMs }: Pick<FailedAttempts, 'attempts' | 'usage' | 'waitMs'>,
  ): string | null {
    const next = addUsage(worst, usage);
    const ceiling = budget.ceilingReached({
      calls: attempts + 1,
      tokens: next.inputTokens + next.outputTokens + next.thinkingTokens,
      costUsd: 0,
      waitMs,
    });
    if (ceiling !== null) return ceilingText(ceiling, limits);
    const costUsd = costOf(ref, next);
    return budget.usage.costUsd + costUsd > limits.costUsd
      ? `a call may cost $${costUsd.toFixed(4)}, more than this investigation has left of $${limits.costUsd}`
      : null;
  }

  /** Books the worst case; the same booking grows when an attempt is made again. */
  async function book(id: string, ref: string, worst: ModelUsage): Promise<string | null> {
    const costUsd = costOf(ref, worst);
    if (costUsd === 0) return null;
    const reserved = await store.usage.reserve({ id, costUsd, ...dailyBudgets });
    if (reserved.ok) return null;
    if (reserved.first) await warn({ ...reserved, percent: 100 });
    return `${budgetText(reserved.scope, dailyBudgets)} has no room for a call that may cost $${costUsd.toFixed(4)}: $${reserved.spentUsd.toFixed(2)} is spent or booked`;
  }

  /** A wait for a provider is shown while it lasts. */
  const tellRetry = (ref: string, { reason, waitMs, attempts }: FailedAttempts): Promise<void> =>
    journal.append({
      type: 'model.retried',
      stage,
      summary: `${ref} is asked again in ${duration(waitMs)}: ${reason}`.slice(0, 500),
      data: { model: ref, waitMs, attempts },
    });

  const gate: ModelGate = {
    fit: (ref, request) => ({
      ...request,
      maxOutputTokens: Math.min(request.maxOutputTokens, catalog.facts(ref).maxOutputTokens),
    }),
    async admit(ref, request) {
      const worst = worstOf(request);
      const id = `${investigationId}.${claim}.${(bookings += 1)}`;
      const refusal = async (failed: Parameters<typeof beyondCeiling>[2]) =>
        beyondCeiling(ref, worst, failed) ?? (await book(id, ref, addUsage(worst, failed.usage)));
      const refused = await refusal({ attempts: 0, usage: NO_USAGE, waitMs: 0 });
      if (refused !== null) return refused;
      return {
        async again(failed) {
          const why = await refusal(failed);
          if (why === null) await tellRetry(ref, failed);
          return why;
        },
        settle: () => store.usage.settle(id),
      };
    },
    async count(ref, { usage, attempts, waitedMs }) {
      const costUsd = costOf(ref, usage);
      await budget.countModelCalls({ calls: attempts, usage, costUsd, waitedMs }, labelsOf(ref));
      if (costUsd > 0) for (const mark of await store.usage.marks(dailyBudgets)) await warn(mark);
    },
    async gaveUp(from, to, reason, spent) {
      onFallback?.(from, to, reason.slice(0, 300));
      await journal.append({
        type: 'model.fallback',
        stage,
        summary: `${from} is given up for this run, ${to} goes on: ${reason}`.slice(0, 500),
        data: {
          from,
          to,
          reason: reason.slice(0, 300),
          tokens: spent.inputTokens + spent.outputTokens + spent.thinkingTokens,
        },
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
    const reply = await ask(route, { ...request, deadlineMs: budget.deadlineMs });
    const costUsd = costOf(reply.ref, reply.usage);
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
