/**
 * The hard ceilings of one investigation. What was used is kept in the store, so that a takeover
 * does not start again at nothing; what a call may cost at worst is checked before it is made.
 */
import { toMs } from '../../domain/time.ts';
import { emptyUsage, type Investigation, type Usage } from '../../domain/investigation.ts';
import { MINUTE_MS } from '../../domain/time.ts';
import type { UsageLabels } from '../../domain/usage.ts';
import type { Clock } from '../../platform/clock.ts';
import type { ModelUsage } from '../models/language-model.ts';

export interface Limits {
  readonly modelCalls: number;
  readonly toolCalls: number;
  /** Input and output together. */
  readonly tokens: number;
  readonly costUsd: number;
  readonly minutes: number;
}

export type CeilingName = keyof Limits;

/** The worst that a call may use. */
export interface Estimate {
  readonly tokens: number;
  readonly costUsd: number;
  /** Requests to the provider. @defaultValue 1 */
  readonly calls?: number;
  /** Before it begins. @defaultValue 0 */
  readonly waitMs?: number;
}

/** What a model was asked for. */
export interface ModelCalls {
  /** Requests to the provider, failed ones included. */
  readonly calls: number;
  readonly usage: ModelUsage;
  readonly costUsd: number;
  readonly waitedMs: number;
}

export interface Budget {
  /** All that this investigation has used, former workers included. */
  readonly usage: Usage;
  /** The ceiling that forbids a call with this estimate plus one last turn of the same size; null: go on. */
  ceilingAhead(next: Estimate): CeilingName | null;
  /** The ceiling that forbids even a last turn of this size; null: it may be made. */
  ceilingReached(next: Estimate): CeilingName | null;
  /** False when no further tool call is allowed. Counts the call when it is. */
  takeToolCall(): boolean;
  /** Epoch ms at which the minutes are used up. */
  readonly deadlineMs: number;
  /** @param labels - what the call is booked under, besides the investigation */
  countModelCalls(made: ModelCalls, labels?: UsageLabels): Promise<void>;
  countToolCall(
    call: { readonly cached: boolean; readonly waitedMs: number },
    labels?: UsageLabels,
  ): Promise<void>;
}

export interface BudgetOptions {
  readonly investigation: Investigation;
  /** How long it was parked so far: waiting for quota does not count. */
  readonly parkedMs: number;
  readonly limits: Limits;
  readonly clock: Clock;
  readonly save: (usage: Partial<Usage>, labels: UsageLabels) => Promise<unknown>;
  /** Called once for each of 50, 80 and 100% of each ceiling. */
  readonly warn: (ceiling: CeilingName, percent: number) => Promise<void>;
}

const WARN_AT = [50, 80, 100] as const;
/** What a run keeps for its last turn when the minutes run out. */
const LAST_TURN_MS = MINUTE_MS;

export function createBudget({
  investigation,
  parkedMs,
  limits,
  clock,
  save,
  warn,
}: BudgetOptions): Budget {
  const usage: Usage = { ...emptyUsage(), ...investigation.usage };
  const startedMs = investigation.startedAt === null ? clock.now() : toMs(investigation.startedAt);
  // A successor that finds the minutes used up still gets one, to report what is there.
  const deadlineMs = Math.max(
    startedMs + parkedMs + limits.minutes * MINUTE_MS,
    clock.now() + Math.min(LAST_TURN_MS, limits.minutes * MINUTE_MS),
  );
  const warned = new Set<string>();

  const tokens = (): number => usage.inputTokens + usage.outputTokens + usage.thinkingTokens;

  function exceeded(next: Estimate, turns: number, reserveMs: number): CeilingName | null {
    if (usage.modelCalls + turns * (next.calls ?? 1) > limits.modelCalls) return 'modelCalls';
    if (tokens() + turns * next.tokens > limits.tokens) return 'tokens';
    if (usage.costUsd + turns * next.costUsd > limits.costUsd) return 'costUsd';
    if (clock.now() + reserveMs + (next.waitMs ?? 0) >= deadlineMs) return 'minutes';
    return null;
  }

  async function warnWhereDue(): Promise<void> {
    const shares: readonly (readonly [CeilingName, number])[] = [
      ['modelCalls', usage.modelCalls / limits.modelCalls],
      ['toolCalls', usage.toolCalls / limits.toolCalls],
      ['tokens', tokens() / limits.tokens],
      ['costUsd', limits.costUsd === 0 ? 0 : usage.costUsd / limits.costUsd],
    ];
    for (const [name, share] of shares) {
      const percent = WARN_AT.findLast((step) => share * 100 >= step);
      if (percent === undefined || warned.has(`${name} ${percent}`)) continue;
      for (const step of WARN_AT) if (step <= percent) warned.add(`${name} ${step}`);
      await warn(name, percent);
    }
  }

  return {
    usage,
    deadlineMs,
    ceilingAhead: (next) =>
      exceeded(next, 2, Math.min(LAST_TURN_MS, (limits.minutes * MINUTE_MS) / 5)),
    ceilingReached: (next) => exceeded(next, 1, 0),
    takeToolCall() {
      if (usage.toolCalls >= limits.toolCalls || clock.now() >= deadlineMs) return false;
      usage.toolCalls += 1;
      return true;
    },
    async countModelCalls({ calls, usage: spent, costUsd, waitedMs }, labels = {}) {
      const delta = {
        modelCalls: calls,
        inputTokens: spent.inputTokens,
        cachedInputTokens: spent.cachedInputTokens,
        outputTokens: spent.outputTokens,
        thinkingTokens: spent.thinkingTokens,
        costUsd,
        waitedMs,
      };
      for (const [key, value] of Object.entries(delta)) usage[key as keyof typeof delta] += value;
      await save(delta, labels);
      await warnWhereDue();
    },
    async countToolCall({ cached, waitedMs }, labels = {}) {
      usage.cachedToolCalls += cached ? 1 : 0;
      usage.waitedMs += waitedMs;
      await save({ toolCalls: 1, cachedToolCalls: cached ? 1 : 0, waitedMs }, labels);
      await warnWhereDue();
    },
  };
}

/** For a report: which ceiling ended the run. */
export function ceilingText(name: CeilingName, limits: Limits): string {
  switch (name) {
    case 'modelCalls':
      return `the ceiling of ${limits.modelCalls} model calls`;
    case 'toolCalls':
      return `the ceiling of ${limits.toolCalls} tool calls`;
    case 'tokens':
      return `the ceiling of ${limits.tokens} tokens`;
    case 'costUsd':
      return `the ceiling of $${limits.costUsd}`;
    case 'minutes':
      return `the ceiling of ${limits.minutes} minutes`;
  }
}
